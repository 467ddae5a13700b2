package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.internal.plan.LoadPlan;

/**
 * Whether a target is in order apart from its rows: indexes, triggers, foreign keys, sequences. One
 * connection inside a transaction, which sees one state.
 */
final class TargetCondition {
  private static final String INVALID_INDEXES =
      """
      SELECT i.relname, c.relname
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
      JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND NOT (x.indisvalid AND x.indisready AND x.indislive)
      ORDER BY 1
      """;

  private static final String DISABLED_TRIGGERS =
      """
      SELECT g.tgname, c.relname
      FROM pg_catalog.pg_trigger g
      JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND NOT g.tgisinternal AND g.tgenabled = 'D'
      ORDER BY 1
      """;

  private static final String UNPROVED_KEYS =
      """
      SELECT con.conname, c.relname, r.relname AS referenced,
             ARRAY(SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY k(num, pos)
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num
                   ORDER BY k.pos) AS columns,
             ARRAY(SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY k(num, pos)
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.num
                   ORDER BY k.pos) AS keys
      FROM pg_catalog.pg_constraint con
      JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
      JOIN pg_catalog.pg_class r ON r.oid = con.confrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND con.contype = 'f' AND NOT con.convalidated
        AND r.relnamespace = c.relnamespace
      ORDER BY 2, 1
      """;

  private final Connection connection;
  private final String schema;
  private final List<Finding> findings = new ArrayList<>();

  TargetCondition(Connection connection, LoadPlan plan) {
    this.connection = connection;
    this.schema = plan.catalogue().schema();
  }

  /** Everything that is not in order. */
  Findings findings() throws SQLException {
    each(
        INVALID_INDEXES,
        row ->
            findings.add(
                Finding.of(
                        VerifyCode.INDEX_INVALID,
                        "index \""
                            + row.getString(1)
                            + "\" of table \""
                            + row.getString(2)
                            + "\" is not valid")
                    .withHint("REINDEX INDEX " + DigestSql.quote(schema, row.getString(1)))));
    each(
        DISABLED_TRIGGERS,
        row ->
            findings.add(
                Finding.of(
                        VerifyCode.TRIGGER_DISABLED,
                        "trigger \""
                            + row.getString(1)
                            + "\" of table \""
                            + row.getString(2)
                            + "\" is disabled")
                    .withHint(
                        "ALTER TABLE "
                            + DigestSql.quote(schema, row.getString(2))
                            + " ENABLE TRIGGER "
                            + DigestSql.quote(row.getString(1)))));
    each(UNPROVED_KEYS, this::orphans);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path = " + DigestSql.quote(schema));
    }
    return Findings.of(findings)
        .plus(DatabaseInspector.checkSequences(connection, Map.of()).findings());
  }

  private void orphans(ResultSet key) throws SQLException {
    String[] columns = (String[]) key.getArray("columns").getArray();
    String[] keys = (String[]) key.getArray("keys").getArray();
    StringBuilder present = new StringBuilder();
    StringBuilder equal = new StringBuilder();
    for (int i = 0; i < columns.length; i++) {
      present.append(" AND c.").append(DigestSql.quote(columns[i])).append(" IS NOT NULL");
      equal
          .append(i == 0 ? "" : " AND ")
          .append("r.")
          .append(DigestSql.quote(keys[i]))
          .append(" = c.")
          .append(DigestSql.quote(columns[i]));
    }
    String child = key.getString("relname");
    String sql =
        "SELECT count(*) FROM "
            + DigestSql.quote(schema, child)
            + " c WHERE NOT EXISTS (SELECT FROM "
            + DigestSql.quote(schema, key.getString("referenced"))
            + " r WHERE "
            + equal
            + ")"
            + present;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      if (row.getLong(1) > 0) {
        findings.add(
            Finding.of(
                VerifyCode.ORPHANS,
                row.getLong(1)
                    + " rows of table \""
                    + child
                    + "\" refer to rows of \""
                    + key.getString("referenced")
                    + "\" that do not exist, under the key \""
                    + key.getString("conname")
                    + "\", which is declared NOT VALID and does not forbid it"));
      }
    }
  }

  private interface Each {
    void row(ResultSet row) throws SQLException;
  }

  private void each(String sql, Each each) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          each.row(rows);
        }
      }
    }
  }
}
