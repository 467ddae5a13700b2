package org.synapsepg.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.check.Command;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.LocaleProvider;
import org.synapsepg.check.LocaleReport;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;
import org.synapsepg.diagnose.DatabaseException;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.testing.ClientPrograms;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class SynapseDatabaseTest {
  private static final Secret PASSWORD = Secret.of("s3cret-Geheim'\\\"");

  @PostgresTest
  void makesWhatIsMissingAndLeavesWhatIsThere(TestDatabase database) throws SQLException {
    String name = "Syn " + database.name();
    String role = "o\"" + database.name();
    ConnectionSource admin = database.server().superuser("postgres");
    try {
      SynapseDatabase wanted =
          SynapseDatabase.named(name)
              .owner(role, PASSWORD)
              .connectionLimit(7)
              .revokePublicConnect();
      ProvisionPlan plan = wanted.plan(admin);
      assertThat(plan.findings()).isEmpty();
      assertThat(plan.statements().toString())
          .contains("PASSWORD '****'", "CREATE DATABASE", "REVOKE CONNECT")
          .doesNotContain(PASSWORD.reveal(), "SCRAM");
      ProvisionPlan.Result result = plan.apply(admin);
      assertThat(result.done()).isEqualTo(plan.statements());
      assertThat(result.present()).isEmpty();

      LocaleReport locale = DatabaseInspector.on(admin.forDatabase(name)).checkLocale();
      assertThat(locale.mismatches()).isEmpty();
      try (Connection owner = database.server().connect(encoded(name), role, PASSWORD).open()) {
        owner.createStatement().execute("CREATE TABLE public.t (a text)");
      }
      ProvisionPlan again = wanted.plan(admin);
      assertThat(again.statements()).isEmpty();
      assertThat(again.present()).contains("role '" + role + "'", "its password");
      assertThat(again.findings().withCode(ProvisionCode.FOREIGN_TABLES).toList()).hasSize(1);
      assertThatThrownBy(() -> again.apply(admin))
          .isInstanceOf(FindingsException.class)
          .hasMessageContaining("public.t");

      database
          .server()
          .execute(
              encoded(name),
              "DROP TABLE public.t",
              "CREATE TABLE schema_version (v int)",
              "CREATE TABLE applied_schema_deltas (v int)",
              "ALTER TABLE schema_version OWNER TO \"" + role.replace("\"", "\"\"") + "\"",
              "ALTER TABLE applied_schema_deltas OWNER TO \"" + role.replace("\"", "\"\"") + "\"");
      assertThat(plan.apply(admin).done()).as("an old plan, everything there").isEmpty();
      assertThat(wanted.connectionLimit(9).plan(admin).apply(admin).done())
          .containsExactly("ALTER DATABASE \"" + name + "\" CONNECTION LIMIT 9;");
      assertThat(
              SynapseDatabase.named(name).owner(role, Secret.of("other")).plan(admin).statements())
          .containsExactly("ALTER ROLE \"" + role.replace("\"", "\"\"") + "\" PASSWORD '****';");
    } finally {
      database
          .server()
          .execute(
              "postgres",
              "DROP DATABASE IF EXISTS \"" + name + "\"",
              "DROP ROLE IF EXISTS \"" + role.replace("\"", "\"\"") + "\"");
    }
  }

  /** Under the server's own settings, as an administrator's shell has them. */
  @PostgresTest
  void theCommandsDoTheSame(TestDatabase database) throws Exception {
    String name = "cmd " + database.name();
    String role = "cmd-" + database.name();
    PostgresServer server = database.server();
    ConnectionSource admin = server.superuser("postgres");
    SynapseDatabase wanted =
        SynapseDatabase.named(name).owner(role, PASSWORD).connectionLimit(7).revokePublicConnect();
    List<Command> commands = wanted.plan(admin).commands();
    assertThat(commands.toString())
        .contains("createuser", "--pwprompt", "createdb", "--lc-collate=C", "CONNECTION LIMIT 7")
        .contains("REVOKE CONNECT")
        .doesNotContain(PASSWORD.reveal(), "SCRAM");
    ClientPrograms programs = ClientPrograms.ofAtLeast(server.major() >= 15 ? 15 : 14);
    try {
      for (Command command : commands) {
        run(programs, command, server.port());
      }
      ProvisionPlan after = wanted.plan(admin);
      assertThat(after.findings().hasErrors()).as(after.findings().render()).isFalse();
      assertThat(after.statements()).as("left to do").isEmpty();
    } finally {
      server.execute(
          "postgres",
          "DROP DATABASE IF EXISTS \"" + name + "\"",
          "DROP ROLE IF EXISTS \"" + role + "\"");
    }
  }

  private static void run(ClientPrograms programs, Command command, int port)
      throws IOException, InterruptedException {
    List<String> arguments = programs.arguments(command);
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
    builder.environment().putAll(command.environment());
    builder.environment().put("PGHOST", "127.0.0.1");
    builder.environment().put("PGPORT", String.valueOf(port));
    builder.environment().put("PGUSER", "postgres");
    boolean asks = command.arguments().get(0).equals("createuser");
    if (asks) {
      // It asks a terminal for the password where there is one; a session of its own has none.
      arguments.add(0, "setsid");
    }
    Process process = builder.start();
    if (asks) {
      try (var answers = process.getOutputStream()) {
        answers.write((PASSWORD.reveal() + "\n" + PASSWORD.reveal() + "\n").getBytes(UTF_8));
      }
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command.render(), output).isZero();
  }

  private static String encoded(String name) {
    return name.replace(" ", "%20");
  }

  @PostgresTest
  void worksAsARoleThatMayOnlyMakeRolesAndDatabases(TestDatabase database) throws SQLException {
    PostgresServer server = database.server();
    String id = database.name();
    server.execute(
        "postgres",
        "CREATE ROLE adm_" + id + " LOGIN CREATEROLE CREATEDB",
        "CREATE ROLE nobody_" + id + " LOGIN");
    try {
      ConnectionSource admin = server.connect("postgres", "adm_" + id, Secret.of(""));
      ConnectionSource nobody = server.connect("postgres", "nobody_" + id, Secret.of(""));
      SynapseDatabase wanted = SynapseDatabase.named("new_" + id).owner("own_" + id, PASSWORD);

      ProvisionPlan powerless = wanted.plan(nobody);
      assertThat(powerless.findings().withCode(ProvisionCode.RIGHT_MISSING).toList())
          .extracting(f -> f.message())
          .anyMatch(m -> m.contains("CREATEROLE"))
          .anyMatch(m -> m.contains("CREATEDB"));
      assertThatThrownBy(() -> powerless.apply(nobody)).isInstanceOf(FindingsException.class);

      ProvisionPlan.Result result = wanted.revokePublicConnect().plan(admin).apply(admin);
      assertThat(result.done()).hasSize(5);
      try (Connection owner = server.connect("new_" + id, "own_" + id, PASSWORD).open()) {
        owner.createStatement().execute("CREATE TABLE t (a text); DROP TABLE t");
      }
      assertThat(database.query("SELECT pg_has_role('adm_" + id + "', 'own_" + id + "', 'USAGE')"))
          .as("the loan of the role was given back")
          .containsExactly("f");
      ProvisionPlan again = wanted.plan(admin);
      assertThat(again.findings().hasErrors()).as(again.findings().render()).isFalse();
      assertThat(again.statements()).hasSize(1);
      assertThat(again.apply(admin).present()).hasSize(2);

      // A managed server where the administrator has neither right, but owns what there is.
      ConnectionSource owner = server.connect("postgres", "own_" + id, PASSWORD);
      ProvisionPlan own = wanted.connectionLimit(5).plan(owner);
      assertThat(own.findings().hasErrors()).as(own.findings().render()).isFalse();
      assertThat(own.apply(owner).done()).hasSize(2);
    } finally {
      server.execute(
          "postgres",
          "DROP DATABASE IF EXISTS new_" + id,
          "DROP ROLE IF EXISTS own_" + id,
          "DROP ROLE adm_" + id,
          "DROP ROLE nobody_" + id);
    }
  }

  @PostgresTest
  void refusesADatabaseWithAnotherLocaleOrOwner(TestDatabase database) {
    PostgresServer server = database.server();
    String name = database.name() + "_l";
    ConnectionSource admin = server.superuser("postgres");
    server.execute("postgres", "CREATE DATABASE " + name + " TEMPLATE template0 LOCALE 'C.UTF-8'");
    try {
      ProvisionPlan plan =
          SynapseDatabase.named(name).owner(database.owner(), database.password()).plan(admin);
      assertThat(plan.findings().withCode(ProvisionCode.WRONG_LOCALE).toList()).hasSize(1);
      assertThat(plan.findings().withCode(ProvisionCode.OTHER_OWNER).toList()).hasSize(1);
      assertThatThrownBy(() -> plan.apply(admin))
          .isInstanceOf(FindingsException.class)
          .hasMessageContaining("LC_COLLATE 'C.UTF-8'");
    } finally {
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  /** As a dump of a server before 15 leaves it, and as careful administrators do. */
  @PostgresTest
  void letsTheOwnerCreateWherePublicWasTakenAway(TestDatabase database) throws SQLException {
    ConnectionSource admin = database.server().superuser("postgres");
    database
        .server()
        .execute(
            database.name(),
            "ALTER SCHEMA public OWNER TO postgres",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    String create = "CREATE TABLE public.t (a text)";
    assertThatThrownBy(() -> database.execute(create))
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class,
            e ->
                assertThat(PgErrors.explain(e))
                    .isInstanceOfAny(
                        PgProblem.SchemaDenied.class, PgProblem.RelationMissing.class));
    SynapseDatabase wanted =
        SynapseDatabase.named(database.name()).owner(database.owner(), database.password());
    ProvisionPlan plan = wanted.plan(admin);
    assertThat(plan.statements())
        .containsExactly("GRANT CREATE, USAGE ON SCHEMA public TO \"" + database.owner() + "\";");
    plan.apply(admin);
    database.execute(create);
    assertThat(wanted.plan(database.source()).findings().withCode(ProvisionCode.RIGHT_MISSING))
        .as("the owner may do all of it")
        .isEmpty();
  }

  @PostgresTest
  void offersTheBuiltinLocale(TestDatabase database) {
    assumeThat(database.server().major()).isGreaterThanOrEqualTo(17);
    PostgresServer server = database.server();
    String name = database.name() + "_b";
    ConnectionSource admin = server.superuser("postgres");
    try {
      SynapseDatabase.named(name)
          .owner(database.owner(), database.password())
          .builtinLocale()
          .plan(admin)
          .apply(admin);
      LocaleReport locale = DatabaseInspector.on(server.superuser(name)).checkLocale();
      assertThat(locale.database().provider()).isEqualTo(LocaleProvider.BUILTIN);
      assertThat(locale.mismatches()).isEmpty();
      assertThat(locale.isSafe()).isTrue();
    } finally {
      server.execute("postgres", "DROP DATABASE IF EXISTS " + name);
    }
  }

  @PostgresTest
  void theServerTakesTheVerifierForThePassword(TestDatabase database) throws SQLException {
    List<String> passwords =
        List.of("simple", "späß ½ Ⅸ", "a\u00adb\u00a0c", "\u0001control", "ﬁ", "пароль", "😀x");
    for (String password : passwords) {
      try (Connection connection = database.superuser().open();
          var statement = connection.createStatement()) {
        statement.execute("SET password_encryption = 'scram-sha-256'");
        statement.execute(
            "ALTER ROLE " + database.owner() + " PASSWORD '" + password.replace("'", "''") + "'");
        try (var rows =
            statement.executeQuery(
                "SELECT rolpassword FROM pg_authid WHERE rolname = '" + database.owner() + "'")) {
          rows.next();
          assertThat(ScramVerifier.isOf(rows.getString(1), Secret.of(password)))
              .as("the server's own verifier of " + password)
              .isTrue();
        }
      }
    }
  }

  @Test
  void checksNamesAndHidesThePassword() {
    assertThatThrownBy(() -> SynapseDatabase.named("")).hasMessageContaining("0 bytes");
    assertThatThrownBy(() -> SynapseDatabase.named("ä".repeat(32)))
        .hasMessageContaining("64 bytes");
    assertThatThrownBy(() -> SynapseDatabase.named("a").owner("b", Secret.of("")))
        .hasMessageContaining("empty");
    assertThat(SynapseDatabase.named("a").owner("b", PASSWORD).toString())
        .doesNotContain(PASSWORD.reveal());
    assertThatThrownBy(
            () ->
                SynapseDatabase.named("a")
                    .owner("b", PASSWORD)
                    .plan(
                        () -> {
                          throw new SQLException("no", "57P03");
                        }))
        .isInstanceOf(DatabaseException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "it's", "$HOME `id`"})
  void printsCommandsThatAShellTakesAsTheyAre(String name) throws Exception {
    String line = Command.of("printf", "%s", name).render();
    Process shell = new ProcessBuilder("sh", "-c", line).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), UTF_8)).isEqualTo(name);
  }
}
