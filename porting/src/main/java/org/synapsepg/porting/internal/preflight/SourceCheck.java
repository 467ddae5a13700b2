package org.synapsepg.porting.internal.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;

/** What SQLite itself says about the source, on the snapshot that is ported. */
public final class SourceCheck {
  private static final int MOST_LISTED = 10;

  private SourceCheck() {}

  /**
   * Asks SQLite everything.
   *
   * @param witness a connection inside the snapshot
   * @param thorough whether indexes are compared with tables too
   * @return what stands in the way or is worth knowing
   * @throws SQLException if SQLite fails
   */
  public static Findings of(Connection witness, boolean thorough) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    damage(witness, thorough ? "integrity_check" : "quick_check", findings);
    if (findings.isEmpty()) {
      autoVacuum(witness, findings);
    }
    return Findings.of(findings);
  }

  /**
   * {@code PRAGMA quick_check} reads every page, but does not compare indexes with tables, as
   * {@code integrity_check} does (SQLite documentation, "PRAGMA Statements").
   */
  private static void damage(Connection witness, String check, List<Finding> findings) {
    List<String> told = new ArrayList<>();
    try (Statement statement = witness.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA " + check + "(" + MOST_LISTED + ")")) {
      while (rows.next()) {
        told.add(rows.getString(1));
      }
    } catch (SQLException e) {
      told.add(String.valueOf(e.getMessage()));
    }
    if (!told.equals(List.of("ok"))) {
      findings.add(
          Finding.of(
                  PreflightCode.SOURCE_DAMAGED,
                  "SQLite's " + check + " says: " + String.join("; ", told))
              .withHint(
                  "Stop Synapse, copy the file, recover it with: sqlite3 homeserver.db .recover |"
                      + " sqlite3 recovered.db"));
    }
  }

  private static void autoVacuum(Connection witness, List<Finding> findings) throws SQLException {
    try (Statement statement = witness.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA auto_vacuum")) {
      if (rows.next() && rows.getInt(1) != 0) {
        findings.add(
            Finding.of(
                PreflightCode.SOURCE_AUTO_VACUUM,
                "auto_vacuum is on in the source. Synapse's port script refuses such a file; this"
                    + " port does not depend on row numbers."));
      }
    }
  }
}
