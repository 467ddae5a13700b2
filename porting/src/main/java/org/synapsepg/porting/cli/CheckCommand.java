package org.synapsepg.porting.cli;

import java.util.concurrent.Callable;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.LocaleReport;
import org.synapsepg.check.SequenceRepair;
import org.synapsepg.check.SequenceReport;
import org.synapsepg.core.ConnectionSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Locale and sequences of a database. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks the locale and the sequences of a Synapse database.")
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final TargetOptions target = new TargetOptions();

  @Option(
      names = "--repair",
      description =
          "Raises sequences that are behind, after showing the statements. Locale plans are only printed.")
  private boolean repair;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ConnectionSource source = target.connectionSource(console);
    DatabaseInspector inspector = DatabaseInspector.on(source);
    LocaleReport locale = inspector.checkLocale();
    console
        .out()
        .println(locale.findings().isEmpty() ? "locale: fine" : locale.findings().render());
    SequenceReport sequences = inspector.checkSequences();
    show(sequences);
    if (repair) {
      SequenceRepair plan = sequences.planRepair();
      plan.statements().forEach(statement -> console.out().println("  " + statement));
      sequences = plan.apply(source);
      show(sequences);
    }
    boolean fine =
        locale.isSafe() && !locale.findings().hasErrors() && !sequences.findings().hasErrors();
    return (fine ? ExitCode.OK : ExitCode.DIFFERENT).status();
  }

  private void show(SequenceReport sequences) {
    console
        .out()
        .println(
            sequences.findings().isEmpty() ? "sequences: fine" : sequences.findings().render());
  }
}
