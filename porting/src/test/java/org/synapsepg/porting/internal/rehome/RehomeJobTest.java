package org.synapsepg.porting.internal.rehome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.SynapsePgException;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.RehomeCode;
import org.synapsepg.porting.RehomeException;
import org.synapsepg.porting.RehomeJob;
import org.synapsepg.porting.RehomeReport;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

class RehomeJobTest {
  /** Something of every kind that is carried. */
  private static final String[] EVERYTHING = {
    "CREATE SCHEMA other",
    "CREATE FUNCTION other.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
    "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.n;"
        + " RETURN NEW; END $$",
    "CREATE SEQUENCE alone INCREMENT -3 CYCLE CACHE 5 MINVALUE -90 MAXVALUE 7",
    "CREATE TABLE \"Odd \"\"T\" (id bigint GENERATED ALWAYS AS IDENTITY (START 5) PRIMARY KEY,"
        + " n int NOT NULL DEFAULT nextval('alone') CHECK (n < 1000),"
        + " twice int GENERATED ALWAYS AS (other.twice(n)) STORED, t text COLLATE \"POSIX\","
        + " b bytea, j jsonb, d double precision, ok boolean DEFAULT true, v tsvector, a text[],"
        + " CONSTRAINT late UNIQUE (n, t) DEFERRABLE INITIALLY DEFERRED) WITH (fillfactor = 70)",
    "CREATE UNLOGGED TABLE other.child (id serial, parent bigint REFERENCES \"Odd \"\"T\""
        + " ON DELETE CASCADE, w varchar(9), dropped int, EXCLUDE USING btree (w WITH =))",
    "ALTER TABLE other.child DROP COLUMN dropped",
    "ALTER TABLE other.child ADD CONSTRAINT someday CHECK (w <> 'x') NOT VALID",
    "CREATE FUNCTION rows_of() RETURNS SETOF other.child LANGUAGE sql AS 'SELECT * FROM"
        + " other.child'",
    "CREATE INDEX partly ON \"Odd \"\"T\" (lower(t), n DESC) WHERE ok",
    "ALTER INDEX partly ALTER COLUMN 1 SET STATISTICS 300",
    "CREATE INDEX words ON \"Odd \"\"T\" USING gin (v)",
    "CREATE UNIQUE INDEX whole ON \"Odd \"\"T\" (id) INCLUDE (n)",
    "ALTER TABLE \"Odd \"\"T\" REPLICA IDENTITY USING INDEX whole",
    "ALTER TABLE \"Odd \"\"T\" CLUSTER ON whole",
    "ALTER TABLE \"Odd \"\"T\" ALTER COLUMN t SET STATISTICS 500, ALTER COLUMN b SET STORAGE"
        + " EXTERNAL, ALTER COLUMN n SET (n_distinct = -0.5)",
    "CREATE STATISTICS together ON n, t FROM \"Odd \"\"T\"",
    "CREATE TRIGGER touching BEFORE UPDATE ON \"Odd \"\"T\" FOR EACH ROW EXECUTE FUNCTION"
        + " touched()",
    "ALTER TABLE \"Odd \"\"T\" DISABLE TRIGGER touching",
    "COMMENT ON TABLE \"Odd \"\"T\" IS 'a \\ ''word'''",
    "COMMENT ON COLUMN \"Odd \"\"T\".n IS 'a number'",
    "COMMENT ON CONSTRAINT late ON \"Odd \"\"T\" IS 'a key'",
    "COMMENT ON TRIGGER touching ON \"Odd \"\"T\" IS 'a trigger'",
    "COMMENT ON FUNCTION other.twice(int) IS 'a function'",
    "COMMENT ON SCHEMA other IS 'a schema'",
    "COMMENT ON INDEX partly IS 'an index'",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO PUBLIC",
    "GRANT SELECT (n) ON \"Odd \"\"T\" TO PUBLIC",
    "GRANT USAGE ON SCHEMA other TO PUBLIC",
    "REVOKE EXECUTE ON FUNCTION touched() FROM PUBLIC",
    "INSERT INTO \"Odd \"\"T\" (n, t, b, j, d, v, a) VALUES (1, 'ä\\n"
        + "', '\\x00ff', '{\"a\": [1, null]}', 'NaN', 'fat:1 cat:2', ARRAY['x', NULL]), (2, NULL,"
        + " NULL, NULL, -0.0, NULL, NULL)",
    "INSERT INTO \"Odd \"\"T\" (n, t) SELECT i, repeat(md5(i::text), i) FROM generate_series(3,"
        + " 300) i",
    "INSERT INTO other.child (parent, w) SELECT id, n FROM \"Odd \"\"T\"",
    "SELECT setval('alone', -9, false)"
  };

