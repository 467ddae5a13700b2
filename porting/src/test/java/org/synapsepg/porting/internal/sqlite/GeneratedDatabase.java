package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A database that SQLite itself makes from a seed: every page size, encoding and auto_vacuum mode,
 * values of all classes and lengths in columns of any type, columns added and dropped, rows deleted
 * and changed, and the file as it is left when a server stops, is killed with a write-ahead log, or
 * is killed in the middle of a transaction.
 */
final class GeneratedDatabase {
  /** How the file is left. */
  enum Left {
    CLEAN,
    CLEAN_WAL_MODE,
    LOG,
    HOT_JOURNAL
  }

  private static final String[] TYPES = {
    "INTEGER",
    "BIGINT",
    "TEXT",
    "REAL",
    "BLOB",
    "",
    "BOOLEAN",
    "VARCHAR(20)",
    "NUMERIC",
    "DOUBLE PRECISION",
    "FLOAT",
    "CHARINT"
  };
  private static final String[] DEFAULTS = {
    "",
    " DEFAULT 5",
    " DEFAULT 'abc'",
    " DEFAULT -1.5",
    " DEFAULT x'00ff'",
    " DEFAULT NULL",
    " DEFAULT true",
    " DEFAULT '7'",
    " DEFAULT 1e3",
    " DEFAULT (3)",
    " DEFAULT bare",
    " DEFAULT 'ä€𝄞'",
    " DEFAULT 9223372036854775807",
    " NOT NULL DEFAULT ''"
  };

  final long seed;
  final Path file;
  final Left left;
  final int pageSize;

  /** What each table held when its last transaction was committed. */
  final Map<String, Long> digests = new LinkedHashMap<>();

  private final SplittableRandom random;
  private final int encoding;
  private final GeneratedValues values;

  private GeneratedDatabase(long seed, Path file) {
    this.seed = seed;
    this.file = file;
    random = new SplittableRandom(seed);
    pageSize = 512 << random.nextInt(8);
    encoding = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
    values = new GeneratedValues(random, encoding, pageSize);
    Left[] all = Left.values();
    left = all[random.nextInt(all.length)];
  }

  /** Makes the database of a seed. */
  static GeneratedDatabase make(long seed, Path file) throws SQLException, IOException {
    GeneratedDatabase made = new GeneratedDatabase(seed, file);
    made.fill();
    return made;
  }

