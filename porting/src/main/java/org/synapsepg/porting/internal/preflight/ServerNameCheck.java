package org.synapsepg.porting.internal.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;

/**
 * The users of a server carry its name, and Synapse refuses to start on users of another ({@code
 * synapse/storage/prepare_database.py} compares one of them).
 */
final class ServerNameCheck implements PreflightCheck {
  @Override
  public Findings check(PreflightContext context) throws SQLException {
    String wanted = context.serverName();
    if (wanted == null) {
      return Findings.none();
    }
    try (Statement statement = context.source().witness().createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM users LIMIT 1")) {
      if (!row.next() || row.getString(1) == null) {
        return Findings.none();
      }
      String found = row.getString(1).replaceFirst("^[^:]*:", "");
      return found.equals(wanted)
          ? Findings.none()
          : Findings.of(
              Finding.of(
                      PortCode.SERVER_NAME_DIFFERS,
                      "the source is the database of \"%s\", the configuration is of \"%s\""
                          .formatted(found, wanted))
                  .withHint("name the file that belongs to this configuration"));
    }
  }
}
