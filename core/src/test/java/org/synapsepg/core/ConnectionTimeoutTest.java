package org.synapsepg.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Whoever asks a server can say how long to wait for an answer. */
@Timeout(120)
class ConnectionTimeoutTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @PostgresTest(majors = 18)
  void aStatementWithoutAnAnswerIsGivenUp(TestDatabase database) throws Exception {
    try (Connection connection = database.source().withTimeout(SHORT).open();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(300)"))
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
      assertThat(connection.isClosed()).isTrue();
    }
    database.query(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            + " WHERE query = 'SELECT pg_sleep(300)'");
  }

  @PostgresTest(majors = 18)
  void aCheckThatWaitsForALockIsGivenUp(TestDatabase database) throws Exception {
    database.execute("CREATE TABLE events (stream_ordering bigint)");
    database.execute("CREATE SEQUENCE events_stream_seq");
    try (Connection other = database.source().open();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE events");
      DatabaseInspector inspector = DatabaseInspector.on(database.source().withTimeout(SHORT));
      assertThatThrownBy(inspector::checkSequences)
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
      other.rollback();
      assertThat(inspector.checkSequences().states()).isNotEmpty();
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUpWhileAConnectionIsOpened() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Properties user = new Properties();
      user.setProperty("user", "synapse_user");
      ConnectionSource source =
          ConnectionSource.of(
              "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/synapse", user);
      assertThatThrownBy(() -> source.withTimeout(SHORT).open())
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void refusesLimitsThatAreNone() {
    ConnectionSource source = ConnectionSource.of("jdbc:postgresql:x", new Properties());
    for (Duration limit :
        new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(2)}) {
      assertThatThrownBy(() -> source.withTimeout(limit))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
