package org.synapsepg.porting.internal.rehome;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortListener;
import org.synapsepg.porting.RehomeCode;
import org.synapsepg.porting.RehomeException;
import org.synapsepg.porting.RehomeReport;

/** The steps of a move, in order, and what is undone when one fails. Immutable. */
public final class Rehoming {
  /** The advisory lock's key: "synapghm" in ASCII. */
  private static final long LOCK = 0x73796e617067686dL;

  /** How often it is looked whether a session that was just closed is gone. */
  private static final int PATIENCE = 20;

  private static final String OTHERS =
      """
      SELECT concat('pid ', pid, ' of role ''', usename, '''', ' (' || nullif(application_name, '') || ')')
        FROM pg_stat_activity
       WHERE datname = ? AND pid <> pg_backend_pid()
         AND backend_type NOT IN ('autovacuum worker', 'parallel worker')
       ORDER BY pid
      """;

  private final ConnectionSource source;
  private final ConnectionSource next;
  private final ConnectionSource through;
  private final Names names;

  /**
   * A move.
   *
   * @param database the name of the database
   * @param server connections to any database of its server
   * @param through the name of a third one
   */
  public Rehoming(String database, ConnectionSource server, String through) {
    this.names = Names.of(database);
    this.source = server.forDatabase(database);
    this.next = server.forDatabase(names.next());
    this.through = server.forDatabase(through);
  }

  /**
   * Every reason to refuse; writes nothing.
   *
   * @return the findings
   * @throws SQLException as the driver throws it
   */
  public Findings preflight() throws SQLException {
    boolean takeOver;
    try (Server server = new Server(Session.open(through), names)) {
      takeOver = server.mayTakeOver(next);
      if (server.isInterrupted()) {
        return Findings.of(
            Finding.of(
                    RehomeCode.INTERRUPTED,
                    "an earlier run ended while the names were being exchanged; database '"
                        + names.database()
                        + "' is whole and takes no connections at present")
                .withHint("run again: it opens the database and begins anew"));
      }
    }
    List<Finding> findings = new ArrayList<>();
    if (!DatabaseInspector.on(source).planLocaleRepair().isNeeded()) {
      findings.add(
          Finding.of(
              RehomeCode.NOT_NEEDED,
              "the locale of database '"
                  + names.database()
                  + "' is right; there is nothing to do"));
    }
    try (Session session = Session.open(source)) {
      findings.addAll(Obstacles.of(session, names, takeOver));
      inUse(others(session)).ifPresent(findings::add);
    }
    return Findings.of(findings);
  }

  /**
   * Moves the database.
   *
   * @param listener told what happens
   * @return what was done
   * @throws SQLException if the server cannot be reached before anything was written
   */
  public RehomeReport run(PortListener listener) throws SQLException {
    Progress progress = new Progress(listener);
    progress.enter(Phase.PREFLIGHT);
    try (Server server = new Server(Session.open(through), names)) {
      if (server.isInterrupted()) {
        server.reopen();
      }
      preflight().throwIfErrors();
      try {
        return move(server, progress);
      } catch (SQLException e) {
        throw failed(server, e);
      } catch (RehomeException e) {
        tidy(server, e);
        throw e;
      }
    }
  }

  private RehomeReport move(Server server, Progress progress) throws SQLException {
    RehomeReport report;
    try (Session old = Session.open(source)) {
      claim(old);
      progress.enter(Phase.PREPARING);
      server.create();
      try (Session fresh = Session.open(next)) {
        report = new Copying(names, old, fresh, progress).run();
      }
      server.dress();
      progress.enter(Phase.RENAMING);
      server.shut();
      refuseOthers(old);
    }
    server.exchange();
    return new RehomeReport(
        report.database(),
        report.kept(),
        report.tables(),
        report.rows(),
        report.bytes(),
        report.sequences(),
        progress.elapsed());
  }

  private void claim(Session old) throws SQLException {
    if (!old.is("SELECT pg_try_advisory_lock(?::bigint)", String.valueOf(LOCK))) {
      throw new RehomeException(
          RehomeCode.RUNNING,
          "database '" + names.database() + "' is being moved by another run; wait for its end",
          null);
    }
    refuseOthers(old);
  }

  private void refuseOthers(Session old) throws SQLException {
    List<String> others = others(old);
    for (int i = 0; i < PATIENCE && !others.isEmpty(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      others = others(old);
    }
    inUse(others)
        .ifPresent(
            finding -> {
              throw new RehomeException(RehomeCode.IN_USE, finding.render(), null);
            });
  }

  private List<String> others(Session session) throws SQLException {
    // Within a transaction the server would show again what it showed before.
    session.list("SELECT pg_stat_clear_snapshot()::text");
    return session.list(OTHERS, names.database());
  }

  private java.util.Optional<Finding> inUse(List<String> others) {
    return others.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            Finding.of(
                    RehomeCode.IN_USE,
                    "others are connected to database '"
                        + names.database()
                        + "': "
                        + String.join(", ", others))
                .withHint("stop Synapse with all its workers, and whatever else is connected"));
  }

  private RehomeException failed(Server server, SQLException e) {
    PgProblem problem = PgErrors.explain(e);
    boolean duplicates = problem instanceof PgProblem.DuplicateKey;
    String todo =
        duplicates
            ? "rows share a key that a unique index let in because its order was broken;"
                + " LocaleRepairPlan.findDuplicates lists them all with the statement that"
                + " removes each"
            : problem instanceof PgProblem.Unknown
                ? "remove the cause and run again"
                : problem.explanation().change() + "; then run again";
    RehomeException failure =
        new RehomeException(
            duplicates ? RehomeCode.DUPLICATES : RehomeCode.FAILED,
            "the server refused: "
                + e.getMessage()
                + "\nDatabase '"
                + names.database()
                + "' is as it was.\nWhat to do: "
                + todo,
            e);
    tidy(server, failure);
    return failure;
  }

  /**
   * Opens the old database again and removes the copy; what cannot be done now the next run does.
   */
  private void tidy(Server server, RehomeException failure) {
    try {
      if (server.isAlive()) {
        undo(server);
      } else {
        try (Server again = new Server(Session.open(through), names)) {
          undo(again);
        }
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private static void undo(Server server) throws SQLException {
    if (server.isInterrupted()) {
      server.reopen();
    }
    server.discard();
  }

  static String listed(List<String> things) {
    return things.stream().limit(10).collect(Collectors.joining("\n  ", "\n  ", ""))
        + (things.size() > 10 ? "\n  and " + (things.size() - 10) + " more" : "");
  }
}
