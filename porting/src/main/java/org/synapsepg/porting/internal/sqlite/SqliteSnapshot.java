package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

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
  private final Holdings holdings;
  private final SourceState state;
  private final Pages pages;
  private final Utf16 utf16;
  private final SourceFingerprint fingerprint;
  private final List<SqliteTable> tables;
  private final Map<String, ColumnDefaults> defaults;
  private final Findings findings;
  private final Ending ending = new Ending();

  private SqliteSnapshot(
      SourceProblems problems, Holdings holdings, SourceState state, List<Finding> findings)
      throws IOException, SQLException {
    this.problems = problems;
    this.holdings = holdings;
    this.state = state;
    SettledState settled = SettledState.of(state, problems);
    pages = settled.pages();
    utf16 = Utf16.ofEncoding(settled.header().encoding());
    fingerprint = settled.fingerprint();
    ending.heed(state.witness());
    tables = List.copyOf(new SchemaReader(state.witness()).tables());
    defaults =
        tables.stream()
            .collect(Collectors.toMap(SqliteTable::name, t -> new ColumnDefaults(t, problems)));
    List<Finding> all = new ArrayList<>(findings);
    for (SqliteTable table : tables) {
      if (!readsPagesOf(table)) {
        all.add(
            problems.finding(
                SourceCode.READ_BY_SQLITE,
                "table \"" + table.name() + "\" is read through SQLite: " + formOf(table),
                "nothing needs to be done"));
      }
    }
    this.findings = Findings.of(all);
  }

  /**
   * Opens a database as it is now.
   *
   * @param source the file and how it may be read
   * @return its state, to be closed
   * @throws SqliteSourceException if it cannot be read; the finding says why
   */
  public static SqliteSnapshot open(SqliteSource source) {
    return open(source, LiveLog.TRIES);
  }

  /** With the number of tries to have all connections in one state of a running server. */
  static SqliteSnapshot open(SqliteSource source, int tries) {
    SourceProblems problems = new SourceProblems(source.file());
    Holdings holdings = new Holdings();
    try {
      return open(source, tries, problems, holdings);
    } catch (IOException | SQLException | RuntimeException e) {
      SqliteSourceException failure = failure(problems, e);
      try {
        holdings.giveBack();
      } catch (Exception again) {
        failure.addSuppressed(again);
      }
      throw failure;
    }
  }

  private static SqliteSnapshot open(
      SqliteSource source, int tries, SourceProblems problems, Holdings holdings)
      throws IOException, SQLException {
    if (!Files.isRegularFile(source.file())) {
      boolean exists = Files.exists(source.file(), LinkOption.NOFOLLOW_LINKS);
      throw problems.refusal(
          SourceCode.NOT_FOUND,
          exists ? "this is no file" : "there is no such file",
          "name the homeserver's own file, as `database: args: database:` in homeserver.yaml does");
    }
    SourceFiles files = SourceFiles.of(source.file());
    OpenFiles.Shared main = OpenFiles.open(files.main());
    holdings.add(main::close);
    List<Finding> findings = new ArrayList<>();
    SourceState state =
        new SourceOpener(source, tries, files, main.channel(), problems, holdings, findings).open();
    return new SqliteSnapshot(problems, holdings, state, findings);
  }

  /**
   * What SQLite said while it was asked something, in our words.
   *
   * @param file what it was asked about
   * @param e what a statement ended with
   * @return a finding's exception; nothing if it was no error of SQLite, or SQLite was told to end
   */
  public static Optional<SqliteSourceException> problem(Path file, SQLException e) {
    boolean ended = e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
    return e instanceof SQLiteException && !ended
        ? Optional.of(new SourceProblems(file).failed("the source cannot be read", e))
        : Optional.empty();
  }

  private static SqliteSourceException failure(SourceProblems problems, Exception cause) {
    if (cause instanceof SqliteSourceException known) {
      return known;
    }
    if (cause instanceof SQLException sql) {
      return problems.failed("the database cannot be opened", sql);
    }
    if (cause instanceof IOException) {
      return problems.refusal(
          SourceCode.NOT_READABLE,
          "the file cannot be read: " + cause,
          "the user that runs the port needs to read the file and its folder",
          cause);
    }
    throw (RuntimeException) cause;
  }

  private static boolean readsPagesOf(SqliteTable table) {
    return table.kind() == SqliteTable.Kind.ROWID
        && table.columns().stream().allMatch(c -> c.generation() == SqliteColumn.Generation.NONE);
  }

  private static String formOf(SqliteTable table) {
    return switch (table.kind()) {
      case VIRTUAL -> "it is a virtual table";
      case WITHOUT_ROWID -> "it has no rowids";
      case ROWID -> "it has generated columns";
    };
  }

  /**
   * The file that is read.
   *
   * @return its path as the source names it
   */
  public Path file() {
    return problems.file();
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
    return state.witness();
  }

  /**
   * Another view of the same state, for another thread.
   *
   * @return a read-only connection inside a read transaction, to be closed by the caller
   */
  public Connection openWitness() {
    Connection another = state.moreWitnesses().get();
    try {
      ending.heed(another);
    } catch (SQLException e) {
      throw problems.failed("the database cannot be opened once more", e);
    }
    return another;
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
    return rows(table, fromRowid, toRowid, ending);
  }

  /** The same, ended by something else than {@link #endReads}. */
  public RowCursor rows(SqliteTable table, long fromRowid, long toRowid, Ending early) {
    if (readsPagesOf(table)) {
      return new PageRowCursor(
          pages, table, defaultsOf(table), utf16, fromRowid, toRowid, state.guard()::check, early);
    }
    return rowsBySqlite(table, fromRowid, toRowid);
  }

  private ColumnDefaults defaultsOf(SqliteTable table) {
    ColumnDefaults known = defaults.get(table.name());
    if (known == null) {
      throw new IllegalArgumentException("no table of this snapshot: \"" + table.name() + "\"");
    }
    return known;
  }

  /**
   * The same rows as {@link #rows} gives, read by SQLite, for comparison.
   *
   * @param table a table of {@link #tables()}
   * @param fromRowid the lowest rowid that is wanted
   * @param toRowid the highest rowid that is wanted
   * @return a cursor before the first of them, to be closed
   */
  public RowCursor rowsBySqlite(SqliteTable table, long fromRowid, long toRowid) {
    try {
      return new DriverRowCursor(problems, state.witness(), table, utf16, fromRowid, toRowid);
    } catch (SQLException e) {
      throw problems.failed("table \"" + table.name() + "\" cannot be read", e);
    }
  }

  /**
   * Walks the leaf pages of a table, to find out where it changed.
   *
   * @param table a table of {@link #tables()}
   * @return a cursor before the first leaf; nothing for a table that is not read from its pages
   */
  public Optional<LeafCursor> leaves(SqliteTable table) {
    return readsPagesOf(table)
        ? Optional.of(new LeafCursor(pages, table, state.guard()::check))
        : Optional.empty();
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
    TableWalk walk = new TableWalk(pages, table);
    walk.seek(Long.MIN_VALUE);
    if (!walk.next()) {
      return Optional.empty();
    }
    long first = walk.rowid();
    walk.seekLast();
    return Optional.of(new RowidBounds(first, walk.rowid()));
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
    return findings;
  }

  /**
   * Makes sure that what was read so far is one committed state. Cursors do so at their end; this
   * is for what the {@link #witness()} answered.
   *
   * @throws SqliteSourceException if the file was written to where no lock could prevent it
   */
  public void requireUnchanged() {
    state.guard().check();
  }

  /**
   * Ends every read early, from any thread: cursors throw a {@link
   * java.util.concurrent.CancellationException}, statements of SQLite end with its code 9, and so
   * does what is begun later.
   */
  public void endReads() {
    ending.end();
  }

  @Override
  public void close() {
    try {
      holdings.giveBack();
    } catch (Exception e) {
      throw failure(problems, e);
    }
  }
}
