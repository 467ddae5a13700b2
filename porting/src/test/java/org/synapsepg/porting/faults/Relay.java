package org.synapsepg.porting.faults;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.testing.TestDatabase;

/**
 * Stands between a port and its server, and passes on what both say, or does something about it.
 *
 * @param <P> what it knows of a session
 */
abstract class Relay<P extends Relay.Pair> implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  private final String name;
  private final ServerSocket listener;
  private final int serverPort;
  private final List<P> pairs = new CopyOnWriteArrayList<>();

  /** Nobody is served before {@link #start()}. */
  Relay(String name, int serverPort) throws IOException {
    this.name = name;
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** The two ends of a session. */
  static class Pair {
    final Socket client;
    volatile @Nullable Socket server;

    Pair(Socket client) {
      this.client = client;
    }

    /** Ends the session for the port. */
    final void resetClient() {
      reset(client);
    }

    /** Ends the session for the server. */
    final void resetServer() {
      Socket socket = server;
      if (socket != null) {
        reset(socket);
      }
    }

    private static void reset(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It is closed already, which is what was wanted.
      }
    }
  }

  /** What is known of a new session. */
  abstract P pair(Socket client);

  /**
   * Deals with what one of the two has said.
   *
   * @param byClient whether it was the port
   * @param to the other one
   * @return whether the session goes on
   */
  abstract boolean said(P pair, boolean byClient, byte[] bytes, int length, OutputStream to)
      throws IOException;

  /** Whether nobody is told anything on this session, not even of its end. */
  boolean isSilent(P pair) {
    return false;
  }

  /** The sessions that there were. */
  final List<P> pairs() {
    return pairs;
  }

  /** The way to a database through this relay. */
  final ConnectionSource to(TestDatabase target) {
    Properties properties = new Properties();
    properties.setProperty("user", target.owner());
    properties.setProperty("password", target.password().reveal());
    return ConnectionSource.of(
        "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/" + target.name(), properties);
  }

  /** Begins to serve. */
  final void start() {
    start(this::accept, name);
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        P pair = pair(client);
        pairs.add(pair);
        if (isSilent(pair)) {
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        pair.server = server;
        start(() -> pump(pair, client, server), name + ", up");
        start(() -> pump(pair, server, client), name + ", down");
      }
    } catch (IOException e) {
      close();
    }
  }

  private void pump(P pair, Socket from, Socket to) {
    boolean byClient = from == pair.client;
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
        if (!said(pair, byClient, buffer, n, to.getOutputStream())) {
          return;
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      if (!isSilent(pair)) {
        pair.resetClient();
        pair.resetServer();
      }
    }
  }

  @Override
  public final void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    for (P pair : pairs) {
      pair.resetClient();
      pair.resetServer();
    }
  }
}
