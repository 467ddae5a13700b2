package org.synapsepg.porting.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Counts how often a port waits for its server: each time that it says something after the server
 * did. On a line of 20 ms each of them costs 20 ms. The session that shows that the run lives beats
 * by the clock, so it is left out.
 */
final class TurnCounter extends Relay<TurnCounter.Turns> {
  private static final String HEART = "synapse-pg watch ";

  TurnCounter(int serverPort) throws IOException {
    super("turn counter", serverPort);
    start();
  }

  /** How often the port has waited, on all of its sessions together. */
  long turns() {
    return pairs().stream().filter(p -> !p.beats).mapToLong(p -> p.turns).sum();
  }

  /** How often it has on one. */
  static final class Turns extends Relay.Pair {
    private volatile long turns;
    private volatile boolean asked;
    private volatile boolean beats;

    private Turns(Socket client) {
      super(client);
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

  @Override
  Turns pair(Socket client) {
    return new Turns(client);
  }

  @Override
  boolean said(Turns pair, boolean byClient, byte[] bytes, int length, OutputStream to)
      throws IOException {
    if (byClient) {
      pair.said(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    } else {
      pair.asked = false;
    }
    to.write(bytes, 0, length);
    return true;
  }
}
