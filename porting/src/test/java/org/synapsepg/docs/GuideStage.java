package org.synapsepg.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.TestDatabase;

/**
 * What the commands of the guide find in the folder where they run: a homeserver.db, a
 * configuration that names PostgreSQL, and the server behind it, until standard input ends. {@code
 * .ci/runnable-docs} starts it.
 */
public final class GuideStage {
  private GuideStage() {}

  /** Argument: the folder. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    SynapseFixture.of(11, SqliteSchema.newest())
        .rows(3_000)
        .withEveryOddity()
        .writeTo(folder.resolve("homeserver.db"));
    try (PostgresServer server = PostgresServer.start(18, Map.of());
        TestDatabase database = server.newDatabase()) {
      Files.writeString(
          folder.resolve("homeserver-postgres.yaml"),
          """
          server_name: fixture.test
          database:
            name: psycopg2
            args:
              user: %s
              password: %s
              dbname: %s
              host: 127.0.0.1
              port: %d
          """
              .formatted(
                  database.owner(), database.password().reveal(), database.name(), server.port()));
      System.out.println("ready");
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    }
  }
}
