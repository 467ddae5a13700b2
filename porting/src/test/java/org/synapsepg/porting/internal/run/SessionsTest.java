package org.synapsepg.porting.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.threads.Threads;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** A session that can be handed to nobody is closed, and what went wrong first is told. */
class SessionsTest {
  private final List<Connection> opened = Collections.synchronizedList(new ArrayList<>());
  private volatile String failing = "nothing";

  @PostgresTest(majors = 18)
  void aNewSessionThatCannotBeWrittenDown(TestDatabase target) throws Exception {
    Sessions sessions = sessions(target);
    failing = "prepareStatement";
    assertThatThrownBy(() -> one(sessions, session -> item -> {}))
        .isInstanceOf(SQLException.class)
        .hasMessage("no prepareStatement")
        .satisfies(e -> assertThat(e.getSuppressed()).as("closing fails too").hasSize(1));
    theOneIsClosed();
  }

  @PostgresTest(majors = 18)
  void aSessionWithoutAnAssignment(TestDatabase target) throws Exception {
    Sessions sessions = sessions(target);
    assertThatThrownBy(
            () ->
                one(
                    sessions,
                    session -> {
                      throw new IllegalStateException("no assignment");
                    }))
        .hasMessage("no assignment")
        .hasNoSuppressedExceptions();
    theOneIsClosed();
  }

  @PostgresTest(majors = 18)
  void aWaitingSessionThatCannotBeginToServe(TestDatabase target) throws Exception {
    Sessions sessions = sessions(target);
    one(sessions, session -> item -> {});
    assertThat(opened.get(0).isClosed()).as("it waits for the next work").isFalse();
    failing = "createStatement";
    assertThatThrownBy(() -> one(sessions, session -> item -> {})).hasMessage("no createStatement");
    theOneIsClosed();
  }

  @PostgresTest(majors = 18)
  void aSessionThatCannotEndItsTransaction(TestDatabase target) throws Exception {
    Sessions sessions = sessions(target);
    assertThatThrownBy(
            () ->
                one(
                    sessions,
                    session ->
                        item -> {
                          session.connection().setAutoCommit(false);
                          failing = "rollback";
                        }))
        .hasMessage("no rollback");
    theOneIsClosed();
  }

  /** One item for one session. */
  private static void one(Sessions sessions, Sessions.Assignment<Integer> assignment)
      throws Exception {
    sessions.each("one", 1, List.of(1), assignment);
  }

  private Sessions sessions(TestDatabase target) throws SQLException {
    ConnectionSource source = target.source();
    try (PortSession control = PortSession.open(source, "control")) {
      Ownership owner = Ownership.take(control, "a source");
      Host host = new Host(Threads.own(), InstantSource.system(), PortSession.LOCK_TIMEOUT);
      return new Sessions(() -> opened(source.open()), new StopSignal(), owner, host);
    }
  }

  private Connection opened(Connection connection) {
    opened.add(connection);
    return (Connection)
        Proxy.newProxyInstance(
            SessionsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              if (method.getName().equals(failing)) {
                throw new SQLException("no " + failing);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
              }
            });
  }

  private void theOneIsClosed() throws SQLException {
    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).isClosed()).isTrue();
  }
}
