package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.synapsepg.check.LocaleRepairPlan.Method;
import org.synapsepg.check.LocaleRepairPlan.Way;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.FindingsException;
import org.synapsepg.diagnose.DatabaseException;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class LocaleRepairPlanTest {
  private static final String TO_BYTES =
      "UPDATE pg_database SET datlocprovider = 'c' WHERE datname = current_database()";

  @PostgresTest
  void hasNothingToDoForADatabaseThatIsRight(TestDatabase database) {
    LocaleRepairPlan plan = DatabaseInspector.on(database.source()).planLocaleRepair();
    assertThat(plan.isNeeded()).isFalse();
    assertThat(plan.ways()).isEmpty();
    assertThat(plan.applyInPlace(database.superuser()).isSafe()).isTrue();
  }

  private static String icu(TestDatabase database, String... statements) {
    assumeThat(database.server().major()).isGreaterThanOrEqualTo(15);
    String name = database.name() + "_icu";
    database
        .server()
        .execute(
            "postgres",
            "CREATE DATABASE "
                + name
                + " OWNER "
                + database.owner()
                + " LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C' ENCODING"
                + " 'UTF8' TEMPLATE template0");
    database.server().execute(name, statements);
    return name;
  }

  @PostgresTest
  void findsTheDuplicatesOfAnIndexThatIsOutOfOrder(TestDatabase database) throws SQLException {
    PostgresServer server = database.server();
    // The same rows in an index that was built in the order of bytes, then used in that of ICU.
    String name =
        icu(
            database,
            TO_BYTES.replace(
                "datlocprovider = 'c'",
                "datlocprovider = 'c', datcollversion = NULL, "
                    + (server.major() >= 17 ? "datlocale" : "daticulocale")
                    + " = NULL"));
    try {
      server.execute(
          name,
          "CREATE TABLE t (a text, n int, CONSTRAINT t_a UNIQUE (a))",
          "INSERT INTO t SELECT chr(65 + i % 26) || chr(97 + i / 26), i FROM generate_series(0, 600) i",
          "INSERT INTO t SELECT chr(97 + i % 26) || chr(65 + i / 26), i FROM generate_series(0, 600) i",
          "UPDATE pg_database SET datlocprovider = 'i', "
              + (server.major() >= 17 ? "datlocale" : "daticulocale")
              + " = 'en-US' WHERE datname = current_database()");
      server.execute(name, "SET enable_seqscan = off");
      int inserted = 0;
      try (Connection writing = server.superuser(name).open();
          var statement = writing.createStatement()) {
        for (int i = 0; i < 200; i++) {
          try {
            statement.execute("INSERT INTO t SELECT a, -1 FROM t OFFSET " + i * 5 + " LIMIT 1");
            inserted++;
          } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("23505");
          }
        }
      }
      assertThat(inserted).as("duplicates that the broken index let in").isPositive();

      LocaleRepairPlan plan = DatabaseInspector.on(server.superuser(name)).planLocaleRepair();
      assertThat(plan.isNeeded()).isTrue();
      List<Duplicate> duplicates = plan.findDuplicates(server.superuser(name));
      assertThat(duplicates).isNotEmpty().allMatch(d -> d.index().equals("t_a"));
      assertThatThrownBy(() -> plan.applyInPlace(server.superuser(name)))
          .isInstanceOfSatisfying(
              CheckException.class, e -> assertThat(e.code()).isEqualTo(CheckCode.DUPLICATES));
      assertThat(DatabaseInspector.on(server.superuser(name)).checkLocale().database().provider())
          .isEqualTo(LocaleProvider.ICU);

      for (Duplicate duplicate : duplicates) {
        List<String> removals = duplicate.removals();
        server.execute(name, removals.subList(1, removals.size()).toArray(String[]::new));
      }
      assertThat(plan.findDuplicates(server.superuser(name))).isEmpty();
      assertThat(plan.applyInPlace(server.superuser(name)).isSafe()).isTrue();
      server.execute(
          name,
          "SET enable_seqscan = off",
          "DO $$ DECLARE r record; BEGIN FOR r IN SELECT a FROM t LOOP"
              + " PERFORM 1 FROM t WHERE a = r.a; IF NOT FOUND THEN RAISE 'lost %', r.a; END IF;"
              + " END LOOP; END $$");
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  @PostgresTest
  void changesTheLocaleInPlaceAndGoesOnAfterAnInterruption(TestDatabase database)
      throws SQLException {
    PostgresServer server = database.server();
    String name =
        icu(
            database,
            "CREATE TABLE t (a text PRIMARY KEY, b name UNIQUE, i int UNIQUE, c text COLLATE \"C\")",
            "CREATE INDEX t_c ON t (c)",
            "CREATE INDEX t_hash ON t USING hash (a)",
            "CREATE INDEX t_lower ON t (lower(c))",
            "CREATE UNIQUE INDEX t_part ON t (c) WHERE a > 'm'",
            "INSERT INTO t SELECT x, x, ascii(x), x FROM unnest(ARRAY['a', 'B', 'b', 'A', '_', 'z']) x");
    try {
      ConnectionSource superuser = server.superuser(name);
      LocaleRepairPlan plan = DatabaseInspector.on(superuser).planLocaleRepair();
      assertThat(plan.indexes())
          .extracting(AffectedIndex::name)
          .containsExactly("t_lower", "t_part", "t_pkey");
      Way inPlace = plan.ways().get(2);
      assertThat(inPlace.method()).isEqualTo(Method.IN_PLACE);
      assertThat(inPlace.obstacles()).isEmpty();
      assertThat(inPlace.statements()).hasSize(4).last().isEqualTo("REINDEX INDEX t_pkey;");

      LocaleRepairPlan owners =
          DatabaseInspector.on(server.connect(name, database.owner(), database.password()))
              .planLocaleRepair();
      assertThat(owners.ways().get(2).obstacles().hasErrors()).isTrue();
      assertThatThrownBy(
              () ->
                  owners.applyInPlace(server.connect(name, database.owner(), database.password())))
          .isInstanceOf(FindingsException.class);

      try (Connection other = superuser.open()) {
        assertThat(other.isValid(5)).isTrue();
        assertThatThrownBy(() -> plan.applyInPlace(superuser))
            .isInstanceOfSatisfying(
                CheckException.class,
                e -> assertThat(e.code()).isEqualTo(CheckCode.SYNAPSE_PRESENT));
        assertThatThrownBy(() -> plan.applyInPlace(() -> lent(other)))
            .isInstanceOfSatisfying(
                CheckException.class,
                e -> assertThat(e.code()).isEqualTo(CheckCode.IN_PLACE_IMPOSSIBLE));
      }

      AtomicInteger opened = new AtomicInteger();
      ConnectionSource breaking =
          () -> {
            if (opened.incrementAndGet() == 6) {
              throw new SQLException("the power failed", "57P01");
            }
            return superuser.open();
          };
      assertThatThrownBy(() -> plan.applyInPlace(breaking)).isInstanceOf(DatabaseException.class);
      LocaleRepairPlan rest = DatabaseInspector.on(superuser).planLocaleRepair();
      assertThat(rest.isUnfinished()).isTrue();
      LocaleReport after = rest.applyInPlace(superuser);
      assertThat(after.mismatches()).isEmpty();
      assertThat(after.isSafe()).isTrue();
      assertThat(DatabaseInspector.on(superuser).planLocaleRepair().isNeeded()).isFalse();
      server.execute(
          name,
          "SET enable_seqscan = off",
          "DO $$ BEGIN IF (SELECT string_agg(a, '') FROM (SELECT a FROM t ORDER BY a) x) <> 'AB_abz'"
              + " THEN RAISE 'order'; END IF; END $$");
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  /** As a pool lends a session: closing gives it back. */
  private static Connection lent(Connection session) {
    return (Connection)
        java.lang.reflect.Proxy.newProxyInstance(
            LocaleRepairPlanTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                method.getName().equals("close") ? null : method.invoke(session, arguments));
  }

  @PostgresTest
  void writesDownTheSafeWays(TestDatabase database) {
    PostgresServer server = database.server();
    String name = database.name() + "_utf";
    server.execute(
        "postgres",
        "CREATE DATABASE "
            + name
            + " OWNER "
            + database.owner()
            + " LOCALE 'C.UTF-8' ENCODING 'UTF8' TEMPLATE template0");
    try {
      LocaleRepairPlan plan =
          DatabaseInspector.on(server.connect(name, database.owner(), database.password()))
              .planLocaleRepair();
      assertThat(plan.isNeeded()).isTrue();
      assertThat(plan.ways())
          .extracting(Way::method)
          .containsExactly(Method.DUMP_AND_RESTORE, Method.REHOME, Method.IN_PLACE);
      Way safe = plan.ways().get(0);
      assertThat(safe.commands().toString())
          .contains("--port=" + server.port(), "--lc-collate=C", "--exit-on-error")
          .doesNotContain(database.password().reveal());
      assertThat(safe.statements())
          .last()
          .isEqualTo("ALTER DATABASE \"" + name + "_c\" RENAME TO \"" + name + "\";");
      assertThat(safe.disk().bytes()).isPositive();
      assertThat(plan.toString()).contains("RehomeJob");
      for (Way way : plan.ways().subList(0, 2)) {
        assertThat(way.obstacles().withCode(CheckCode.LOCALE_RIGHT_MISSING).toList()).hasSize(1);
        assertThat(way.obstacles().render()).contains("CREATEDB").contains(database.owner());
      }
      server.execute("postgres", "ALTER ROLE " + database.owner() + " CREATEDB");
      assertThat(
              DatabaseInspector.on(server.connect(name, database.owner(), database.password()))
                  .planLocaleRepair()
                  .ways()
                  .get(1)
                  .obstacles())
          .isEmpty();
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }
}
