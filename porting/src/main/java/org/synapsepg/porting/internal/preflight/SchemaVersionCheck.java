package org.synapsepg.porting.internal.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.plan.LoadPlan;

/**
 * Source and target must have the same schema version. It does not identify the schema, but two
 * different ones are never the same.
 */
final class SchemaVersionCheck implements PreflightCheck {
  @Override
  public Findings check(PreflightContext context) throws SQLException {
    LoadPlan plan = context.plan();
    if (plan.catalogue().find("schema_version").isEmpty()) {
      return Findings.of(
          Finding.of(
                  PortCode.SCHEMA_DIFFERS,
                  "the target has tables, but no schema_version: Synapse did not make them")
              .withHint("let Synapse make the target, or port into an empty database"));
    }
    int version = 0;
    try (Statement statement = context.target().createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
      if (row.next()) {
        version = row.getInt(1);
      }
    }
    int wanted = context.sourceCatalogue().schemaVersion();
    if (version == wanted) {
      return Findings.none();
    }
    return Findings.of(
        Finding.of(
                PortCode.SCHEMA_DIFFERS,
                "the source's schema has version %d, the target's %d".formatted(wanted, version))
            .withHint(
                version > wanted
                    ? "start the Synapse that made the target once on the SQLite database, so that"
                        + " it brings the schema up to date, then port"
                    : "start the Synapse that the source belongs to once on the target, or port"
                        + " into an empty database"));
  }
}
