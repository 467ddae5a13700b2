package org.synapsepg.porting.cli;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortEvent;

/**
 * One JSON object a line, for programs. Every object has {@code event}; the other names are those
 * of the event's parts.
 */
final class JsonDisplay implements Display {
  /** Found once, for {@link Json} searches the class path at each call. */
  static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private final PrintStream out;

  JsonDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void on(PortEvent event) {
    if (event instanceof PortEvent.PhaseStarted e) {
      print(named("phase-started").add("phase", word(e.phase())));
    } else if (event instanceof PortEvent.Queued e) {
      JsonArrayBuilder items = JSON.createArrayBuilder();
      e.items().forEach(items::add);
      print(named("queued").add("phase", word(e.phase())).add("items", items));
    } else if (event instanceof PortEvent.TableVerified e) {
      print(named("table-verified").add("table", e.table()));
    } else if (event instanceof PortEvent.TableStarted e) {
      print(
          named("table-started")
              .add("table", e.table())
              .add("rows", e.rows())
              .add("bytes", e.bytes()));
    } else if (event instanceof PortEvent.CheckpointSaved e) {
      print(named("checkpoint-saved").add("table", e.table()).add("rows", e.rows()));
    } else if (event instanceof PortEvent.TableFinished e) {
      print(named("table-finished").add("table", e.table()).add("rows", e.rows()));
    } else if (event instanceof PortEvent.Restored e) {
      print(named("restored").add("table", e.table()).add("name", e.name()));
    } else if (event instanceof PortEvent.Progress e) {
      print(progress(e));
    } else if (event instanceof PortEvent.Warned e) {
      print(named("warned").add("finding", finding(e.finding())));
    } else if (event instanceof PortEvent.StopRequested e) {
      print(named("stop-requested").add("atOnce", e.atOnce()));
    }
  }

  private static JsonObjectBuilder progress(PortEvent.Progress e) {
    JsonObjectBuilder object =
        named("progress")
            .add("phase", word(e.phase()))
            .add("rowsDone", e.rowsDone())
            .add("rowsTotal", e.rowsTotal())
            .add("bytesDone", e.bytesDone())
            .add("bytesTotal", e.bytesTotal())
            .add("share", e.share())
            .add("rowsPerSecond", e.rowsPerSecond())
            .add("elapsedSeconds", e.elapsed().toMillis() / 1000.0);
    e.remaining()
        .ifPresent(
            r ->
                object
                    .add("remainingSecondsLeast", r.least().toMillis() / 1000.0)
                    .add("remainingSeconds", r.likely().toMillis() / 1000.0)
                    .add("remainingSecondsMost", r.most().toMillis() / 1000.0));
    return object;
  }

  void print(JsonObjectBuilder object) {
    out.println(object.build());
    out.flush();
  }

  static JsonObjectBuilder named(String event) {
    return JSON.createObjectBuilder().add("event", event);
  }

  static JsonArrayBuilder findings(Findings findings) {
    JsonArrayBuilder array = JSON.createArrayBuilder();
    findings.forEach(f -> array.add(finding(f)));
    return array;
  }

  private static JsonObjectBuilder finding(Finding finding) {
    JsonObjectBuilder object =
        JSON.createObjectBuilder()
            .add("code", finding.code().id())
            .add("severity", word(finding.severity()))
            .add("message", finding.message());
    finding.hint().ifPresent(hint -> object.add("hint", hint));
    finding.location().ifPresent(location -> object.add("location", location.toString()));
    return object;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
