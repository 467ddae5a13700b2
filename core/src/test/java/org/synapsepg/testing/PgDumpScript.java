package org.synapsepg.testing;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Runs what {@code pg_dump} wrote as plain text (compressed with gzip) without psql. */
public final class PgDumpScript {
  private PgDumpScript() {}

  /**
   * Runs the script, COPY data included, in one transaction; the search path is as before
   * afterwards.
   */
  public static void run(Connection connection, Path script) throws SQLException {
    connection.setAutoCommit(false);
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(script)), StandardCharsets.UTF_8));
        Statement statement = connection.createStatement()) {
      StringBuilder sql = new StringBuilder();
      boolean quoted = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (sql.isEmpty() && (line.isBlank() || line.startsWith("--") || line.startsWith("\\"))) {
          continue;
        }
        sql.append(line).append('\n');
        quoted ^= line.split("\\$\\$", -1).length % 2 == 0;
        if (quoted || !line.endsWith(";")) {
          continue;
        }
        if (line.startsWith("COPY ")) {
          copies.copyIn(sql.toString(), new ByteArrayInputStream(data(lines)));
        } else {
          statement.execute(sql.toString());
        }
        sql.setLength(0);
      }
      statement.execute("RESET ALL");
      connection.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connection.setAutoCommit(true);
  }

  private static byte[] data(BufferedReader lines) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (String line = lines.readLine();
        line != null && !line.equals("\\.");
        line = lines.readLine()) {
      data.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      data.write('\n');
    }
    return data.toByteArray();
  }

  /**
   * Makes the database that a Synapse had after its own script ported a fixture: the fresh schema,
   * with the rows and sequences of the script's result.
   *
   * @param database an empty database
   * @param fresh the fixture's {@code fresh-pg.sql.gz}
   * @param expected the fixture's {@code expected-*.sql.gz}
   */
  public static void loadPorted(TestDatabase database, Path fresh, Path expected)
      throws SQLException {
    loadFresh(database, fresh);
    replaceRows(database, expected);
  }

  /** Makes the schema of a fresh Synapse database, and the table of its script's progress. */
  public static void loadFresh(TestDatabase database, Path fresh) throws SQLException {
    try (Connection connection = database.source().open();
        Statement statement = connection.createStatement()) {
      run(connection, fresh);
      statement.execute(
          "CREATE TABLE public.port_from_sqlite3 (table_name varchar(100) NOT NULL UNIQUE,"
              + " forward_rowid bigint NOT NULL, backward_rowid bigint NOT NULL)");
    }
  }

  /** Replaces all rows, and the sequences' values, by those of a dump of data alone. */
  public static void replaceRows(TestDatabase database, Path expected) throws SQLException {
    try (Connection connection = database.superuser().open();
        Statement statement = connection.createStatement()) {
      String tables;
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class"
                  + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")) {
        rows.next();
        tables = rows.getString(1);
      }
      statement.execute("TRUNCATE " + tables);
      // The script's rows are in no order that foreign keys would allow.
      statement.execute("SET session_replication_role = replica");
      run(connection, expected);
    }
  }
}
