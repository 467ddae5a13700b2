package org.synapsepg.porting.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Each finding is provoked on a real server, and a healthy database has none. */
class TargetCheckTest {
  @PostgresTest
  void findsNothingWrongWithADatabaseMadeForSynapse(TestDatabase database) throws SQLException {
    assertThat(TargetCheck.of(database.source(), 4)).isEmpty();
  }

  @PostgresTest
  void namesAReadOnlyRole(TestDatabase database) throws SQLException {
    database
        .server()
        .execute(
            "postgres",
            "ALTER ROLE " + database.owner() + " SET default_transaction_read_only = on");
    assertThat(codes(TargetCheck.of(database.source(), 4)))
        .containsExactly(PreflightCode.TARGET_READ_ONLY);
  }

  @PostgresTest
  void countsTheConnectionsThatAreFreeForTheRoleAndTheDatabase(TestDatabase database)
      throws SQLException {
    database.server().execute("postgres", "ALTER ROLE " + database.owner() + " CONNECTION LIMIT 3");
    assertThat(TargetCheck.of(database.source(), 3)).isEmpty();
    Findings short1 = TargetCheck.of(database.source(), 4);
    assertThat(codes(short1)).containsExactly(PreflightCode.CONNECTIONS_SHORT);
    assertThat(short1.render()).contains("needs 4 connections; 3 are free");
  }

  @PostgresTest
  void namesMissingRightsAndForeignOwners(TestDatabase database) throws SQLException {
    database
        .server()
        .execute(
            database.name(),
            "CREATE TABLE public.events (x int)",
            "ALTER DATABASE " + database.name() + " OWNER TO postgres",
            "REVOKE CREATE ON DATABASE " + database.name() + " FROM PUBLIC");
    Findings findings = TargetCheck.of(database.source(), 4);
    assertThat(codes(findings)).containsOnly(PreflightCode.CREATE_MISSING, PreflightCode.NOT_OWNER);
    assertThat(findings.render()).contains("events (owner postgres)").contains(database.owner());
  }

  @PostgresTest(majors = 18)
  void namesWhatKeepsAPortFromItsOwnTables(TestDatabase database) throws SQLException {
    database
        .server()
        .execute(
            database.name(),
            "ALTER DATABASE " + database.name() + " OWNER TO postgres",
            "REVOKE TEMPORARY ON DATABASE " + database.name() + " FROM PUBLIC",
            "GRANT CREATE ON DATABASE " + database.name() + " TO " + database.owner(),
            "CREATE SCHEMA synapse_pg_port");
    Findings findings = TargetCheck.of(database.source(), 4);
    assertThat(codes(findings)).contains(PreflightCode.CREATE_MISSING, PreflightCode.NOT_OWNER);
    assertThat(findings.render())
        .contains("may not create temporary tables")
        .contains("synapse_pg_port, in which a port keeps its state, belongs to postgres");
  }

  @PostgresTest
  void namesWhatReactsToEveryTable(TestDatabase database) throws SQLException {
    database
        .server()
        .execute(
            database.name(),
            "CREATE PUBLICATION everything FOR ALL TABLES",
            "CREATE FUNCTION nothing() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION nothing()");
    Findings findings = TargetCheck.of(database.source(), 4);
    assertThat(codes(findings)).containsExactly(PreflightCode.REACTIONS);
    assertThat(findings.render())
        .contains("publication everything")
        .contains("event trigger watch");
  }

  @PostgresTest(majors = 18)
  void namesReplicationSlots(TestDatabase database) throws SQLException {
    String slot = "slot_" + database.name();
    database
        .server()
        .execute("postgres", "SELECT pg_create_physical_replication_slot('" + slot + "')");
    try {
      Findings findings = TargetCheck.of(database.source(), 4);
      assertThat(codes(findings)).containsExactly(PreflightCode.WAL_CONSUMERS);
      assertThat(findings.render()).contains("replication slot " + slot);
    } finally {
      database.server().execute("postgres", "SELECT pg_drop_replication_slot('" + slot + "')");
    }
  }

  @PostgresTest(majors = 18)
  void namesASecondSynapseAndASchemaWithoutRights(TestDatabase database) throws SQLException {
    database.execute("CREATE SCHEMA other", "CREATE TABLE other.schema_version (version int)");
    assertThat(codes(TargetCheck.of(database.source(), 4)))
        .containsExactly(PreflightCode.SCHEMA_SURPRISE);
    database
        .server()
        .execute(
            database.name(),
            "DROP SCHEMA other CASCADE",
            "ALTER SCHEMA public OWNER TO postgres",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    Findings findings = TargetCheck.of(database.source(), 4);
    assertThat(codes(findings)).containsExactly(PreflightCode.CREATE_MISSING);
    assertThat(findings.render()).contains("in schema \"public\"");
  }

  @PostgresTest(majors = 18)
  void noticesThatTwoSessionsShareOneServerProcess(TestDatabase database) throws SQLException {
    try (Connection shared = database.source().open()) {
      assertThat(codes(TargetCheck.of(poolInTransactionMode(shared), 2)))
          .containsExactly(PreflightCode.TRANSACTION_POOLING);
    }
  }

  /** What a pooler with one server connection does while no two transactions overlap. */
  private static ConnectionSource poolInTransactionMode(Connection shared) {
    return () ->
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> {
                  try {
                    return method.getName().equals("close") ? null : method.invoke(shared, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause() == null ? e : e.getCause();
                  }
                });
  }

  private static List<FindingCode> codes(Findings findings) {
    return findings.stream().map(Finding::code).toList();
  }
}
