package org.synapsepg.porting.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Spoils one connection of a port to its server after so many bytes. */
final class CutProxy extends Relay<CutProxy.Mortal> {
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

  private final Cut cut;
  private final long after;
  private final AtomicLong passed = new AtomicLong();
  private final CountDownLatch fired = new CountDownLatch(1);
  private final Runnable onFire;
  private volatile long firedAt;

  /**
   * A proxy that spoils one connection.
   *
   * @param onFire called when it happens
   */
  CutProxy(int serverPort, Cut cut, long after, Runnable onFire) throws IOException {
    super("cut proxy", serverPort);
    this.onFire = onFire;
    this.cut = cut;
    this.after = after;
    start();
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

  /** A session that can be spoilt. */
  static final class Mortal extends Relay.Pair {
    private volatile boolean dead;

    private Mortal(Socket client) {
      super(client);
    }
  }

  @Override
  Mortal pair(Socket client) {
    return new Mortal(client);
  }

  @Override
  boolean said(Mortal pair, boolean byClient, byte[] bytes, int length, OutputStream to)
      throws IOException {
    if (isSilent(pair)) {
      return false;
    }
    long total = passed.addAndGet(length);
    if (total >= after && total - length < after) {
      if (cut == Cut.MID_MESSAGE) {
        to.write(bytes, 0, Math.max(1, length / 2));
      }
      fire(pair);
      return false;
    }
    to.write(bytes, 0, length);
    return true;
  }

  @Override
  boolean isSilent(Mortal pair) {
    return pair.dead || (isFired() && cut == Cut.BLACK_HOLE_FOR_ALL);
  }

  private void fire(Mortal pair) {
    firedAt = System.nanoTime();
    onFire.run();
    pair.dead = true;
    fired.countDown();
    switch (cut) {
      case RESET, MID_MESSAGE -> {
        pair.resetClient();
        pair.resetServer();
      }
      case SERVER_NOT_TOLD -> pair.resetClient();
      case CLIENT_NOT_TOLD -> pair.resetServer();
      case BLACK_HOLE, BLACK_HOLE_FOR_ALL -> {}
    }
  }
}
