package org.synapsepg.porting.faults;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.testing.TestDatabase;

/** Stands between a port and its server, and spoils one connection after so many bytes. */
final class CutProxy implements AutoCloseable {
  /** What happens to the connection on which the last byte passed. */
  enum Cut {
    /** Both sides are told. */
    RESET,
    /** The same, in the middle of a message. */
    MID_MESSAGE,
    /** The client is told, the server is not: it keeps the session. */
    SERVER_NOT_TOLD,
    /** The server is told, the client is not: it waits for an answer. */
    CLIENT_NOT_TOLD,
    /** Nobody is told, and nothing passes any more. */
    BLACK_HOLE,
    /** The same on all connections; new ones are taken and get no answer. */
    BLACK_HOLE_FOR_ALL
  }

  private static final int BUFFER = 16 * 1024;

  private final ServerSocket listener;
  private final int serverPort;
  private final Cut cut;
  private final long after;
  private final AtomicLong passed = new AtomicLong();
  private final List<Pair> pairs = new CopyOnWriteArrayList<>();
  private final CountDownLatch fired = new CountDownLatch(1);
  private final Runnable onFire;
  private volatile long firedAt;

  /**
   * A proxy that spoils one connection.
   *
   * @param onFire called when it happens
   */
  CutProxy(int serverPort, Cut cut, long after, Runnable onFire) throws IOException {
    this.onFire = onFire;
    this.serverPort = serverPort;
    this.cut = cut;
    this.after = after;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept, "cut proxy");
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The way to a database through this proxy. */
  ConnectionSource to(TestDatabase target) {
    Properties properties = new Properties();
    properties.setProperty("user", target.owner());
    properties.setProperty("password", target.password().reveal());
    return ConnectionSource.of(
        "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/" + target.name(), properties);
  }

  long passed() {
    return passed.get();
  }

  boolean isFired() {
    return fired.getCount() == 0;
  }

  long millisSinceFired() {
    return (System.nanoTime() - firedAt) / 1_000_000;
  }

  private void accept() {
    try {
      while (true) {
        Pair pair = new Pair(listener.accept());
        pairs.add(pair);
        if (isFired() && cut == Cut.BLACK_HOLE_FOR_ALL) {
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        pair.client.setTcpNoDelay(true);
        pair.server = server;
        start(() -> pump(pair, pair.client, server), "cut proxy, up");
        start(() -> pump(pair, server, pair.client), "cut proxy, down");
      }
    } catch (IOException e) {
      close();
    }
  }

  private static final class Pair {
    final Socket client;
    @Nullable volatile Socket server;
    volatile boolean dead;

    Pair(Socket client) {
      this.client = client;
    }
  }

  private void pump(Pair pair, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
        if (isSwallowed(pair)) {
          return;
        }
        long total = passed.addAndGet(n);
        if (total >= after && total - n < after) {
          if (cut == Cut.MID_MESSAGE) {
            to.getOutputStream().write(buffer, 0, Math.max(1, n / 2));
          }
          fire(pair);
          return;
        }
        to.getOutputStream().write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      if (!isSwallowed(pair)) {
        reset(from);
        reset(to);
      }
    }
  }

  private boolean isSwallowed(Pair pair) {
    return pair.dead || (isFired() && cut == Cut.BLACK_HOLE_FOR_ALL);
  }

  private void fire(Pair pair) {
    firedAt = System.nanoTime();
    onFire.run();
    pair.dead = true;
    fired.countDown();
    switch (cut) {
      case RESET, MID_MESSAGE -> {
        reset(pair.client);
        reset(pair.server);
      }
      case SERVER_NOT_TOLD -> reset(pair.client);
      case CLIENT_NOT_TOLD -> reset(pair.server);
      case BLACK_HOLE, BLACK_HOLE_FOR_ALL -> {}
    }
  }

  private static void reset(@Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It is closed already, which is what was wanted.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    for (Pair pair : pairs) {
      reset(pair.client);
      reset(pair.server);
    }
  }
}
