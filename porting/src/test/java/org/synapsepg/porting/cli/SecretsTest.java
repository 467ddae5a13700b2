package org.synapsepg.porting.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * Passwords, tokens and keys are planted in the configuration and in rows, under one word that
 * nothing a port writes beside those rows may ever contain.
 */
@Tag("faults")
class SecretsTest {
  private static final String WORD = "canary";

  private static final List<String> SECRET_COLUMNS =
      List.of("password_hash", "token", "access_token", "key_json", "pushkey", "macaroon");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  @TempDir Path folder = Path.of("");

  private Path source() throws Exception {
    Path file = folder.resolve("homeserver.db");
    SynapseFixture.of(7, SqliteSchema.newest()).rows(1_500).writeTo(file);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      List<String> updates = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c"
                  + " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'")) {
        while (row.next()) {
          if (SECRET_COLUMNS.contains(row.getString(2))) {
            String column = row.getString(2);
            updates.add(
                "UPDATE %s SET %s = '%s-' || rowid WHERE typeof(%s) = 'text'"
                    .formatted(row.getString(1), column, WORD, column));
          }
        }
      }
      int planted = 0;
      for (String update : updates) {
        planted += statement.executeUpdate(update);
      }
      assertThat(planted).as("planted values").isGreaterThan(20);
    }
    return file;
  }

  private Path config(TestDatabase target) throws Exception {
    Path config = folder.resolve("homeserver.yaml");
    Files.writeString(
        config,
        """
        server_name: fixture.test
        registration_shared_secret: %1$s-registration
        macaroon_secret_key: %1$s-macaroon
        form_secret: %1$s-form
        database:
          name: psycopg2
          args:
            user: %2$s
            password: %1$s-password
            dbname: %3$s
            host: 127.0.0.1
            port: %4$d
        """
            .formatted(WORD, target.owner(), target.name(), target.server().port()));
    return config;
  }

  @PostgresTest(majors = 18)
  void noSecretLeavesItsPlace(TestDatabase target) throws Exception {
    List<String> logged = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("org.synapsepg");
    Handler handler = handler(logged);
    Level before = logger.getLevel();
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
    try {
      String file = source().toString();
      String config = config(target).toString();
      Path certificate = folder.resolve("c.json");
      Path report = folder.resolve("port.html");
      String[] port = {
        "port",
        "-v",
        "--json",
        "--sqlite-database",
        file,
        "--postgres-config",
        config,
        "--certificate",
        certificate.toString(),
        "--report",
        report.toString()
      };
      assertThat(run(port)).as(said()).isZero();

      target.execute(
          "UPDATE users SET password_hash = '" + WORD + "-other' WHERE password_hash IS NOT NULL");
      assertThat(run("verify", "--sqlite-database", file, "--postgres-config", config))
          .as(said())
          .isEqualTo(4);
      assertThat(run(port)).as(said()).isEqualTo(3);

      // The server's own message quotes the row that it does not take. SQLite cannot be asked.
      target.execute("ALTER TABLE users ADD CHECK (password_hash !~ '^c.n.ry') NOT VALID");
      String[] confirmed = new String[port.length + 2];
      System.arraycopy(port, 0, confirmed, 0, port.length);
      confirmed[port.length] = "--overwrite-target";
      confirmed[port.length + 1] = target.name();
      assertThat(run(confirmed)).as(said()).isEqualTo(1);

      assertThat(said()).as("output").doesNotContain(WORD);
      assertThat(String.join("\n", logged)).as("log").doesNotContain(WORD);
      assertThat(Files.readString(certificate)).as("certificate").doesNotContain(WORD);
      assertThat(Files.readString(report)).as("report").doesNotContain(WORD);
      for (String table :
          target.query(
              "SELECT relname FROM pg_class WHERE relkind = 'r'"
                  + " AND relnamespace = 'synapse_pg_port'::regnamespace")) {
        assertThat(
                String.join(
                    "\n", target.query("SELECT t::text FROM synapse_pg_port." + table + " t")))
            .as("state table %s", table)
            .doesNotContain(WORD);
      }
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }
  }

  private static Handler handler(List<String> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        StringBuilder text = new StringBuilder(String.valueOf(entry.getMessage()));
        if (entry.getParameters() != null) {
          text.append(List.of(entry.getParameters()));
        }
        for (Throwable t = entry.getThrown(); t != null; t = t.getCause()) {
          text.append('\n').append(t);
        }
        logged.add(text.toString());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private int run(String... args) {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return Main.run(new Console(stream, stream, Map.of(), false), args);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
