package org.synapsepg.porting.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class CarriedTableTest {
  @TempDir Path folder;

  @PostgresTest
  void aModulesTableFollowsTheRules(TestDatabase database) throws SQLException {
    SqliteTable table =
        table(
            "CREATE TABLE \"Module \"\"Notes\"\"\" (id INTEGER PRIMARY KEY, \"order\" VARCHAR(20)"
                + " NOT NULL DEFAULT 'it''s', flag BOOL DEFAULT 1, made INT DEFAULT"
                + " CURRENT_TIMESTAMP, ratio REAL DEFAULT 0.5, raw BLOB, anything,"
                + " UNIQUE (\"order\", flag))",
            "CREATE INDEX note_flags ON \"Module \"\"Notes\"\"\" (flag, ratio) WHERE flag",
            "CREATE UNIQUE INDEX note_some ON \"Module \"\"Notes\"\"\" (made) WHERE flag",
            "CREATE INDEX note_computed ON \"Module \"\"Notes\"\"\" (made + 1)");
    database.execute("CREATE SCHEMA carried");
    database.execute(CarriedTable.statements(table, "carried").toArray(String[]::new));
    assertThat(
            database.query(
                "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
                    + " pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a LEFT JOIN pg_attrdef d"
                    + " ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE attrelid ="
                    + " 'carried.\"module \"\"notes\"\"\"'::regclass AND attnum > 0 ORDER BY attnum"))
        .containsExactly(
            "id|bigint|t|∅",
            "order|character varying(20)|t|'it''s'::character varying",
            "flag|boolean|f|true",
            "made|bigint|f|∅",
            "ratio|double precision|f|0.5",
            "raw|bytea|f|∅",
            "anything|text|f|∅");
    assertThat(
            database.query(
                "SELECT regexp_replace(indexdef, '^.* USING ', '') FROM pg_indexes WHERE schemaname"
                    + " = 'carried' ORDER BY 1"))
        .containsExactly("btree (\"order\", flag)", "btree (flag, ratio)", "btree (id)");
  }

  private SqliteTable table(String... statements) throws SQLException {
    Path file = folder.resolve("module.db");
    SqliteFile.change(file, statements);
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      List<SqliteTable> tables = snapshot.tables();
      return tables.get(0);
    }
  }
}
