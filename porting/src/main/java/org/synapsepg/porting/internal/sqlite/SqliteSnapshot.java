package org.synapsepg.porting.internal.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;

/**
 * One committed state of a database, held until closed. Rows come from the file's pages; SQLite
 * tells the schema and answers SQL in the same state.
 *
 * <p>Example: {@code try (SqliteSnapshot s = SqliteSnapshot.open(source)) { … s.rows(table,
 * Long.MIN_VALUE, Long.MAX_VALUE) … }}
 *
 * <p>Safe for use by several threads; a cursor and a connection belong to one thread at a time, and
 * are closed before the snapshot.
 */
public final class SqliteSnapshot implements AutoCloseable {
  private final SourceProblems problems;
  private final String url;
  private final Connection witness;
  private final List<SqliteTable> tables;
  private final SourceFingerprint fingerprint;
  private final List<Finding> findings = new ArrayList<>();

  private SqliteSnapshot(Path file) throws SQLException {
    problems = new SourceProblems(file);
    boolean alone =
        !Files.exists(Path.of(file + "-wal")) && !Files.exists(Path.of(file + "-journal"));
    url =
        JDBC.PREFIX
            + file.toAbsolutePath().toUri().toString().replace("file:///", "file:/")
            + (alone ? "?immutable=1" : "?mode=ro");
    witness = connect();
    tables = List.copyOf(new SchemaReader(witness).tables());
    try (Statement statement = witness.createStatement();
        ResultSet facts =
            statement.executeQuery(
                "SELECT page_size, page_count, schema_version, freelist_count, auto_vacuum,"
                    + " user_version, application_id, encoding FROM pragma_page_size,"
                    + " pragma_page_count, pragma_schema_version, pragma_freelist_count,"
                    + " pragma_auto_vacuum, pragma_user_version, pragma_application_id,"
                    + " pragma_encoding")) {
      facts.next();
      int encoding = List.of("UTF-8", "UTF-16le", "UTF-16be").indexOf(facts.getString(8)) + 1;
      fingerprint =
          new SourceFingerprint(
              file.toFile().length(),
              facts.getInt(1),
              facts.getLong(2),
              0,
              facts.getLong(3),
              4,
              encoding,
              facts.getLong(4),
              facts.getInt(5),
              facts.getLong(6),
              facts.getLong(7),
              0,
              0);
    }
  }

  /**
   * Opens a database as it is now.
   *
   * @param source the file and how it may be read
   * @return its state, to be closed
   * @throws org.synapsepg.porting.SqliteSourceException if it cannot be read; the finding says why
   */
  public static SqliteSnapshot open(SqliteSource source) {
    try {
      return new SqliteSnapshot(source.file());
    } catch (SQLException e) {
      throw new SourceProblems(source.file()).failed("the database cannot be opened", e);
    }
  }

  private Connection connect() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    Properties properties = config.toProperties();
    Connection connection = JDBC.createConnection(url, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM main.sqlite_schema").close();
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /**
   * The tables, virtual ones and SQLite's own included, in order of creation.
   *
   * @return an immutable list
   */
  public List<SqliteTable> tables() {
    return tables;
  }

  /**
   * A table by name, in any case.
   *
   * @param name its name
   * @return the table, if there is one
   */
  public Optional<SqliteTable> findTable(String name) {
    return tables.stream().filter(t -> t.name().equalsIgnoreCase(name)).findFirst();
  }

  /**
   * SQLite's own view of the same state, inside a read transaction that must not be ended. Closed
   * with the snapshot.
   *
   * @return a read-only connection
   */
  public Connection witness() {
    return witness;
  }

  /**
   * Another view of the same state, for another thread.
   *
   * @return a read-only connection inside a read transaction, to be closed by the caller
   */
  public Connection openWitness() {
    try {
      return connect();
    } catch (SQLException e) {
      throw problems.failed("the database cannot be opened once more", e);
    }
  }

  /**
   * Walks rows of a table. A table without rowids, or a virtual one, is walked as a whole.
   *
   * @param table a table of {@link #tables()}
   * @param fromRowid the lowest rowid that is wanted
   * @param toRowid the highest rowid that is wanted
   * @return a cursor before the first of them, to be closed
   */
  public RowCursor rows(SqliteTable table, long fromRowid, long toRowid) {
    try {
      return new DriverRowCursor(
          problems,
          connect(),
          true,
          table,
          Utf16.ofEncoding(fingerprint.encoding()),
          fromRowid,
          toRowid);
    } catch (SQLException e) {
      throw problems.failed("table \"" + table.name() + "\" cannot be read", e);
    }
  }

  /**
   * The lowest and the highest rowid.
   *
   * @param table a table of {@link #tables()}
   * @return both; nothing when the table is empty or has no rowids
   */
  public Optional<RowidBounds> rowidBounds(SqliteTable table) {
    if (table.kind() != SqliteTable.Kind.ROWID) {
      return Optional.empty();
    }
    String rowid = DriverRowCursor.rowidName(table);
    String name = DriverRowCursor.quoted(table.name());
    String sql =
        "SELECT (SELECT min("
            + rowid
            + ") FROM main."
            + name
            + "),"
            + " (SELECT max("
            + rowid
            + ") FROM main."
            + name
            + ")";
    try (Statement statement = witness.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      long first = found.getLong(1);
      return found.wasNull()
          ? Optional.empty()
          : Optional.of(new RowidBounds(first, found.getLong(2)));
    } catch (SQLException e) {
      throw problems.failed("table \"" + table.name() + "\" cannot be read", e);
    }
  }

  /**
   * What identifies the state.
   *
   * @return facts for a certificate
   */
  public SourceFingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * What is worth knowing about the way the file is read; no errors, for those are thrown by {@link
   * #open}.
   *
   * @return findings with codes of {@link SourceCode}
   */
  public Findings findings() {
    return Findings.of(findings);
  }

  @Override
  public void close() {
    try {
      witness.close();
    } catch (SQLException e) {
      throw problems.failed("the database cannot be closed", e);
    }
  }
}
