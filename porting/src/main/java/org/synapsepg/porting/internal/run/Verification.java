package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.StateSchema;
import org.synapsepg.porting.internal.verify.CertificateContent;
import org.synapsepg.porting.internal.verify.CertificateTaker;
import org.synapsepg.porting.internal.verify.Verifier;

/** The comparison of a target with its source, with what the port wrote down about it. */
final class Verification {
  private final RunSettings settings;
  private final SqliteSnapshot source;
  private final LoadPlan plan;
  private final PortSession control;

  Verification(RunSettings settings, SqliteSnapshot source, LoadPlan plan, PortSession control) {
    this.settings = settings;
    this.source = source;
    this.plan = plan;
    this.control = control;
  }

  VerificationReport run(VerifyLevel level) throws SQLException, InterruptedException {
    return new Verifier(
            source,
            plan,
            settings.target(),
            settings.load().policy(),
            settings.workers(),
            keptOut(),
            table -> {})
        .run(level);
  }

  /** How many rows of each table are in quarantine. */
  private Map<String, Long> keptOut() throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    Connection connection = control.connection();
    if (StateSchema.exists(connection)) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT table_name, count(*) FROM synapse_pg_port.quarantine GROUP BY 1")) {
        while (row.next()) {
          rows.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return rows;
  }

  CertificateContent certificate(VerifyLevel level) throws SQLException {
    try (Connection connection = settings.target().open()) {
      CertificateContent content = CertificateTaker.take(connection, java.time.Clock.systemUTC());
      Map<String, Object> facts = new HashMap<>();
      facts.put("fingerprint", source.fingerprint().toString());
      return new CertificateContent(
          content.started(),
          content.finished(),
          content.library(),
          facts,
          content.target(),
          level,
          content.algorithm(),
          content.tables(),
          content.sequences(),
          content.catalogue());
    }
  }
}