  /** What the catalogue's lines leave out: owners, rights, comments, options, settings. */
  private static final String RIGHTS =
      """
      SELECT concat(c, ' ', o, ' ', a) FROM (
        SELECT 'rights' c, oid::regclass::text o, array(SELECT unnest(relacl)::text ORDER BY 1)::text a
          FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384
        UNION ALL SELECT 'function', oid::regprocedure::text, array(SELECT unnest(proacl)::text ORDER BY 1)::text
          FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT 'schema', nspname, array(SELECT unnest(nspacl)::text ORDER BY 1)::text
          FROM pg_namespace WHERE nspname !~ '^pg_'
        UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, attacl::text
          FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384
        UNION ALL SELECT 'default', defaclnamespace::regnamespace::text, defaclacl::text FROM pg_default_acl
        UNION ALL SELECT 'comment', i.identity, description
          FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
         WHERE d.objoid >= 16384
        UNION ALL SELECT 'options', oid::regclass::text, reloptions::text
          FROM pg_class WHERE reloptions IS NOT NULL
        UNION ALL SELECT 'column options', attrelid::regclass || '.' || attname,
               concat(attoptions::text, attstorage, ' ', attstattarget)
          FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT 'statistics', stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
        UNION ALL SELECT 'settings', '', array(SELECT unnest(setconfig) ORDER BY 1)::text
          FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
         WHERE datname = current_database()
        UNION ALL SELECT 'database', pg_get_userbyid(datdba),
               concat(array(SELECT unnest(datacl)::text ORDER BY 1)::text, datconnlimit, datallowconn,
                      shobj_description(oid, 'pg_database'))
          FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'owner', oid::regclass::text, pg_get_userbyid(relowner)
          FROM pg_class WHERE oid >= 16384) x
       WHERE o !~ '^pg_toast'
       ORDER BY 1
      """;

  private static RehomeJob job(WrongDatabase wrong) {
    return RehomeJob.of(wrong.name(), wrong.database().source());
  }

  @PostgresTest
  void movesADatabaseOfSynapse(TestDatabase owner) throws SQLException {
    List<Path> fixtures = OutsideData.fixtureVersions();
    moves(owner, fixtures.get(fixtures.size() - 1));
  }

  @PostgresTest(majors = {14, 15, 16, 17, 18})
  @Tag("matrix")
  void movesADatabaseOfEverySynapse(TestDatabase owner) throws SQLException {
    for (Path fixture : OutsideData.fixtureVersions()) {
      moves(owner, fixture);
    }
  }

