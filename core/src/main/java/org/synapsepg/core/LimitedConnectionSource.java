package org.synapsepg.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Connections whose server must answer within a limit. */
record LimitedConnectionSource(ConnectionSource source, Duration limit)
    implements ConnectionSource {
  static Duration checked(Duration limit) {
    if (limit.toMillis() < 1 || limit.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a time-out must have 1 ms to a day, not " + limit);
    }
    return limit;
  }

  @Override
  public Connection open() throws SQLException {
    Connection connection = source.open();
    try {
      connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  @Override
  public ConnectionSource forDatabase(String database) {
    return new LimitedConnectionSource(source.forDatabase(database), limit);
  }

  @Override
  public ConnectionSource withTimeout(Duration other) {
    return source.withTimeout(other);
  }
}
