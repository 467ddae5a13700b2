package org.synapsepg.porting.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.synapsepg.core.ConnectionSource;

/**
 * Opens connections that die, all of them together, at one point of a run: before or after one of
 * the statements and commits that change something. To the server it looks as if the process had
 * been killed there.
 */
final class HaltingSource implements ConnectionSource {
  private final ConnectionSource real;
  private final int haltAt;
  private final AtomicInteger points = new AtomicInteger();
  private final List<Connection> open = Collections.synchronizedList(new ArrayList<>());
  private final List<String> passed = Collections.synchronizedList(new ArrayList<>());
  private final Consumer<String> before;
  private volatile boolean halted;

  /** Halts at the point of that number, counted from 1; never for 0. */
  HaltingSource(ConnectionSource real, int haltAt) {
    this(real, haltAt, sql -> {});
  }

  /** The same, telling each statement before it is run. */
  HaltingSource(ConnectionSource real, int haltAt, Consumer<String> before) {
    this.real = real;
    this.haltAt = haltAt;
    this.before = before;
  }

  /** The points that were passed, in order. */
  List<String> passed() {
    return List.copyOf(passed);
  }

  @Override
  public Connection open() throws SQLException {
    if (halted) {
      throw new SQLException("halted");
    }
    Connection connection = real.open();
    open.add(connection);
    return proxy(Connection.class, (self, method, args) -> onConnection(connection, method, args));
  }

  private Object onConnection(Connection connection, Method method, Object[] args)
      throws Throwable {
    switch (method.getName()) {
      case "createStatement" -> {
        Statement statement = (Statement) call(connection, method, args);
        return proxy(
            Statement.class,
            (self, m, a) -> onStatement(statement, m, a, a == null ? "" : String.valueOf(a[0])));
      }
      case "prepareStatement" -> {
        PreparedStatement statement = (PreparedStatement) call(connection, method, args);
        String sql = String.valueOf(args[0]);
        return proxy(PreparedStatement.class, (self, m, a) -> onStatement(statement, m, a, sql));
      }
      case "commit" -> {
        point("before commit");
        Object result = call(connection, method, args);
        point("after commit");
        return result;
      }
      default -> {
        return call(connection, method, args);
      }
    }
  }

  private Object onStatement(Statement statement, Method method, Object[] args, String sql)
      throws Throwable {
    if (method.getName().startsWith("execute")) {
      before.accept(sql);
    }
    boolean changes = method.getName().startsWith("execute") && isChange(sql);
    if (changes) {
      point("before " + sql);
    }
    Object result = call(statement, method, args);
    if (changes) {
      point("after " + sql);
    }
    return result;
  }

  private static boolean isChange(String sql) {
    String text = sql.strip().toUpperCase(Locale.ROOT);
    return !(text.startsWith("SELECT") || text.startsWith("SHOW") || text.startsWith("SET"))
        || text.contains("SETVAL(");
  }

  private void point(String what) throws SQLException {
    passed.add(what);
    if (points.incrementAndGet() == haltAt) {
      halted = true;
      for (Connection connection : List.copyOf(open)) {
        connection.abort(Runnable::run);
      }
    }
    if (halted) {
      throw new SQLException("halted");
    }
  }

  private static Object call(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
