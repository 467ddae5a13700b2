package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.ExistingCheckpoint;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.TargetSchema;
import org.synapsepg.porting.internal.audit.EqualKeys;
import org.synapsepg.porting.internal.audit.References;
import org.synapsepg.porting.internal.audit.SourceAudit;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.audit.WholeRows;
import org.synapsepg.porting.internal.converge.Lineage;
import org.synapsepg.porting.internal.converge.StoredCertificate;
import org.synapsepg.porting.internal.load.Crew;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.plan.KeptOut;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.Planner;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.preflight.Estimator;
import org.synapsepg.porting.internal.preflight.LocaleCheck;
import org.synapsepg.porting.internal.preflight.PreflightCheck;
import org.synapsepg.porting.internal.preflight.PreflightContext;
import org.synapsepg.porting.internal.preflight.ReplacedStateKeys;
import org.synapsepg.porting.internal.preflight.TargetCheck;
import org.synapsepg.porting.internal.schema.DerivedSchema;
import org.synapsepg.porting.internal.schema.SourceCatalogue;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.sqlite.SynapseContent;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.RunPhase;
import org.synapsepg.porting.internal.state.RunRecord;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.threads.Answer;
import org.synapsepg.porting.internal.value.RealText;

/**
 * Looks at source and target and finds every reason to refuse, all at once. Works in a transaction
 * on the control session: a derived schema is made there, so that plan and audit see real tables.
 * Whoever called decides whether the transaction is rolled back, or goes on with the first write.
 */
final class Assessor {
  private final RunSettings settings;
  private final SqliteSnapshot source;
  private final PortSession control;
  private final RealText realText;
  private final boolean expecting;
  private final StopSignal stop;
  private final List<PreflightCheck> checks;
  private final List<Finding> findings = new ArrayList<>();
  private boolean overwriting;

  /** The target's name if it must hold what an earlier run left there. */
  private Optional<String> toBeProved = Optional.empty();

  Assessor(
      RunSettings settings,
      SqliteSnapshot source,
      PortSession control,
      RealText realText,
      boolean expecting,
      StopSignal stop,
      List<PreflightCheck> checks) {
    this.settings = settings;
    this.source = source;
    this.control = control;
    this.realText = realText;
    this.expecting = expecting;
    this.stop = stop;
    this.checks = checks;
  }

  Assessment assess() throws Exception {
    SqliteAnswers answers = SqliteAnswers.ask(settings, source);
    try {
      return assess(answers);
    } finally {
      answers.end();
    }
  }

