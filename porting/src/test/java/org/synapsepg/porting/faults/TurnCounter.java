package org.synapsepg.porting.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.testing.TestDatabase;

/**
 * Stands between a port and its server, and counts how often the port waits: each time that it says
 * something after the server did. On a line of 20 ms each of them costs 20 ms. The session that
 * shows that the run lives beats by the clock, so it is left out.
 */
final class TurnCounter implements AutoCloseable {
  private static final String HEART = "synapse-pg watch ";

  private final ServerSocket listener;
  private final int serverPort;
  private final List<Pair> pairs = new CopyOnWriteArrayList<>();

  TurnCounter(int serverPort) throws IOException {
    this.serverPort = serverPort;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept, "turn counter");
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The way to a database through this counter. */
  ConnectionSource to(TestDatabase target) {
    Properties properties = new Properties();
    properties.setProperty("user", target.owner());
    properties.setProperty("password", target.password().reveal());
    return ConnectionSource.of(
        "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/" + target.name(), properties);
  }

  /** How often the port has waited, on all of its sessions together. */
  long turns() {
    return pairs.stream().filter(p -> !p.beats).mapToLong(p -> p.turns).sum();
  }

  private static final class Pair {
    private final Socket client;
    private final Socket server;
    private volatile long turns;
    private volatile boolean asked;
    private volatile boolean beats;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    /** By the one thread that takes what the client says. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void said(String what) {
      beats |= what.contains(HEART);
      if (!asked) {
        asked = true;
        turns++;
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        start(() -> pump(pair, client, server), "turn counter, up");
        start(() -> pump(pair, server, client), "turn counter, down");
      }
    } catch (IOException e) {
      close();
    }
  }

  private static void pump(Pair pair, Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
        if (from == pair.client) {
          pair.said(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        } else {
          pair.asked = false;
        }
        to.getOutputStream().write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(pair);
    }
  }

  private static void close(Pair pair) {
    for (Socket socket : List.of(pair.client, pair.server)) {
      try {
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
    pairs.forEach(TurnCounter::close);
  }
}
