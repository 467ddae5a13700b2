package org.synapsepg.porting.internal.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import org.sqlite.ProgressHandler;

/**
 * Ends reads early, from any thread: of a snapshot as a whole those of SQLite included. SQLite asks
 * the thread that works for it, every few thousand steps, whether to go on (SQLite documentation,
 * "Query Progress Callbacks"); an interrupt from another thread could meet a connection that is
 * just being closed.
 */
public final class Ending {
  private static final int STEPS = 10_000;

  private volatile boolean ended;

  /** Ends what is running and whatever is begun later. */
  public void end() {
    ended = true;
  }

  /** Throws if reads were ended. */
  public void check() {
    if (ended) {
      throw new CancellationException("the source is not read on: the run was asked to stop");
    }
  }

  /** Makes the statements of a connection end as well, with SQLite's error code 9. */
  void heed(Connection witness) throws SQLException {
    ProgressHandler.setHandler(
        witness,
        STEPS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return ended ? 1 : 0;
          }
        });
  }
}
