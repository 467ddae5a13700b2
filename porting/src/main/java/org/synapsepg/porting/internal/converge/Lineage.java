package org.synapsepg.porting.internal.converge;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;

/**
 * Whether a source is a later state of the database that a target was ported from. Users are never
 * deleted, only deactivated, and a server's streams never go back; so some of the target's oldest
 * users must be in the source, and the source's newest event must not be older than the target's.
 */
public final class Lineage {
  private static final int USERS = 20;

  private Lineage() {}

  /**
   * Compares both.
   *
   * @param witness a connection to the source
   * @param target a connection to the target; the search path leads to its tables
   * @return what forbids to make the target equal to the source; empty when nothing does
   * @throws SQLException as either side reports it
   */
  public static Findings check(Connection witness, Connection target) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    List<String> strangers = strangers(witness, target);
    if (!strangers.isEmpty()) {
      findings.add(
          Finding.of(
                  PortCode.SOURCE_FOREIGN,
                  "the source is another server's database: it has none of the target's oldest users,"
                      + " such as '"
                      + strangers.get(0)
                      + "'")
              .withHint(
                  "name the file of the server that was ported, or port into a new database"));
      return Findings.of(findings);
    }
    long here = newest(witness);
    long there = newest(target);
    if (here < there) {
      findings.add(
          Finding.of(
                  PortCode.SOURCE_OLDER,
                  "the source is an older copy: its newest event has number "
                      + here
                      + ", the target already has "
                      + there)
              .withHint(
                  "name the newest copy; if the target shall really go back, begin anew with"
                      + " --existing discard"));
    }
    return Findings.of(findings);
  }

  private static List<String> strangers(Connection witness, Connection target) throws SQLException {
    List<String> missing = new ArrayList<>();
    boolean anyKnown = false;
    try (Statement statement = target.createStatement();
        ResultSet oldest =
            statement.executeQuery(
                "SELECT name, creation_ts FROM users WHERE name IS NOT NULL"
                    + " AND strpos(name, chr(65533)) = 0 ORDER BY creation_ts, name LIMIT "
                    + USERS);
        PreparedStatement same =
            witness.prepareStatement(
                "SELECT count(*) FROM users WHERE name = ? AND creation_ts IS ?")) {
      while (oldest.next()) {
        same.setString(1, oldest.getString(1));
        same.setObject(2, oldest.getObject(2));
        try (ResultSet count = same.executeQuery()) {
          count.next();
          if (count.getLong(1) == 0) {
            missing.add(oldest.getString(1));
          } else {
            anyKnown = true;
          }
        }
      }
    }
    // An older copy of the same database lacks users, too, but not all of them.
    return anyKnown ? List.of() : missing;
  }

  private static long newest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT coalesce(max(stream_ordering), 0) FROM events")) {
      row.next();
      return row.getLong(1);
    }
  }
}
