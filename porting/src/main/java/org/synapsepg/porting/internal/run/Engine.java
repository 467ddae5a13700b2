package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SynapsePgException;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortSummary;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.SqliteSourceException;
import org.synapsepg.porting.TableChange;
import org.synapsepg.porting.TargetSchema;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.Reconciled;
import org.synapsepg.porting.internal.converge.StoredCertificate;
import org.synapsepg.porting.internal.link.WatchedTarget;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.load.TableConverger;
import org.synapsepg.porting.internal.load.TableLoader;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.Planner;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.preflight.Checks;
import org.synapsepg.porting.internal.preflight.TargetCheck;
import org.synapsepg.porting.internal.sqlite.Ending;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.DefectStore;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PendingStore;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.RunPhase;
import org.synapsepg.porting.internal.state.RunRecord;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.synapse.SynapseTables;
import org.synapsepg.porting.internal.value.WitnessRealText;
import org.synapsepg.porting.internal.verify.CertificateContent;

/**
 * One run, phase by phase. The phase is kept in the target, so whatever ended an earlier run, this
 * one goes on behind the last phase that was committed.
 */
public final class Engine {
  /** So many replaced values and quarantined rows are listed; all of them are in the target. */
  private static final int LISTED = 10_000;

  /** SQLSTATE of a statement that was cancelled on request. */
  private static final String CANCELLED = "57014";

  /** SQLite's result code of a statement that was interrupted. */
  private static final int SQLITE_INTERRUPT = 9;

  /**
   * SQLSTATEs of a prepared statement that is there already, or is not: behind a pooler in
   * transaction mode the driver meets another session's.
   */
  private static final Set<String> POOLED = Set.of("42P05", "26000");

  private final RunSettings settings;
  private final StopSignal stop;
  private final RunMeter meter;
  private final Consumer<PortEvent> events;
  private final Function<CertificateContent, PortCertificate> certify;
  private final WatchedTarget target;
  private final Ending converging = new Ending();

  /** Whether nothing is being written, so that a stop need not wait for anything. */
  private volatile boolean onlyReading = true;

  /** Whether the first write was begun. */
  private boolean wrote;

  /** The size of the source's write-ahead log when the snapshot was taken. */
  private long logAtFirst;

  /**
   * A run that has not begun.
   *
   * @param settings what to do
   * @param stop ends it early
   * @param events told what happens; must not block
   * @param certify makes a certificate of its content
   */
  public Engine(
      RunSettings settings,
      StopSignal stop,
      Consumer<PortEvent> events,
      Function<CertificateContent, PortCertificate> certify) {
    this.certify = certify;
    this.target = new WatchedTarget(settings.target(), this::repeatStop);
    this.settings = settings.on(target);
    this.stop = stop;
    this.events = events;
    this.meter = new RunMeter(events);
  }

  /** A stop reaches what runs when it is asked for; this reaches what began a moment later. */
  private void repeatStop() {
    stop.cancelRunning();
    if (stop.isRequested() && onlyReading) {
      target.cancel();
    }
  }

  private void end(SqliteSnapshot source, boolean atOnce) {
    converging.end();
    if (atOnce || onlyReading) {
      source.endReads();
    }
    if (atOnce) {
      target.abort();
    }
    target.wake();
  }

