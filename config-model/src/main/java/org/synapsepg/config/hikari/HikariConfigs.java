package org.synapsepg.config.hikari;

import com.zaxxer.hikari.HikariConfig;
import java.util.Properties;
import org.synapsepg.config.DatabaseEngine;
import org.synapsepg.config.JdbcSettings;

/**
 * Makes HikariCP's configuration of an engine. The library HikariCP is optional: this is the only
 * class that loads it.
 *
 * <p>Example: {@code new HikariDataSource(HikariConfigs.from(postgres))}.
 */
// Whoever calls this has HikariCP; whoever has not must not need its module.
@SuppressWarnings("exports")
public final class HikariConfigs {
  private HikariConfigs() {}

  /**
   * A pool with the bounds of Synapse's own ({@code cp_min}, {@code cp_max}) and the connection of
   * {@link JdbcSettings}. All else is HikariCP's default.
   *
   * @param engine the engine
   * @return a fresh object that belongs to the caller
   */
  public static HikariConfig from(DatabaseEngine.Postgres engine) {
    return from(JdbcSettings.from(engine), engine);
  }

  /**
   * As {@link #from(DatabaseEngine.Postgres)}, with settings made by the caller.
   *
   * @param settings the connection
   * @param engine the engine whose pool bounds apply
   * @return a fresh object that belongs to the caller
   */
  public static HikariConfig from(JdbcSettings settings, DatabaseEngine.Postgres engine) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.url());
    Properties properties = settings.properties();
    String user = properties.getProperty("user");
    String password = properties.getProperty("password");
    if (user != null) {
      config.setUsername(user);
    }
    if (password != null) {
      config.setPassword(password);
    }
    properties.remove("user");
    properties.remove("password");
    for (String name : properties.stringPropertyNames()) {
      config.addDataSourceProperty(name, properties.getProperty(name));
    }
    config.setMaximumPoolSize(engine.pool().max());
    config.setMinimumIdle(engine.pool().min());
    return config;
  }
}
