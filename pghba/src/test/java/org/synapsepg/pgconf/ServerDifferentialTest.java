package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/** Generated files are read as real servers read them, row by row. */
@ExtendWith(PostgresExtension.class)
class ServerDifferentialTest {
  private static final System.Logger LOG = System.getLogger(ServerDifferentialTest.class.getName());
  private static final int FILES = Integer.getInteger("synapsepg.pgconf.files", 2000);
  private static final List<String> ERRORS =
      List.of(
          "syntax error",
          "unrecognized configuration parameter",
          "setting could not be applied",
          "could not open file",
          "could not open directory",
          "nesting depth exceeded",
          "configuration file recursion",
          "empty configuration file name",
          "empty configuration directory name",
          "input in flex scanner failed",
          "cannot be changed without restarting the server");

  /** What a setting shows when it is given each of some values, or the error. */
  private static final String TAKEN =
      """
      CREATE FUNCTION pg_temp.taken(name text, forms text[]) RETURNS text[] AS $$
      DECLARE
        form text;
        shown text[] := '{}';
        one text;
      BEGIN
        FOREACH form IN ARRAY forms LOOP
          BEGIN
            PERFORM set_config(name, form, false);
            SELECT s.setting INTO one FROM pg_settings s WHERE lower(s.name) = lower($1);
            IF one IS NULL THEN
              one := current_setting(name);
            END IF;
            RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = one;
          EXCEPTION
            WHEN SQLSTATE 'ZZ001' THEN shown := shown || SQLERRM;
            WHEN OTHERS THEN shown := shown || ('! ' || SQLERRM);
          END;
        END LOOP;
        RETURN shown;
      END
      $$ LANGUAGE plpgsql\
      """;

  static Stream<Integer> majors() {
    return PostgresServers.majors().stream();
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void generatedFilesGiveTheRowsOfTheView(int major, PostgresServers servers)
      throws SQLException, IOException {
    long seed = Seed.of(ServerDifferentialTest.class);
    try (ConfServer server = new ConfServer(servers.major(major))) {
      ConfGenerator generator =
          new ConfGenerator(
              SettingCatalog.of(server.version()), new Random(seed), server.lackingWords());
      primeCustomNames(server);
      Map<String, Integer> errors = new TreeMap<>();
      int withError = 0;
      List<String> differences = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        Map<String, String> files = generator.files();
        server.write(files);
        List<String> shown = server.view();
        List<String> said = server.expected();
        if (!shown.equals(said)) {
          differences.add(difference(files, shown, said));
        }
        withError += count(shown, errors) ? 1 : 0;
      }
      LOG.log(
          System.Logger.Level.INFO,
          "PostgreSQL {0}: {1} files, {2} with an error; errors {3}; coverage {4}",
          major,
          FILES,
          withError,
          errors,
          generator.coverage());
      assertThat(differences)
          .as("seed %s on %s, %s differ; the first", seed, major, differences.size())
          .isEmpty();
      requireCoverage(withError, errors, generator.coverage());
    }
  }

  private static void requireCoverage(
      int withError, Map<String, Integer> errors, Map<String, Integer> coverage) {
    assertThat(withError).isGreaterThanOrEqualTo(FILES * 3 / 10);
    ERRORS.forEach(e -> assertThat(errors.getOrDefault(e, 0)).as(e).isGreaterThanOrEqualTo(5));
    for (SettingType type : SettingType.values()) {
      assertThat(coverage.getOrDefault("type " + type, 0)).as("%s", type).isGreaterThan(100);
    }
    for (SettingUnit unit : SettingUnit.values()) {
      assertThat(coverage.getOrDefault("unit " + unit.word(), 0)).as(unit.word()).isGreaterThan(20);
    }
    for (String unit : "B kB MB GB TB us ms s min h d".split(" ", -1)) {
      assertThat(coverage.getOrDefault("written " + unit, 0)).as(unit).isGreaterThan(50);
    }
    for (String what : List.of("include", "duplicate", "custom", "postgresql.auto.conf")) {
      assertThat(coverage.getOrDefault(what, 0)).as(what).isGreaterThan(100);
    }
  }

  /** A session knows a custom name once a file has set it; duplicates of it count from then on. */
  private static void primeCustomNames(ConfServer server) throws SQLException, IOException {
    server.write(Map.of("postgresql.conf", "my.x = 1\nmy.y = 1\nother.zé = 1\n"));
    server.view();
  }

  /** Whether the file has an error of its own; a setting that is merely gone is none. */
  private static boolean count(List<String> rows, Map<String, Integer> errors) {
    boolean any = false;
    for (String row : rows) {
      for (String error : ERRORS) {
        if (row.substring(row.lastIndexOf('|')).contains(error)) {
          errors.merge(error, 1, Integer::sum);
          any |= !error.startsWith("cannot be changed");
        }
      }
    }
    return any;
  }

