package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synapsepg.porting.cli.Main;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/** Signals stop the command line's port, with the status that says so; the next one goes on. */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class SignalTest {
  private static final int STOPPED = 75;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 1", "TERM, 1", "INT, 2", "TERM, 2"})
  void endARunThatGoesOnLater(String signal, int times, PostgresServers servers) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 71, 20_000);
    try (TestDatabase whole = servers.newest().newDatabase();
        TestDatabase target = servers.newest().newDatabase()) {
      MiniSynapse.prepare(whole);
      assertThat(ends(port(file, whole))).isZero();
      MiniSynapse.prepare(target);
      Process port = port(file, target);
      until(port, "\"phase\":\"loading\"");
      for (int i = 0; i < times; i++) {
        assertThat(
                new ProcessBuilder("kill", "-" + signal, String.valueOf(port.pid()))
                    .start()
                    .waitFor())
            .isZero();
      }
      assertThat(ends(port)).isEqualTo(STOPPED);
      assertThat(target.query("SELECT phase FROM synapse_pg_port.run")).doesNotContain("COMPLETE");
      assertThat(ends(port(file, target))).isZero();
      assertThat(MiniSynapse.difference(MiniSynapse.content(whole), target)).isEmpty();
    }
  }

  /** Whoever starts the tests in the background ignores signals, and a child would inherit that. */
  private Process port(Path file, TestDatabase target) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(
        List.of(
            "port",
            "--sqlite-database",
            file.toString(),
            "--jdbc-url",
            target.jdbcUrl(),
            "--schema",
            "prepared",
            "--json",
            "--batch-size",
            "500",
            "--certificate",
            folder.resolve("certificate.json").toString()));
    return new ProcessBuilder(command)
        .redirectError(folder.resolve("errors.txt").toFile())
        .directory(folder.toFile())
        .start();
  }

  private static void until(Process port, String said) throws IOException {
    BufferedReader lines = lines(port);
    String line = lines.readLine();
    while (line != null && !line.contains(said)) {
      line = lines.readLine();
    }
    assertThat(line).as("what the port says").isNotNull();
  }

  private static BufferedReader lines(Process port) {
    return new BufferedReader(new InputStreamReader(port.getInputStream(), StandardCharsets.UTF_8));
  }

  private static int ends(Process port) throws Exception {
    lines(port).lines().forEach(line -> {});
    assertThat(port.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return port.exitValue();
  }
}
