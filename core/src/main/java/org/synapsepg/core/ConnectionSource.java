package org.synapsepg.core;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Opens JDBC connections to one PostgreSQL database. Whoever opens a connection closes it.
 * Implementations must be safe for use by several threads; each {@link #open()} gives a connection
 * that nobody else uses.
 *
 * <p>Example:
 *
 * <pre>{@code
 * ConnectionSource target = ConnectionSource.of("jdbc:postgresql://127.0.0.1/synapse", properties);
 * try (Connection connection = target.open()) { … }
 * }</pre>
 */
@FunctionalInterface
public interface ConnectionSource {
  /**
   * Opens a connection.
   *
   * @return an open connection that belongs to the caller
   * @throws SQLException as the driver or the data source throws it
   */
  Connection open() throws SQLException;

  /**
   * The source of connections to another database of the same server, with the same role and
   * settings.
   *
   * @param database the other database's name, exactly as the server knows it
   * @return its source
   * @throws UnsupportedOperationException if this source knows one database only; see {@link
   *     #of(DataSource)}
   */
  default ConnectionSource forDatabase(String database) {
    throw new UnsupportedOperationException(
        "this source knows one database only, so '"
            + database
            + "' cannot be reached; make it with ConnectionSource.of(DataSource, Function) or from a URL");
  }

  /**
   * The same source with a limit for each answer: a server, or a network, that says nothing for so
   * long while a connection is opened or a statement runs is given up with an exception, and the
   * connection is closed. The server does not notice before it has something to say. For questions;
   * a {@code RehomeJob} or an index to be built may need hours for one statement. A {@code PortJob}
   * uses the limit while it opens connections and watches by itself afterwards.
   *
   * <p>A connection of a pool is given back with this limit set; pools such as HikariCP take it
   * off.
   *
   * @param limit from 1 ms to a day; opening rounds it up to whole seconds
   * @return the source with the limit; whatever it opens keeps to it
   */
  default ConnectionSource withTimeout(Duration limit) {
    return new LimitedConnectionSource(this, LimitedConnectionSource.checked(limit));
  }

  /**
   * A source that asks a data source. It knows one database: {@link #forDatabase} throws.
   *
   * @param dataSource the data source; it is not closed by this library
   * @return the source
   */
  static ConnectionSource of(DataSource dataSource) {
    return dataSource::getConnection;
  }

  /**
   * A source that asks a data source, and another one for each other database.
   *
   * @param dataSource the data source of the database that is meant
   * @param forOthers gives the data source of another database by name
   * @return the source
   */
  static ConnectionSource of(DataSource dataSource, Function<String, DataSource> forOthers) {
    return new ConnectionSource() {
      @Override
      public Connection open() throws SQLException {
        return dataSource.getConnection();
      }

      @Override
      public ConnectionSource forDatabase(String database) {
        return of(forOthers.apply(database), forOthers);
      }
    };
  }

  /**
   * A source that asks {@link DriverManager}. The driver must be on the class path or module path.
   * While a connection is being opened, a server that says nothing for 3 seconds is given up,
   * unless {@code socketTimeout} is set; afterwards statements may take as long as they need. See
   * {@link #withTimeout} for a limit on both. Asking for a statement to be cancelled, which takes a
   * connection of its own, is given up after 3 seconds too, unless {@code cancelSignalTimeout} is
   * set.
   *
   * @param url a pgjdbc URL, {@code jdbc:postgresql://host:port/database?…}
   * @param properties the driver's properties, copied; may hold the password, which is never
   *     printed
   * @return the source
   */
  static ConnectionSource of(String url, Properties properties) {
    return new UrlConnectionSource(url, properties);
  }
}