  private Assessment assess(SqliteAnswers answers) throws Exception {
    source.findings().forEach(findings::add);
    Findings content = SynapseContent.of(source);
    content.forEach(findings::add);
    Findings server = TargetCheck.of(settings.target(), settings.workers() + 3);
    server.forEach(findings::add);
    if (!server.withCode(PreflightCode.TRANSACTION_POOLING).isEmpty()) {
      // Whatever else would be asked might be answered by another session.
      return new Assessment(
          Findings.of(findings),
          settings.schema() == TargetSchema.DERIVED ? TargetSchema.DERIVED : TargetSchema.PREPARED,
          List.of(),
          Optional.empty(),
          Map.of(),
          List.of(),
          Optional.empty(),
          false,
          Holdings.unknown());
    }
    // On a connection of its own, while this one is asked for the tables.
    Answer<Findings> locale =
        settings
            .host()
            .threads()
            .ask("locale", () -> LocaleCheck.of(settings.target(), settings.unsafeLocale()));
    Findings blockers;
    TargetCatalogue target;
    try {
      blockers = Blockers.before(control.connection());
      target = TargetCatalogue.read(control.connection(), control.schema());
    } finally {
      locale.joinUninterruptibly();
    }
    locale.get().forEach(findings::add);
    blockers.forEach(findings::add);
    Optional<SourceCatalogue> catalogue =
        content.hasErrors() ? Optional.empty() : sourceCatalogue();
    boolean derive =
        settings.schema() == TargetSchema.DERIVED
            || (settings.schema() == TargetSchema.AUTO && target.isEmpty());
    TargetSchema schema = derive && target.isEmpty() ? TargetSchema.DERIVED : TargetSchema.PREPARED;
    if (settings.schema() == TargetSchema.DERIVED
        && !target.isEmpty()
        && RunRecord.read(control.connection()).isEmpty()) {
      findings.add(
          Finding.of(
                  PortCode.TARGET_NOT_EMPTY,
                  "the schema shall be derived, but the target has tables already, such as \"%s\""
                      .formatted(target.tables().iterator().next().name()))
              .withHint("port with the schema prepared, or into an empty database"));
    }
    List<String> statements = List.of();
    if (catalogue.isPresent() && schema == TargetSchema.DERIVED) {
      DerivedSchema derived = DerivedSchema.of(catalogue.get());
      derived.findings().forEach(findings::add);
      statements = derived.statements();
      if (make(statements)) {
        target = TargetCatalogue.read(control.connection(), control.schema());
      }
    }
    if (catalogue.isEmpty() || target.isEmpty()) {
      missing(catalogue.isEmpty());
      return new Assessment(
          Findings.of(findings),
          schema,
          statements,
          Optional.empty(),
          Map.of(),
          List.of(),
          Optional.empty(),
          false,
          Holdings.unknown());
    }
    standing(target);
    CarriedAlong along = new CarriedAlong(control.connection(), source, settings.carry());
    Optional<TargetCatalogue> carried = along.make(target, overwriting);
    along.findings().forEach(findings::add);
    if (settings.carry() != null) {
      target = TargetCatalogue.read(control.connection(), control.schema());
    }
    LoadPlan plan =
        new Planner(
                source.tables(),
                t -> source.rowidBounds(t).isPresent(),
                target,
                carried.orElse(null))
            .plan();
    plan.findings().forEach(findings::add);
    answers.ask(plan);
    long begun = System.nanoTime();
    Map<String, TableAudit> audits = audit(plan);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    answers.damage().forEach(findings::add);
    answers.relations().findings().forEach(findings::add);
    plan = withoutWholeRows(plan, answers.relations().orphans(), audits);
    Holdings holdings = Holdings.unknown();
    if (toBeProved.isPresent()) {
      Connection connection = control.connection();
      if (EndMarks.proveUntouched(connection)) {
        holdings =
            new Holdings(StoredCertificate.tables(connection), WriteCounters.read(connection));
      } else {
        StoredCertificate.compare(settings.target(), toBeProved.get()).forEach(findings::add);
      }
    }
    SourceAudit.findings(audits.values()).forEach(findings::add);
    PreflightContext context =
        new PreflightContext(
            source, control.connection(), catalogue.get(), plan, settings.serverName());
    for (PreflightCheck check : checks) {
      check.check(context).forEach(findings::add);
    }
    List<String> kept = kept(audits);
    PortEstimate estimate =
        new Estimator(control.connection(), audits.values(), kept, source.fingerprint())
            .estimate(
                Estimator.Known.of(took, settings.workers(), statements.size(), plan, findings));
    Estimator.shortage(estimate.disk()).forEach(findings::add);
    return new Assessment(
        Findings.of(findings),
        schema,
        statements,
        Optional.of(plan),
        audits,
        kept,
        Optional.of(estimate),
        settings.existing() != ExistingCheckpoint.DISCARD && !overwriting,
        holdings);
  }

  /** Rows that stay out as a whole change what their tables hold, so those are audited again. */
  private LoadPlan withoutWholeRows(
      LoadPlan plan, Map<References.Reference, List<Long>> orphans, Map<String, TableAudit> audits)
      throws Exception {
    if (stop.isStopped()) {
      return plan;
    }
    BadValuePolicy policy = settings.load().policy();
    WholeRows whole = new WholeRows(source, plan, policy, realText);
    whole.longKeys(control.connection(), audits);
    whole.orphans(orphans);
    whole.dependents(new References(source.witness(), plan), audits);
    whole.findings().forEach(findings::add);
    EqualKeys.replaced(source.witness(), plan, audits).forEach(findings::add);
    EqualKeys.oddlyStored(source.witness(), plan, audits).forEach(findings::add);
    EqualKeys.onServer(source, control.connection(), plan, policy, realText).forEach(findings::add);
    TableAudit states = audits.get("state_events");
    if (states != null && states.defects().stream().anyMatch(d -> d.column().equals("state_key"))) {
      ReplacedStateKeys.of(source.witness()).forEach(findings::add);
    }
    Map<String, KeptOut> keptOut = whole.keptOut();
    if (keptOut.isEmpty()) {
      return plan;
    }
    LoadPlan changed = plan.without(keptOut);
    SourceAudit audit = new SourceAudit(source, policy, realText, expecting, stop::isStopped);
    Stream.concat(changed.tables().stream(), changed.eventSearch().stream())
        .filter(t -> keptOut.containsKey(t.name()))
        .forEach(t -> audits.put(t.name(), audit.audit(t)));
    return changed;
  }

