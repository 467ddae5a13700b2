package org.synapsepg.porting.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Whoever keeps a port waiting is named, and so is what a port keeps waiting. */
class BlockersTest {
  @PostgresTest(majors = 16)
  void sessionsWithLocksAreNamed(TestDatabase target) throws SQLException {
    target.execute("CREATE TABLE users (name text)");
    SQLException late = new SQLException("canceling statement due to lock timeout", "55P03");
    assertThat(Blockers.after(late, target.source())).contains("no other session");
    assertThat(Blockers.after(new SQLException("other", "42501"), target.source())).isEmpty();
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      statement.execute("SET application_name = 'backup'");
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
      assertThat(Blockers.after(late, target.source()))
          .contains("(role " + target.owner() + ", backup, idle in transaction, in a transaction")
          .contains("pg_terminate_backend");
    }
  }

  @Test
  void aLogThatGrewIsTold() {
    assertThat(LogGrowth.since(4096, 4096)).isEmpty();
    Findings grown = LogGrowth.since(4096, 4096 + (3 << 20));
    assertThat(grown.withCode(PortCode.SOURCE_LOG_GREW).render())
        .contains("checkpoints from finishing");
  }
}
