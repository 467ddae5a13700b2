package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortReport;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PortSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole job, verification included. */
@Command(
    name = "port",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ports a homeserver.db into PostgreSQL and proves the result. Killed or stopped at any moment, the same"
          + " command goes on; run again with a newer homeserver.db, it brings the target up to date."
    })
final class PortCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final JobOptions options = new JobOptions();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Where to write the certificate. Default: ${DEFAULT-VALUE}.",
      defaultValue = "port-certificate.json")
  private Path certificate = Path.of("port-certificate.json");

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Writes a page about the port that a person may read.")
  private @Nullable Path report;

  @Option(names = "--curses", description = "Shows the progress on the whole screen.")
  private boolean curses;

  @Option(names = "--plain", description = "Shows the progress one line at a time.")
  private boolean plain;

  @Option(
      names = {"--no-colour", "--no-color"},
      description =
          "Shows the progress without colours; so does the environment variable NO_COLOR.")
  private boolean noColour;

  @Option(names = "--json", description = "Prints one JSON event a line on standard output.")
  private boolean json;

  PortCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    PortOutcome outcome;
    PortReport page = PortReport.beginningNow();
    long begun = System.nanoTime();
    try (Display display = display();
        PortRun run =
            options
                .job(console)
                .start(
                    event -> {
                      page.on(event);
                      display.on(event);
                    })) {
      Signals.onStop(run::requestStop);
      outcome = run.await();
    }
    if (report != null) {
      page.writeTo(report, outcome);
    }
    ExitCode code = tell(outcome);
    if (json) {
      JsonObjectBuilder end = JsonDisplay.named("ended").add("exit", code.status());
      summary(outcome).ifPresent(s -> end.add("portSeconds", seconds(s.took())));
      Duration whole = Duration.ofNanos(System.nanoTime() - begun);
      new JsonDisplay(console.out()).print(end.add("wholeSeconds", seconds(whole)));
    }
    return code.status();
  }

  private static Optional<PortSummary> summary(PortOutcome outcome) {
    return outcome instanceof PortOutcome.Completed done
        ? Optional.of(done.summary())
        : outcome instanceof PortOutcome.Differs differing
            ? Optional.of(differing.summary())
            : Optional.empty();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private Display display() {
    if (json) {
      return new JsonDisplay(console.out());
    }
    if (plain || !console.terminal()) {
      return new PlainDisplay(console.out(), options.verbose());
    }
    Board board = new Board(console.colour() && !noColour, console.unicode());
    return new LiveDisplay(console.out(), board, new TerminalSize(), curses);
  }

  private ExitCode tell(PortOutcome outcome) throws IOException {
    if (outcome instanceof PortOutcome.Completed done) {
      return tell(done);
    }
    if (outcome instanceof PortOutcome.Stopped stopped) {
      say(
          String.format(
              Locale.ROOT,
              "Stopped after %,d rows. Run the same command again to go on.",
              stopped.rowsSoFar()));
      return ExitCode.STOPPED;
    }
    if (outcome instanceof PortOutcome.Refused refused) {
      complain("Refused; nothing was written.", refused.findings());
      return ExitCode.REFUSED;
    }
    if (outcome instanceof PortOutcome.Differs differs) {
      complain("Ported, but DIFFERENT; do not start Synapse on it.", differs.proof().findings());
      complain(new FinalSummary(differs.summary(), differs.proof()).toString(), Findings.none());
      complain(differs.proof().render(), Findings.none());
      found(differs.summary().findings());
      return ExitCode.DIFFERENT;
    }
    if (outcome instanceof PortOutcome.Failed failed) {
      boolean asked = !failed.findings().withCode(PortCode.ABORTED).isEmpty();
      complain(
          (asked ? "Stopped at once" : "Failed")
              + "; what was written is a consistent checkpoint. Run the same command again to go on.",
          failed.findings());
      if (options.verbose()) {
        failed.cause().printStackTrace(console.err());
      }
      return asked ? ExitCode.STOPPED : ExitCode.FAILED;
    }
    throw new IllegalStateException("unknown outcome " + outcome);
  }

  private ExitCode tell(PortOutcome.Completed done) throws IOException {
    done.certificate().writeTo(certificate);
    FinalSummary summary = new FinalSummary(done.summary(), done.proof());
    if (!done.replaced().isEmpty()) {
      summary.line(
          "replaced",
          "%,d values were replaced; the originals are recorded in the target, schema synapse_pg_port",
          done.replaced().size());
    }
    Path rows = certificate.resolveSibling(certificate.getFileName() + ".quarantine.jsonl");
    if (!done.quarantined().isEmpty()) {
      options.quarantine(console).writeTo(rows);
      summary.line(
          "quarantine",
          "%,d rows are in quarantine, with their bytes in %s",
          done.quarantined().size(),
          rows.toAbsolutePath());
    }
    summary.line("certificate", "%s", certificate.toAbsolutePath()).certified(done.certificate());
    if (report != null) {
      summary.line("report", "%s", report.toAbsolutePath());
    }
    String version = new Main.Version().getVersion()[0];
    say("Ported and verified, " + version + ", " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    say(summary.toString());
    found(done.summary().findings());
    return done.quarantined().isEmpty() ? ExitCode.OK : ExitCode.QUARANTINED;
  }

  /** What came to light on the way, such as rows that the message search cannot have. */
  private void found(Findings findings) {
    if (json) {
      JsonDisplay events = new JsonDisplay(console.out());
      findings.forEach(f -> events.on(new PortEvent.Warned(f)));
    }
    if (!findings.isEmpty()) {
      say(findings.render());
    }
  }

  /** With {@code --json} standard output is for events alone. */
  private void say(String text) {
    (json ? console.err() : console.out()).println(text);
  }

  private void complain(String text, Findings findings) {
    console.err().println(text);
    if (!findings.isEmpty()) {
      console.err().println(findings.render());
    }
  }
}
