package org.synapsepg.check;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.ServerProcess;

/** A server whose operating-system locales lie in a folder of the test (glibc's LOCPATH). */
final class LocaleServer implements AutoCloseable {
  private final Path locales;
  private final ServerProcess server;

  /**
   * Starts one.
   *
   * @param sample a server that is running from the programs that are to be used
   * @param folder an empty folder for data
   * @param locales the folder of locales
   */
  LocaleServer(PostgresServer sample, Path folder, Path locales)
      throws IOException, InterruptedException {
    this.locales = locales;
    Path data = folder.resolve("data");
    ServerProcess.initialise(sample, data);
    server =
        new ServerProcess(
                sample, data, folder.resolve("log"), Map.of("LOCPATH", locales.toString()))
            .started();
  }

  /**
   * Makes or replaces a locale, as an upgrade of the operating system does.
   *
   * @return whether it could be made
   */
  static boolean define(Path locales, String name, String source) throws InterruptedException {
    try {
      ServerProcess.run(
          List.of(
              "localedef",
              "-c",
              "--no-archive",
              "--replace",
              "-i",
              source,
              "-f",
              "UTF-8",
              locales.resolve(name).toString()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean define(String name, String source) throws InterruptedException {
    return define(locales, name, source);
  }

  ConnectionSource superuser(String database) {
    return server.superuser(database);
  }

  void execute(String database, String... statements) throws SQLException {
    server.execute(database, statements);
  }

  @Override
  public void close() {
    server.close();
  }
}
