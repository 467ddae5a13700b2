package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortSummary;
import org.synapsepg.porting.TableChange;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.Reconciled;
import org.synapsepg.porting.internal.converge.StoredCertificate;
import org.synapsepg.porting.internal.converge.TableReconciler;
import org.synapsepg.porting.internal.load.Loading;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.load.TableConverger;
import org.synapsepg.porting.internal.load.TableLoader;
import org.synapsepg.porting.internal.plan.Batches;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.run.Sessions.Work;
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
import org.synapsepg.porting.internal.verify.TableLedger;

/**
 * The phases of a run behind its first write: loading, restoring what was taken off, finishing,
 * verifying. Each is committed to the target when it ends.
 */
final class Phases {
  /** So many replaced values and quarantined rows are listed; all of them are in the target. */
  private static final int LISTED = 10_000;

  /** Tables with fewer bytes of rows are analysed in one go. */
  private static final long SMALL = 1 << 20;

  /** A table of which less than this part has changed keeps its statistics. */
  private static final int WORTH_ANALYZING = 10;

  private final RunSettings settings;
  private final Stopping stopping;
  private final StopSignal stop;
  private final RunMeter meter;
  private final SqliteSnapshot source;
  private final PortSession control;
  private final Ownership owner;
  private final Assessment assessment;
  private final LoadPlan plan;
  private final boolean following;
  private final Sessions sessions;
  private final WorkAhead ahead;
  private final Set<String> small = ConcurrentHashMap.newKeySet();
  private final Map<String, TableChange> changes = new ConcurrentSkipListMap<>();
  private Findings findings = Findings.none();

  Phases(
      RunSettings settings,
      Stopping stopping,
      RunMeter meter,
      SqliteSnapshot source,
      PortSession control,
      Ownership owner,
      Assessment assessment,
      LoadPlan plan,
      boolean following) {
    this.settings = settings;
    this.stopping = stopping;
    this.stop = stopping.signal();
    this.meter = meter;
    this.source = source;
    this.control = control;
    this.owner = owner;
    this.assessment = assessment;
    this.plan = plan;
    this.following = following;
    this.ahead = new WorkAhead(plan, assessment.audits(), settings.verify());
    this.sessions = new Sessions(settings.target(), stop, owner, settings.host());
  }

  /**
   * Goes on behind the last phase that was committed.
   *
   * @param certify makes a certificate of its content
   * @param logAtFirst the size of the source's write-ahead log when the snapshot was taken
   */
  PortOutcome run(Function<CertificateContent, PortCertificate> certify, long logAtFirst)
      throws Exception {
    try {
      return goOn(certify, logAtFirst);
    } finally {
      sessions.release();
    }
  }

