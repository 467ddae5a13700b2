package org.synapsepg.porting.demo;

import jakarta.annotation.Nullable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.porting.cli.Main;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.TestDatabase;

/**
 * The main job on real programs, for {@code mvn -q -Pdemo verify}: a Synapse-shaped SQLite database
 * is made (or the one given is taken), a PostgreSQL server is started (or the one given is used),
 * and the command line ports the one into the other.
 */
public final class Demo {
  private Demo() {}

  /**
   * Arguments: {@code --folder= --rows= --sqlite= --jdbc-url=}, the last two empty when not given.
   * Exits as the command line does.
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      given.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    Path folder = Path.of(given.getOrDefault("--folder", "target")).resolve("demo");
    Files.createDirectories(folder);
    Path sqlite = source(folder, given);
    String url = given.getOrDefault("--jdbc-url", "");
    int status = url.isEmpty() ? portIntoOwnServer(folder, sqlite) : port(folder, sqlite, url);
    System.exit(status);
  }

  private static Path source(Path folder, Map<String, String> given) throws Exception {
    String file = given.getOrDefault("--sqlite", "");
    if (!file.isEmpty()) {
      return Path.of(file);
    }
    Path made = folder.resolve("homeserver.db");
    DemoDatabase.make(made, Integer.parseInt(given.getOrDefault("--rows", "60000")));
    return made;
  }

  private static int portIntoOwnServer(Path folder, Path sqlite) {
    try (PostgresServer server = PostgresServer.start(18, Map.of("fsync", "on"));
        TestDatabase database = server.newDatabase()) {
      System.out.println("Started " + server);
      String url =
          "jdbc:postgresql://127.0.0.1:"
              + server.port()
              + "/"
              + database.name()
              + "?user="
              + database.owner();
      return port(folder, sqlite, url, database.password().reveal());
    }
  }

  private static int port(Path folder, Path sqlite, String url) {
    return port(folder, sqlite, url, null);
  }

  private static int port(Path folder, Path sqlite, String url, @Nullable String password) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "port",
                "--sqlite-database",
                sqlite.toString(),
                "--jdbc-url",
                url,
                "--certificate",
                folder.resolve("port-certificate.json").toString(),
                "--report",
                folder.resolve("port.html").toString()));
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (password != null) {
      environment.put("PGPASSWORD", password);
    }
    return Main.run(environment, args.toArray(String[]::new));
  }
}
