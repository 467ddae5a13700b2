package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.annotation.Nullable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synapsepg.check.CollatedObject.Kind;
import org.synapsepg.check.LocaleReport.Mismatch;
import org.synapsepg.check.SynapseVerdict.Reaction;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.diagnose.DatabaseException;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class LocaleReportTest {
  @PostgresTest
  void isContentWithWhatSynapseNeeds(TestDatabase database) {
    LocaleReport report = DatabaseInspector.on(database.source()).checkLocale();
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.isSafe()).isTrue();
    assertThat(report.findings().hasErrors()).isFalse();
    assertThat(report.database().provider()).isEqualTo(LocaleProvider.LIBC);
    assertThat(report.database().database()).isEqualTo(database.name());
    assertThat(report.cluster()).extracting(DatabaseLocale::database).contains("template0");
    assertThat(report.verdicts())
        .allSatisfy(v -> assertThat(v.atStart()).isEqualTo(Reaction.ACCEPTS));
  }

  @PostgresTest
  void seesColumnsIndexesAndTypesWithACollationOfTheirOwn(TestDatabase database) {
    database.execute(
        "CREATE TABLE plain (a text PRIMARY KEY)",
        "CREATE COLLATION german (provider = icu, locale = 'de-DE')",
        "CREATE DOMAIN word AS text COLLATE german",
        "CREATE TABLE own (a text COLLATE german, b text COLLATE \"POSIX\", c text)",
        "CREATE INDEX own_a ON own (a)",
        "CREATE INDEX own_hash ON own USING hash (a)",
        "CREATE INDEX own_c ON own (c COLLATE german)",
        "CREATE INDEX own_b ON own (b) INCLUDE (a)");
    LocaleReport report = DatabaseInspector.on(database.source()).checkLocale();
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.isSafe()).isFalse();
    assertThat(report.objects())
        .extracting(o -> o.kind() + " " + o.name() + " " + o.collation())
        .containsExactly(
            "COLUMN public.own.a german",
            "INDEX public.own_a german",
            "INDEX public.own_c german",
            "TYPE public.word german");
    assertThat(report.findings().withCode(CheckCode.LOCALE_OBJECTS).toList()).hasSize(1);
  }

  @Test
  void knowsWhatEveryReleaseSays() {
    DatabaseLocale icu = locale(LocaleProvider.ICU, "UTF8", "C", "C", "en-US");
    assertThat(SynapseVerdict.on(icu))
        .allSatisfy(v -> assertThat(v.whenNew()).isEqualTo(Reaction.ACCEPTS));
    assertThat(icu.isByteOrder()).isFalse();

    List<SynapseVerdict> libc =
        SynapseVerdict.on(locale(LocaleProvider.LIBC, "UTF8", "en_US.utf8", "C", null));
    assertThat(libc)
        .extracting(SynapseVerdict::atStart)
        .containsExactly(Reaction.ACCEPTS, Reaction.WARNS, Reaction.REFUSES, Reaction.REFUSES);
    assertThat(libc)
        .extracting(SynapseVerdict::newOverridable)
        .containsExactly(false, false, false, true);

    assertThat(SynapseVerdict.on(locale(LocaleProvider.LIBC, "LATIN1", "C", "C", null)))
        .allSatisfy(v -> assertThat(v.atStart()).isEqualTo(Reaction.REFUSES))
        .noneMatch(SynapseVerdict::startOverridable);
  }

  @Test
  void takesSpellingsLiterallyAsSynapseDoes() {
    for (String spelling : List.of("c", "POSIX", "C.UTF-8", "en_US.utf8", "")) {
      DatabaseLocale locale = locale(LocaleProvider.LIBC, "UTF8", spelling, spelling, null);
      LocaleReport report =
          new LocaleReport(
              org.synapsepg.core.PgVersion.of(16),
              locale,
              List.of(locale),
              List.of(),
              SynapseVerdict.on(locale));
      assertThat(report.mismatches())
          .containsExactly(
              new Mismatch("LC_COLLATE", spelling, "C"), new Mismatch("LC_CTYPE", spelling, "C"));
      assertThat(report.findings().hasErrors()).isTrue();
      assertThat(report.isSafe()).isEqualTo(spelling.equals("POSIX"));
    }
  }

  private static DatabaseLocale locale(
      LocaleProvider provider,
      String encoding,
      String collate,
      String ctype,
      @Nullable String name) {
    return new DatabaseLocale("d", encoding, provider, collate, ctype, name, null, null, null);
  }

  /**
   * On Linux {@code CREATE DATABASE} writes C for POSIX, and knows no {@code c}; databases made
   * elsewhere have both, so the catalogue is changed.
   */
  @PostgresTest
  void judgesSpellingsOfRealDatabasesAndMakesThemC(TestDatabase database) {
    PostgresServer server = database.server();
    for (String spelling : List.of("POSIX", "C.UTF-8", "c")) {
      String name = database.name() + "_s";
      boolean exists = !spelling.equals("c");
      server.execute(
          "postgres",
          "CREATE DATABASE "
              + name
              + " ENCODING 'UTF8' TEMPLATE template0 LOCALE '"
              + (exists ? spelling : "C")
              + "'",
          "UPDATE pg_database SET datcollate = '%1$s', datctype = '%1$s' WHERE datname = '%2$s'"
              .formatted(spelling, name));
      try {
        if (exists) {
          server.execute(name, "CREATE TABLE t (a text PRIMARY KEY)");
        }
        DatabaseLocale seen =
            check(server.superuser("postgres")).cluster().stream()
                .filter(d -> d.database().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(seen.collate() + seen.ctype()).isEqualTo(spelling + spelling);
        assertThat(SynapseVerdict.on(seen).get(3).atStart()).isEqualTo(Reaction.REFUSES);
        if (exists) {
          LocaleReport report = check(server.superuser(name));
          assertThat(report.mismatches())
              .containsExactly(
                  new Mismatch("LC_COLLATE", spelling, "C"),
                  new Mismatch("LC_CTYPE", spelling, "C"));
          assertThat(report.isSafe()).isEqualTo(spelling.equals("POSIX"));
          LocaleRepairPlan plan = DatabaseInspector.on(server.superuser(name)).planLocaleRepair();
          assertThat(plan.indexes()).hasSize(spelling.equals("POSIX") ? 0 : 1);
          assertThat(plan.applyInPlace(server.superuser(name)).mismatches()).isEmpty();
        } else {
          assertThatThrownBy(() -> check(server.superuser(name)))
              .isInstanceOfSatisfying(
                  DatabaseException.class,
                  e ->
                      assertThat(e.problem())
                          .isInstanceOfSatisfying(
                              PgProblem.LocaleUnavailable.class,
                              p -> assertThat(p.locale()).isEqualTo("c")));
        }
      } finally {
        server.execute("postgres", "DROP DATABASE " + name);
      }
    }
  }

  @PostgresTest
  void readsTheRulesOfAnIcuLocale(TestDatabase database) {
    PostgresServer server = database.server();
    assumeThat(server.major()).as("ICU_RULES").isGreaterThanOrEqualTo(16);
    String name = database.name() + "_rules";
    server.execute(
        "postgres",
        "CREATE DATABASE "
            + name
            + " LOCALE_PROVIDER icu ICU_LOCALE 'und' ICU_RULES '&a < g' LOCALE 'C' ENCODING 'UTF8'"
            + " TEMPLATE template0");
    try {
      DatabaseLocale locale = check(server.superuser(name)).database();
      assertThat(locale.icuRules()).contains("&a < g");
      assertThat(locale.isByteOrder()).isFalse();
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  @PostgresTest
  void seesIcuBehindTheNameC(TestDatabase database) {
    assumeThat(database.server().major()).isGreaterThanOrEqualTo(15);
    PostgresServer server = database.server();
    String name = database.name() + "_icu";
    server.execute(
        "postgres",
        "CREATE DATABASE "
            + name
            + " LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'"
            + " TEMPLATE template0");
    try {
      server.execute(name, "CREATE TABLE t (a text PRIMARY KEY, n name UNIQUE, i int UNIQUE)");
      LocaleReport report = check(server.superuser(name));
      assertThat(report.mismatches())
          .containsExactly(new Mismatch("LOCALE_PROVIDER", "icu en-US", "libc"));
      assertThat(report.objects())
          .extracting(o -> o.kind() + " " + o.name())
          .containsExactly(Kind.INDEX + " public.t_pkey");
      assertThat(report.findings().withCode(CheckCode.LOCALE_ICU).isEmpty()).isFalse();
      assertThat(report.database().isVersionMismatch()).isFalse();

      server.execute(
          "postgres",
          "UPDATE pg_database SET datcollversion = '0.1' WHERE datname = '" + name + "'");
      LocaleReport changed = check(server.superuser(name));
      assertThat(changed.database().isVersionMismatch()).isTrue();
      assertThat(changed.findings().withCode(CheckCode.LOCALE_VERSION).isEmpty()).isFalse();
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  @PostgresTest
  void seesAWrongEncodingAndTheSystemsLocale(TestDatabase database) {
    PostgresServer server = database.server();
    String name = database.name() + "_latin";
    server.execute(
        "postgres", "CREATE DATABASE " + name + " LOCALE 'C' ENCODING 'LATIN1' TEMPLATE template0");
    try {
      assertThat(check(server.superuser(name)).mismatches())
          .containsExactly(new Mismatch("encoding", "LATIN1", "UTF8"));
      server.execute(
          "postgres",
          "UPDATE pg_database SET datcollate = 'c', datctype = 'POSIX' WHERE datname = '"
              + name
              + "'");
      assertThat(check(server.superuser("postgres")).cluster())
          .filteredOn(d -> d.database().equals(name))
          .extracting(DatabaseLocale::collate)
          .containsExactly("c");
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  private static LocaleReport check(ConnectionSource source) {
    return DatabaseInspector.on(source).checkLocale();
  }
}
