package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.QuarantinedRow;
import org.synapsepg.porting.ReplacedValue;

/** Keeps originals of replaced values, and rows that were kept out. */
public final class DefectStore {
  private DefectStore() {}

  /** Writes down defects of one table, within the transaction of the rows around them. */
  public static void add(Connection connection, String table, Collection<DefectRecord> defects)
      throws SQLException {
    try (PreparedStatement replaced =
            connection.prepareStatement(
                "INSERT INTO synapse_pg_port.replaced (table_name, column_name, kind, source_rowid,"
                    + " row_key, storage_class, original) VALUES (?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement quarantine =
            connection.prepareStatement(
                "INSERT INTO synapse_pg_port.quarantine (table_name, column_name, kind,"
                    + " source_rowid, row_key, reason, row_values) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      int[] counts = new int[2];
      for (DefectRecord defect : defects) {
        boolean keptOut = defect.rowValues() != null;
        PreparedStatement insert = keptOut ? quarantine : replaced;
        insert.setString(1, table);
        insert.setString(2, defect.column());
        insert.setString(3, defect.kind().id());
        insert.setLong(4, defect.rowid());
        insert.setString(5, defect.key());
        if (keptOut) {
          insert.setString(6, reason(defect));
          insert.setString(7, defect.rowValues());
        } else {
          insert.setString(6, defect.storageClass());
          insert.setBytes(7, defect.original());
        }
        insert.addBatch();
        counts[keptOut ? 1 : 0]++;
      }
      if (counts[0] > 0) {
        replaced.executeBatch();
      }
      if (counts[1] > 0) {
        quarantine.executeBatch();
      }
    }
  }

  private static String reason(DefectRecord defect) {
    if (defect.kind() == BadValue.ORPHAN) {
      return "the row that column \"" + defect.column() + "\" refers to is not in the target";
    }
    return "a value of class "
        + defect.storageClass()
        + " in column \""
        + defect.column()
        + "\" does not fit ("
        + defect.kind().id()
        + ")";
  }

  /** The first replaced values, by table and row. */
  public static List<ReplacedValue> replaced(Connection connection, int most) throws SQLException {
    List<ReplacedValue> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, column_name, kind, source_rowid, row_key, original"
                    + " FROM synapse_pg_port.replaced ORDER BY table_name, source_rowid, id LIMIT "
                    + most)) {
      while (row.next()) {
        found.add(
            new ReplacedValue(
                row.getString(1),
                row.getString(2),
                BadValue.ofId(row.getString(3)).orElseThrow(),
                row.getLong(4),
                row.getString(5),
                row.getBytes(6)));
      }
    }
    return found;
  }

  /** The first rows that were kept out, by table and row. */
  public static List<QuarantinedRow> quarantined(Connection connection, int most)
      throws SQLException {
    List<QuarantinedRow> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, column_name, kind, source_rowid, row_key, reason, row_values"
                    + " FROM synapse_pg_port.quarantine ORDER BY table_name, source_rowid, id LIMIT "
                    + most)) {
      while (row.next()) {
        found.add(
            new QuarantinedRow(
                row.getString(1),
                row.getString(2),
                BadValue.ofId(row.getString(3)).orElseThrow(),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7)));
      }
    }
    return found;
  }
}
