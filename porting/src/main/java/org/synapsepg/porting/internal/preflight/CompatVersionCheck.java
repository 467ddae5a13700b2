package org.synapsepg.porting.internal.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;

/**
 * The oldest schema version whose Synapse can still work with a database is in {@code
 * schema_compat_version} ({@code synapse/storage/schema/__init__.py}). A target that says less than
 * the source was made by an older Synapse, which may not know all that the rows mean.
 */
final class CompatVersionCheck implements PreflightCheck {
  @Override
  public Findings check(PreflightContext context) throws SQLException {
    Integer wanted = context.sourceCatalogue().compatVersion();
    if (wanted == null || context.plan().catalogue().find("schema_compat_version").isEmpty()) {
      return Findings.none();
    }
    try (Statement statement = context.target().createStatement();
        ResultSet row =
            statement.executeQuery("SELECT compat_version FROM schema_compat_version")) {
      if (!row.next() || row.getInt(1) >= wanted) {
        return Findings.none();
      }
      return Findings.of(
          Finding.of(
                  PreflightCode.COMPAT_DIFFERS,
                  "the source asks for a Synapse that knows schema %d at least (schema_compat_version), the target for %d: an older Synapse made the target"
                      .formatted(wanted, row.getInt(1)))
              .withHint(
                  "start the Synapse that the source belongs to once on the empty target, then"
                      + " port"));
    }
  }
}
