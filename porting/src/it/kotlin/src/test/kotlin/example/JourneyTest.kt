package example

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Files
import java.nio.file.Path
import java.util.Properties
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.synapsepg.config.DatabaseEngine
import org.synapsepg.config.JdbcSettings
import org.synapsepg.core.ConnectionSource
import org.synapsepg.core.Secret

class JourneyTest {
    @Test
    fun movesAHomeserver(@TempDir folder: Path) {
        Files.copy(Path.of(System.getProperty("homeserver.db")), folder.resolve("homeserver.db"))
        val yaml = folder.resolve("homeserver.yaml")
        Files.writeString(yaml, "server_name: demo.test\ndatabase:\n  name: sqlite3\n  args:\n    database: homeserver.db\n")
        EmbeddedPostgres.start().use { server ->
            val superuser = Properties().apply { setProperty("user", "postgres") }
            val admin = ConnectionSource.of(server.getJdbcUrl("postgres", "postgres"), superuser)
            val password = Secret.of("correct horse")
            val wanted = DatabaseEngine.Postgres.builder()
                .user("synapse_user").password(password).dbname("synapse").host("127.0.0.1").port(server.port).build()
            val said = ByteArrayOutputStream()
            val journey = Journey(yaml, admin, admin.path("hba_file"), admin.path("config_file"), PrintStream(said, true))

            val arrived = journey.take(wanted, password, "172.27.0.2")

            assertTrue(arrived, said.toString())
            assertTrue(said.toString().contains("verified: "), said.toString())
            assertFalse(said.toString().contains("correct horse"))
            assertTrue(Files.readString(yaml).contains("name: psycopg2"))
            assertTrue(isStillWhole(JdbcSettings.from(wanted).connectionSource(), folder.resolve("port-certificate.json")))
        }
    }

    private fun ConnectionSource.path(setting: String): Path = open().use { connection ->
        connection.createStatement().executeQuery("SHOW $setting").use { rows ->
            rows.next()
            Path.of(rows.getString(1))
        }
    }
}
