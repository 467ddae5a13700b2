package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.plan.KeptOut;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.sqlite.SourceFingerprint;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.StateSchema;
import org.synapsepg.porting.internal.verify.CertificateContent;
import org.synapsepg.porting.internal.verify.CertificateTaker;
import org.synapsepg.porting.internal.verify.CertifiedTable;
import org.synapsepg.porting.internal.verify.ExpectedTable;
import org.synapsepg.porting.internal.verify.Verifier;

/** The comparison of a target with its source, with what the port wrote down about it. */
final class Verification {
  private final RunSettings settings;
  private final SqliteSnapshot source;
  private final LoadPlan plan;
  private final PortSession control;
  private final RunMeter meter;
  private Map<String, CertifiedTable> certified = Map.of();
  private Map<String, CertifiedTable> unread = Map.of();

  Verification(
      RunSettings settings,
      SqliteSnapshot source,
      LoadPlan plan,
      PortSession control,
      RunMeter meter) {
    this.settings = settings;
    this.source = source;
    this.plan = plan;
    this.control = control;
    this.meter = meter;
  }

  /** Lets tables go unread of which it is known what they hold. */
  Verification knowing(Map<String, CertifiedTable> holdings) {
    this.unread = holdings;
    return this;
  }

  /**
   * Compares.
   *
   * @param level how thoroughly
   * @param audits what the source has, where it was read already
   * @param afterTable told the name of each table after it was compared, by any thread
   */
  VerificationReport run(
      VerifyLevel level, Map<String, TableAudit> audits, Consumer<String> afterTable)
      throws SQLException, InterruptedException {
    Map<String, ExpectedTable> known = new HashMap<>();
    audits.forEach((table, audit) -> audit.expected().ifPresent(e -> known.put(table, e)));
    Verifier verifier =
        new Verifier(
            source,
            plan,
            settings.target(),
            settings.load().policy(),
            settings.workers(),
            rowsOf("quarantine"),
            known,
            table -> {
              meter.verified(table);
              afterTable.accept(table);
            });
    meter.queue(plan.tables().stream().map(TableMapping::name).toList());
    VerificationReport report = verifier.in(settings.host().threads()).knowing(unread).run(level);
    source.requireUnchanged();
    certified = verifier.certified();
    return report;
  }

  /**
   * The plan without the rows that a port recorded as kept out for another reason than their
   * values, for those no reading of the rows themselves tells.
   */
  static LoadPlan asPorted(LoadPlan plan, PortSession control) throws SQLException {
    Connection connection = control.connection();
    if (!StateSchema.exists(connection)) {
      return plan;
    }
    Map<String, Map<Long, KeptOut.Reason>> rows = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, source_rowid, kind FROM synapse_pg_port.quarantine"
                    + " WHERE kind IN ('orphan', 'length')")) {
      while (row.next()) {
        rows.computeIfAbsent(row.getString(1), t -> new HashMap<>())
            .put(
                row.getLong(2),
                new KeptOut.Reason(BadValue.ofId(row.getString(3)).orElseThrow(), 0));
      }
    }
    Map<String, KeptOut> keptOut = new HashMap<>();
    rows.forEach((table, reasons) -> keptOut.put(table, KeptOut.of(reasons)));
    return plan.without(keptOut);
  }

  /** How many rows of each table a table of the state has. */
  private Map<String, Long> rowsOf(String defects) throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    Connection connection = control.connection();
    if (StateSchema.exists(connection)) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT table_name, count(*) FROM synapse_pg_port." + defects + " GROUP BY 1")) {
        while (row.next()) {
          rows.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return rows;
  }

  /** What the target holds; tables that were just compared are not read again. */
  CertificateContent certificate(VerifyLevel level) throws SQLException {
    return CertificateTaker.take(
            control.connection(),
            settings.host().clock().withZone(ZoneOffset.UTC),
            certified,
            elsewhere())
        .ofPort(level, facts(), rowsOf("replaced"), rowsOf("quarantine"));
  }

  /** Tables in a schema of their own, which a port was asked to take along. */
  private Map<String, Set<String>> elsewhere() {
    return plan.tables().stream()
        .map(TableMapping::target)
        .filter(t -> !t.schema().equals(plan.catalogue().schema()))
        .collect(
            Collectors.groupingBy(
                TargetTable::schema, Collectors.mapping(TargetTable::name, Collectors.toSet())));
  }

  private Map<String, Object> facts() throws SQLException {
    SourceFingerprint file = source.fingerprint();
    Map<String, Object> facts = new HashMap<>();
    facts.put("file", String.valueOf(settings.source().file().getFileName()));
    facts.put("bytes", file.fileBytes());
    facts.put("pageSize", file.pageSize());
    facts.put("pages", file.pageCount());
    facts.put("changeCounter", file.changeCounter());
    facts.put("schemaCookie", file.schemaCookie());
    facts.put("freelistPages", file.freelistPages());
    facts.put("encoding", file.encoding());
    facts.put("autoVacuum", file.autoVacuum());
    facts.put("walFrames", file.walFrames());
    facts.put("walSalt", file.walSalt());
    try (Statement statement = source.witness().createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
      if (row.next()) {
        facts.put("synapseSchema", row.getLong(1));
      }
    }
    return facts;
  }
}
