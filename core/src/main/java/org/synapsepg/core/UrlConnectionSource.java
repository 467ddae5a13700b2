package org.synapsepg.core;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * Connections from {@link DriverManager}; another database of the same server has the same URL with
 * another path.
 */
final class UrlConnectionSource implements ConnectionSource {
  private static final String PREFIX = "jdbc:postgresql:";

  /** pgjdbc's property for the longest silence while it reads, in seconds. */
  private static final String READ_LIMIT = "socketTimeout";

  /** pgjdbc's property for the longest wait for an address to answer, in seconds. */
  private static final String CONNECT_LIMIT = "connectTimeout";

  /**
   * pgjdbc's property for the longest wait until a statement is cancelled, in seconds. The request
   * goes over a connection of its own; the driver's default is 10.
   */
  private static final String CANCEL_LIMIT = "cancelSignalTimeout";

  private static final String OPENING_SECONDS = "3";

  private final String url;
  private final Properties properties;

  UrlConnectionSource(String url, Properties properties) {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "the URL does not begin with '" + PREFIX + "', so it is none of PostgreSQL's");
    }
    this.url = url;
    this.properties = new Properties();
    this.properties.putAll(properties);
  }

  @Override
  public Connection open() throws SQLException {
    Properties copy = new Properties();
    copy.putAll(properties);
    if (!isSet(CANCEL_LIMIT)) {
      copy.setProperty(CANCEL_LIMIT, OPENING_SECONDS);
    }
    if (isSet(READ_LIMIT)) {
      return connect(copy);
    }
    // Only while the session is being opened: a server that does not answer then never will,
    // whereas a statement may take hours.
    copy.setProperty(READ_LIMIT, OPENING_SECONDS);
    Connection connection = connect(copy);
    try {
      connection.setNetworkTimeout(Runnable::run, 0);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private boolean isSet(String property) {
    return properties.getProperty(property) != null || url.contains(property + "=");
  }

  private Connection connect(Properties copy) throws SQLException {
    Connection connection = driver().connect(url, copy);
    if (connection == null) {
      throw new SQLException("the driver does not take this URL", "08001");
    }
    return connection;
  }

  /**
   * The registered driver. {@link DriverManager} looks for drivers once and where the first caller
   * stood, so an application that is loaded later, as application servers do, has to look for its
   * own.
   */
  private Driver driver() throws SQLException {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      ClassLoader own = UrlConnectionSource.class.getClassLoader();
      for (Driver driver : ServiceLoader.load(Driver.class, own)) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
      throw e;
    }
  }

  @Override
  public ConnectionSource withTimeout(Duration limit) {
    String seconds =
        Long.toString((LimitedConnectionSource.checked(limit).toMillis() + 999) / 1000);
    Properties limited = new Properties();
    limited.putAll(properties);
    limited.setProperty(CONNECT_LIMIT, seconds);
    limited.setProperty(READ_LIMIT, seconds);
    return new LimitedConnectionSource(new UrlConnectionSource(url, limited), limit);
  }

  @Override
  public ConnectionSource forDatabase(String database) {
    int query = url.indexOf('?');
    String address = query < 0 ? url : url.substring(0, query);
    String rest = query < 0 ? "" : url.substring(query);
    int slash = address.lastIndexOf('/');
    String server = slash < 0 ? PREFIX : address.substring(0, slash + 1);
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return new UrlConnectionSource(server + name + rest, properties);
  }

  /** Names no part of the URL, which may hold a password. */
  @Override
  public String toString() {
    return "ConnectionSource[url]";
  }
}
