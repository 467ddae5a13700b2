package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * A real Synapse was on the ported database: what a certificate says of it then, and whether a
 * further port would still write there. Needs what {@link SynapseBootTest} needs.
 */
@Tag("synapse")
class SynapseUsedTest {
  private static final String RELEASE = "1.163.2";

  /** Starts Synapse on a database and stops it; in between a user logs in, if one is named. */
  private static final String START =
      """
      import json, random, shutil, sys, tempfile, urllib.request
      sys.path.insert(0, sys.argv[1])
      import fxlib as fx
      version, host, port, owner, name, password, user = sys.argv[2:9]
      folder, base = tempfile.mkdtemp(), random.randrange(30030, 32000, 30)
      try:
          fx.make_config(version, folder, fx.pg_db(name, host, port, owner, password), base,
                         fx.server_name(version), fx.remote_name(version))
          process = fx.start(version, folder, base)
          try:
              if user:
                  body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user},
                          "password": fx.password(user)}
                  request = urllib.request.Request("http://127.0.0.1:%d/_matrix/client/v3/login" % (base + 1),
                                                   json.dumps(body).encode(), {"Content-Type": "application/json"})
                  print(json.load(urllib.request.urlopen(request))["user_id"])
          finally:
              fx.stop(process)
      finally:
          shutil.rmtree(folder, ignore_errors=True)
      """;

  @TempDir Path folder;

  private static Path scripts() {
    Path scripts = OutsideData.fixtures().resolveSibling("boot");
    String venvs = System.getenv("SYNAPSE_VENVS");
    if (venvs == null
        || !Files.exists(scripts)
        || Arrays.stream(venvs.split(":", -1))
            .noneMatch(v -> Files.exists(Path.of(v, "v" + RELEASE)))) {
      String message = "SKIPPED: needs SYNAPSE_VENVS with v" + RELEASE + " and " + scripts;
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
    }
    return scripts;
  }

  private Path unpack(String fixture) throws IOException, SQLException {
    Path file = folder.resolve(fixture.replace('/', '-'));
    if (!Files.exists(file)) {
      try (InputStream in =
          new GZIPInputStream(
              Files.newInputStream(OutsideData.fixtures().resolve(fixture + ".db.gz")))) {
        Files.copy(in, file);
      }
      SqliteFile.withoutDelayedEvents(file);
    }
    return file;
  }

  private static PortOutcome port(Path source, TestDatabase target, String... confirmed)
      throws InterruptedException {
    PortJob.Builder job =
        PortJob.builder().from(SqliteSource.file(source)).to(target.source()).workers(2);
    for (String name : confirmed) {
      job.overwriteTarget(name);
    }
    try (PortRun run = job.build().start()) {
      return run.await();
    }
  }

  private static PortOutcome.Completed completed(PortOutcome outcome) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    return (PortOutcome.Completed) outcome;
  }

  private static void assertRefused(PortOutcome outcome, PortCode code) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Refused.class);
    assertThat(((PortOutcome.Refused) outcome).findings().withCode(code))
        .as(String.valueOf(outcome))
        .isNotEmpty();
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path log = folder.resolve("synapse.log");
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(log, StandardCharsets.UTF_8)).isZero();
  }

  private void start(Path scripts, TestDatabase on, String user) throws Exception {
    run(
        List.of(
            "python3",
            "-c",
            START,
            scripts.toString(),
            RELEASE,
            "127.0.0.1",
            String.valueOf(on.server().port()),
            on.owner(),
            on.name(),
            on.password().reveal(),
            user));
  }

  @PostgresTest(majors = 18)
  void aTargetThatSynapseWasStartedOnIsRefusedWithoutAnyClient(TestDatabase target)
      throws Exception {
    Path scripts = scripts();
    Path source = unpack("synapse-" + RELEASE + "/b");
    completed(port(source, target));
    start(scripts, target, "");
    assertRefused(port(source, target), PortCode.TARGET_USED);
  }

  @PostgresTest(majors = 18)
  void oneLoginIsEnoughAndASessionLetsOldRowsBe(TestDatabase target) throws Exception {
    final Path scripts = scripts();
    Path source = unpack("synapse-" + RELEASE + "/a");
    PortCertificate certificate = completed(port(source, target)).certificate();
    assertThat(certificate.check(target.source()).isSame()).isTrue();
    start(scripts, target, "carol");
    assertRefused(port(source, target), PortCode.TARGET_USED);

    List<String> session = new ArrayList<>();
    session.add(scripts.resolve("boot_check.sh").toString());
    session.addAll(
        List.of(
            RELEASE,
            "127.0.0.1",
            String.valueOf(target.server().port()),
            target.owner(),
            target.name(),
            target.password().reveal()));
    run(session);
    VerificationReport used = certificate.check(target.source());
    for (String grown :
        List.of("events", "stream_ordering_to_exterm", "state_groups", "state_groups_state")) {
      assertThat(used.find(grown).orElseThrow().verdict())
          .as(used.render())
          .isEqualTo(Verdict.GREW);
    }
    assertThat(used.findings().hasErrors()).as(used.render()).isFalse();
    target.execute(
        "UPDATE events SET depth = depth + 1 WHERE stream_ordering ="
            + " (SELECT min(stream_ordering) FROM events)");
    VerificationReport altered = certificate.check(target.source());
    assertThat(altered.find("events").orElseThrow().verdict())
        .as(altered.render())
        .isEqualTo(Verdict.CHANGED);
    assertRefused(port(source, target), PortCode.TARGET_USED);
  }

  /**
   * The source was upgraded by a newer Synapse since the first port: refused by name, until the
   * same Synapse has upgraded the target as well.
   */
  @PostgresTest(majors = 18)
  void anUpgradedSourceGoesIntoATargetThatWasUpgradedToo(TestDatabase target) throws Exception {
    Path scripts = scripts();
    completed(port(unpack("synapse-1.72.0/b"), target));
    Path upgraded = unpack("synapse-" + RELEASE + "/upgraded/upgraded");
    assertRefused(port(upgraded, target), PortCode.SCHEMA_DIFFERS);
    start(scripts, target, "");
    assertRefused(port(upgraded, target), PortCode.TARGET_USED);
    PortOutcome.Completed second = completed(port(upgraded, target, target.name()));
    assertThat(second.proof().isSame()).isTrue();
    assertThat(
            PortJob.builder()
                .from(SqliteSource.file(upgraded))
                .to(target.source())
                .build()
                .verify(VerifyLevel.BYTES)
                .isSame())
        .isTrue();
  }
}
