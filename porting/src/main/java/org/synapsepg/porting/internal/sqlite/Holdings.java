package org.synapsepg.porting.internal.sqlite;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be given back, last taken first. */
final class Holdings {
  /** Gives something back. */
  interface Return {
    void run() throws Exception;
  }

  private final Deque<Return> held = new ArrayDeque<>();

  void add(Return giveBack) {
    held.push(giveBack);
  }

  /** Gives everything back, failures or not; the first failure is thrown at the end. */
  void giveBack() throws Exception {
    Exception first = null;
    while (!held.isEmpty()) {
      try {
        held.pop().run();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
