package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.synapsepg.config.ConfigValue;
import org.synapsepg.config.DataStore;
import org.synapsepg.config.DatabaseEngine;
import org.synapsepg.config.DatabaseEntry;
import org.synapsepg.config.JdbcSettings;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.ConnectionSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Which PostgreSQL database is meant: the one that a Synapse configuration names, or the one behind
 * a JDBC URL.
 */
final class TargetOptions {
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("([?&])password=[^&]*(&|$)");

  @ArgGroup(multiplicity = "1")
  private Choice choice = new Choice();

  static final class Choice {
    @Option(
        names = "--postgres-config",
        arity = "1..*",
        paramLabel = "FILE",
        description =
            "Synapse configuration that names the PostgreSQL database; several files as Synapse"
                + " takes them, later ones win.")
    private List<Path> configs = new ArrayList<>();

    @Option(
        names = "--jdbc-url",
        paramLabel = "URL",
        description =
            "The database as pgjdbc names it: jdbc:postgresql://host:port/database?user=name.")
    private @Nullable String jdbcUrl;
  }

  /**
   * Opens connections as the options say; the password comes from the configuration, PGPASSWORD or
   * a password file.
   */
  ConnectionSource connectionSource(Console console) throws IOException {
    String url = choice.jdbcUrl;
    return url == null ? fromConfig() : fromUrl(url, console);
  }

  private ConnectionSource fromConfig() throws IOException {
    SynapseConfig config = SynapseConfig.read(choice.configs.toArray(Path[]::new));
    DatabaseEntry main = config.databaseFor(DataStore.MAIN);
    DatabaseEntry state = config.databaseFor(DataStore.STATE);
    if (!main.equals(state)) {
      throw new UsageException(
          "the configuration keeps the data store 'main' in the database '%s' and 'state' in '%s'; a SQLite database is ported into one: name both stores in one entry of 'databases', or use 'database'"
              .formatted(main.label(), state.label()));
    }
    DatabaseEngine engine = main.engine();
    if (engine instanceof DatabaseEngine.Postgres postgres) {
      return JdbcSettings.from(postgres).connectionSource();
    }
    throw new UsageException(
        "--postgres-config names a SQLite database; expected 'name: psycopg2' in its database"
            + " section");
  }

  /** Whether the configuration lets Synapse start on another locale than C. */
  boolean allowsUnsafeLocale() throws IOException {
    return choice.jdbcUrl == null
        && SynapseConfig.read(choice.configs.toArray(Path[]::new))
            .databaseFor(DataStore.MAIN)
            .settings()
            .allowUnsafeLocale();
  }

  /** The server's name if the configuration has one. */
  Optional<String> serverName() throws IOException {
    return choice.jdbcUrl != null
        ? Optional.empty()
        : SynapseConfig.read(choice.configs.toArray(Path[]::new))
            .find("server_name")
            .flatMap(ConfigValue::asText);
  }

  private static ConnectionSource fromUrl(String url, Console console) {
    String withoutPassword = PASSWORD_IN_URL.matcher(url).replaceAll("$1").replaceAll("[?&]$", "");
    if (!withoutPassword.equals(url)) {
      console
          .err()
          .println(
              "The password in --jdbc-url is not used: arguments are visible to every user of this"
                  + " machine. Set PGPASSWORD or use a password file.");
    }
    Properties properties = new Properties();
    String password = console.environment().get("PGPASSWORD");
    if (password != null) {
      properties.setProperty("password", password);
    }
    String user = console.environment().get("PGUSER");
    if (user != null && !url.contains("user=")) {
      properties.setProperty("user", user);
    }
    return ConnectionSource.of(withoutPassword, properties);
  }
}
