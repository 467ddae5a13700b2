package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.FindingsException;

@SuppressWarnings("StringConcatToTextBlock")
class SynapseConfigTest {
  private static final String SAMPLE =
      """
      server_name: example.org
      database:
        name: psycopg2
        txn_limit: 10000
        args:
          user: synapse_user
          password: 0123
          dbname: synapse
          host: localhost
          port: 5432
          cp_min: 5
          cp_max: 10
      """;

  @Test
  void readsTheDocumentedSample() {
    SynapseConfig config = SynapseConfig.parse("homeserver.yaml", SAMPLE);
    DatabaseEntry main = config.databaseFor(DataStore.MAIN);
    assertThat(main.location()).hasToString("homeserver.yaml:3:3");
    assertThat(main.settings().transactionLimit()).isEqualTo(10_000);
    assertThat(main.settings().statementTimeout()).contains(Duration.ofMinutes(10));
    assertThat(main.engine()).isInstanceOf(DatabaseEngine.Postgres.class);
    DatabaseEngine.Postgres pg = (DatabaseEngine.Postgres) main.engine();
    assertThat(pg.params().host()).contains("localhost");
    assertThat(pg.params().password().orElseThrow().reveal()).isEqualTo("83");
    assertThat(pg.pool()).isEqualTo(new PoolBounds(5, 10));
    assertThat(pg.params().find("port").orElseThrow().location().orElseThrow())
        .hasToString("homeserver.yaml:10:11");
    assertThat(pg.toString()).doesNotContain("83").contains("password=****");
    assertThat(config.problems().toList()).isEmpty();
  }

  @Test
  void aLaterFileReplacesTheWholeSection(@TempDir Path folder) throws IOException {
    Path first = Files.writeString(folder.resolve("homeserver.yaml"), SAMPLE);
    Path more = Files.createDirectory(folder.resolve("conf.d"));
    Files.writeString(
        more.resolve("b.yaml"), "database:\n  name: sqlite3\n  args:\n    database: /data/hs.db\n");
    Files.writeString(more.resolve("a.yaml"), "database: {name: psycopg2, args: {user: a}}\n");
    Files.writeString(more.resolve("note.txt"), "not read");
    SynapseConfig config = SynapseConfig.read(first, more);
    assertThat(config.databaseFor(DataStore.STATE).engine())
        .isEqualTo(new DatabaseEngine.Sqlite("/data/hs.db"));
    assertThat(config.sources())
        .extracting(p -> p.getFileName().toString())
        .containsExactly("homeserver.yaml", "a.yaml", "b.yaml");
    assertThat(config.problems().toList())
        .extracting(f -> f.code())
        .containsExactly(LintCode.FILE_IGNORED);
  }

  @Test
  void anUnreadableTextIsAFinding() {
    assertThatThrownBy(() -> SynapseConfig.parse("x.yaml", "a: b: c\n"))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("x.yaml:1:5: error [config.yaml-syntax]");
    assertThatThrownBy(() -> SynapseConfig.parse("x.yaml", "a:\n\tb: c\n"))
        .hasMessageContaining("config.yaml-tab");
  }

  @Test
  void databaseForNamesWhatIsWrong() {
    SynapseConfig both =
        SynapseConfig.parse(
            "x.yaml", "database: {name: psycopg2}\ndatabases: {a: {name: psycopg2}}\n");
    assertThatThrownBy(() -> both.databaseFor(DataStore.MAIN))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("config.database-and-databases");
    assertThatThrownBy(() -> SynapseConfig.parse("x.yaml", "a: 1").databaseFor(DataStore.MAIN))
        .hasMessageContaining("config.database-missing");
  }

  @Test
  void convertsToJdbc() {
    DatabaseEngine.Postgres pg =
        DatabaseEngine.Postgres.builder()
            .user("u")
            .password(org.synapsepg.core.Secret.of("s/e?c&r%e t"))
            .dbname("a/b?c&d%e#f:g h€")
            .host("db.example.org")
            .keepalives(10, 10, 3)
            .build();
    JdbcSettings jdbc = JdbcSettings.from(pg);
    assertThat(jdbc.url())
        .isEqualTo("jdbc:postgresql://db.example.org:5432/a%2Fb%3Fc%26d%25e%23f%3Ag%20h%E2%82%AC");
    assertThat(jdbc.properties())
        .containsEntry("password", "s/e?c&r%e t")
        .containsEntry("tcpKeepAlive", "true")
        .containsEntry("socketFactory", "org.synapsepg.config.TcpSocketFactory")
        .containsEntry("socketFactoryArg", "idle=10;interval=10;count=3");
    assertThat(jdbc.properties().toString()).doesNotContain("s/e?c&r%e t");
    assertThat(jdbc.untranslated().toList()).isEmpty();
    assertThat(Optional.of(jdbc.toString())).isPresent().get().asString().doesNotContain("e?c");
  }
}
