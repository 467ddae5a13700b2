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

/**
 * Rooms in which the key of a state event held U+0000. The key becomes another one in the tables;
 * the event's own JSON keeps the escape, for it is signed.
 */
public final class ReplacedStateKeys {
  private static final int LISTED = 20;

  private ReplacedStateKeys() {}

  /**
   * Lists them.
   *
   * @param witness a connection to the source's snapshot
   * @return at most one finding
   * @throws SQLException if SQLite fails
   */
  public static Findings of(Connection witness) throws SQLException {
    List<String> rooms = new ArrayList<>();
    try (Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT room_id FROM state_events"
                    + " WHERE instr(CAST(state_key AS BLOB), x'00') > 0 ORDER BY 1")) {
      while (row.next()) {
        rooms.add(String.valueOf(row.getString(1)).replace('\0', '\uFFFD'));
      }
    }
    if (rooms.isEmpty()) {
      return Findings.none();
    }
    return Findings.of(
        Finding.of(
                PreflightCode.STATE_KEYS_REPLACED,
                "in %,d rooms the key of a state event holds U+0000, which becomes U+FFFD in the tables, while the"
                        .formatted(rooms.size())
                    + " event itself keeps it: "
                    + String.join(", ", rooms.subList(0, Math.min(LISTED, rooms.size())))
                    + (rooms.size() > LISTED ? ", …" : ""))
            .withHint(
                "the rooms go on to work; Synapse finds such an entry of a room's state by the new key alone"));
  }
}
