package org.synapsepg.check;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.check.SynapseSequence.Column;

/**
 * What the server's catalogues say about the sequences that the search path sees, and about the
 * columns that may hold their numbers.
 */
record SequenceCatalog(List<Entry> sequences, Map<Column, Access> columns) {
  /** A sequence; the owned columns are those of identities, serials and defaults. */
  record Entry(
      String name,
      String qualifiedName,
      String owner,
      long increment,
      long highest,
      boolean readable,
      boolean changeable,
      List<Column> owned) {}

  /**
   * How the highest number of a column can be found.
   *
   * @param relation the table as it stands in a statement
   * @param column the column as it stands in a statement
   * @param readable whether this role may read the column
   * @param group the column before it in an index of two, or null
   */
  record Access(String relation, String column, boolean readable, @Nullable String group) {}

  private static final String SEQUENCES =
      """
      SELECT c.oid, c.relname,
             quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS qualified,
             pg_get_userbyid(c.relowner) AS owner,
             s.seqincrement, s.seqmax,
             has_sequence_privilege(c.oid, 'SELECT') AS readable,
             has_sequence_privilege(c.oid, 'UPDATE') AS changeable
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_sequence s ON s.seqrelid = c.oid
       WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND pg_table_is_visible(c.oid)
         AND n.nspname <> 'information_schema'
       ORDER BY c.relname COLLATE "C"
      """;

  /** Identities and serials depend on their column; a default depends on its sequence. */
  private static final String OWNED =
      """
      SELECT d.objid AS sequence, t.relname, a.attname
        FROM pg_depend d
        JOIN pg_class t ON t.oid = d.refobjid
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
         AND d.deptype IN ('a', 'i') AND a.attnum > 0
       UNION
      SELECT d.refobjid, t.relname, a.attname
        FROM pg_depend d
        JOIN pg_attrdef f ON f.oid = d.objid
        JOIN pg_class t ON t.oid = f.adrelid
        JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
       WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
         AND d.deptype = 'n'
      """;

  private static final String COLUMNS =
      """
      SELECT t.relname, a.attname, quote_ident(n.nspname) || '.' || quote_ident(t.relname) AS relation,
             quote_ident(a.attname) AS attribute,
             has_column_privilege(t.oid, a.attnum, 'SELECT') AS readable,
             (SELECT quote_ident(g.attname)
                FROM pg_index i
                JOIN pg_attribute g ON g.attrelid = t.oid AND g.attnum = i.indkey[0]
               WHERE i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL
                 AND i.indnkeyatts >= 2 AND i.indkey[1] = a.attnum AND g.attnotnull
                 AND i.indoption[0] = 0 AND i.indoption[1] = 0
                 AND NOT EXISTS (SELECT 1 FROM pg_index l
                                  WHERE l.indrelid = t.oid AND l.indisvalid AND l.indpred IS NULL
                                    AND l.indkey[0] = a.attnum)
               ORDER BY i.indexrelid LIMIT 1) AS grouped
        FROM pg_class t
        JOIN pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_attribute a ON a.attrelid = t.oid
       WHERE t.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
         AND pg_table_is_visible(t.oid) AND t.relname = ANY (?)
      """;

  static SequenceCatalog read(Connection connection) throws SQLException {
    Map<Long, List<Column>> owned = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(OWNED)) {
      while (rows.next()) {
        owned
            .computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
            .add(new Column(rows.getString(2), rows.getString(3)));
      }
    }
    List<Entry> sequences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SEQUENCES)) {
      while (rows.next()) {
        sequences.add(
            new Entry(
                rows.getString("relname"),
                rows.getString("qualified"),
                rows.getString("owner"),
                rows.getLong("seqincrement"),
                rows.getLong("seqmax"),
                rows.getBoolean("readable"),
                rows.getBoolean("changeable"),
                owned.getOrDefault(rows.getLong("oid"), List.of())));
      }
    }
    return new SequenceCatalog(sequences, columns(connection, tables(sequences)));
  }

  private static String[] tables(List<Entry> sequences) {
    List<String> tables = new ArrayList<>(List.of("stream_positions", "users"));
    for (SynapseSequence known : SynapseSequence.all()) {
      known.columns().forEach(c -> tables.add(c.table()));
      known.notes().forEach(c -> tables.add(c.table()));
    }
    sequences.forEach(s -> s.owned().forEach(c -> tables.add(c.table())));
    return tables.stream().distinct().toArray(String[]::new);
  }

  private static Map<Column, Access> columns(Connection connection, String[] tables)
      throws SQLException {
    Map<Column, Access> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setArray(1, connection.createArrayOf("text", tables));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.put(
              new Column(rows.getString("relname"), rows.getString("attname")),
              new Access(
                  rows.getString("relation"),
                  rows.getString("attribute"),
                  rows.getBoolean("readable"),
                  rows.getString("grouped")));
        }
      }
    }
    return columns;
  }
}
