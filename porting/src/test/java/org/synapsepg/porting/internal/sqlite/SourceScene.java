package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder in which a database is brought into some state, and what is to be read from it. */
final class SourceScene implements AutoCloseable {
  /** What a step of setting up does. */
  interface Step {
    void run(SourceScene scene) throws Exception;
  }

  final Path folder;
  final Path file;
  final int pageSize;
  private final String encoding;
  private final int autoVacuum;
  private final Path workshop;
  private final Deque<Connection> live = new ArrayDeque<>();
  private long expected;
  private boolean expectationKnown;

  SourceScene(Path parent, int variant) throws IOException {
    pageSize = new int[] {4096, 512, 65536}[variant % 3];
    encoding = variant % 3 == 1 ? "UTF-16le" : "UTF-8";
    autoVacuum = variant % 3;
    folder = Files.createDirectory(parent.resolve("scene"));
    workshop = Files.createDirectory(parent.resolve("workshop"));
    file = folder.resolve("home server.db");
  }

  /** A database in the workshop with a table {@code t}, its connection still open. */
  Connection create(String name, String journalMode) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + workshop.resolve(name));
    live.push(connection);
    run(
        connection,
        "PRAGMA encoding='" + encoding + "'",
        "PRAGMA page_size=" + pageSize,
        "PRAGMA auto_vacuum=" + autoVacuum,
        "PRAGMA synchronous=OFF",
        "PRAGMA wal_autocheckpoint=0",
        "PRAGMA journal_mode=" + journalMode,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b BLOB, c REAL)");
    insert(connection, 200);
    return connection;
  }

  static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static void insert(Connection connection, int rows) throws SQLException {
    run(
        connection,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + rows
            + ")"
            + " INSERT INTO t(a, b, c) SELECT 'row ' || i || ' ä€𝄞', randomblob(i % 90),"
            + " i / 2.0 FROM n");
  }

  /** A transaction that has spilled pages of each kind to the file and is not committed. */
  static void interrupt(Connection connection) throws SQLException {
    run(
        connection,
        "PRAGMA cache_size=2",
        "PRAGMA cache_spill=1",
        "BEGIN IMMEDIATE",
        "UPDATE t SET a = 'interrupted', b = randomblob(3000)",
        "DELETE FROM t WHERE id % 3 = 0",
        "CREATE TABLE interrupted(a)");
  }

  /** What the connection sees is what must be read. */
  void expect(Connection connection) throws SQLException {
    SqliteTable table =
        new SchemaReader(connection)
            .tables().stream().filter(t -> t.name().equals("t")).findFirst().orElseThrow();
    try (RowCursor rows =
        new DriverRowCursor(
            new SourceProblems(file),
            connection,
            table,
            encoding.equals("UTF-8") ? Utf16.NO : Utf16.LITTLE_ENDIAN,
            Long.MIN_VALUE,
            Long.MAX_VALUE)) {
      expected = RowDigest.of(rows);
      expectationKnown = true;
    }
  }

  /** Copies the workshop's files as they are now, as if their process were killed. */
  void take(String name, String... suffixes) throws IOException {
    for (String suffix : suffixes) {
      Files.copy(workshop.resolve(name + suffix), beside(suffix));
    }
  }

  Path beside(String suffix) {
    return GeneratedDatabase.beside(file, suffix);
  }

  Path inWorkshop(String name) {
    return workshop.resolve(name);
  }

  /** Opens the scene's own file; the connection stays open until the scene is closed. */
  Connection attach() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    live.push(connection);
    run(connection, "PRAGMA wal_autocheckpoint=0", "PRAGMA synchronous=OFF");
    return connection;
  }

  void stop(Connection connection) throws SQLException {
    connection.close();
    live.remove(connection);
  }

  /** Changes bytes of a file. */
  static void patch(Path file, int at, int... bytes) throws IOException {
    byte[] all = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      all[at + i] = (byte) bytes[i];
    }
    Files.write(file, all);
  }

  static void cut(Path file, long length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
  }

  @Nullable
  Long expected() {
    return expectationKnown ? expected : null;
  }

  /** Gives or takes the right to write to the folder and its files. */
  void setWritable(boolean writable) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        assertThat(path.toFile().setWritable(writable)).isTrue();
      }
    }
    assertThat(folder.toFile().setWritable(writable)).isTrue();
  }

  /** The folder's files with their content, but for the log's index, which may be written to. */
  Map<String, Integer> contents() throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.toList()) {
        boolean read = Files.isRegularFile(path) && !path.toString().endsWith("-shm");
        contents.put(
            path.getFileName().toString(), read ? Arrays.hashCode(Files.readAllBytes(path)) : 0);
      }
    }
    return contents;
  }

  @Override
  public void close() throws SQLException, IOException {
    setWritable(true);
    while (!live.isEmpty()) {
      live.pop().close();
    }
    for (Path part : new Path[] {folder, workshop}) {
      try (Stream<Path> files = Files.list(part)) {
        for (Path path : files.toList()) {
          Files.delete(path);
        }
      }
      Files.delete(part);
    }
  }
}