  private PortOutcome goOn(Function<CertificateContent, PortCertificate> certify, long logAtFirst)
      throws Exception {
    ahead.tell(control, meter);
    RunPhase phase = RunRecord.read(control.connection()).orElseThrow().phase();
    if (phase == RunPhase.LOADING) {
      load();
      if (following) {
        // The server counts what a session has written once it ends.
        sessions.release();
      }
      if (!stop.isStopped()) {
        rowsComplete();
        phase = RunPhase.RESTORING;
      }
    }
    Settling settling = new Settling(source, owner, assessment, plan, following);
    boolean restoring = phase == RunPhase.RESTORING;
    if (!stop.isStopped() && restoring) {
      meter.enter(Phase.RESTORING);
      new Restoration(sessions, control, owner, stop, meter)
          .run(settings.workers(), settling.all());
      if (!stop.isStopped()) {
        findings = findings.plus(settling.findings());
        control.transaction(() -> owner.enter(control.connection(), RunPhase.FINISHING));
        phase = RunPhase.FINISHING;
      }
    }
    Duration took = meter.sinceFirstWrite();
    if (!stop.isStopped() && phase == RunPhase.FINISHING) {
      meter.enter(Phase.FINISHING);
      if (!restoring) {
        // The run before ended here, and nobody knows what it had settled.
        sessions.eachOf("finish", settings.workers(), settling.usersAndSequences());
      }
      took = meter.sinceFirstWrite();
      // The logs first, for the longest of them takes longer than the statistics of any table.
      List<Work<PortSession>> last =
          new ArrayList<>(new Remembering(control, owner).pieces(plan, assessment.audits()));
      last.addAll(statistics());
      sessions.eachOf("finish", settings.workers(), last);
      if (!stop.isStopped()) {
        control.transaction(() -> owner.enter(control.connection(), RunPhase.VERIFYING));
      }
    }
    if (stop.isStopped()) {
      return stopped();
    }
    sessions.release();
    meter.enter(Phase.VERIFYING);
    stopping.onlyReading(true);
    if (stop.isStopped()) {
      return stopped();
    }
    Verification verification = new Verification(settings, source, plan, control, meter);
    VerificationReport proof =
        verification
            .knowing(assessment.holdings().now(control.connection()))
            .run(settings.verify(), assessment.audits(), t -> meter.worked(ahead.verifying(t)));
    PortSummary summary = summary(settling.sequences(), took, logAtFirst);
    if (!proof.isSame()) {
      return new PortOutcome.Differs(summary, proof);
    }
    PortCertificate certificate = certify.apply(verification.certificate(settings.verify()));
    stopping.onlyReading(false);
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

  private PortSummary summary(List<String> sequences, Duration took, long logAtFirst)
      throws SQLException {
    Map<String, TableProgress> progress = progress();
    return new PortSummary(
        (int) progress.values().stream().filter(t -> t.rowsWritten() > 0).count(),
        progress.values().stream().mapToLong(TableProgress::rowsWritten).sum(),
        meter.rowsCopied(),
        took,
        sequences,
        List.copyOf(changes.values()),
        findings.plus(LogGrowth.since(logAtFirst, LogGrowth.bytes(settings.source().file()))));
  }

  private Map<String, TableProgress> progress() throws SQLException {
    return ProgressStore.read(control.connection());
  }

  private void load() throws Exception {
    meter.enter(Phase.LOADING);
    Map<String, TableProgress> progress = progress();
    List<Loading> open =
        Stream.concat(plan.tables().stream(), plan.eventSearch().stream())
            .filter(t -> progress.containsKey(t.name()) && !done(progress, t))
            .map(t -> new Loading(t, progressOf(progress, t), bytes(t)))
            .toList();
    FarServer far = FarServer.of(assessment);
    List<List<Loading>> batches =
        far.order(Loading.batches(open, settings.load()), settings.workers());
    meter.queue(batches.stream().flatMap(List::stream).map(t -> t.mapping().name()).toList());
    sessions.<List<Loading>>each(
        "copy",
        far.copiers(settings.workers(), control),
        batches,
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
                  stopping.converging(),
                  meter);
          return tables -> {
            if (tables.get(0).from().reconcile()) {
              converge(converger, tables.get(0));
            } else {
              loader.load(tables);
              meter.worked(WorkAhead.TABLE_WEIGHT * tables.size());
            }
          };
        });
    if (!stop.isStopped()) {
      followSearch(progress);
    }
  }

  /** Vectors follow once texts' events are there. */
  private void followSearch(Map<String, TableProgress> progress) throws SQLException {
    TableProgress search = progress.get(SynapseTables.EVENT_SEARCH);
    if (plan.eventSearch().isEmpty() || search == null || !search.reconcile()) {
      return;
    }
    TableMapping texts = plan.eventSearch().get();
    TableReconciler reconciler =
        new TableReconciler(
            source,
            control.connection(),
            settings.load().policy(),
            new WitnessRealText(source.witness()),
            stopping.converging());
    findings =
        findings.plus(
            Findings.of(
                new SearchFollower(
                        control,
                        owner,
                        texts,
                        Optional.ofNullable(assessment.audits().get(texts.name())).orElseThrow())
                    .follow(reconciler)));
    small.add(SynapseTables.EVENT_SEARCH);
  }

  private void converge(TableConverger converger, Loading loading) throws SQLException {
    TableMapping table = loading.mapping();
    TableAudit audit = assessment.audits().get(table.name());
    meter.worked(ahead.following(table.name()));
    Optional<TableLedger> ledger = assessment.holdings().ledger(table);
    Reconciled done =
        converger.converge(
            table,
            loading.from(),
            Remembering.log(audit),
            audit != null && audit.defects().isEmpty(),
            ledger);
    ledger.ifPresent(l -> assessment.holdings().changed(table, l));
    long changed = done.inserted() + done.updated() + done.deleted();
    if (changed <= done.rowsHeld() / WORTH_ANALYZING) {
      small.add(table.name());
    }
    if (changed > 0) {
      changes.put(
          table.name(),
          new TableChange(table.name(), done.inserted(), done.updated(), done.deleted()));
    }
  }

  private static TableProgress progressOf(Map<String, TableProgress> progress, TableMapping table) {
    return Optional.ofNullable(progress.get(table.name())).orElseThrow();
  }

  private boolean done(Map<String, TableProgress> progress, TableMapping table) {
    TableProgress known = progress.get(table.name());
    return known != null && known.done();
  }

  private long bytes(TableMapping table) {
    return ahead.bytes(table.name());
  }

  /** All rows are there; what is to be computed from them is known now. */
  private void rowsComplete() throws SQLException {
    Connection connection = control.connection();
    control.transaction(
        () -> {
          TableProgress vectors = progress().get(SynapseTables.EVENT_SEARCH);
          if (plan.eventSearch().isPresent() && vectors == null) {
            control.execute(
                "ANALYZE " + plan.eventSearch().get().target().qualified() + " (docid)");
            PendingStore.add(
                connection,
                SearchVectors.parts(
                    connection, SynapseTables.EVENT_SEARCH, bytes(plan.eventSearch().get())));
          }
          owner.enter(connection, RunPhase.RESTORING);
        });
  }

  /** Statistics of all tables, after a complete run of those alone that changed much since. */
  private List<Work<PortSession>> statistics() throws SQLException {
    Map<String, TableProgress> progress = progress();
    Set<String> asBefore = new HashSet<>();
    if (following) {
      asBefore.addAll(assessment.kept());
      asBefore.addAll(small);
    }
    List<TargetTable> tables =
        plan.targets()
            .filter(t -> !asBefore.contains(t.name()))
            .filter(
                t ->
                    Optional.ofNullable(progress.get(t.name()))
                        .filter(p -> p.rowsWritten() > 0 || t.name().startsWith("event_search"))
                        .isPresent())
            .toList();
    return Finish.statistics(
        Batches.of(tables, t -> ahead.bytes(t.name()), SMALL),
        t -> meter.worked(ahead.statistics(t.name())));
  }

  /** The last commit waits for the disk, and with it all commits before it. */
  PortOutcome stopped() throws SQLException {
    stopping.onlyReading(false);
    try {
      return saved();
    } catch (SQLException e) {
      // The cancelling of something that had just ended.
      if (stopping.isStop(e)) {
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