  private void fill() throws SQLException, IOException {
    Path work = file.resolveSibling(file.getFileName() + "-work");
    int reserved = random.nextInt(5) == 0 ? 4 * random.nextInt(1, 8) : 0;
    String url = "jdbc:sqlite:" + work;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size=" + pageSize);
      statement.execute("PRAGMA auto_vacuum=" + random.nextInt(3));
      statement.execute("PRAGMA synchronous=OFF");
      statement.execute("PRAGMA user_version=" + (int) random.nextLong());
    }
    if (reserved > 0) {
      reserve(work, reserved);
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      // Written to the header with the first table.
      statement.execute(
          "PRAGMA encoding='" + List.of("UTF-8", "UTF-16le", "UTF-16be").get(encoding) + "'");
      statement.execute("PRAGMA synchronous=OFF");
      boolean wal = left == Left.LOG || left == Left.CLEAN_WAL_MODE;
      statement.execute("PRAGMA journal_mode=" + (wal ? "WAL" : "MEMORY"));
      statement.execute("PRAGMA wal_autocheckpoint=" + (random.nextBoolean() ? 1000 : 3));
      List<String> tables = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        tables.add(table(connection, statement, i));
      }
      if (random.nextInt(8) == 0 && left == Left.CLEAN) {
        statement.execute("VACUUM");
      }
      digest(connection);
      leave(connection, statement, work, tables);
    }
    Files.deleteIfExists(work);
  }

  /**
   * Bytes at the end of each page that SQLite leaves alone; only a file without tables allows it.
   */
  private void reserve(Path path, int reserved) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    if (bytes[20] != 0 || pageSize - reserved < 480) {
      return;
    }
    int usable = pageSize - reserved;
    bytes[20] = (byte) reserved;
    bytes[105] = (byte) (usable >> 8);
    bytes[106] = (byte) usable;
    Files.write(path, bytes);
  }

  private void leave(Connection connection, Statement statement, Path work, List<String> tables)
      throws SQLException, IOException {
    if (left == Left.LOG) {
      copy(work, file);
      copy(beside(work, "-wal"), beside(file, "-wal"));
      return;
    }
    if (left != Left.HOT_JOURNAL) {
      connection.close();
      Files.move(work, file);
      return;
    }
    statement.execute("PRAGMA journal_mode=" + (random.nextBoolean() ? "DELETE" : "PERSIST"));
    statement.execute("PRAGMA synchronous=" + (random.nextBoolean() ? "NORMAL" : "OFF"));
    statement.execute("PRAGMA cache_size=4");
    statement.execute("PRAGMA cache_spill=1");
    statement.execute("BEGIN IMMEDIATE");
    for (String table : tables) {
      statement.execute("DELETE FROM \"" + table + "\" WHERE abs(random()) % 3 = 0");
    }
    statement.execute("CREATE TABLE interrupted(a, b)");
    statement.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)"
            + " INSERT INTO interrupted SELECT i, randomblob("
            + pageSize
            + ") FROM n");
    copy(work, file);
    Path journal = beside(work, "-journal");
    if (Files.exists(journal)) {
      copy(journal, beside(file, "-journal"));
    }
    statement.execute("ROLLBACK");
  }

  static Path beside(Path main, String suffix) {
    return main.resolveSibling(main.getFileName() + suffix);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private void digest(Connection connection) throws SQLException {
    for (SqliteTable table : new SchemaReader(connection).tables()) {
      try (RowCursor rows =
          new DriverRowCursor(
              new SourceProblems(file),
              connection,
              table,
              Utf16.ofEncoding(encoding + 1),
              Long.MIN_VALUE,
              Long.MAX_VALUE)) {
        digests.put(table.name(), RowDigest.of(rows));
      }
    }
  }

  private String table(Connection connection, Statement statement, int number) throws SQLException {
    String name = number == 1 ? "odd \"\"name" : "t" + number;
    boolean withoutRowid = random.nextInt(12) == 0;
    int width = 1 + random.nextInt(6);
    int key = withoutRowid ? 0 : random.nextInt(3) == 0 ? random.nextInt(width) : -1;
    List<String> columns = new ArrayList<>();
    List<String> definitions = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      String column = i == 1 ? "rowid" : "c" + i;
      columns.add(column);
      definitions.add(
          i == key
              ? column + (withoutRowid ? " PRIMARY KEY" : keyType())
              : column + " " + TYPES[random.nextInt(TYPES.length)]);
    }
    boolean generated = random.nextInt(15) == 0;
    if (generated) {
      definitions.add("g AS (1)" + (random.nextBoolean() ? " STORED" : ""));
    }
    statement.execute(
        "CREATE TABLE \""
            + name
            + "\"("
            + String.join(", ", definitions)
            + ")"
            + (withoutRowid ? " WITHOUT ROWID" : ""));
    if (random.nextInt(3) == 0) {
      statement.execute("CREATE INDEX i" + number + " ON \"" + name + "\"(c0)");
    }
    int[] sizes = {0, 1, 3, 30, 100, 250};
    int rows = sizes[random.nextInt(sizes.length)];
    boolean explicit = !withoutRowid && width < 6 && random.nextInt(3) == 0;
    insert(connection, name, columns, key, explicit, rows, withoutRowid);
    change(statement, name, columns, key);
    int added = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
    for (int i = 0; i < added; i++) {
      statement.execute(
          "ALTER TABLE \""
              + name
              + "\" ADD COLUMN a"
              + i
              + " "
              + TYPES[random.nextInt(TYPES.length)]
              + DEFAULTS[random.nextInt(DEFAULTS.length)]);
      columns.add("a" + i);
      insert(connection, name, columns, key, false, random.nextInt(20), withoutRowid);
    }
    if (random.nextInt(6) == 0 && added > 0) {
      statement.execute("ALTER TABLE \"" + name + "\" DROP COLUMN a0");
    }
    return name;
  }

  private String keyType() {
    String[] forms = {
      " INTEGER PRIMARY KEY",
      " integer PRIMARY KEY AUTOINCREMENT",
      " INTEGER PRIMARY KEY DESC",
      " INT PRIMARY KEY"
    };
    return forms[random.nextInt(forms.length)];
  }

  private void change(Statement statement, String table, List<String> columns, int key)
      throws SQLException {
    if (random.nextInt(3) == 0) {
      statement.execute(
          "DELETE FROM \""
              + table
              + "\" WHERE abs(random()) % "
              + (1 + random.nextInt(4))
              + " = 0");
    }
    int column = random.nextInt(columns.size());
    if (random.nextInt(3) == 0 && column != key) {
      statement.execute(
          "UPDATE OR IGNORE \""
              + table
              + "\" SET "
              + columns.get(column)
              + " = zeroblob("
              + random.nextInt(3 * Math.min(pageSize, 4096))
              + ") WHERE abs(random()) % 5 = 0");
    }
  }

  private void insert(
      Connection connection,
      String table,
      List<String> columns,
      int key,
      boolean explicitRowid,
      int rows,
      boolean withoutRowid)
      throws SQLException {
    if (rows == 0) {
      return;
    }
    List<String> names = new ArrayList<>(columns);
    if (explicitRowid && key < 0) {
      names.add("_rowid_");
    }
    String sql =
        "INSERT OR REPLACE INTO \""
            + table
            + "\"("
            + String.join(", ", names)
            + ") VALUES("
            + String.join(
                ", ",
                names.stream()
                    .map(n -> "CASE ? WHEN 1 THEN CAST(? AS TEXT)" + " ELSE ? END")
                    .toList())
            + ")";
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int budget = 80_000;
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < names.size(); i++) {
          boolean rowid = i >= columns.size() || (i == key && !withoutRowid);
          statement.setInt(3 * i + 1, 0);
          statement.setObject(3 * i + 2, null);
          if (rowid) {
            setRowid(statement, 3 * i + 3, r, explicitRowid);
          } else {
            budget -= values.set(statement, 3 * i, budget, i == key);
          }
        }
        statement.executeUpdate();
        if (random.nextInt(60) == 0) {
          connection.commit();
        }
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void setRowid(PreparedStatement statement, int at, int row, boolean anywhere)
      throws SQLException {
    if (!anywhere) {
      statement.setLong(at, row * 3L);
      return;
    }
    long[] extremes = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1};
    statement.setLong(
        at,
        random.nextInt(10) == 0
            ? extremes[random.nextInt(extremes.length)]
            : random.nextLong() >> random.nextInt(63));
  }
}
