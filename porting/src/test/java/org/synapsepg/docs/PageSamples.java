package org.synapsepg.docs;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import org.synapsepg.check.BackupPlan;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.LocaleReport;
import org.synapsepg.check.SequenceRepair;
import org.synapsepg.check.SequenceReport;
import org.synapsepg.check.ServerAddress;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.config.deploy.DeploymentInspector;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Secret;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.pgconf.PgConfFile;
import org.synapsepg.pgconf.Storage;
import org.synapsepg.pgconf.TuningAdvice;
import org.synapsepg.pgconf.TuningAdvisor;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.RehomeJob;
import org.synapsepg.porting.RehomeReport;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.provision.ProvisionPlan;
import org.synapsepg.provision.SynapseDatabase;

/**
 * The Java samples of the pages in docs, as they stand there; {@link PageSamplesTest} runs them.
 */
record PageSamples(PrintStream out) {
  void backup(Path passfile, String output, ConnectionSource restored) {
    BackupPlan plan =
        BackupPlan.of(new ServerAddress("127.0.0.1", 5432, "synapse_user", "synapse"))
            .withJobs(4)
            .withPassfile(passfile);
    plan.dump(Path.of("synapse.dump"));
    plan.restore(Path.of("synapse.dump"), "synapse_new");
    BackupPlan.checkContents(output);
    BackupPlan.checkRestored(restored);
  }

  VerificationReport certificate(ConnectionSource target, ConnectionSource restored, Path file) {
    PortCertificate.take(target).writeTo(file);
    VerificationReport report = PortCertificate.read(file).check(restored);
    return report;
  }

  void deployment(SynapseConfig config) {
    DeploymentInspector deployment =
        DeploymentInspector.builder(config)
            .runningAs(991, 991)
            .mount("/data", Path.of("/srv/synapse"))
            .trustBundle(Path.of("/srv/synapse/ca-certificates.crt"))
            .elementConfig(Path.of("/srv/element/config.json"))
            .build();
    deployment.checkFiles();
    deployment.checkOidc();
  }

  void errors(SQLException exception) {
    PgProblem problem = PgErrors.explain(exception);
    out.println(problem.explanation().render());
  }

  void locale(ConnectionSource source) {
    LocaleReport report = DatabaseInspector.on(source).checkLocale();
    report
        .mismatches()
        .forEach(
            m -> out.printf("%s is '%s', needed: '%s'%n", m.setting(), m.actual(), m.expected()));
  }

  RehomeReport rehome(String database, ConnectionSource owner) {
    RehomeJob job = RehomeJob.of(database, owner);
    job.preflight().throwIfErrors();
    RehomeReport report =
        job.run(
            event -> {
              if (event instanceof PortEvent.Progress p) out.println(p.render());
            });
    return report;
  }

  PgConfFile settings(Path path) {
    PgConfFile conf = PgConfFile.read(path, PgVersion.of(16));
    conf.check().forEach(f -> out.println(f.render()));
    conf.serverView().forEach(out::println);
    conf.effective("work_mem").ifPresent(s -> out.println(conf.locationOf(s) + ": " + s.value()));
    return conf;
  }

  void tuned(PgConfFile conf) {
    PgConfFile tuned =
        conf.edit(
            e ->
                e.set("listen_addresses", "*")
                    .set("shared_buffers", ByteSize.gibibytes(2))
                    .commentOut("fsync"));
    tuned.effectOf(conf).forEach(out::println);
    tuned.write();
  }

  PgConfFile advised(PgConfFile conf) {
    TuningAdvice tuning =
        TuningAdvisor.builder()
            .memory(ByteSize.gibibytes(8))
            .cpus(4)
            .pools(3, 10)
            .version(PgVersion.of(16))
            .storage(Storage.SSD)
            .sharedWithSynapse(false)
            .build()
            .advise();
    PgConfFile advised = conf.edit(tuning::applyTo);
    return advised;
  }

  void provisioning(Secret password, ConnectionSource admin) {
    ProvisionPlan plan =
        SynapseDatabase.named("synapse").owner("synapse_user", password).plan(admin);
    plan.findings().forEach(f -> out.println(f.render()));
    plan.statements().forEach(out::println);
    plan.apply(admin);
  }

  void sequences(ConnectionSource target) {
    SequenceReport report = DatabaseInspector.on(target).checkSequences();
    report.findings().forEach(f -> out.println(f.render()));
    SequenceRepair repair = report.planRepair();
    repair.statements().forEach(out::println);
    repair.apply(target);
  }
}
