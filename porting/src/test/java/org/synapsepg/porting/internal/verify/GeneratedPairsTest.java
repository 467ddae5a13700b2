package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * A source that changes at random, and a target that follows it: every two neighbouring states are
 * one pair. Two of three pairs are followed by the log of the rows that the pair before left, the
 * others are found by comparing. After each step all rows are compared by plain text, without any
 * code of ours.
 *
 * <p>{@code PairsTest} does likewise with whole runs, which take the log wherever there is one, and
 * compares with a fresh port. This has what that cannot have: tables that are compared as a whole,
 * a judge that is not the port itself, bytes and JSON, unique values that are NULL, children that
 * are deleted or left behind.
 */
class GeneratedPairsTest {
  private static final int PAIRS = Integer.getInteger("synapsepg.pairs", 200);
  private static final List<String> TABLES =
      List.of("parents", "children", "tokens", "bag", "wide");

  @TempDir Path folder;

  @PostgresTest(majors = 18)
  void aTargetFollowsItsSource(TestDatabase database) throws Exception {
    long seed = Seed.of(GeneratedPairsTest.class);
    Random random = new Random(seed);
    Path file = folder.resolve("moving.db");
    try (Connection target = database.source().open();
        Connection source = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sqlite = source.createStatement()) {
      sqlite.execute("CREATE TABLE parents (id TEXT PRIMARY KEY, alias TEXT UNIQUE, n BIGINT)");
      sqlite.execute(
          "CREATE TABLE children (k INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT, body TEXT)");
      sqlite.execute("CREATE TABLE tokens (id BIGINT PRIMARY KEY, next BIGINT)");
      sqlite.execute("CREATE TABLE bag (a TEXT NOT NULL, b BIGINT)");
      sqlite.execute("CREATE TABLE wide (id BIGINT NOT NULL, flag BOOL, data BYTEA, js JSONB)");
      database.execute(
          "CREATE TABLE parents (id text PRIMARY KEY, alias text UNIQUE, n bigint)",
          "CREATE TABLE children (k bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
              + " parent text REFERENCES parents ON DELETE CASCADE, body text)",
          "CREATE TABLE tokens (id bigint PRIMARY KEY, next bigint REFERENCES tokens ON DELETE"
              + " CASCADE)",
          "CREATE TABLE bag (a text NOT NULL, b bigint)",
          "CREATE TABLE wide (id bigint NOT NULL, flag boolean, data bytea, js jsonb)");
      for (int i = 0; i < 60; i++) {
        insert(sqlite, random, i);
      }
      try (MiniPort port = MiniPort.open(database, file)) {
        // Takes the foreign keys off, as the port does before it reconciles.
        port.copy();
      }
      int followed = 0;
      for (int pair = 0; pair < PAIRS; pair++) {
        int steps = 1 + random.nextInt(6);
        for (int i = 0; i < steps; i++) {
          mutate(sqlite, random, 1000 + pair * 10 + i);
        }
        try (MiniPort port = MiniPort.open(database, file)) {
          followed += port.follow(pair % 3 != 0);
          for (String table : TABLES) {
            assertThat(rowsOf(target, table))
                .as("seed %d, pair %d, %s", seed, pair, table)
                .isEqualTo(rowsOf(source, table));
          }
          if (pair % 20 == 0) {
            assertThat(port.verify(VerifyLevel.BYTES, Map.of()).with(Verdict.SAME))
                .as("seed %d, pair %d", seed, pair)
                .hasSize(TABLES.size());
          }
        }
      }
      // All tables have a log but those that are empty now and then.
      assertThat(followed).isGreaterThan(TABLES.size() * PAIRS / 2);
    }
  }

  private static void insert(Statement sqlite, Random random, int i) throws SQLException {
    sqlite.executeUpdate(
        "INSERT OR IGNORE INTO parents VALUES ('p%d', 'alias%d', %d)".formatted(i, i, i % 7));
    sqlite.executeUpdate(
        "INSERT INTO children (parent, body) VALUES ((SELECT id FROM parents ORDER BY random()"
            + " LIMIT 1), %s)".formatted(random.nextInt(4) == 0 ? "NULL" : "'b\u00e9" + i + "'"));
    sqlite.executeUpdate(
        "INSERT OR IGNORE INTO tokens VALUES (%d, (SELECT max(id) FROM tokens))".formatted(i));
    sqlite.executeUpdate(
        "INSERT INTO bag VALUES ('x%d', %s)".formatted(i % 5, i % 3 == 0 ? "NULL" : "1"));
    sqlite.executeUpdate(
        "INSERT INTO wide VALUES (%d, %s, x'%02x00ff', '{\"b\": %d.50, \"aa\": [1e2, \"\\u00e9\"]}')"
            .formatted(i, i % 3 == 0 ? "NULL" : String.valueOf(i % 2), i % 256, i));
  }

