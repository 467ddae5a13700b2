package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

  private GeneratedDatabase(long seed, Path file) {
    this.seed = seed;
    this.file = file;
    random = new SplittableRandom(seed);
    pageSize = 512 << random.nextInt(8);
    encoding = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
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
            budget -= set(statement, 3 * i, budget, i == key);
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

  /** Sets a value: whether it is text given as bytes, those bytes, or the value itself. */
  private int set(PreparedStatement statement, int at, int budget, boolean never)
      throws SQLException {
    switch (random.nextInt(never ? 1 : 0, 9)) {
      case 0 -> statement.setObject(at + 3, null);
      case 1, 2 -> statement.setLong(at + 3, random.nextLong() >> random.nextInt(64));
      case 3 -> {
        long[] edges = {
          0,
          1,
          -1,
          127,
          -128,
          128,
          32767,
          -32768,
          32768,
          8388607,
          -8388608,
          8388608,
          2147483647L,
          -2147483648L,
          2147483648L,
          140737488355327L,
          -140737488355328L,
          140737488355328L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          1L << 53,
          (1L << 53) + 1
        };
        statement.setLong(at + 3, edges[random.nextInt(edges.length)]);
      }
      case 4 -> {
        double[] reals = {
          0,
          -0.0,
          1,
          -7,
          1.5,
          1e300,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MIN_VALUE,
          1e15,
          9.2e18,
          random.nextDouble(),
          0.1
        };
        statement.setDouble(at + 3, reals[random.nextInt(reals.length)]);
      }
      case 5, 6, 7 -> {
        byte[] text = text(budget);
        if (encoding == 0) {
          statement.setInt(at + 1, 1);
          statement.setBytes(at + 2, text);
        } else {
          statement.setString(at + 3, new String(text, StandardCharsets.UTF_8));
        }
        return text.length;
      }
      default -> {
        byte[] blob = new byte[length(budget)];
        random.nextBytes(blob);
        statement.setBytes(at + 3, blob);
        return blob.length;
      }
    }
    return 0;
  }

  private int length(int budget) {
    int[] most = {1, 10, 30, 30, 100, pageSize, 4 * pageSize, 30000};
    return random.nextInt(Math.max(1, Math.min(budget, most[random.nextInt(most.length)])));
  }

  private byte[] text(int budget) {
    String[] pieces = {
      "a", "Ω", "€", "𝄞", "\0", "@user:example.org", "{\"k\":1}", "\u007f", "\ufffd", "'", " "
    };
    StringBuilder text = new StringBuilder();
    int length = length(budget);
    while (text.length() < length) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (encoding == 0 && bytes.length > 0 && random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(128));
    }
    return bytes;
  }

  /** Overwrites parts of a file with what does not belong there; gives what was done in words. */
  static String damage(Path file, SplittableRandom random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      StringBuilder done = new StringBuilder();
      int wounds = 1 + random.nextInt(4);
      for (int i = 0; i < wounds; i++) {
        long size = channel.size();
        if (size < 600) {
          break;
        }
        long at =
            random.nextInt(3) == 0 ? random.nextLong(size / 512) * 512 : random.nextLong(size);
        switch (random.nextInt(6)) {
          case 0 -> {
            channel.truncate(random.nextLong(500, size));
            done.append(" cut to ").append(channel.size());
          }
          case 1 -> {
            ByteBuffer from = ByteBuffer.allocate(512);
            ChannelReads.read(channel, from, random.nextLong(size / 512) * 512);
            channel.write(from.flip(), at);
            done.append(" block to ").append(at);
          }
          default -> {
            byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 2 : 20)];
            random.nextBytes(bytes);
            channel.write(ByteBuffer.wrap(bytes), Math.min(at + random.nextInt(12), size - 1));
            done.append(' ').append(bytes.length).append(" bytes at ").append(at);
          }
        }
      }
      return done.toString();
    }
  }

  /** Whether SQLite finds the file sound. */
  static boolean isSound(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
      return found.next() && found.getString(1).equals("ok");
    }
  }
}
