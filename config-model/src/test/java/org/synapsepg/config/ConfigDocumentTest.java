package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;
import org.synapsepg.core.SynapsePgException;

@SuppressWarnings("StringConcatToTextBlock") // line ends matter here
class ConfigDocumentTest {
  private static final DatabaseEngine.Postgres TARGET =
      DatabaseEngine.Postgres.builder()
          .user("synapse_user")
          .password(Secret.of("0123"))
          .dbname("synapse")
          .host("127.0.0.1")
          .port(5432)
          .pool(5, 10)
          .keepalives(10, 10, 3)
          .build();

  private static String edited(String before, Consumer<ConfigEditor> edits) {
    return ConfigDocument.parse("homeserver.yaml", before).edit(edits).text();
  }

  private static void assertRefused(String before, Consumer<ConfigEditor> edits) {
    assertThatThrownBy(() -> edited(before, edits))
        .isInstanceOfSatisfying(
            FindingsException.class, e -> assertThat(e.code()).isEqualTo(LintCode.EDIT_IMPOSSIBLE));
  }

  @Test
  void turnsTheGeneratedDefaultIntoPostgres() {
    String before =
        """
        # Configuration file for Synapse.
        #
        server_name: "example.org"   # the name
        pid_file: /data/homeserver.pid
        # where the data is
        database:
          name: sqlite3   # later psycopg2
          args:
            database: /data/homeserver.db
        log_config: "/data/example.org.log.config"

        # vim:ft=yaml
        """;
    String after =
        """
        # Configuration file for Synapse.
        #
        server_name: "example.org"   # the name
        pid_file: /data/homeserver.pid
        # where the data is
        database:
          name: psycopg2   # later psycopg2
          args:
            user: synapse_user
            password: "0123"
            dbname: synapse
            host: 127.0.0.1
            port: 5432
            keepalives_idle: 10
            keepalives_interval: 10
            keepalives_count: 3
            cp_min: 5
            cp_max: 10
        log_config: "/data/example.org.log.config"

        # vim:ft=yaml
        """;
    assertThat(edited(before, e -> e.setDatabase(TARGET))).isEqualTo(after);
    assertThat(edited(after, e -> e.setDatabase(TARGET))).isEqualTo(after);
    assertThat(ConfigDocument.parse("x", after).config().databaseFor(DataStore.MAIN).engine())
        .isEqualTo(TARGET);
    ConfigDocument old = ConfigDocument.parse("homeserver.yaml", before);
    assertThat(old.edit(e -> e.setDatabase(TARGET)).diffFrom(old))
        .contains("+    user: synapse_user")
        .contains("+    password: ****")
        .doesNotContain("0123");
  }

  @Test
  void followsTheStyleOfTheFile() {
    assertThat(
            edited(
                "\uFEFFa: 'x'\r\nb:\r\n    c: 'y'\r\ndatabase:\r\n    name: 'sqlite3'",
                e -> e.setDatabase(TARGET)))
        .isEqualTo(
            "\uFEFFa: 'x'\r\nb:\r\n    c: 'y'\r\ndatabase:\r\n    name: 'psycopg2'\r\n    args:\r\n"
                + "        user: synapse_user\r\n        password: '0123'\r\n"
                + "        dbname: synapse\r\n        host: 127.0.0.1\r\n        port: 5432\r\n"
                + "        keepalives_idle: 10\r\n        keepalives_interval: 10\r\n"
                + "        keepalives_count: 3\r\n        cp_min: 5\r\n        cp_max: 10");
    assertThat(
            edited(
                "{a: 1, database: {name: sqlite3, args: {database: x}}}",
                e -> e.setDatabase(DatabaseEngine.Postgres.builder().user("u").build())))
        .isEqualTo("{a: 1, database: {name: psycopg2, args: {user: u}}}");
  }

  @Test
  void addsASectionWhereThereIsNone() {
    DatabaseEngine.Postgres small = DatabaseEngine.Postgres.builder().user("u").build();
    String section = "database:\n  name: psycopg2\n  args:\n    user: u";
    assertThat(edited("", e -> e.setDatabase(small))).isEqualTo(section + "\n");
    assertThat(edited("# c", e -> e.setDatabase(small))).isEqualTo("# c\n" + section + "\n");
    assertThat(edited("a: 1 # c\n# d\n", e -> e.setDatabase(small)))
        .isEqualTo("a: 1 # c\n" + section + "\n# d\n");
    assertThat(edited("a: 1\n...\n", e -> e.setDatabase(small)))
        .isEqualTo("a: 1\n" + section + "\n...\n");
    assertThat(edited("database: # none\na: 1", e -> e.setDatabase(small)))
        .isEqualTo("database: # none\n  name: psycopg2\n  args:\n    user: u\na: 1");
    assertThat(edited("database: {}\n", e -> e.setDatabase(small))).isEqualTo(section + "\n");
    assertThat(edited("database: psycopg2\n", e -> e.setDatabase(small))).isEqualTo(section + "\n");
    assertThat(edited("database:\n  name: psycopg2\n  args: # none\n", e -> e.setDatabase(small)))
        .isEqualTo("database:\n  name: psycopg2\n  args: # none\n    user: u\n");
    assertThat(edited("a:\n  - b\n  # c\n", e -> e.setDatabase(small)))
        .isEqualTo("a:\n  - b\n" + section + "\n  # c\n");
  }

