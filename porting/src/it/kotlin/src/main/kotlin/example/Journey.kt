package example

import java.io.PrintStream
import java.nio.file.Path
import java.time.Duration
import org.synapsepg.config.CutoverPlan
import org.synapsepg.config.DataStore
import org.synapsepg.config.DatabaseEngine
import org.synapsepg.config.JdbcSettings
import org.synapsepg.config.SynapseConfig
import org.synapsepg.core.ByteSize
import org.synapsepg.core.ConnectionSource
import org.synapsepg.core.PgVersion
import org.synapsepg.core.Secret
import org.synapsepg.hba.AuthMethod
import org.synapsepg.hba.ConnectionRequest
import org.synapsepg.hba.HbaAdvisor
import org.synapsepg.hba.HbaFile
import org.synapsepg.pgconf.PgConfFile
import org.synapsepg.pgconf.TuningAdvisor
import org.synapsepg.porting.PortCertificate
import org.synapsepg.porting.PortEvent
import org.synapsepg.porting.PortJob
import org.synapsepg.porting.PortOutcome
import org.synapsepg.porting.SqliteSource
import org.synapsepg.porting.VerifyLevel
import org.synapsepg.provision.SynapseDatabase

/** From a homeserver on SQLite to one on PostgreSQL, step by step as Synapse's documentation has it. */
class Journey(
    private val homeserverYaml: Path,
    private val admin: ConnectionSource,
    private val hbaConf: Path,
    private val postgresConf: Path,
    private val out: PrintStream,
) {
    fun take(wanted: DatabaseEngine.Postgres, password: Secret, synapseAddress: String): Boolean {
        // What is there now? No else: a third engine would be a compile error.
        val source = when (val engine = SynapseConfig.read(homeserverYaml).databaseFor(DataStore.MAIN).engine()) {
            is DatabaseEngine.Sqlite -> SqliteSource.file(homeserverYaml.resolveSibling(engine.database))
            is DatabaseEngine.Postgres -> return false
        }

        // Set up the database: shown first, then done.
        val user = wanted.params().user().orElseThrow()
        val database = wanted.params().dbname().orElseThrow()
        val plan = SynapseDatabase.named(database).owner(user, password).plan(admin)
        plan.statements().forEach(out::println)
        plan.apply(admin)

        // Let Synapse in, and tune the server: as diffs, for the administrator to apply.
        val hba = HbaFile.read(hbaConf, PgVersion.of(18))
        val request = ConnectionRequest.tcp(synapseAddress).ssl(false).database(database).user(user).build()
        out.print(HbaAdvisor.on(hba).allow(request, AuthMethod.SCRAM_SHA_256).file().diffFrom(hba))
        val conf = PgConfFile.read(postgresConf, PgVersion.of(18))
        val tuning = TuningAdvisor.builder()
            .memory(ByteSize.gibibytes(8)).cpus(4).connections(20).version(PgVersion.of(18)).build().advise()
        out.print(conf.edit(tuning::applyTo).diffFrom(conf))

        // Would a port begin? Every reason against it at once; nothing is written.
        val job = PortJob.builder().from(source).to(JdbcSettings.from(wanted).connectionSource()).build()
        job.preflight().findings().throwIfErrors()

        // Port, but no longer than an hour: then it stops at a checkpoint, and the same job goes on later.
        val outcome = job.start(::show).use { run ->
            run.await(Duration.ofHours(1)) ?: run.apply { requestStop() }.await()
        }
        out.println(told(outcome))
        if (outcome !is PortOutcome.Completed) return false
        outcome.certificate.writeTo(homeserverYaml.resolveSibling("port-certificate.json"))
        val proof = job.verify(VerifyLevel.BYTES)
        out.println(proof.render())

        // Point Synapse at PostgreSQL; the old file is kept.
        val cutover = CutoverPlan.of(homeserverYaml, wanted)
        out.print(cutover.diff())
        cutover.apply()
        return proof.isSame
    }

    /** No else: a new kind of end would be a compile error. */
    private fun told(outcome: PortOutcome): String = when (outcome) {
        is PortOutcome.Completed -> "verified: ${outcome.summary.rows} rows, ${outcome.quarantined.size} in quarantine"
        is PortOutcome.Stopped -> "stopped after ${outcome.rowsSoFar} rows; the same job goes on"
        is PortOutcome.Refused -> "refused, nothing written\n${outcome.findings.render()}"
        is PortOutcome.Differs -> "do not start Synapse on it\n${outcome.proof.render()}"
        is PortOutcome.Failed -> "failed at a checkpoint\n${outcome.findings.render()}"
    }

    private fun show(event: PortEvent) {
        if (event is PortEvent.Progress) out.println(event.render())
    }
}

/** Any time later, against the certificate alone: a restored backup, a replica. */
fun isStillWhole(database: ConnectionSource, certificate: Path): Boolean =
    PortCertificate.read(certificate).check(database).isSame
