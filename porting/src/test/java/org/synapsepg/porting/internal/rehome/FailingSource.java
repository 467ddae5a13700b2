package org.synapsepg.porting.internal.rehome;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.synapsepg.core.ConnectionSource;

/**
 * Connections on which the n-th statement of all fails as it does when the server ends the session;
 * the session is really closed. With {@code forGood}, everything after it fails too, as after the
 * death of the program.
 */
final class FailingSource implements ConnectionSource {
  private final ConnectionSource real;
  private final AtomicInteger left;
  private final boolean forGood;

  FailingSource(ConnectionSource real, AtomicInteger left, boolean forGood) {
    this.real = real;
    this.left = left;
    this.forGood = forGood;
  }

  @Override
  public Connection open() throws SQLException {
    if (forGood && left.get() < 0) {
      throw new SQLException("the program is dead", "08001");
    }
    Connection connection = real.open();
    return proxy(Connection.class, connection, connection);
  }

  @Override
  public ConnectionSource forDatabase(String database) {
    return new FailingSource(real.forDatabase(database), left, forGood);
  }

  private <T> T proxy(Class<T> type, T object, Connection connection) {
    return type.cast(
        Proxy.newProxyInstance(
            FailingSource.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getName().startsWith("execute")) {
                int now = left.decrementAndGet();
                if (now == -1 || (forGood && now < -1)) {
                  connection.close();
                  throw new SQLException("terminating connection", "57P01");
                }
              }
              Object result;
              try {
                result = method.invoke(object, arguments);
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
              }
              if (result instanceof PreparedStatement statement) {
                return proxy(PreparedStatement.class, statement, connection);
              }
              return result instanceof Statement statement
                  ? proxy(Statement.class, statement, connection)
                  : result;
            }));
  }
}
