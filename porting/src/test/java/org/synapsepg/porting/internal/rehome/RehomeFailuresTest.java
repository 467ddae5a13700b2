package org.synapsepg.porting.internal.rehome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.SynapsePgException;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.RehomeCode;
import org.synapsepg.porting.RehomeException;
import org.synapsepg.porting.RehomeJob;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/** A rehoming that ends early, or is disturbed, leaves the database as it was. */
class RehomeFailuresTest {
  private static RehomeJob job(WrongDatabase wrong) {
    return RehomeJob.of(wrong.name(), wrong.database().source());
  }

  /**
   * A few of the statements in the usual build; {@link #survivesAFailureOfAnyStatement} has all.
   */
  @PostgresTest(majors = 18)
  void survivesAFailureOfSomeStatements(TestDatabase owner) throws SQLException {
    Random random = new Random(Seed.of(RehomeFailuresTest.class));
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute(EveryKind.EVERYTHING);
      Set<String> before = WrongDatabase.content(wrong.database());
      int statements = countStatements(wrong);
      for (int i = 0; i < 6; i++) {
        // The last statements are the looks at who is connected, and their number varies.
        int at = 20 + random.nextInt(statements - 60);
        assertThat(fails(wrong, at, i % 2 == 0, before)).as("statement " + at).isTrue();
      }
      finish(wrong, before);
    }
  }

  @PostgresTest(majors = 18)
  @Tag("long")
  void survivesAFailureOfAnyStatement(TestDatabase owner) throws SQLException {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute(EveryKind.EVERYTHING);
      Set<String> before = WrongDatabase.content(wrong.database());
      int at = 0;
      while (fails(wrong, at, at % 2 == 0, before)) {
        at++;
      }
      assertThat(at).as("statements that failed, until there was none left").isGreaterThan(100);
      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      assertThat(DatabaseInspector.on(wrong.database().source()).checkLocale().isSafe()).isTrue();
    }
  }

  private static int countStatements(WrongDatabase wrong) {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    RehomeJob.of(wrong.name(), new FailingSource(wrong.database().source(), left, false))
        .run(event -> {});
    wrong
        .owner()
        .server()
        .execute(
            "postgres",
            "DROP DATABASE " + wrong.name(),
            "ALTER DATABASE " + wrong.name() + "_before RENAME TO " + wrong.name());
    return Integer.MAX_VALUE - left.get();
  }

  /** Whether the run came to the statement that fails; then everything must be as before. */
  private static boolean fails(WrongDatabase wrong, int at, boolean forGood, Set<String> before)
      throws SQLException {
    ConnectionSource failing =
        new FailingSource(wrong.database().source(), new AtomicInteger(at), forGood);
    try {
      RehomeJob.of(wrong.name(), failing).run(event -> {});
      return false;
    } catch (SynapsePgException e) {
      assertThat(e).hasMessageNotContaining(wrong.database().password().reveal());
    }
    if (!open(wrong)) {
      // The program died between closing the database and exchanging the names.
      assertThat(job(wrong).preflight().withCode(RehomeCode.INTERRUPTED).toList()).hasSize(1);
      wrong
          .owner()
          .server()
          .execute("postgres", "ALTER DATABASE " + wrong.name() + " ALLOW_CONNECTIONS true");
    }
    assertThat(WrongDatabase.content(wrong.database())).as("after " + at).isEqualTo(before);
    return true;
  }

  private static boolean open(WrongDatabase wrong) {
    return wrong
        .owner()
        .query("SELECT datallowconn FROM pg_database WHERE datname = '" + wrong.name() + "'")
        .equals(List.of("t"));
  }

  private static void finish(WrongDatabase wrong, Set<String> before) throws SQLException {
    job(wrong).run(event -> {});
    assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
    assertThat(
            wrong
                .owner()
                .query("SELECT 1 FROM pg_database WHERE datname = '" + wrong.name() + "_c'"))
        .isEmpty();
  }

  @PostgresTest(majors = 18)
  void opensTheDatabaseAgainAfterTheProgramDiedAtTheLastStep(TestDatabase owner)
      throws SQLException {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute("CREATE TABLE t (a text PRIMARY KEY)", "INSERT INTO t VALUES ('a')");
      Set<String> before = WrongDatabase.content(wrong.database());
      owner
          .server()
          .execute(
              "postgres",
              "CREATE DATABASE " + wrong.name() + "_c OWNER " + owner.owner(),
              "COMMENT ON DATABASE " + wrong.name() + "_c IS '" + Names.MARK + "'",
              "ALTER DATABASE " + wrong.name() + " ALLOW_CONNECTIONS false");
      assertThat(job(wrong).preflight().withCode(RehomeCode.INTERRUPTED).toList()).hasSize(1);
      finish(wrong, before);
    }
  }

  @PostgresTest(majors = 18)
  void refusesSomebodyWhoComesWhileItCopies(TestDatabase owner) throws SQLException {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute("CREATE TABLE t (a text PRIMARY KEY)", "INSERT INTO t VALUES ('a')");
      Set<String> before = WrongDatabase.content(wrong.database());
      List<Connection> late = new ArrayList<>();
      assertThatThrownBy(() -> job(wrong).run(event -> comeLate(event, wrong, late)))
          .isInstanceOfSatisfying(
              RehomeException.class, e -> assertThat(e.code()).isEqualTo(RehomeCode.IN_USE));
      for (Connection connection : late) {
        assertThat(connection.isValid(5)).as("who came is not thrown out").isTrue();
        connection.close();
      }
      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      finish(wrong, before);
    }
  }

  private static void comeLate(PortEvent event, WrongDatabase wrong, List<Connection> late) {
    if (event.equals(new PortEvent.PhaseStarted(Phase.VERIFYING))) {
      try {
        late.add(wrong.database().source().open());
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @PostgresTest(majors = 18)
  void namesTheDuplicatesThatABrokenIndexLetIn(TestDatabase owner) throws SQLException {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute("CREATE TABLE t (a text PRIMARY KEY)", "INSERT INTO t VALUES ('a')");
      String index = "WHERE indexrelid = 't_pkey'::regclass";
      owner.server().execute(wrong.name(), "UPDATE pg_index SET indisunique = false " + index);
      wrong.database().execute("INSERT INTO t VALUES ('a')");
      owner.server().execute(wrong.name(), "UPDATE pg_index SET indisunique = true " + index);
      Set<String> before = WrongDatabase.content(wrong.database());
      assertThatThrownBy(() -> job(wrong).run(event -> {}))
          .hasMessageContaining("findDuplicates")
          .isInstanceOfSatisfying(
              RehomeException.class, e -> assertThat(e.code()).isEqualTo(RehomeCode.DUPLICATES));
      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      wrong.database().execute("DELETE FROM t WHERE ctid = '(0,2)'");
      finish(wrong, WrongDatabase.content(wrong.database()));
    }
  }
}
