package org.synapsepg.porting.internal.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a certificate records of a schema beside its rows: sequences, and a print of the catalogue.
 */
final class CatalogueFacts {
  private static final String OBJECTS =
      """
      SELECT 'column ' || c.relname || '.' || a.attname || ' '
             || pg_catalog.format_type(a.atttypid, a.atttypmod)
             || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
             || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $schema AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT 'index ' || pg_catalog.pg_get_indexdef(x.indexrelid)
             || CASE WHEN x.indisvalid THEN '' ELSE ' invalid' END
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $schema
      UNION ALL
      SELECT 'constraint ' || c.relname || '.' || con.conname || ' '
             || pg_catalog.pg_get_constraintdef(con.oid)
      FROM pg_catalog.pg_constraint con
      JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $schema AND con.contype IN ('p', 'u', 'f', 'c', 'x')
      UNION ALL
      SELECT 'trigger ' || c.relname || '.' || g.tgname || ' ' || g.tgenabled::text
      FROM pg_catalog.pg_trigger g
      JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $schema AND NOT g.tgisinternal
      UNION ALL
      SELECT 'sequence ' || c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $schema AND c.relkind = 'S'
      """;

  private CatalogueFacts() {}

  /** SHA-256 over the sorted descriptions of columns, indexes, constraints, triggers, sequences. */
  static String fingerprint(Connection connection, String schema) throws SQLException {
    List<String> objects = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(OBJECTS.replace("$schema", "?"))) {
      for (int i = 1; i <= 5; i++) {
        statement.setString(i, schema);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          objects.add(rows.getString(1));
        }
      }
    }
    objects.sort(null);
    return sha256(String.join("\n", objects));
  }

  /** Every sequence of a schema, by name. */
  static List<SequenceValue> sequences(Connection connection, String schema) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'S'"
                + " ORDER BY 1")) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    List<SequenceValue> values = new ArrayList<>();
    if (names.isEmpty()) {
      return values;
    }
    StringBuilder sql = new StringBuilder();
    for (String name : names) {
      sql.append(sql.length() == 0 ? "SELECT " : " UNION ALL SELECT ")
          .append(names.indexOf(name))
          .append(" AS place, last_value, is_called FROM ")
          .append(DigestSql.quote(schema, name));
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql + " ORDER BY place")) {
      for (String name : names) {
        rows.next();
        values.add(new SequenceValue(name, rows.getLong(2), rows.getBoolean(3)));
      }
    }
    return values;
  }

  /** The SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal. */
  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
