package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;

@ExtendWith(PostgresExtension.class)
class HbaComparisonTest {
  @Test
  void tellsWhoDecidedBeforeAndWhoDecidesNow() {
    HbaFile before =
        HbaFile.parse("host synapse su 10.0.0.0/8 md5\nlocal all all peer\n", PgVersion.of(16));
    assertThat(HbaComparison.between(before, before).changes()).isEmpty();
    HbaFile after = before.edit(e -> e.setMethod(before.rules().get(0), AuthMethod.SCRAM_SHA_256));
    assertThat(HbaComparison.between(before, after).changes())
        .hasSize(1)
        .first()
        .satisfies(
            change -> {
              assertThat(change.before()).contains("md5");
              assertThat(change.after()).contains("scram-sha-256");
              assertThat(change.example().database()).isEqualTo("synapse");
            });
    HbaFile without = before.edit(e -> e.remove(before.rules().get(1)));
    assertThat(HbaComparison.between(before, without).changes())
        .extracting(HbaComparison.Change::after)
        .containsExactly("no rule");
  }

  @Test
  void asksARunningServer(PostgresServers servers) throws Exception {
    PostgresServer server = servers.newest();
    LiveHba live = LiveHba.on(server.superuser("postgres"));
    LiveHba.State state = live.check();
    assertThat(state.server().version().major()).isEqualTo(server.major());
    assertThat(state.wouldLoad()).isTrue();
    Path path = Path.of(state.hbaFile());
    byte[] original = Files.readAllBytes(path);
    HbaFile file = HbaFile.read(path, state.server());
    assertThat(file.loads()).isTrue();
    assertThat(live.shows(file)).isTrue();
    try {
      Files.writeString(path, "host all\n");
      LiveHba.State broken = live.check();
      assertThat(broken.wouldLoad()).isFalse();
      assertThat(broken.reloadDue()).isTrue();
      assertThat(broken.findings().render()).contains("end-of-line before role specification");
      assertThat(live.shows(file)).isFalse();
      assertThat(live.shows(HbaFile.read(path, state.server()))).isTrue();
    } finally {
      Files.write(path, original);
    }
    live.reload();
    try (Connection connection = server.superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      assertThat(LiveRowsTest.single(statement, "SELECT 1")).isEqualTo("1");
    }
  }
}