  private static void moves(TestDatabase owner, Path fixture) throws SQLException {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      PgDumpScript.loadPorted(
          wrong.database(),
          fixture.resolve("fresh-pg.sql.gz"),
          fixture.resolve("expected-b.sql.gz"));
      DatabaseInspector inspector = DatabaseInspector.on(wrong.database().source());
      assertThat(inspector.checkLocale().isSafe()).isFalse();
      inspector.checkSequences().planRepair().apply(wrong.database().source());
      Set<String> before = WrongDatabase.content(wrong.database());
      List<PortEvent> events = new ArrayList<>();

      RehomeReport report =
          job(wrong)
              .run(
                  event -> {
                    events.add(event);
                    throw new IllegalStateException("a listener's own trouble");
                  });

      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      assertThat(inspector.checkLocale().isSafe()).isTrue();
      assertThat(inspector.checkLocale().mismatches()).isEmpty();
      assertThat(inspector.planLocaleRepair().isNeeded()).isFalse();
      assertThat(inspector.checkSequences().wrong()).isEmpty();
      TestDatabase kept =
          new TestDatabase(owner.server(), report.kept(), owner.owner(), owner.password());
      assertThat(WrongDatabase.content(kept)).isEqualTo(before);
      assertThat(report.rows())
          .isEqualTo(
              before.stream()
                  .filter(line -> line.startsWith("rows "))
                  .mapToLong(line -> Long.parseLong(line.split(" ", -1)[2]))
                  .sum());
      assertThat(events.stream().filter(PortEvent.PhaseStarted.class::isInstance))
          .extracting(e -> ((PortEvent.PhaseStarted) e).phase())
          .containsExactly(
              Phase.PREFLIGHT,
              Phase.PREPARING,
              Phase.LOADING,
              Phase.RESTORING,
              Phase.FINISHING,
              Phase.VERIFYING,
              Phase.RENAMING);
      assertThat(job(wrong).preflight().withCode(RehomeCode.NOT_NEEDED).toList()).hasSize(1);
      assertThatThrownBy(() -> job(wrong).run(event -> {})).isInstanceOf(FindingsException.class);
    }
  }

  @PostgresTest
  void carriesEverythingThatItPromises(TestDatabase owner) throws SQLException {
    String reader = owner.name() + "_reader";
    owner.server().execute("postgres", "CREATE ROLE " + reader);
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute(EVERYTHING);
      owner
          .server()
          .execute(
              wrong.name(),
              "GRANT " + reader + " TO " + owner.owner(),
              "GRANT CREATE ON SCHEMA other TO " + reader,
              "CREATE TABLE other.theirs (a int)",
              "ALTER TABLE other.theirs OWNER TO " + reader,
              "GRANT SELECT ON other.theirs TO PUBLIC",
              "ALTER DATABASE " + wrong.name() + " SET work_mem = '5MB'",
              "ALTER DATABASE " + wrong.name() + " SET search_path = public, other",
              "ALTER DATABASE " + wrong.name() + " CONNECTION LIMIT 17",
              "COMMENT ON DATABASE " + wrong.name() + " IS 'Matrix'",
              "REVOKE CONNECT ON DATABASE " + wrong.name() + " FROM PUBLIC");
      Set<String> before = WrongDatabase.content(wrong.database());
      List<String> rights = wrong.database().query(RIGHTS);
      assertThat(job(wrong).preflight()).isEmpty();
      RehomeReport report = job(wrong).run(event -> {});
      assertThat(report.tables()).isEqualTo(3);
      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      assertThat(wrong.database().query(RIGHTS)).isEqualTo(rights);
      wrong.database().execute("INSERT INTO other.child (parent, w) VALUES (5, 'new')");
    } finally {
      owner.server().execute("postgres", "DROP ROLE " + reader);
    }
  }

  @PostgresTest
  void refusesBeforeItWritesAndSaysWhatIsMissing(TestDatabase owner) throws SQLException {
    String stranger = owner.name() + "_stranger";
    owner.server().execute("postgres", "CREATE ROLE " + stranger);
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      owner
          .server()
          .execute(
              wrong.name(),
              "CREATE TABLE theirs (a int)",
              "ALTER TABLE theirs OWNER TO " + stranger,
              "CREATE VIEW seen AS SELECT 1 AS a",
              "CREATE TYPE mood AS ENUM ('good')",
              "CREATE TABLE parts (a int) PARTITION BY RANGE (a)",
              "SELECT lo_create(0)",
              "CREATE DATABASE " + wrong.name() + "_before",
              "CREATE DATABASE " + wrong.name() + "_c",
              "ALTER DATABASE " + wrong.name() + "_c OWNER TO " + owner.owner(),
              "ALTER ROLE " + owner.owner() + " NOCREATEDB");
      owner.server().execute(wrong.name() + "_c", "CREATE TABLE somebody_works_here (a int)");
      try (Connection other = wrong.database().source().open()) {
        assertThat(other.isValid(5)).isTrue();
        Findings findings = job(wrong).preflight();
        String text = findings.render();
        assertThat(findings.toList())
            .extracting(Finding::code)
            .contains(
                RehomeCode.RIGHT_MISSING,
                RehomeCode.NOT_CARRIED,
                RehomeCode.NAME_TAKEN,
                RehomeCode.IN_USE);
        assertThat(text)
            .contains("CREATEDB", stranger, "public.seen", "public.mood", "public.parts")
            .contains("1 large objects", wrong.name() + "_c", wrong.name() + "_before", "pid ");
        assertThatThrownBy(() -> job(wrong).run(event -> {})).isInstanceOf(FindingsException.class);
      }
      assertThatThrownBy(() -> RehomeJob.of("postgres", wrong.database().source()))
          .isInstanceOf(IllegalArgumentException.class);
    } finally {
      owner.server().execute("postgres", "DROP ROLE " + stranger);
    }
  }

  /**
   * A few of the statements in the usual build; {@link #survivesAFailureOfAnyStatement} has all.
   */
  @PostgresTest(majors = 18)
  void survivesAFailureOfSomeStatements(TestDatabase owner) throws SQLException {
    Random random = new Random(Seed.of(RehomeJobTest.class));
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute(EVERYTHING);
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
      wrong.database().execute(EVERYTHING);
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
