package example;

import java.io.PrintStream;
import java.nio.file.Path;
import org.synapsepg.config.CutoverPlan;
import org.synapsepg.config.DataStore;
import org.synapsepg.config.DatabaseEngine;
import org.synapsepg.config.JdbcSettings;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Secret;
import org.synapsepg.hba.AuthMethod;
import org.synapsepg.hba.ConnectionRequest;
import org.synapsepg.hba.HbaAdvisor;
import org.synapsepg.hba.HbaFile;
import org.synapsepg.pgconf.PgConfFile;
import org.synapsepg.pgconf.TuningAdvisor;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.provision.SynapseDatabase;

/** From a homeserver on SQLite to one on PostgreSQL, step by step as Synapse's documentation has it. */
public record Journey(Path homeserverYaml, ConnectionSource admin, Path hbaConf, Path postgresConf, PrintStream out) {

  public boolean take(DatabaseEngine.Postgres wanted, Secret password, String synapseAddress) throws InterruptedException {
    // What is there now?
    SynapseConfig config = SynapseConfig.read(homeserverYaml);
    if (!(config.databaseFor(DataStore.MAIN).engine() instanceof DatabaseEngine.Sqlite sqlite)) {
      out.println("This homeserver does not use SQLite.");
      return false;
    }

    // Set up the database: shown first, then done.
    String user = wanted.params().user().orElseThrow();
    String database = wanted.params().dbname().orElseThrow();
    var plan = SynapseDatabase.named(database).owner(user, password).plan(admin);
    plan.statements().forEach(out::println);
    plan.apply(admin);

    // Let Synapse in, and tune the server: as diffs, for the administrator to apply.
    HbaFile hba = HbaFile.read(hbaConf, PgVersion.of(18));
    var request = ConnectionRequest.tcp(synapseAddress).ssl(false).database(database).user(user).build();
    out.print(HbaAdvisor.on(hba).allow(request, AuthMethod.SCRAM_SHA_256).file().diffFrom(hba));
    PgConfFile conf = PgConfFile.read(postgresConf, PgVersion.of(18));
    var tuning = TuningAdvisor.builder().memory(ByteSize.gibibytes(8)).cpus(4).connections(20).version(PgVersion.of(18)).build();
    out.print(conf.edit(tuning.advise()::applyTo).diffFrom(conf));

    // Would a port begin? Every reason against it at once; nothing is written.
    PortJob job = PortJob.builder()
        .from(SqliteSource.file(homeserverYaml.resolveSibling(sqlite.database())))
        .to(JdbcSettings.from(wanted).connectionSource())
        .build();
    job.preflight().findings().throwIfErrors();

    // Port, then prove it once more, byte by byte.
    try (PortRun run = job.start(this::show)) {
      PortOutcome outcome = run.await();
      if (!(outcome instanceof PortOutcome.Completed done)) {
        out.println(outcome);
        return false;
      }
      done.certificate().writeTo(homeserverYaml.resolveSibling("port-certificate.json"));
    }
    var proof = job.verify(VerifyLevel.BYTES);
    out.println(proof.render());

    // Point Synapse at PostgreSQL; the old file is kept.
    CutoverPlan cutover = CutoverPlan.of(homeserverYaml, wanted);
    out.print(cutover.diff());
    cutover.apply();
    return proof.isSame();
  }

  /** Any time later, against the certificate alone: a restored backup, a replica. */
  public static boolean isStillWhole(ConnectionSource database, Path certificate) {
    return PortCertificate.read(certificate).check(database).isSame();
  }

  private void show(PortEvent event) {
    if (event instanceof PortEvent.Progress progress) {
      out.println(progress.render());
    }
  }
}
