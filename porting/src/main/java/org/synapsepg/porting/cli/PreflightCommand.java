package org.synapsepg.porting.cli;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.DiskNeed;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.TablePlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The report alone. */
@Command(
    name = "preflight",
    mixinStandardHelpOptions = true,
    description = "Says everything that would stop a port, all at once; writes nothing.")
final class PreflightCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final JobOptions options = new JobOptions();

  @Option(names = "--json", description = "The report as one JSON object on standard output.")
  private boolean json;

  PreflightCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    PreflightReport report = options.job(console).preflight();
    if (json) {
      console.out().println(asJson(report));
    } else {
      print(report);
    }
    return (report.findings().hasErrors() ? ExitCode.REFUSED : ExitCode.OK).status();
  }

  private void print(PreflightReport report) {
    PrintStream out = console.out();
    out.printf(
        Locale.ROOT,
        "%,d rows in %d tables, %s; schema %s%n",
        report.rows(),
        report.tables().size(),
        ByteSize.bytes(report.bytes()),
        report.schema().name().toLowerCase(Locale.ROOT));
    report.estimate().ifPresent(e -> out.println(e.render()));
    out.println(
        report.findings().isEmpty() ? "nothing stands in the way" : report.findings().render());
  }

  private static JsonObject asJson(PreflightReport report) {
    JsonObjectBuilder object =
        JsonDisplay.JSON
            .createObjectBuilder()
            .add("ready", report.isReady())
            .add("schema", report.schema().name().toLowerCase(Locale.ROOT))
            .add("rows", report.rows())
            .add("bytes", report.bytes());
    report
        .estimate()
        .ifPresent(
            e ->
                object
                    .add("portSeconds", range(e.port()))
                    .add("wholeSeconds", range(e.whole()))
                    .add("roundTripSeconds", e.roundTrip().toNanos() / 1e9)
                    .add("scannedBytesPerSecond", e.scanned().bytes())
                    .add("cores", e.cores())
                    .add("disk", disk(e.disk())));
    JsonArrayBuilder tables = JsonDisplay.JSON.createArrayBuilder();
    for (TablePlan table : report.tables()) {
      tables.add(
          JsonDisplay.JSON
              .createObjectBuilder()
              .add("table", table.table())
              .add("handling", table.handling().name().toLowerCase(Locale.ROOT))
              .add("rows", table.rows())
              .add("bytes", table.bytes()));
    }
    return object
        .add("tables", tables)
        .add("findings", JsonDisplay.findings(report.findings()))
        .build();
  }

  private static JsonObjectBuilder range(PortEvent.Remaining time) {
    return JsonDisplay.JSON
        .createObjectBuilder()
        .add("least", time.least().toMillis() / 1000.0)
        .add("likely", time.likely().toMillis() / 1000.0)
        .add("most", time.most().toMillis() / 1000.0);
  }

  private static JsonObjectBuilder disk(DiskNeed disk) {
    JsonObjectBuilder object =
        JsonDisplay.JSON
            .createObjectBuilder()
            .add("tables", disk.tables().bytes())
            .add("indexes", disk.indexes().bytes())
            .add("log", disk.log().bytes())
            .add("temporary", disk.temporary().bytes())
            .add("least", disk.least().bytes())
            .add("likely", disk.likely().bytes())
            .add("most", disk.most().bytes());
    disk.free().ifPresent(f -> object.add("free", f.bytes()));
    return object;
  }
}