  @Test
  void setsAndRemovesParameters() {
    String before =
        """
        database:
          name: psycopg2
          txn_limit: 10
          args:
            user: u # the role
            password: 'a: #b'

            # where
            host: h
            cp_max: 10
        x: 1
        """;
    assertThat(
            edited(
                before,
                e ->
                    e.setParameter("host", "h1,h2")
                        .setParameter("password", Secret.of("it's"))
                        .setParameter("sslmode", "verify-full")
                        .setParameter("cp_max", 20)
                        .removeParameter("user")
                        .removeParameter("nothing")))
        .isEqualTo(
            """
            database:
              name: psycopg2
              txn_limit: 10
              args:
                password: 'it''s'

                # where
                host: 'h1,h2'
                cp_max: 20
                sslmode: verify-full
            x: 1
            """);
    assertThat(
            edited(
                "database: {name: psycopg2, args: {user: u, host: h}} # c",
                e -> e.removeParameter("host").setParameter("port", 1).removeParameter("user")))
        .isEqualTo("database: {name: psycopg2, args: {port: 1}} # c");
    assertThat(
            edited(
                "database:\n  name: psycopg2\n  args: # a\n    user: u # b\nx: 1\n",
                e -> e.removeParameter("user")))
        .isEqualTo("database:\n  name: psycopg2\n  args: {} # a\nx: 1\n");
    assertThat(
            edited(
                "database:\n  name: psycopg2\n  args:\n    # a\n    user: u\n    # b\n",
                e -> e.removeParameter("user")))
        .isEqualTo("database:\n  name: psycopg2\n  args: {}\n    # a\n    # b\n");
    assertThat(
            edited(
                "database:\n  name: psycopg2\n  args:\n    user: u",
                e -> e.removeParameter("user")))
        .isEqualTo("database:\n  name: psycopg2\n  args: {}");
  }

  @Test
  void editsOneOfSeveralDatabases() {
    String before =
        """
        # two of them
        databases:
          main: # here
            name: psycopg2
            data_stores: [main]
            args: {user: a, host: h}
          'state':
            # once on its own machine
            name: sqlite3
            data_stores: [state]
            args:
              database: /data/state.db # old
        x: 1
        """;
    String after =
        """
        # two of them
        databases:
          main: # here
            name: psycopg2
            data_stores: [main]
            args: {user: a, host: other, port: 5433}
          'state':
            # once on its own machine
            name: psycopg2
            data_stores: [state]
            args:
              user: u
        x: 1
        """;
    DatabaseEngine.Postgres small = DatabaseEngine.Postgres.builder().user("u").build();
    assertThat(
            edited(
                before,
                e -> {
                  e.forDatabase("state").setDatabase(small);
                  e.forDatabase("main").setParameter("host", "other").setParameter("port", 5433);
                }))
        .isEqualTo(after);
    assertThat(edited(after, e -> e.forDatabase("main").removeParameter("user")))
        .isEqualTo(after.replace("{user: a, ", "{"));
    assertThat(edited(after, e -> e.forDatabase("main").commentOutDatabase()))
        .isEqualTo(
            after
                .replace("  main: # here\n    name: ps", "#   main: # here\n#     name: ps")
                .replace(
                    "    data_stores: [main]\n    args: {",
                    "#     data_stores: [main]\n#     args: {"));
    assertThat(ConfigDocument.parse("x", after).config().databaseFor(DataStore.STATE).engine())
        .isEqualTo(small);
    assertRefused(before, e -> e.setDatabase(small));
    assertRefused(before, e -> e.setParameter("host", "x"));
    assertRefused(before, e -> e.forDatabase("none"));
    assertRefused(before, e -> e.forDatabase("state").setParameter("host", "x"));
    assertRefused(
        "databases: {a: {name: psycopg2}}\n", e -> e.forDatabase("a").commentOutDatabase());
    assertRefused("a: 1\n", e -> e.forDatabase("a"));
    assertThatThrownBy(() -> edited(before, e -> e.setParameter("host", "x")))
        .hasMessageContaining("forDatabase(label); it has 'main', 'state'");
  }

