package org.synapsepg.porting.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.PreflightReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The report alone. */
@Command(
    name = "preflight",
    mixinStandardHelpOptions = true,
    description = "Says everything that would stop a port, all at once; writes nothing.")
final class PreflightCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final JobOptions options = new JobOptions();

  PreflightCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    PreflightReport report = options.job(console).preflight();
    console
        .out()
        .printf(
            Locale.ROOT,
            "%,d rows in %d tables, %s; schema %s%n",
            report.rows(),
            report.tables().size(),
            ByteSize.bytes(report.bytes()),
            report.schema().name().toLowerCase(Locale.ROOT));
    console
        .out()
        .println(
            report.findings().isEmpty() ? "nothing stands in the way" : report.findings().render());
    return (report.findings().hasErrors() ? ExitCode.REFUSED : ExitCode.OK).status();
  }
}