  private static void mutate(Statement sqlite, Random random, int fresh) throws SQLException {
    String one = "(SELECT rowid FROM %s ORDER BY random() LIMIT 1)";
    List<String> sql = new ArrayList<>();
    switch (random.nextInt(14)) {
      case 0 -> insert(sqlite, random, fresh);
      case 1 -> sql.add("UPDATE parents SET n = n + 1 WHERE rowid = " + one.formatted("parents"));
      case 2 -> sql.add("DELETE FROM children WHERE rowid = " + one.formatted("children"));
      case 3 -> {
        // unique values swapped
        sql.add("UPDATE parents SET alias = alias || '-old' WHERE id IN ('p1', 'p2')");
        sql.add(
            "UPDATE parents SET alias = CASE id WHEN 'p1' THEN 'two"
                + fresh
                + "' ELSE 'one"
                + fresh
                + "' END WHERE id IN ('p1', 'p2')");
        sql.add("UPDATE parents SET alias = NULL WHERE id IN ('p3')");
        sql.add(
            "UPDATE parents SET alias = (SELECT alias FROM parents WHERE id = 'p1') || 'x'"
                + " WHERE id = 'p3'");
      }
      case 4 -> {
        sql.add(
            "CREATE TEMP TABLE s AS SELECT id, CASE WHEN row_number() OVER w = count(*) OVER ()"
                + " THEN (SELECT alias FROM parents ORDER BY id LIMIT 1) ELSE lead(alias) OVER w"
                + " END AS alias FROM parents WINDOW w AS (ORDER BY id)");
        sql.add("UPDATE parents SET alias = NULL");
        sql.add("UPDATE parents SET alias = (SELECT alias FROM s WHERE s.id = parents.id)");
        sql.add("DROP TABLE s");
      }
      case 5 -> {
        // a parent replaced under the same key
        sql.add("DELETE FROM parents WHERE id = 'p5'");
        sql.add("INSERT INTO parents VALUES ('p5', 'five" + fresh + "', " + fresh + ")");
      }
      case 6 -> sql.add("INSERT INTO bag SELECT * FROM bag ORDER BY random() LIMIT 3");
      case 7 -> sql.add("DELETE FROM bag WHERE rowid = " + one.formatted("bag"));
      case 8 -> {
        // the chain reversed
        sql.add("CREATE TEMP TABLE s AS SELECT id, next FROM tokens WHERE next IS NOT NULL");
        sql.add("UPDATE tokens SET next = (SELECT s.id FROM s WHERE s.next = tokens.id LIMIT 1)");
        sql.add("DROP TABLE s");
      }
      case 9 ->
          sql.add(
              "UPDATE children SET k = (SELECT max(k) + 7 FROM children) WHERE rowid = "
                  + one.formatted("children"));
      case 10 -> sql.add("VACUUM");
      case 11 -> {
        // rowids given anew, in another order
        sql.add("CREATE TEMP TABLE s AS SELECT * FROM bag ORDER BY random()");
        sql.add("DELETE FROM bag");
        sql.add("INSERT INTO bag SELECT * FROM s");
        sql.add("DROP TABLE s");
      }
      case 12 ->
          sql.add(
              "UPDATE wide SET flag = CASE WHEN flag IS NULL THEN 0 ELSE NULL END"
                  + " WHERE rowid = "
                  + one.formatted("wide"));
      default -> {
        sql.add(
            "DELETE FROM parents WHERE id IN (SELECT id FROM parents ORDER BY random() LIMIT 2)");
        sql.add("UPDATE wide SET js = '[" + fresh + "]' WHERE rowid = " + one.formatted("wide"));
      }
    }
    for (String text : sql) {
      if (text.equals("VACUUM")) {
        // Not while the driver keeps a statement of this connection open.
        try (Connection other =
                DriverManager.getConnection(sqlite.getConnection().getMetaData().getURL());
            Statement alone = other.createStatement()) {
          alone.executeUpdate(text);
        }
      } else {
        sqlite.executeUpdate(text);
      }
    }
  }

  private static List<String> rowsOf(Connection connection, String table) throws SQLException {
    boolean sqlite = connection.getMetaData().getURL().startsWith("jdbc:sqlite");
    String wide =
        sqlite
            ? "id, flag, lower(hex(data)), CASE json_type(js) WHEN 'array' THEN"
                + " json_extract(js, '$[0]') ELSE json_extract(js, '$.b') || '0' END"
            : "id, flag::int, encode(data, 'hex'), CASE jsonb_typeof(js) WHEN 'array' THEN"
                + " js->>0 ELSE js->>'b' END";
    return rows(connection, table, table.equals("wide") ? wide : "*");
  }

  private static List<String> rows(Connection connection, String table, String columns)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + columns + " FROM " + table)) {
      while (row.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          cells.add(String.valueOf(row.getString(i)));
        }
        rows.add(String.join("|", cells));
      }
    }
    rows.sort(null);
    return rows;
  }
}