  @Test
  void isOfNoUseAfterwards() {
    ConfigEditor[] kept = new ConfigEditor[1];
    edited("databases: {a: {name: psycopg2}}\n", e -> kept[0] = e.forDatabase("a"));
    assertThatThrownBy(() -> kept[0].setParameter("host", "x"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void awkwardValuesSurvive() {
    for (String value :
        new String[] {
          "yes", "0123", "1:30", "null", "~", "", " a", "a ", "a: b", "a #b", "'", "\"", "\\",
              "a\nb",
          "\t", "é", "\uD83D\uDE00", "*a", "&a", "!a", "%a", "@a", "- a", "? a", "{a", "]", ",",
              "#",
          "\u0085", "\uFEFF", "\u2028", "\u007F", "=", "<<", "1e3", "2020-01-01", "...", "---", "|",
              ">"
        }) {
      for (String style : new String[] {"x", "'x'", "\"x\"", "|-\n      x", "!!str x", "&p x"}) {
        String before = "database:\n  name: psycopg2\n  args:\n    password: " + style + "\nb: 1\n";
        ConfigDocument after =
            ConfigDocument.parse("x", before).edit(e -> e.setParameter("password", value));
        assertThat(
                ((DatabaseEngine.Postgres) after.config().databases().get(0).engine())
                    .params()
                    .all()
                    .get(0)
                    .secret()
                    .reveal())
            .as("'%s' in place of %s: %s", value, style, after.text())
            .isEqualTo(value);
        assertThat(after.text()).endsWith("\nb: 1\n");
      }
    }
  }

  @Test
  void commentsOutTheSection() {
    assertThat(
            edited(
                "a: 1\n# above\ndatabase:\n  name: sqlite3\n\n  # inside\n  args:\n    database: x\n\n"
                    + "# below\nb: 2\n",
                ConfigEditor::commentOutDatabase))
        .isEqualTo(
            "a: 1\n# above\n# database:\n#   name: sqlite3\n\n#   # inside\n#   args:\n#     database: x\n"
                + "\n# below\nb: 2\n");
    assertThat(edited("database: {name: x,\n  args: {}}", ConfigEditor::commentOutDatabase))
        .isEqualTo("# database: {name: x,\n#   args: {}}");
  }

  @Test
  void setsTopLevelKeys() {
    assertThat(
            edited(
                "server_name: a # c\nreport_stats: false\n",
                e ->
                    e.setTopLevel("server_name", "on")
                        .setTopLevel("report_stats", true)
                        .setTopLevel("soft_file_limit", 0)))
        .isEqualTo("server_name: \"on\" # c\nreport_stats: true\nsoft_file_limit: 0\n");
  }

  @Test
  void refusesWhatWouldTouchSomethingElse() {
    assertRefused("x: &d {name: sqlite3}\ndatabase: *d\n", e -> e.setDatabase(TARGET));
    assertRefused("database: &d\n  name: sqlite3\ny: *d\n", e -> e.setDatabase(TARGET));
    assertRefused("databases: {a: {name: psycopg2}}\n", e -> e.setDatabase(TARGET));
    assertRefused(
        "database: {name: sqlite3, args: {database: x # c\n  }}\n",
        e -> e.setDatabase(TARGET).setTopLevel("a", 1));
    assertRefused("a: |\n  x", e -> e.setTopLevel("b", 1));
    assertRefused(
        "x: &a {name: psycopg2, args: {user: u}}\ndatabase:\n  <<: *a\n",
        e -> e.removeParameter("user"));
    assertThatThrownBy(() -> ConfigDocument.parse("x", "- a\n"))
        .isInstanceOf(FindingsException.class);
    assertThatThrownBy(() -> edited("", e -> e.setParameter("hots", "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesInOneStep(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("homeserver.yaml"), "database: {}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("homeserver.yaml"));
    ConfigDocument document = ConfigDocument.read(link);
    ConfigDocument changed = document.edit(e -> e.setDatabase(TARGET));
    changed.writeTo(link, ".old");
    assertThat(link).isSymbolicLink();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(Files.readString(file)).isEqualTo(changed.text());
    assertThat(Files.readString(folder.resolve("homeserver.yaml.old"))).isEqualTo("database: {}\n");
    Files.writeString(file, "someone: else\n");
    assertThatThrownBy(() -> document.edit(e -> e.setTopLevel("a", 1)).writeTo(link))
        .isInstanceOf(SynapsePgException.class);
    assertThat(Files.readString(file)).isEqualTo("someone: else\n");
  }
}
