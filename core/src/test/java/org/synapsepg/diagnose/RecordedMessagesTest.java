package org.synapsepg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.synapsepg.testing.PostgresServers;

/** Real servers and the real driver are made to complain, and every complaint is understood. */
class RecordedMessagesTest {
  /** All at once: most of the time each server waits for five seconds, see {@link Waiting}. */
  @TestFactory
  Stream<DynamicTest> understandsWhatRealServersSay() {
    Map<Integer, FutureTask<Boolean>> running = new TreeMap<>();
    for (int major : PostgresServers.majors()) {
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                understandsWhatItSays(major);
                return true;
              });
      running.put(major, task);
      Waiting.THREADS.execute(task);
    }
    return running.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest("PostgreSQL " + e.getKey(), () -> e.getValue().get()));
  }

  private static void understandsWhatItSays(int major) throws Exception {
    SoftAssertions softly = new SoftAssertions();
    List<String> recorded = new ArrayList<>();
    try (RefusingServer refusing = new RefusingServer(major);
        Waiting waiting = new Waiting(refusing)) {
      for (Cause cause : RefusedConnections.plain(refusing)) {
        record(cause, recorded, softly);
      }
      refusing.offerTls();
      for (Cause cause : RefusedConnections.overTls(refusing)) {
        record(cause, recorded, softly);
      }
      try (Connection owner = refusing.connect("work", "trusted", "none");
          Connection other = refusing.connect("work", "trusted", "none");
          Connection admin = refusing.connect("work", "postgres", "none")) {
        admin.createStatement().execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        admin.createStatement().execute("CREATE SCHEMA own AUTHORIZATION trusted");
        owner.createStatement().execute("SET search_path = own");
        other.createStatement().execute("SET search_path = own");
        for (Cause cause : RefusedStatements.causes(owner, other, admin)) {
          record(cause, recorded, softly);
        }
        if (major >= 15) {
          record(RefusedConnections.agedCollation(refusing, admin), recorded, softly);
        }
        for (Cause cause : waiting.causes()) {
          record(cause, recorded, softly);
        }
        for (Cause cause : LostConnections.causes(refusing, admin)) {
          record(cause, recorded, softly);
        }
      }
    }
    softly.assertAll();
    assertThat(recorded).hasSizeGreaterThanOrEqualTo(70);
  }

  private static void record(Cause cause, List<String> recorded, SoftAssertions softly)
      throws Exception {
    SQLException error = cause.caused();
    String message = String.valueOf(error.getMessage());
    recorded.add(message);
    PgProblem problem = PgErrors.explain(error);
    softly.assertThat(problem).as("%s: %s", cause.id(), message).isInstanceOf(cause.kind());
    if (error.getCause() == null) {
      softly.assertThat(PgErrors.explain(message)).as(cause.id()).isEqualTo(problem);
    }
    // The same in a language that nobody here reads: the state alone may not lead astray.
    PgProblem foreign = PgErrors.explain(new SQLException("☃", error.getSQLState()));
    if (!(foreign instanceof PgProblem.Unknown)
        && !(foreign instanceof PgProblem.AuthorizationRefused)) {
      softly
          .assertThat(compatible(foreign, problem))
          .as("%s: state %s alone is taken for %s", cause.id(), error.getSQLState(), foreign)
          .isTrue();
    }
  }

  /** A state can tell a right that is missing, not what it is missing on. */
  private static boolean compatible(PgProblem foreign, PgProblem exact) {
    return foreign.getClass() == exact.getClass()
        || (foreign instanceof PgProblem.PermissionDenied
            && (exact instanceof PgProblem.SchemaDenied
                || exact instanceof PgProblem.ConnectDenied));
  }
}
