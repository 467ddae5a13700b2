package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.synapsepg.core.FindingsException;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/** Random edits of the sample file: the server reads what was meant, all else keeps its bytes. */
@ExtendWith(PostgresExtension.class)
class SampleFileTest {
  private static final int SEQUENCES = Integer.getInteger("synapsepg.pgconf.sequences", 1000);

  static Stream<Integer> majors() {
    return PostgresServers.majors().stream();
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void survivesRandomEdits(int major, PostgresServers servers) throws SQLException, IOException {
    long seed = Seed.of(SampleFileTest.class);
    Random random = new Random(seed);
    try (ConfServer server = new ConfServer(servers.major(major))) {
      Path sample =
          Path.of(server.one("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'"))
              .resolve("postgresql.conf.sample");
      PgConfFile start = PgConfFile.parse(Files.readString(sample), server.version());
      assertThat(start.check()).isEmpty();
      Set<String> lacking = server.lackingWords();
      List<SettingDefinition> settings =
          SettingCatalog.of(server.version()).all().stream()
              .filter(d -> d.context() != SettingContext.INTERNAL && !d.isDisallowedInFile())
              .filter(d -> !d.isHidden() && !d.isOfSomeBuilds())
              .filter(d -> !lacking.contains(d.name()))
              .toList();
      for (int i = 0; i < SEQUENCES; i++) {
        String of = "seed " + seed + ", sequence " + i;
        Edits edits = new Edits(random, settings);
        PgConfFile edited = start;
        for (int j = 1 + random.nextInt(6); j > 0; j--) {
          edited = edits.another(edited);
        }
        String text = edited.text().text();
        assertThat(edits.untouched(text)).as(of).isEqualTo(edits.untouched(start.text().text()));
        server.write(Map.of("postgresql.conf", text));
        Map<String, String> read = new LinkedHashMap<>();
        for (String row : server.view()) {
          String[] columns = row.split("\\|", -1);
          if (!columns[3].equals("null")) {
            assertThat(columns[6])
                .as("%s: %s", of, row)
                .isIn("null", "setting could not be applied");
            read.put(SettingDefinition.lower(columns[3]), columns[4]);
          }
        }
        assertThat(read).as(of).containsExactlyInAnyOrderEntriesOf(edits.intended());
      }
    }
  }

  /** A growing sequence of edits and what it should come to. */
  private static final class Edits {
    private static final List<String> TEXTS =
        List.of("a b", "x", "it's", "a\\b", "db.example", "/x/y", "é");
    private static final Pattern LINE = Pattern.compile("(?<=\n)");
    private static final Pattern NAME = Pattern.compile("[#\\s]*([A-Za-z0-9_]+)");
    private final Random random;
    private final List<SettingDefinition> settings;
    private final Map<String, String> intended = new LinkedHashMap<>();
    private final List<String> touched = new ArrayList<>();

    Edits(Random random, List<SettingDefinition> settings) {
      this.random = random;
      this.settings = settings;
    }

    Map<String, String> intended() {
      return intended;
    }

    PgConfFile another(PgConfFile file) {
      if (!touched.isEmpty() && random.nextInt(4) == 0) {
        String name = touched.get(random.nextInt(touched.size()));
        boolean comment = random.nextBoolean();
        try {
          PgConfFile edited = file.edit(e -> takeOut(e, name, comment));
          intended.remove(SettingDefinition.lower(name));
          return edited;
        } catch (FindingsException conflict) {
          return file;
        }
      }
      SettingDefinition definition = settings.get(random.nextInt(settings.size()));
      String value = value(definition);
      if (!definition.read(value).isAccepted()) {
        return file;
      }
      touched.add(definition.name());
      try {
        PgConfFile edited = file.edit(e -> e.set(definition.name(), value));
        intended.put(SettingDefinition.lower(definition.name()), value);
        return edited;
      } catch (FindingsException conflict) {
        return file;
      }
    }

    private static void takeOut(PgConfEditor editor, String name, boolean comment) {
      if (comment) {
        editor.reset(name);
      } else {
        editor.unset(name);
      }
    }

    private String value(SettingDefinition definition) {
      return switch (definition.type()) {
        case BOOL -> random.nextBoolean() ? "on" : "off";
        case ENUM -> definition.enumValues().get(random.nextInt(definition.enumValues().size()));
        case INTEGER -> {
          long low = (long) definition.lowest();
          long span = Math.min((long) definition.highest() - low, 100_000);
          yield String.valueOf(low + (long) (random.nextDouble() * span));
        }
        case REAL -> random.nextInt(100) / 100.0 + "";
        case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      };
    }

    /** The lines that neither set a touched setting nor are its sample line. */
    List<String> untouched(String text) {
      Set<String> names = new HashSet<>();
      touched.forEach(n -> names.add(SettingDefinition.lower(n)));
      return LINE.splitAsStream(text)
          .filter(line -> !names.contains(SettingDefinition.lower(firstWord(line))))
          .toList();
    }

    private static String firstWord(String line) {
      Matcher matcher = NAME.matcher(line);
      return matcher.lookingAt() ? matcher.group(1) : "";
    }
  }
}
