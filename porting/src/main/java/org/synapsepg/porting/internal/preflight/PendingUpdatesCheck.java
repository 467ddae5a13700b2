package org.synapsepg.porting.internal.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;

/**
 * The source's background updates must be finished: their effect is part of what the target's
 * schema takes for granted, and on PostgreSQL they would have other steps.
 */
final class PendingUpdatesCheck implements PreflightCheck {
  @Override
  public Findings check(PreflightContext context) throws SQLException {
    List<String> pending = new ArrayList<>();
    try (Statement statement = context.source().witness().createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT update_name FROM background_updates ORDER BY 1")) {
      while (rows.next()) {
        pending.add(rows.getString(1));
      }
    }
    if (pending.isEmpty()) {
      return Findings.none();
    }
    return Findings.of(
        Finding.of(
                PortCode.BACKGROUND_UPDATES_PENDING,
                "the source has %d background %s that %s not finished: %s"
                    .formatted(
                        pending.size(),
                        pending.size() == 1 ? "update" : "updates",
                        pending.size() == 1 ? "is" : "are",
                        String.join(", ", pending)))
            .withHint(
                "start Synapse on SQLite again and wait until the table background_updates is"
                    + " empty (the admin API /_synapse/admin/v1/background_updates/status shows the"
                    + " progress), or run update_synapse_database --run-background-updates"));
  }
}