  /** Whether something failed because the run was asked to stop. */
  private boolean isStop(Throwable e) {
    if (!stop.isRequested() || stop.isAborted() || target.isLost()) {
      return false;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CancellationException
          || (cause instanceof SQLException sql
              && (CANCELLED.equals(sql.getSQLState()) || sql.getErrorCode() == SQLITE_INTERRUPT))) {
        return true;
      }
    }
    return false;
  }

  /** Looks, and writes nothing. */
  public PreflightReport preflight() {
    return (PreflightReport)
        within(
            (source, control) -> {
              control.connection().setAutoCommit(false);
              try {
                return assess(source, control, false).report();
              } finally {
                control.connection().rollback();
              }
            },
            findings -> new PreflightReport(findings, List.of(), TargetSchema.PREPARED),
            e -> {
              throw e;
            });
  }

  /** Compares the target with the source as it is now, and writes nothing. */
  public VerificationReport verify(VerifyLevel level) {
    return (VerificationReport)
        within(
            (source, control) -> {
              TargetCatalogue target = TargetCatalogue.read(control.connection(), control.schema());
              LoadPlan plan =
                  new Planner(
                          source.tables(),
                          t -> source.rowidBounds(t).isPresent(),
                          target,
                          CarriedAlong.read(control.connection(), settings.carry(), target)
                              .orElse(null))
                      .plan();
              VerificationReport report =
                  new Verification(settings, source, Verification.asPorted(plan, control), control)
                      .run(level, Map.of());
              return VerificationReport.of(
                  level, report.tables(), plan.findings().plus(report.findings()), report.took());
            },
            findings -> {
              findings.throwIfErrors();
              throw new IllegalStateException(findings.render());
            },
            e -> {
              throw e;
            });
  }

  /** Runs to the end, to a stop or to a failure. */
  public PortOutcome run() {
    return (PortOutcome)
        within(this::port, PortOutcome.Refused::new, e -> new PortOutcome.Failed(failure(e), e));
  }

  private interface Work {
    Object on(SqliteSnapshot source, PortSession control) throws Exception;
  }

  private interface Refusal {
    Object because(Findings findings);
  }

  private interface Failure {
    Object because(RuntimeException e);
  }

  /** Opens source and target; whatever keeps them from being opened is a refusal. */
  private Object within(Work work, Refusal refusal, Failure failed) {
    meter.enter(Phase.PREFLIGHT);
    try (SqliteSnapshot source = SqliteSnapshot.open(settings.source());
        WatchedTarget watching = target) {
      logAtFirst = logBytes();
      stop.watch(atOnce -> end(source, atOnce));
      PortSession control;
      try {
        control = PortSession.open(watching, "control");
      } catch (SQLException e) {
        return refusal.because(unreachable(e));
      }
      try (PortSession closing = control) {
        stop.watch(closing);
        watching.begin(closing.connection());
        if (!Ownership.tryLock(closing)) {
          return refusal.because(busy());
        }
        try {
          return work.on(source, closing);
        } finally {
          if (!stop.isAborted() && !closing.connection().isClosed()) {
            if (!closing.connection().getAutoCommit()) {
              // In a transaction that failed the unlocking would fail as well, and hide why.
              closing.connection().rollback();
            }
            Ownership.unlock(closing);
          }
        }
      } finally {
        stop.forget(control);
      }
    } catch (SqliteSourceException e) {
      return refusal.because(Findings.of(e.finding()));
    } catch (SQLException e) {
      return !wrote && POOLED.contains(String.valueOf(e.getSQLState()))
          ? refusal.because(Findings.of(TargetCheck.transactionPooling()))
          : failed.because(failure(e));
    } catch (Exception e) {
      return failed.because(failure(e));
    }
  }

  private RuntimeException failure(Exception e) {
    if (stop.isAborted()) {
      return StopSignal.aborted(e);
    }
    if (target.isLost()) {
      return new PortException(
          PortCode.TARGET_LOST,
          "the target does not answer any more, though its connections are open: the network between"
              + " swallows what is sent; start the same job again once it is reachable",
          null);
    }
    if (e instanceof SQLException sql) {
      return new PortException(
          PortCode.RUN_FAILED,
          ServerProblem.describe(sql) + Blockers.after(sql, settings.target()),
          null);
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }

  private long logBytes() {
    return LogGrowth.bytes(settings.source().file());
  }

  private static Findings unreachable(SQLException e) {
    return Findings.of(
        Finding.of(
                PortCode.TARGET_UNREACHABLE,
                "the target cannot be reached: " + ServerProblem.describe(e))
            .withHint("PgErrors.explain tells what the server's message means and what lifts it"));
  }

  private static Findings busy() {
    return Findings.of(
        Finding.of(PortCode.TARGET_BUSY, "another run is porting into this target")
            .withHint("wait until it has ended, or stop it; then start this one again"));
  }

  private static Findings failure(RuntimeException e) {
    return e instanceof SynapsePgException known
        ? Findings.of(Finding.of(known.code(), String.valueOf(known.getMessage())))
        : Findings.of(Finding.of(PortCode.RUN_FAILED, String.valueOf(e)));
  }

  private Assessment assess(SqliteSnapshot source, PortSession control, boolean expecting)
      throws Exception {
    WitnessRealText realText = new WitnessRealText(source.witness());
    return new Assessor(settings, source, control, realText, expecting, stop, Checks.all())
        .assess();
  }

  private PortOutcome port(SqliteSnapshot source, PortSession control) throws Exception {
    Connection connection = control.connection();
    connection.setAutoCommit(false);
    Assessment assessment;
    try {
      assessment = assess(source, control, settings.verify() != VerifyLevel.COUNTS);
    } catch (SQLException | RuntimeException | ExecutionException e) {
      if (isStop(e)) {
        connection.rollback();
        return new PortOutcome.Stopped(0);
      }
      throw e;
    }
    Optional<LoadPlan> plan = assessment.plan();
    if (stop.isRequested()) {
      connection.rollback();
      return new PortOutcome.Stopped(0);
    }
    if (assessment.findings().hasErrors() || plan.isEmpty()) {
      connection.rollback();
      return new PortOutcome.Refused(assessment.findings());
    }
    assessment.findings().forEach(f -> events.accept(new PortEvent.Warned(f)));
    onlyReading = false;
    meter.enter(Phase.PREPARING);
    wrote = true;
    Ownership owner =
        new Beginning(control, assessment, plan.get()).write(source.fingerprint().toString());
    connection.commit();
    connection.setAutoCommit(true);
    Phases phases = new Phases(source, control, owner, assessment, plan.get());
    try {
      return phases.run();
    } catch (SQLException | RuntimeException e) {
      // A stop cancels the statement that is running; what it did is rolled back and still pending.
      if (isStop(e)) {
        return phases.stopped();
      }
      throw e;
    }
  }

  /** The phases after the first write. */
  private final class Phases {
    private final SqliteSnapshot source;
    private final PortSession control;
    private final Ownership owner;
    private final Assessment assessment;
    private final LoadPlan plan;
    private final Sessions sessions;
    private final Map<String, TableChange> changes = new ConcurrentSkipListMap<>();
    private Findings findings = Findings.none();

    Phases(
        SqliteSnapshot source,
        PortSession control,
        Ownership owner,
        Assessment assessment,
        LoadPlan plan) {
      this.source = source;
      this.control = control;
      this.owner = owner;
      this.assessment = assessment;
      this.plan = plan;
      this.sessions = new Sessions(settings.target(), stop, owner);
    }

    PortOutcome run() throws Exception {
      expect();
      RunPhase phase = RunRecord.read(control.connection()).orElseThrow().phase();
      if (phase == RunPhase.LOADING) {
        load();
        if (!stop.isStopped()) {
          rowsComplete();
          phase = RunPhase.RESTORING;
        }
      }
      if (!stop.isStopped() && phase == RunPhase.RESTORING) {
        meter.enter(Phase.RESTORING);
        new Restoration(sessions, control, owner, stop, meter).run(settings.workers() + 1);
        if (!stop.isStopped()) {
          restored();
          phase = RunPhase.FINISHING;
        }
      }
      List<String> sequences = List.of();
      if (!stop.isStopped() && phase == RunPhase.FINISHING) {
        meter.enter(Phase.FINISHING);
        sequences = finish();
        phase = stop.isStopped() ? phase : RunPhase.VERIFYING;
      }
      if (stop.isStopped()) {
        return stopped();
      }
      Duration took = meter.sinceFirstWrite();
      meter.enter(Phase.VERIFYING);
      onlyReading = true;
      if (stop.isStopped()) {
        return stopped();
      }
      Verification verification = new Verification(settings, source, plan, control);
      VerificationReport proof = verification.run(settings.verify(), assessment.audits());
      PortSummary summary = summary(sequences, took);
      if (!proof.isSame()) {
        return new PortOutcome.Differs(summary, proof);
      }
      PortCertificate certificate = certify.apply(verification.certificate(settings.verify()));
      onlyReading = false;
      control.execute("SET synchronous_commit = on");
      EndMarks.settle(control);
      control.transaction(
          () -> {
            EndMarks.write(control.connection());
            StoredCertificate.write(control.connection(), certificate.toJson());
            owner.enter(control.connection(), RunPhase.COMPLETE);
          });
      return new PortOutcome.Completed(
          summary,
          certificate,
          proof,
          DefectStore.replaced(control.connection(), LISTED),
          DefectStore.quarantined(control.connection(), LISTED));
    }

    private PortSummary summary(List<String> sequences, Duration took) throws SQLException {
      Map<String, TableProgress> progress = progress();
      return new PortSummary(
          (int) progress.values().stream().filter(t -> t.rowsWritten() > 0).count(),
          progress.values().stream().mapToLong(TableProgress::rowsWritten).sum(),
          meter.rowsCopied(),
          took,
          sequences,
          List.copyOf(changes.values()),
          findings.plus(LogGrowth.since(logAtFirst, logBytes())));
    }

    private Map<String, TableProgress> progress() throws SQLException {
      return ProgressStore.read(control.connection());
    }

    private void expect() throws SQLException {
      long rows = 0;
      long bytes = 0;
      for (TableProgress table : progress().values()) {
        TableAudit audit = assessment.audits().get(table.table());
        if (!table.done() && audit != null) {
          rows += table.rowsExpected() - table.rowsRead();
          bytes += Math.max(0, audit.bytes() - table.bytes());
        }
      }
      long later =
          PendingStore.read(control.connection()).stream().mapToLong(Restoration::work).sum();
      meter.expect(rows, bytes, later);
    }

    private void load() throws Exception {
      meter.enter(Phase.LOADING);
      Map<String, TableProgress> progress = progress();
      List<TableMapping> open =
          Stream.concat(plan.tables().stream(), plan.eventSearch().stream())
              .filter(t -> progress.containsKey(t.name()) && !done(progress, t))
              .sorted(Comparator.comparingLong(this::bytes).reversed())
              .toList();
      sessions.<TableMapping>each(
          "copy",
          settings.workers(),
          open,
          session -> {
            TableLoader loader =
                new TableLoader(
                    source,
                    session,
                    owner,
                    settings.load(),
                    new WitnessRealText(source.witness()),
                    stop,
                    meter);
            TableConverger converger =
                new TableConverger(
                    source,
                    session,
                    owner,
                    settings.load(),
                    new WitnessRealText(source.witness()),
                    converging,
                    meter);
            return table -> {
              TableProgress known = progressOf(progress, table);
              if (known.reconcile()) {
                changed(table, converger.converge(table, known));
              } else {
                loader.load(table, known, bytes(table));
              }
            };
          });
    }

    private void changed(TableMapping table, Reconciled done) {
      if (done.inserted() + done.updated() + done.deleted() > 0) {
        changes.put(
            table.name(),
            new TableChange(table.name(), done.inserted(), done.updated(), done.deleted()));
      }
    }

    private static TableProgress progressOf(
        Map<String, TableProgress> progress, TableMapping table) {
      return Optional.ofNullable(progress.get(table.name())).orElseThrow();
    }

    private boolean done(Map<String, TableProgress> progress, TableMapping table) {
      TableProgress known = progress.get(table.name());
      return known != null && known.done();
    }

    private long bytes(TableMapping table) {
      TableAudit audit = assessment.audits().get(table.name());
      return audit == null ? 0 : audit.bytes();
    }

    /** All rows are there; what is to be computed from them is known now. */
    private void rowsComplete() throws SQLException {
      Connection connection = control.connection();
      control.transaction(
          () -> {
            TableProgress vectors = progress().get(SynapseTables.EVENT_SEARCH);
            if (plan.eventSearch().isPresent() && vectors == null) {
              control.execute("ANALYZE " + plan.eventSearch().get().target().qualified());
              PendingStore.add(
                  connection,
                  SearchVectors.parts(
                      connection, SynapseTables.EVENT_SEARCH, bytes(plan.eventSearch().get())));
              findings = findings.plus(Findings.of(SearchVectors.leftOut(connection)));
            }
            owner.enter(connection, RunPhase.RESTORING);
          });
    }

    private void restored() throws SQLException {
      Connection connection = control.connection();
      control.transaction(
          () -> {
            if (plan.eventSearch().isPresent()) {
              TableMapping texts = plan.eventSearch().get();
              TableAudit audit =
                  Optional.ofNullable(assessment.audits().get(texts.name())).orElseThrow();
              ProgressStore.begin(
                  connection,
                  List.of(TableProgress.begin(SynapseTables.EVENT_SEARCH, audit.digest(), 0)));
            }
            Finish.dropStaging(connection);
            owner.enter(connection, RunPhase.FINISHING);
          });
    }

    private List<String> finish() throws Exception {
      Connection connection = control.connection();
      if (plan.userDirectory()) {
        control.transaction(() -> DirectorySearch.fill(connection));
      }
      Map<String, TableProgress> progress = new HashMap<>(progress());
      Finish.analyze(
          sessions,
          settings.workers(),
          plan.targets()
              .filter(
                  t ->
                      Optional.ofNullable(progress.get(t.name()))
                          .filter(p -> p.rowsWritten() > 0 || t.name().startsWith("event_search"))
                          .isPresent())
              .toList());
      if (stop.isStopped()) {
        return List.of();
      }
      List<String> sequences = Finish.sequences(source, control);
      control.transaction(() -> owner.enter(connection, RunPhase.VERIFYING));
      return sequences;
    }

    /** The last commit waits for the disk, and with it all commits before it. */
    private PortOutcome stopped() throws SQLException {
      onlyReading = false;
      try {
        return saved();
      } catch (SQLException e) {
        // The cancelling of something that had just ended.
        if (isStop(e)) {
          return saved();
        }
        throw e;
      }
    }

    private PortOutcome saved() throws SQLException {
      control.execute("SET synchronous_commit = on");
      control.transaction(
          () ->
              control.execute(
                  "UPDATE synapse_pg_port.run SET started_at = started_at WHERE epoch = "
                      + owner.epoch()));
      long rows = progress().values().stream().mapToLong(TableProgress::rowsWritten).sum();
      return new PortOutcome.Stopped(rows);
    }
  }
}
