package org.synapsepg.porting.internal.schema;

import jakarta.annotation.Nullable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The resource {@code facts.txt}, which {@code src/generator} makes.
 *
 * <p>A line {@code release NAME BASE DELTA…} says what a release of Synapse brought (and, with a
 * leading minus, took away again); {@code withdrawn DELTA} is one that only a release candidate
 * had. Below {@code engine NAME} follow {@code base VERSION}, {@code delta FILE} and {@code effect
 * UPDATE}, each with the facts it changes: {@code KIND NAME = VALUE} or {@code KIND NAME gone}.
 * Facts of a table are indented below {@code table NAME}.
 *
 * @param history which release has which deltas
 * @param postgres what happens on PostgreSQL
 * @param sqlite what happens on SQLite
 */
record SchemaFacts(ReleaseHistory history, EngineFacts postgres, EngineFacts sqlite) {
  private static final String RESOURCE = "facts.txt";

  static SchemaFacts load() {
    try (InputStream bytes = SchemaFacts.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(bytes, RESOURCE), StandardCharsets.UTF_8))) {
      return new Reader().read(lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
    }
  }

  private static final class Reader {
    private final ReleaseHistory.Builder history = new ReleaseHistory.Builder();
    private final Map<String, EngineFacts> engines = new HashMap<>();
    private List<FactChange> target = new ArrayList<>();
    private @Nullable EngineFacts engine;
    private String table = "";

    SchemaFacts read(BufferedReader lines) throws IOException {
      String line = lines.readLine();
      while (line != null) {
        if (!line.startsWith("#")) {
          accept(line);
        }
        line = lines.readLine();
      }
      return new SchemaFacts(history.build(), of("postgres"), of("sqlite"));
    }

    private EngineFacts of(String name) {
      return Objects.requireNonNull(engines.get(name), name);
    }

    private void accept(String line) {
      int end = line.indexOf(' ', 2);
      String word = line.substring(0, end).strip();
      String rest = line.substring(end + 1);
      switch (word) {
        case "release" -> history.add(rest);
        case "withdrawn" -> history.withdraw(rest);
        case "engine" -> {
          engine =
              new EngineFacts(
                  new ArrayList<>(),
                  new ArrayList<>(),
                  new ArrayList<>(),
                  new LinkedHashMap<>(),
                  new LinkedHashMap<>());
          engines.put(rest, engine);
        }
        case "base" -> target = current().base();
        case "earlier" -> {
          target = current().earlier();
          current().earlierDeltas().addAll(List.of(rest.split(" ", -1)));
        }
        case "delta" -> target = current().deltas().computeIfAbsent(rest, f -> new ArrayList<>());
        case "effect" -> target = current().effects().computeIfAbsent(rest, f -> new ArrayList<>());
        default -> fact(word, rest, line.startsWith(" "));
      }
    }

    private EngineFacts current() {
      return Objects.requireNonNull(engine, "engine");
    }

    private void fact(String kind, String text, boolean inTable) {
      int equals = text.indexOf(" = ");
      boolean gone = equals < 0 && text.endsWith(" gone");
      String name = text;
      String value = null;
      if (equals >= 0) {
        name = text.substring(0, equals);
        value = text.substring(equals + 3);
      } else if (gone) {
        name = text.substring(0, text.length() - " gone".length());
      }
      if (kind.equals("table")) {
        table = name;
        if (value != null || gone) {
          target.add(new FactChange(FactKey.table(name), value));
        }
      } else {
        target.add(new FactChange(new FactKey(kind, inTable ? table : "", name), value));
      }
    }
  }
}
