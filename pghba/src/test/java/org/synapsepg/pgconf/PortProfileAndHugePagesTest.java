package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/** What is done to a running server can be taken back, and is what was said. */
@ExtendWith(PostgresExtension.class)
class PortProfileAndHugePagesTest {
  private static final int STARTS = Integer.getInteger("synapsepg.pgconf.starts", 2);

  static Stream<Integer> majors() {
    return PostgresServers.majors().stream();
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void theProfileOfAPortIsAppliedAndTakenBack(int major, PostgresServers servers) throws Exception {
    try (ConfServer server = new ConfServer(servers.major(major))) {
      LiveSettings live = LiveSettings.on(server.server().superuser("postgres"));
      assertThat(live.version().major()).isEqualTo(major);
      live.apply(AlterSystem.of(server.version()).set("max_wal_size", "3GB").statements());
      PgConfFile before = PgConfFile.read(server.conf(), server.version());
      PortProfile profile = PortProfile.of(server.version(), ByteSize.gibibytes(8), 2);
      Map<String, String> remembered = profile.remembered(before);
      assertThat(remembered).isEqualTo(Map.of("max_wal_size", "3GB"));
      live.apply(profile.applyStatements());
      PgConfFile with = PgConfFile.read(server.conf(), server.version());
      assertThat(with.values())
          .containsEntry("max_wal_size", "8192")
          .containsEntry("autovacuum", "off");
      for (String statement : profile.sessionStatements()) {
        live.apply(List.of(statement));
      }
      live.apply(profile.undoStatements(remembered));
      assertThat(PgConfFile.read(server.conf(), server.version()).values())
          .isEqualTo(before.values());
      assertThat(live.pendingRestart()).isEmpty();
      PgConfFile.read(server.conf(), server.version()).edit(e -> e.set("work_mem", "9MB")).write();
      assertThat(live.compare(PgConfFile.read(server.conf(), server.version())).render())
          .contains("the files set work_mem to '9216', the server has '4096'")
          .contains("SELECT pg_reload_conf()");
      server.restoreAndReload();
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void serversRunWithSampledAdvice(int major) {
    long seed = Seed.of(PortProfileAndHugePagesTest.class);
    Random random = new Random(seed * 31 + major);
    for (int i = 0; i < STARTS; i++) {
      int megabytes = 1024 << random.nextInt(4);
      int cpus = 1 + random.nextInt(32);
      int connections = 5 + random.nextInt(80);
      Storage storage = List.of(Storage.values()).get(random.nextInt(Storage.values().length));
      TuningAdvice advice =
          TuningAdvisor.builder()
              .memory(ByteSize.mebibytes(megabytes))
              .cpus(cpus)
              .connections(connections)
              .storage(storage)
              .version(PgVersion.of(major))
              .sharedWithSynapse(i % 2 == 0)
              .build()
              .advise();
      Map<String, String> settings =
          advice.settings().stream()
              .collect(java.util.stream.Collectors.toMap(TunedSetting::name, TunedSetting::value));
      try (PostgresServer server = PostgresServer.start(major, settings)) {
        ServerState state = LiveSettings.on(server.superuser("postgres")).state();
        SettingCatalog catalog = SettingCatalog.of(PgVersion.of(major));
        settings.forEach(
            (name, value) ->
                assertThat(catalog.require(name).read(value))
                    .as("seed %s, %s of %s MB, %s CPUs", seed, name, megabytes, cpus)
                    .isEqualTo(new ValueReading.Accepted(state.running(name).orElse(""))));
      }
    }
  }

  @Test
  void countsHugePages() {
    HugePages told = HugePages.needed(150, ByteSize.mebibytes(2));
    assertThat(told.sysctlLine()).isEqualTo("vm.nr_hugepages = 150");
    assertThat(told.memlockKilobytes()).isEqualTo(307_200);
    assertThat(HugePages.forSharedMemory(ByteSize.mebibytes(143), ByteSize.mebibytes(2)).pages())
        .isEqualTo(72);
    HugePages estimate =
        HugePages.estimate(
            ByteSize.gibibytes(2), ByteSize.mebibytes(16), 100, ByteSize.mebibytes(2));
    assertThat(estimate.isEstimate()).isTrue();
    assertThat(estimate.pages()).isBetween(1050L, 1200L);
    assertThatThrownBy(() -> HugePages.needed(-1, ByteSize.mebibytes(2)))
        .hasMessageContaining("no huge pages");
    String meminfo =
        """
        MemTotal:        8000000 kB
        HugePages_Total:     100
        HugePages_Free:      100
        Hugepagesize:       2048 kB
        """;
    assertThat(told.check(meminfo).render())
        .contains("100 pages are reserved, the server needs 150");
    assertThat(told.check(meminfo.replace("100", "160"))).isEmpty();
    assertThat(told.check("MemTotal: 1 kB\n").render()).contains("Hugepagesize");
  }

  @Test
  void tellsWhatAnotherMajorMakesOfTheFile() {
    PgConfFile file =
        PgConfFile.parse(
            """
            wal_keep_segments = 10
            password_encryption = on
            port = 5432
            effective_io_concurrency = 2
            vacuum_buffer_usage_limit = 1
            """,
            PgVersion.of(12));
    String findings = file.upgradeTo(PgVersion.of(18)).render();
    assertThat(findings)
        .contains("'wal_keep_segments' is unknown to PostgreSQL 18")
        .contains("use wal_keep_size instead")
        .contains(
            "PostgreSQL 18 refuses the value: invalid value for parameter \"password_encryption\"")
        .contains("the default of 'checkpoint_completion_target' is '0.9' in PostgreSQL 18")
        .doesNotContain("'port'");
    assertThat(PgConfFile.parse("port = 1\n", PgVersion.of(16)).upgradeTo(PgVersion.of(16)))
        .isEmpty();
    assertThatThrownBy(() -> AlterSystem.of(PgVersion.of(16)).set("nosuch", "1"))
        .isInstanceOf(FindingsException.class);
  }
}
