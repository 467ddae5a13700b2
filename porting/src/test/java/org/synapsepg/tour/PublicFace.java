package org.synapsepg.tour;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.LocaleReport;
import org.synapsepg.check.SequenceRepair;
import org.synapsepg.check.SequenceReport;
import org.synapsepg.config.ConfigDocument;
import org.synapsepg.config.ConfigLinter;
import org.synapsepg.config.DataStore;
import org.synapsepg.config.DatabaseEngine;
import org.synapsepg.config.DatabaseEntry;
import org.synapsepg.config.JdbcSettings;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.config.deploy.DeploymentInspector;
import org.synapsepg.config.hikari.HikariConfigs;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Secret;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.hba.AuthMethod;
import org.synapsepg.hba.ConnectionRequest;
import org.synapsepg.hba.HbaAdvice;
import org.synapsepg.hba.HbaAdvisor;
import org.synapsepg.hba.HbaDecision;
import org.synapsepg.hba.HbaFile;
import org.synapsepg.hba.HbaRule;
import org.synapsepg.pgconf.PgConfFile;
import org.synapsepg.pgconf.TuningAdvice;
import org.synapsepg.pgconf.TuningAdvisor;
import org.synapsepg.porting.ExistingCheckpoint;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.provision.SynapseDatabase;

/**
 * One use of every part of the public face, as a caller writes it. That this compiles is the
 * promise; what each part does is tested by its module.
 */
final class PublicFace {
  private PublicFace() {}

  static void configuration(PrintStream out) throws IOException {
    SynapseConfig config =
        SynapseConfig.read(Path.of("homeserver.yaml"), Path.of("conf.d/db.yaml"));
    DatabaseEntry main = config.databaseFor(DataStore.MAIN);
    if (main.engine() instanceof DatabaseEngine.Postgres pg) {
      out.printf(
          "%s: %d to %d connections (%s)%n",
          pg.params().host().orElse("local socket"),
          pg.pool().min(),
          pg.pool().max(),
          main.location());
      Findings findings = ConfigLinter.builder().server(PgVersion.of(16)).build().lint(config);
      findings.forEach(f -> out.println(f.render()));
      findings.throwIfErrors();
      JdbcSettings jdbc = JdbcSettings.from(pg);
      out.println(jdbc.url() + jdbc.properties().size() + jdbc.untranslated());
      HikariConfig pool = HikariConfigs.from(pg);
      out.println(pool.getMaximumPoolSize());
    }
    DeploymentInspector deployment =
        DeploymentInspector.builder(config)
            .runningAs(991, 991)
            .trustBundle(Path.of("ca.pem"))
            .build();
    Findings files = deployment.checkFiles();
    Findings oidc = deployment.checkOidc();
    out.println(files.plus(oidc).render());
  }

  static ConnectionSource cutover() throws IOException {
    ConfigDocument yaml = ConfigDocument.read(Path.of("homeserver.yaml"));
    DatabaseEngine.Postgres postgres =
        DatabaseEngine.Postgres.builder()
            .user("synapse_user")
            .password(Secret.of("…"))
            .dbname("synapse")
            .host("127.0.0.1")
            .pool(5, 10)
            .keepalives(10, 10, 3)
            .build();
    yaml.edit(e -> e.setDatabase(postgres)).writeTo(Path.of("homeserver-postgres.yaml"));
    ConnectionSource target = JdbcSettings.from(postgres).connectionSource();
    return target.forDatabase("postgres");
  }

  static void access(Path path, PrintStream out) throws IOException {
    HbaFile before = HbaFile.read(path, PgVersion.of(16));
    HbaRule docker =
        HbaRule.hostnossl()
            .database("all")
            .user("all")
            .address("172.16.0.0/12")
            .method(AuthMethod.SCRAM_SHA_256)
            .build();
    HbaFile after =
        before.edit(
            e ->
                e.insertBefore(before.rules().get(0), docker)
                    .commentAbove(docker, "containers on the Docker networks"));
    out.print(after.diffFrom(before));
    after.writeTo(path);
    HbaDecision decision =
        after.decide(
            ConnectionRequest.tcp("172.27.0.2")
                .ssl(false)
                .database("matrix-chat")
                .user("homelab")
                .build());
    if (decision instanceof HbaDecision.Matched m) {
      out.printf("line %d: %s%n", after.lineOf(m.rule()), m.rule().source());
    }
    PgProblem problem =
        PgErrors.explain(
            "FATAL:  no pg_hba.conf entry for host \"172.27.0.2\", user \"homelab\", "
                + "database \"matrix-chat\", no encryption");
    if (problem instanceof PgProblem.NoHbaEntry refused) {
      HbaAdvice advice =
          HbaAdvisor.on(before).allow(ConnectionRequest.from(refused), AuthMethod.SCRAM_SHA_256);
      out.print(advice.file().diffFrom(before));
      advice.findings().forEach(f -> out.println(f.render()));
    }
  }

  static void settings(Path path, PrintStream out) throws IOException {
    PgConfFile conf = PgConfFile.read(path, PgVersion.of(16));
    PgConfFile tuned =
        conf.edit(
            e ->
                e.set("listen_addresses", "*")
                    .set("shared_buffers", ByteSize.mebibytes(2048))
                    .commentOut("fsync"));
    tuned.effectOf(conf).forEach(c -> out.println(c.name() + " needs " + c.activation()));
    TuningAdvice tuning =
        TuningAdvisor.builder()
            .memory(ByteSize.gibibytes(8))
            .cpus(4)
            .connections(20)
            .version(PgVersion.of(16))
            .build()
            .advise();
    tuning
        .settings()
        .forEach(s -> out.println(s.name() + " = " + s.value() + "   # " + s.reason()));
    PgConfFile advised = conf.edit(tuning::applyTo);
    out.println(advised.effectOf(conf));
  }

  static void database(
      ConnectionSource admin, ConnectionSource target, DataSource dataSource, PrintStream out) {
    SynapseDatabase.named("synapse").owner("synapse_user", Secret.of("…")).plan(admin).apply(admin);
    LocaleReport locale = DatabaseInspector.on(ConnectionSource.of(dataSource)).checkLocale();
    locale
        .mismatches()
        .forEach(
            m ->
                out.printf(
                    "%s is '%s', Synapse needs '%s'%n", m.setting(), m.actual(), m.expected()));
    SequenceReport sequences = DatabaseInspector.on(target).checkSequences();
    SequenceRepair repair = sequences.planRepair();
    repair.statements().forEach(out::println);
    repair.apply(target);
  }

  static void port(ConnectionSource target, PrintStream out) throws InterruptedException {
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(Path.of("homeserver.db")))
            .to(target)
            .workers(2)
            .existingCheckpoint(ExistingCheckpoint.RESUME)
            .build();
    PreflightReport preflight = job.preflight();
    preflight.findings().throwIfErrors();
    try (PortRun run =
        job.start(
            event -> {
              if (event instanceof PortEvent.Progress p) {
                out.println(p.render());
              }
            })) {
      PortOutcome outcome = run.await();
      if (outcome instanceof PortOutcome.Completed done) {
        done.certificate().writeTo(Path.of("port-certificate.json"));
        VerificationReport proof = done.proof();
        out.println(proof.render() + done.replaced() + done.quarantined());
      }
    }
    VerificationReport again = job.verify(VerifyLevel.BYTES);
    VerificationReport restored =
        PortCertificate.read(Path.of("port-certificate.json")).check(target);
    out.println(again.isSame() && restored.isSame());
  }
}
