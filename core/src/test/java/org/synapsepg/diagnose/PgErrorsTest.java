package org.synapsepg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.diagnose.PgProblem.Encryption;
import org.synapsepg.diagnose.PgProblem.Stage;

/** Texts in all their forms, without a server. */
class PgErrorsTest {
  @Test
  void readsEveryFormOfAMissingRule() {
    assertThat(
            PgErrors.explain(
                "FATAL:  no pg_hba.conf entry for host \"172.27.0.2\", user \"homelab\", "
                    + "database \"matrix-chat\", no encryption"))
        .isInstanceOfSatisfying(
            PgProblem.NoHbaEntry.class,
            p -> {
              assertThat(p.host()).isEqualTo("172.27.0.2");
              assertThat(p.user()).isEqualTo("homelab");
              assertThat(p.database()).contains("matrix-chat");
              assertThat(p.encryption()).isEqualTo(Encryption.NONE);
              assertThat(p.replication()).isFalse();
            });
    String head = "no pg_hba.conf entry for host \"::1\", user \"u\", database \"d\"";
    assertThat(encryption(head)).isEqualTo(Encryption.UNKNOWN);
    assertThat(encryption(head + ", SSL on")).isEqualTo(Encryption.SSL);
    assertThat(encryption(head + ", SSL off")).isEqualTo(Encryption.NONE);
    assertThat(encryption(head + ", SSL encryption")).isEqualTo(Encryption.SSL);
    assertThat(encryption(head + ", GSS encryption\nDETAIL:  more")).isEqualTo(Encryption.GSS);
    assertThat(
            PgErrors.explain(
                "FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.9\","
                    + " user \"rep\", SSL off"))
        .isInstanceOfSatisfying(
            PgProblem.NoHbaEntry.class,
            p -> {
              assertThat(p.replication()).isTrue();
              assertThat(p.database()).isEmpty();
              assertThat(p.user()).isEqualTo("rep");
            });
    assertThat(
            PgErrors.explain(
                "pg_hba.conf rejects connection for host \"[local]\", user \"a, b\", database"
                    + " \"x\", no encryption"))
        .isInstanceOfSatisfying(
            PgProblem.HbaRejected.class,
            p -> {
              assertThat(p.host()).isEqualTo("[local]");
              assertThat(p.user()).isEqualTo("a, b");
            });
  }

  private static Encryption encryption(String text) {
    return ((PgProblem.NoHbaEntry) PgErrors.explain(text)).encryption();
  }

  @Test
  void takesTheFirstOfSeveralAttempts() {
    String attempts =
        "connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL:  password"
            + " authentication failed for user \"synapse\"\nconnection to server at \"db\""
            + " (10.0.0.1), port 5432 failed: FATAL:  no pg_hba.conf entry for host"
            + " \"10.0.0.2\", user \"synapse\", database \"synapse\", no encryption";
    assertThat(PgErrors.explain(attempts))
        .isEqualTo(new PgProblem.PasswordFailed(attempts, "synapse"));
  }

  @Test
  void aForeignTextIsOnlyWhatItsStateSays() {
    SQLException refused =
        new SQLException("FATAL: kein pg_hba.conf-Eintrag für Host »10.0.0.2«", "28000");
    assertThat(PgErrors.explain(refused))
        .isEqualTo(
            new PgProblem.AuthorizationRefused(
                "FATAL: kein pg_hba.conf-Eintrag für Host »10.0.0.2«", Stage.UNKNOWN));
    assertThat(PgErrors.explain(new SQLException("Datenbank »x« existiert nicht", "3D000")))
        .isInstanceOf(PgProblem.DatabaseMissing.class);
    assertThat(PgErrors.explain(new SQLException("etwas anderes", "99999")))
        .isInstanceOf(PgProblem.Unknown.class);
    assertThat(PgErrors.explain(new SQLException("Verbindungsversuch fehlgeschlagen", "08001")))
        .isInstanceOf(PgProblem.Unknown.class);
  }

  /** Said by psycopg2-binary 2.9.13 from which the folder psycopg2_binary.libs was taken away. */
  @Test
  void seesALibpqThatAWheelHasLost() {
    PgProblem problem =
        PgErrors.explain(
            "ImportError: libpq-a17e3caa.so.5.17: cannot open shared object file: No such file or"
                + " directory");
    assertThat(problem)
        .isInstanceOfSatisfying(
            PgProblem.DriverMissing.class,
            p -> assertThat(p.module()).isEqualTo("libpq-a17e3caa.so.5.17"));
    assertThat(problem.explanation().change()).contains("libpq5", "psycopg2-binary");
  }

  @Test
  void looksThroughTheCauses() {
    SQLException error =
        new SQLException(
            "La tentative de connexion a échoué.", "08001", new UnknownHostException("db.invalid"));
    assertThat(PgErrors.explain(error))
        .isInstanceOfSatisfying(
            PgProblem.HostUnknown.class, p -> assertThat(p.host()).isEqualTo("db.invalid"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "it does not work",
        "ERROR:  syntax error at or near \"SELET\"",
        "ERROR:  division by zero",
        "the role of password authentication in databases that do not exist",
        "relation does not exist"
      })
  void neverGuesses(String text) {
    assertThat(PgErrors.explain(text)).isEqualTo(new PgProblem.Unknown(text));
    assertThat(PgErrors.explain(new SQLException(text))).isInstanceOf(PgProblem.Unknown.class);
  }

  @Test
  void everyKindExplainsItself() throws ReflectiveOperationException {
    List<Class<?>> kinds = Arrays.asList(PgProblem.class.getPermittedSubclasses());
    assertThat(kinds).hasSizeGreaterThan(40);
    for (Class<?> kind : kinds) {
      var constructor = kind.getDeclaredConstructors()[0];
      Object[] arguments =
          Arrays.stream(constructor.getParameterTypes()).map(PgErrorsTest::anything).toArray();
      Explanation explanation = ((PgProblem) constructor.newInstance(arguments)).explanation();
      assertThat(List.of(explanation.cause(), explanation.lookAt(), explanation.change()))
          .as(kind.getSimpleName())
          .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("null"));
    }
  }

  private static Object anything(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    return type.isEnum() ? type.getEnumConstants()[0] : "something";
  }
}
