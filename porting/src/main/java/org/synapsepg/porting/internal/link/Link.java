package org.synapsepg.porting.internal.link;

import jakarta.annotation.Nullable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;

/**
 * One connection, and since when its owner has been waiting in the driver. A driver cannot tell a
 * server that works for an hour from one that is gone; a server knows whether it works or waits for
 * its client. Both waiting for each other means that something in between lost what was said.
 *
 * <p>One thread uses the connection; any may watch, cancel or end it.
 */
final class Link {
  /** A longer write is cut into such parts, so that a slow line shows that it moves. */
  private static final int PART = 32 * 1024;

  /** An answer takes a millisecond; a server that is busy with much else may need longer. */
  private static final int ANSWER_MILLIS = 3_000;

  private final Connection raw;
  private final int pid;
  private final int networkTimeout;
  private volatile long callBegan;
  private long suspectedCall;
  private int suspicions;

  private Link(Connection raw, int pid, int networkTimeout) {
    this.raw = raw;
    this.pid = pid;
    this.networkTimeout = networkTimeout;
  }

  /**
   * Asks the server for the process, for a pooler in between may have told the driver another. Only
   * a link is watched, so this one question has a limit of its own; whatever limit the connection
   * came with would end long work, so it is off until the connection is given back.
   */
  static Link on(Connection raw) throws SQLException {
    try {
      int before = raw.getNetworkTimeout();
      raw.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
      int pid;
      try (Statement statement = raw.createStatement();
          ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        pid = row.getInt(1);
      }
      raw.setNetworkTimeout(Runnable::run, 0);
      return new Link(raw, pid, before);
    } catch (SQLException e) {
      raw.close();
      throw e;
    }
  }

  /** The number of the server's process. */
  int pid() {
    return pid;
  }

  /** The connection as its owner sees it. */
  Connection watched() {
    return proxy(Connection.class, this::onConnection);
  }

  /** For how long the owner has been waiting in one call; 0 if it is not. */
  long waitingNanos() {
    long began = callBegan;
    return began == 0 ? 0 : System.nanoTime() - began;
  }

  /**
   * Takes note of one look at both sides; by one thread.
   *
   * @param serverWaits whether the server waits for this client, or has no such process any more
   * @return how often in a row both sides were found waiting in one and the same call
   */
  int suspicions(boolean serverWaits) {
    long call = callBegan;
    if (!serverWaits || call == 0) {
      suspicions = 0;
    } else if (call == suspectedCall) {
      suspicions++;
    } else {
      suspicions = 1;
    }
    suspectedCall = call;
    return suspicions;
  }

  boolean isClosed() {
    try {
      return raw.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Asks the server to end the statement that is running. */
  void cancel() throws SQLException {
    if (callBegan != 0) {
      raw.unwrap(PGConnection.class).cancelQuery();
    }
  }

  /** Ends the connection; a call that waits fails. */
  void abort() throws SQLException {
    raw.abort(Runnable::run);
  }

  private Object onConnection(Object self, Method method, Object[] args) throws Throwable {
    switch (method.getName()) {
      case "createStatement" -> {
        Statement statement = (Statement) call(raw, method, args);
        return proxy(Statement.class, (s, m, a) -> onStatement(statement, m, a));
      }
      case "prepareStatement" -> {
        PreparedStatement statement = (PreparedStatement) call(raw, method, args);
        return proxy(PreparedStatement.class, (s, m, a) -> onStatement(statement, m, a));
      }
      case "unwrap" -> {
        if (args[0] == PGConnection.class) {
          PGConnection driver = raw.unwrap(PGConnection.class);
          CopyManager copies = new Copies(raw.unwrap(BaseConnection.class));
          return proxy(
              PGConnection.class,
              (s, m, a) -> m.getName().equals("getCopyAPI") ? copies : call(driver, m, a));
        }
        return call(raw, method, args);
      }
      case "close" -> {
        if (networkTimeout != 0 && !raw.isClosed()) {
          raw.setNetworkTimeout(Runnable::run, networkTimeout);
        }
        return timed(raw, method, args);
      }
      case "equals" -> {
        return self == args[0];
      }
      case "abort", "isClosed", "hashCode", "toString" -> {
        return call(raw, method, args);
      }
      default -> {
        return timed(raw, method, args);
      }
    }
  }

  private Object onStatement(Statement statement, Method method, Object[] args) throws Throwable {
    if (!method.getName().startsWith("execute")) {
      return call(statement, method, args);
    }
    Object result = timed(statement, method, args);
    if (result instanceof ResultSet rows && statement.getFetchSize() > 0) {
      return proxy(
          ResultSet.class,
          (s, m, a) -> m.getName().equals("next") ? timed(rows, m, a) : call(rows, m, a));
    }
    return result;
  }

  /** COPY, step by step. */
  private final class Copies extends CopyManager {
    Copies(BaseConnection connection) throws SQLException {
      super(connection);
    }

    @Override
    public CopyIn copyIn(String sql) throws SQLException {
      callBegan = System.nanoTime();
      try {
        CopyIn copy = super.copyIn(sql);
        return proxy(CopyIn.class, (s, m, a) -> onCopy(copy, m, a));
      } finally {
        callBegan = 0;
      }
    }

    @Override
    public CopyOut copyOut(String sql) throws SQLException {
      callBegan = System.nanoTime();
      try {
        CopyOut copy = super.copyOut(sql);
        return proxy(CopyOut.class, (s, m, a) -> timed(copy, m, a));
      } finally {
        callBegan = 0;
      }
    }
  }

  private @Nullable Object onCopy(CopyIn copy, Method method, Object[] args) throws Throwable {
    if (method.getName().equals("writeToCopy") && args.length == 3) {
      byte[] bytes = (byte[]) args[0];
      int from = (Integer) args[1];
      int end = from + (Integer) args[2];
      for (int at = from; at < end; at += PART) {
        callBegan = System.nanoTime();
        try {
          copy.writeToCopy(bytes, at, Math.min(PART, end - at));
        } finally {
          callBegan = 0;
        }
      }
      return null;
    }
    return timed(copy, method, args);
  }

  private Object timed(Object target, Method method, Object[] args) throws Throwable {
    callBegan = System.nanoTime();
    try {
      return call(target, method, args);
    } finally {
      callBegan = 0;
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
    return type.cast(
        Proxy.newProxyInstance(Link.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