  private static String difference(
      Map<String, String> files, List<String> shown, List<String> said) {
    StringBuilder text = new StringBuilder("\n=== files ").append(files);
    for (int i = 0; i < Math.max(shown.size(), said.size()); i++) {
      String theirs = i < shown.size() ? shown.get(i) : "(none)";
      String ours = i < said.size() ? said.get(i) : "(none)";
      if (!theirs.equals(ours)) {
        text.append("\n server: ").append(theirs).append("\n we say: ").append(ours);
      }
    }
    return text.toString();
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void everySettingTakesItsLimitsDefaultAndUnitsAsTheServerDoes(int major, PostgresServers servers)
      throws SQLException, IOException {
    try (ConfServer server = new ConfServer(servers.major(major))) {
      Map<String, List<String>> values = new LinkedHashMap<>();
      List<String> differences = new ArrayList<>();
      int most = 0;
      Set<String> lacking = server.lackingWords();
      for (SettingDefinition definition : SettingCatalog.of(server.version()).all()) {
        if (!definition.isOfSomeBuilds() && !lacking.contains(definition.name())) {
          List<String> forms = forms(definition);
          values.put(definition.name(), forms);
          most = Math.max(most, forms.size());
        }
      }
      for (int i = 0; i < most; i++) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
          if (i < entry.getValue().size()) {
            text.append(entry.getKey())
                .append(" = ")
                .append(ValueText.quote(entry.getValue().get(i)))
                .append('\n');
          }
        }
        server.write(Map.of("postgresql.conf", text.toString()));
        List<String> shown = server.view();
        List<String> said = server.expected();
        if (!shown.equals(said)) {
          differences.add(difference(Map.of(), shown, said));
        }
      }
      assertThat(differences).as("on %s", major).isEmpty();
    }
  }

  /** The view tells of errors only; a session that may set a value also shows what came of it. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void everyFormIsWorthWhatASessionShows(int major, PostgresServers servers)
      throws SQLException, IOException {
    List<String> differences = new ArrayList<>();
    int accepted = 0;
    int refused = 0;
    try (ConfServer server = new ConfServer(servers.major(major));
        Connection connection = servers.major(major).superuser("postgres").open();
        Statement statement = connection.createStatement();
        PreparedStatement ask = connection.prepareStatement("SELECT pg_temp.taken(?, ?)")) {
      statement.execute(TAKEN);
      Set<String> lacking = server.lackingWords();
      for (SettingDefinition definition : SettingCatalog.of(PgVersion.of(major)).all()) {
        boolean settable =
            definition.context() == SettingContext.USER
                || definition.context() == SettingContext.SUPERUSER;
        if (!settable
            || definition.isOfSomeBuilds()
            || definition.type() == SettingType.STRING
            || lacking.contains(definition.name())
            || definition.name().startsWith("transaction_")
            // Shown is what the socket says, and nothing.
            || definition.name().startsWith("tcp_")
            || definition.name().equals("seed")
            // With it the first refused value would end the session.
            || definition.name().equals("exit_on_error")) {
          continue;
        }
        ask.setString(1, definition.name());
        String[] forms = forms(definition).toArray(new String[0]);
        ask.setArray(2, connection.createArrayOf("text", forms));
        try (ResultSet row = ask.executeQuery()) {
          row.next();
          String[] shown = (String[]) row.getArray(1).getArray();
          for (int i = 0; i < forms.length; i++) {
            ValueReading reading = definition.read(forms[i]);
            String said =
                reading instanceof ValueReading.Accepted a
                    ? a.setting()
                    : "! " + ((ValueReading.Refused) reading).message();
            accepted += reading.isAccepted() ? 1 : 0;
            refused += reading.isAccepted() ? 0 : 1;
            if (!shown[i].equals(said)) {
              differences.add(
                  definition.name() + " = " + forms[i] + ": " + shown[i] + ", we say " + said);
            }
          }
        }
      }
    }
    LOG.log(
        System.Logger.Level.INFO,
        "PostgreSQL {0}: {1} values taken, {2} refused",
        major,
        accepted,
        refused);
    assertThat(differences).as("on %s", major).isEmpty();
    assertThat(accepted).isGreaterThan(700);
    assertThat(refused).isGreaterThan(700);
  }

  private static List<String> forms(SettingDefinition definition) {
    List<String> forms = new ArrayList<>();
    definition.defaultValue().ifPresent(forms::add);
    if (definition.type() == SettingType.INTEGER || definition.type() == SettingType.REAL) {
      boolean whole = definition.type() == SettingType.INTEGER;
      String low = definition.minimum().orElseThrow();
      String high = definition.highest() > 1e300 ? "1.7e308" : definition.maximum().orElseThrow();
      forms.addAll(List.of(low, high));
      forms.add(
          whole ? String.valueOf((long) definition.lowest() - 1) : definition.lowest() - 0.1 + "");
      forms.add(whole ? String.valueOf((long) definition.highest() + 1) : "1e309");
      for (String unit : "B kB MB GB TB us ms s min h d".split(" ", -1)) {
        forms.add("1" + unit);
        forms.add("1.3" + unit);
        forms.add("70" + unit);
      }
      forms.addAll(List.of("0x10", "010", "2.5", "3.5", "1e2", "-1"));
    } else if (definition.type() == SettingType.ENUM) {
      forms.addAll(definition.enumValues());
      forms.addAll(definition.hiddenEnumValues().keySet());
      forms.addAll(List.of("bogus", "true", "off", "1", "debug"));
    } else if (definition.type() == SettingType.BOOL) {
      forms.addAll(List.of("on", "off", "bogus"));
    }
    return forms;
  }
}
