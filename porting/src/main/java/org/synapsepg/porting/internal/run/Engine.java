package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SynapsePgException;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;
import org.synapsepg.porting.TargetSchema;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.link.WatchedTarget;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.Planner;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.preflight.Checks;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.value.WitnessRealText;
import org.synapsepg.porting.internal.verify.CertificateContent;

/**
 * One run, phase by phase. The phase is kept in the target, so whatever ended an earlier run, this
 * one goes on behind the last phase that was committed.
 */
public final class Engine {
  private final RunSettings settings;
  private final StopSignal stop;
  private final RunMeter meter;
  private final Consumer<PortEvent> events;
  private final Function<CertificateContent, PortCertificate> certify;
  private final WatchedTarget target;
  private final Stopping stopping;

  /** Whether the first transaction may have been committed. */
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
    this.stopping = new Stopping(stop, settings);
    this.target = stopping.target();
    this.settings = settings.on(target);
    this.stop = stop;
    this.events = events;
    this.meter = new RunMeter(events);
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
            findings ->
                new PreflightReport(findings, List.of(), TargetSchema.PREPARED, Optional.empty()),
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
                  new Verification(
                          settings, source, Verification.asPorted(plan, control), control, meter)
                      .run(level, Map.of(), table -> {});
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

  /**
   * While a server writes, SQLite's connections must all be there before it goes on: one for the
   * schema and one for each check, one for each worker that compares, and a few to spare.
   */
  private static SqliteSource withWitnesses(RunSettings settings) {
    SqliteSource source = settings.source();
    return source.withWitnesses(Math.max(source.witnesses(), settings.workers() + 6));
  }

  /** Opens source and target; whatever keeps them from being opened is a refusal. */
  private Object within(Work work, Refusal refusal, Failure failed) {
    meter.enter(Phase.PREFLIGHT);
    try (Opening opening = Opening.begin(target, settings.host());
        SqliteSnapshot source = SqliteSnapshot.open(withWitnesses(settings));
        WatchedTarget watching = target) {
      logAtFirst = logBytes();
      stop.watch(atOnce -> stopping.end(source, atOnce));
      PortSession control;
      try {
        control = opening.take();
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
    } catch (Exception e) {
      Optional<SqliteSourceException> unreadable = unreadable(e);
      if (unreadable.isPresent()) {
        SqliteSourceException source = unreadable.get();
        return wrote ? failed.because(source) : refusal.because(Findings.of(source.finding()));
      }
      Optional<Finding> refused =
          wrote || stop.isAborted() || target.isLost() ? Optional.empty() : ServerRefusal.of(e);
      return refused.isPresent()
          ? refusal.because(Findings.of(refused.get()))
          : failed.because(failure(e));
    }
  }

  /** The source's part in a failure, whichever thread met it. */
  private Optional<SqliteSourceException> unreadable(Exception e) {
    for (Throwable cause = e; cause != null && !stop.isAborted(); cause = cause.getCause()) {
      if (cause instanceof SqliteSourceException known) {
        return Optional.of(known);
      }
      if (cause instanceof SQLException sql) {
        Optional<SqliteSourceException> said =
            SqliteSnapshot.problem(settings.source().file(), sql);
        if (said.isPresent()) {
          return said;
        }
      }
    }
    return Optional.empty();
  }

  private RuntimeException failure(Exception e) {
    if (stop.isAborted()) {
      return StopSignal.aborted(e);
    }
    if (target.isLost()) {
      return new PortException(
          PortCode.TARGET_LOST,
          "the target does not answer any more, though its connections are open: the network"
              + " between swallows what is sent; start the same job again once it is reachable",
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
    if (e instanceof SqliteSourceException source) {
      return Findings.of(source.finding());
    }
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
      if (stopping.isStop(e)) {
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
    stopping.onlyReading(false);
    assessment.estimate().ifPresent(meter::told);
    meter.enter(Phase.PREPARING);
    Beginning beginning = new Beginning(control, assessment, plan.get());
    Ownership owner = beginning.write(source.fingerprint().toString());
    wrote = true;
    connection.commit();
    connection.setAutoCommit(true);
    Phases phases =
        new Phases(
            settings,
            stopping,
            meter,
            source,
            control,
            owner,
            assessment,
            plan.get(),
            beginning.isFollowing());
    try {
      return phases.run(certify, logAtFirst);
    } catch (SQLException | RuntimeException e) {
      // A stop cancels the statement that is running; what it did is rolled back and still pending.
      if (stopping.isStop(e)) {
        return phases.stopped();
      }
      throw e;
    }
  }
}
