package org.synapsepg.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.synapsepg.check.SequenceState.Standing;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.internal.Sessions;
import org.synapsepg.core.internal.Sql;
import org.synapsepg.diagnose.DatabaseException;

/**
 * Sets wrong sequences to the highest number in use. Made by {@link SequenceReport#planRepair()};
 * immutable; applying it twice does no harm.
 *
 * <p>Example: {@code SequenceReport after = sequences.planRepair().apply(target);}
 */
public final class SequenceRepair {
  /** The key of the advisory lock that keeps two repairs apart: "synapspg" in ASCII. */
  private static final long LOCK = 0x73796e6170737067L;

  /** How often sessions are looked for again, 50 ms apart. */
  private static final int PATIENCE = 20;

  private static final String SESSIONS =
      """
      SELECT a.pid, a.usename, a.application_name
        FROM pg_stat_activity a
        JOIN pg_roles r ON r.oid = a.usesysid
       WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.leader_pid IS NULL
         AND EXISTS (SELECT 1 FROM unnest(?::regclass[]) s
                       JOIN pg_class c ON c.oid = s
                      WHERE c.relowner = r.oid
                         OR (NOT r.rolsuper AND has_sequence_privilege(r.oid, s, 'USAGE')))
       ORDER BY a.pid
      """;

  private final List<Step> steps;
  private final Findings findings;

  private record Step(String name, String qualifiedName, long value) {
    String statement() {
      return "SELECT pg_catalog.setval(" + Sql.literal(qualifiedName) + ", " + value + ", true)";
    }
  }

  private SequenceRepair(List<Step> steps, Findings findings) {
    this.steps = List.copyOf(steps);
    this.findings = findings;
  }

  static SequenceRepair of(SequenceReport report, Set<String> also) {
    List<Step> steps = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (SequenceState state : report.states()) {
      long value;
      if (state.repairValue().isPresent()) {
        value = state.repairValue().getAsLong();
      } else if (!also.contains(state.name())) {
        continue;
      } else if (state.standing() == Standing.AHEAD) {
        value = Math.max(1, state.highestUsed());
      } else if (state.standing() == Standing.NOTED_AHEAD) {
        value = state.highestNoted();
      } else {
        continue;
      }
      if (value > state.largest()) {
        findings.add(
            Finding.of(
                    CheckCode.SEQUENCE_OUT_OF_RANGE,
                    "sequence '%s' ends at %d, but %d is in use"
                        .formatted(state.name(), state.largest(), value))
                .withHint("ALTER SEQUENCE " + state.qualifiedName() + " AS bigint NO MAXVALUE;"));
      } else {
        steps.add(new Step(state.name(), state.qualifiedName(), value));
      }
    }
    return new SequenceRepair(steps, Findings.of(findings));
  }

  static String statement(SequenceState state) {
    return new Step(state.name(), state.qualifiedName(), state.repairValue().orElseThrow())
            .statement()
        + ";";
  }

  /**
   * The statements, in the order in which they run; empty when nothing is wrong.
   *
   * @return one {@code setval} for each wrong sequence
   */
  public List<String> statements() {
    return steps.stream().map(s -> s.statement() + ";").toList();
  }

  /**
   * What the plan cannot repair.
   *
   * @return the findings; empty when the statements repair everything
   */
  public Findings findings() {
    return findings;
  }

  /**
   * Runs the statements in one transaction, after it has proved that no session is open through
   * which Synapse could be writing, and checks all sequences again. The role must own the sequences
   * or have UPDATE on them. PostgreSQL does not take back {@code setval} when a transaction fails,
   * so a failure can leave some sequences raised, which does no harm.
   *
   * @param target the database that was checked
   * @return the state afterwards
   * @throws CheckException with {@link CheckCode#SYNAPSE_PRESENT} if another session is open whose
   *     role could draw from these sequences, {@link CheckCode#REPAIR_RUNNING} if another repair
   *     holds the lock, {@link CheckCode#REPAIR_INCOMPLETE} if a sequence is still wrong afterwards
   * @throws DatabaseException if the server refuses
   */
  public SequenceReport apply(ConnectionSource target) {
    findings.throwIfErrors();
    try {
      return Sessions.transaction(
          target,
          connection -> {
            lock(connection);
            proveSynapseAbsent(connection);
            SequenceReport after = applyOn(connection);
            proveSynapseAbsent(connection);
            return after;
          });
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Runs the statements on a connection whose owner knows that Synapse is not there, such as a port
   * into a new database, and checks all sequences again.
   *
   * @param connection an open connection, in or outside a transaction
   * @return the state afterwards
   * @throws CheckException with {@link CheckCode#REPAIR_INCOMPLETE} if a sequence is still wrong
   * @throws SQLException as the driver throws it
   */
  public SequenceReport applyOn(Connection connection) throws SQLException {
    if (!steps.isEmpty()) {
      // In one round trip.
      try (Statement statement = connection.createStatement()) {
        statement.execute(steps.stream().map(Step::statement).collect(Collectors.joining(";\n")));
      }
    }
    SequenceReport after = SequenceReader.read(connection, Map.of());
    List<String> left =
        after.wrong().stream()
            .filter(s -> steps.stream().anyMatch(step -> step.name().equals(s.name())))
            .map(SequenceState::toString)
            .toList();
    if (!left.isEmpty()) {
      throw new CheckException(
          Finding.of(
                  CheckCode.REPAIR_INCOMPLETE,
                  "still wrong after the repair: " + String.join("; ", left))
              .withHint("check again: something is writing to this database"));
    }
    return after;
  }

  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
      statement.setLong(1, LOCK);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        if (!rows.getBoolean(1)) {
          throw new CheckException(
              Finding.of(CheckCode.REPAIR_RUNNING, "another repair is running on this database")
                  .withHint("wait until it has ended, then check again"));
        }
      }
    }
  }

  /**
   * Synapse keeps its connections open, so a running one is seen. Every session counts whose role
   * owns one of the sequences or, not being a superuser, may draw from one. The backend of a
   * connection that was just closed may live for a moment longer, hence the patience.
   */
  private void proveSynapseAbsent(Connection connection) throws SQLException {
    List<String> sessions = steps.isEmpty() ? List.of() : sessions(connection);
    for (int i = 0; i < PATIENCE && !sessions.isEmpty(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      sessions = sessions(connection);
    }
    if (!sessions.isEmpty()) {
      throw new CheckException(
          Finding.of(
                  CheckCode.SYNAPSE_PRESENT,
                  "sessions are open that could be Synapse's: " + String.join(", ", sessions))
              .withHint(
                  "stop Synapse and all its workers, close these sessions, then apply again"));
    }
  }

  private List<String> sessions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_clear_snapshot()");
    }
    List<String> sessions = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(SESSIONS)) {
      statement.setArray(
          1,
          connection.createArrayOf(
              "text", steps.stream().map(Step::qualifiedName).toArray(String[]::new)));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String application = rows.getString(3);
          String named =
              application == null || application.isEmpty() ? "" : " (" + application + ")";
          sessions.add("pid " + rows.getLong(1) + " of role '" + rows.getString(2) + "'" + named);
        }
      }
    }
    return sessions;
  }

  /** The statements, one a line. */
  @Override
  public String toString() {
    return String.join("\n", statements());
  }
}