  private Optional<SourceCatalogue> sourceCatalogue() {
    try {
      return Optional.of(SourceCatalogue.read(source.tables(), source.witness()));
    } catch (SQLException e) {
      findings.add(
          Finding.of(
                  PortCode.NOT_SYNAPSE,
                  "'%s' is a SQLite database, but none of a Synapse homeserver: %s"
                      .formatted(settings.source().file(), e.getMessage()))
              .withHint("name the file that database.args.database in homeserver.yaml names"));
      return Optional.empty();
    }
  }

  private boolean make(List<String> statements) {
    try (Statement statement = control.connection().createStatement()) {
      statement.execute(String.join(";\n", statements));
      return true;
    } catch (SQLException e) {
      findings.add(
          Finding.of(
                  PortCode.RIGHTS_MISSING,
                  "the schema cannot be made in the target: " + ServerProblem.describe(e))
              .withHint("port as the role that owns the database"));
      return false;
    }
  }

  private void missing(boolean sourceMissing) {
    if (!sourceMissing && findings.stream().noneMatch(f -> f.severity() == Severity.ERROR)) {
      findings.add(
          Finding.of(
                  PortCode.TARGET_EMPTY,
                  "the target has no tables in schema \"" + control.schema() + "\"")
              .withHint("start Synapse on it once and stop it, or port with the schema derived"));
    }
  }

  private void standing(TargetCatalogue target) throws SQLException {
    TargetStanding standing = TargetStanding.read(control.connection(), target);
    boolean confirmed = standing.database().equals(settings.overwrite());
    if (!standing.foreignRows().isEmpty() && !confirmed) {
      findings.add(
          Finding.of(
                  PortCode.TARGET_FOREIGN,
                  "the target database \"%s\" holds rows that no port wrote, in %s"
                      .formatted(
                          standing.database(), String.join(", ", firsts(standing.foreignRows()))))
              .withHint(
                  "port into a new database; or, if these rows may be lost, confirm the name:"
                      + " --overwrite-target "
                      + standing.database()));
    }
    if (standing.record().isEmpty()) {
      return;
    }
    RunRecord record = standing.record().get();
    source.fingerprint().compactedSince(record.source()).ifPresent(findings::add);
    if (!record.isKnown()) {
      findings.add(
          Finding.of(
                  PortCode.CHECKPOINT_UNKNOWN,
                  "the checkpoint in the target has format %d, this version knows another"
                      .formatted(record.format()))
              .withHint("go on with the version that made it, or discard it: --existing discard"));
    } else if (settings.existing() == ExistingCheckpoint.REFUSE) {
      findings.add(
          Finding.of(
                  PortCode.CHECKPOINT_EXISTS,
                  "the target holds the work of an earlier run (phase %s)"
                      .formatted(record.phase()))
              .withHint("--existing resume goes on with it, --existing discard begins anew"));
    }
    if (!confirmed && record.isKnown() && record.phase() == RunPhase.COMPLETE) {
      Findings moved = EndMarks.compare(control.connection(), record, standing.database());
      if (settings.existing() == ExistingCheckpoint.RESUME) {
        moved = moved.plus(Lineage.check(source.witness(), control.connection()));
      }
      moved.forEach(findings::add);
      if (moved.isEmpty()) {
        toBeProved = Optional.of(standing.database());
      }
    }
    overwriting = confirmed;
  }

  private static List<String> firsts(List<String> names) {
    return names.size() <= 5
        ? names
        : Stream.concat(names.stream().limit(5), Stream.of((names.size() - 5) + " more")).toList();
  }

  private Map<String, TableAudit> audit(LoadPlan plan) throws Exception {
    SourceAudit audit =
        new SourceAudit(source, settings.load().policy(), realText, expecting, stop::isStopped);
    Map<String, TableAudit> audits = new ConcurrentHashMap<>();
    Collection<TableMapping> tables =
        Stream.concat(plan.tables().stream(), plan.eventSearch().stream()).toList();
    Crew.<TableMapping>work(
        settings.host().threads(),
        "audit",
        settings.workers(),
        tables,
        stop,
        () ->
            table -> {
              TableAudit found = audit.audit(table);
              audits.put(found.table(), found);
            });
    return audits;
  }

  private List<String> kept(Map<String, TableAudit> audits) throws SQLException {
    Connection connection = control.connection();
    if (settings.existing() == ExistingCheckpoint.DISCARD
        || overwriting
        || RunRecord.read(connection).filter(RunRecord::isKnown).isEmpty()) {
      return List.of();
    }
    Map<String, TableProgress> progress = ProgressStore.read(connection);
    return audits.values().stream()
        .filter(
            a ->
                Optional.ofNullable(progress.get(a.table()))
                    .filter(p -> p.digest() == a.digest())
                    .isPresent())
        .map(TableAudit::table)
        .sorted()
        .toList();
  }
}
