package org.synapsepg.porting;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.synapsepg.core.Finding;

/**
 * Something that happened during a run, as a {@link PortListener} is told it. Immutable. Names of
 * tables are those of the target; rows and bytes are those of this run unless it says otherwise.
 *
 * <p>Example: {@code if (event instanceof PortEvent.Progress p) { out.println(p.render()); }}
 */
public sealed interface PortEvent {
  /** What a run does, in order; one that goes on where another stopped leaves out what is done. */
  enum Phase {
    /** Looking at source and target; nothing is written. */
    PREFLIGHT,
    /** Making the schema, taking off indexes and keys, emptying tables. */
    PREPARING,
    /** Copying rows. */
    LOADING,
    /** Putting indexes, keys and triggers back; a port sets its sequences meanwhile. */
    RESTORING,
    /** Setting sequences that are not set yet, and gathering statistics. */
    FINISHING,
    /** Comparing the target with the source. */
    VERIFYING,
    /** Exchanging the names of two databases; a {@link RehomeJob} alone does that. */
    RENAMING
  }

  /**
   * A phase has begun.
   *
   * @param phase which
   */
  record PhaseStarted(Phase phase) implements PortEvent {}

  /**
   * What a phase is going to work through.
   *
   * @param phase which
   * @param items names, in the order in which they are begun: of tables when rows are copied or
   *     compared, of indexes, keys, triggers and parts of the message search when they are put back
   */
  record Queued(Phase phase, List<String> items) implements PortEvent {
    /**
     * Keeps its own copy of the names.
     *
     * @param phase which
     * @param items names
     */
    public Queued {
      items = List.copyOf(items);
    }
  }

  /**
   * A table's rows are being copied.
   *
   * @param table its name
   * @param rows how many rows the source has, those included that an earlier run copied
   * @param bytes about how many bytes all of them are when they are sent
   */
  record TableStarted(String table, long rows, long bytes) implements PortEvent {}

  /**
   * Rows of a table are safe: a later run will not copy them again.
   *
   * @param table its name
   * @param rows how many of its rows are dealt with by now, by earlier runs too
   */
  record CheckpointSaved(String table, long rows) implements PortEvent {}

  /**
   * A table's rows are all there.
   *
   * @param table its name
   * @param rows how many it holds, those that an earlier run wrote included
   */
  record TableFinished(String table, long rows) implements PortEvent {}

  /**
   * An index, key or trigger is back.
   *
   * @param table its table
   * @param name its name
   */
  record Restored(String table, String name) implements PortEvent {}

  /**
   * A table was compared with the source. What the comparison found is in the outcome.
   *
   * @param table its name
   */
  record TableVerified(String table) implements PortEvent {}

  /**
   * How far the run has come. Comes before the first row is copied, then at most five times a
   * second while there is something new, and when copying and restoring end.
   *
   * @param phase what it does
   * @param rowsDone rows that this run has copied
   * @param rowsTotal rows that this run has to copy in all; 0 if it only follows what changed
   * @param bytesDone bytes that this run has sent
   * @param bytesTotal bytes that this run has to send in all, as preflight measured them
   * @param share the part of the run's work that is done, copying, restoring and comparing; 0 to 1
   * @param elapsed since the first write
   * @param remaining the time that is left until the comparison has ended; empty if nobody can tell
   */
  record Progress(
      Phase phase,
      long rowsDone,
      long rowsTotal,
      long bytesDone,
      long bytesTotal,
      double share,
      Duration elapsed,
      Optional<Remaining> remaining)
      implements PortEvent {
    /**
     * Rows copied each second so far.
     *
     * @return the average since the first write; 0 in the first millisecond
     */
    public long rowsPerSecond() {
      long millis = elapsed.toMillis();
      return millis < 1 ? 0 : rowsDone * 1000 / millis;
    }

    /**
     * One line for people.
     *
     * @return for example {@code loading 42 %, 1,480,000 of 3,500,000 rows, 690,000 rows/s, 4 to 5
     *     s left}
     */
    public String render() {
      String left = remaining.map(r -> ", " + r.render() + " left").orElse("");
      return String.format(
          Locale.ROOT,
          "%s %d %%, %,d of %,d rows, %,d rows/s%s",
          phase.name().toLowerCase(Locale.ROOT),
          Math.round(share * 100),
          rowsDone,
          rowsTotal,
          rowsPerSecond(),
          left);
    }
  }

  /**
   * The time that is left, as a range: what preflight estimated until a twentieth of the work is
   * done, then 30 % around what was seen, from a tenth on 25 %.
   *
   * @param least if all goes well
   * @param likely the best guess
   * @param most if it does not
   */
  record Remaining(Duration least, Duration likely, Duration most) {
    /**
     * The range for people.
     *
     * @return for example {@code 4 to 6 s}, {@code 40 s to 2 min} or {@code 2 to 3 min}
     */
    public String render() {
      boolean minutes = most.toSeconds() >= 120;
      if (minutes && least.toSeconds() < 60) {
        return least.toSeconds() + " s to " + most.toMinutes() + " min";
      }
      long low = minutes ? least.toMinutes() : least.toSeconds();
      long high = minutes ? most.toMinutes() : most.toSeconds();
      String unit = minutes ? " min" : " s";
      return low == high ? high + unit : low + " to " + high + unit;
    }
  }

  /**
   * Something worth knowing that does not stop the run, such as what preflight found.
   *
   * @param finding what; never an error
   */
  record Warned(Finding finding) implements PortEvent {}

  /**
   * Somebody asked the run to stop.
   *
   * @param atOnce whether it was asked a second time, so that it ends without a further checkpoint
   */
  record StopRequested(boolean atOnce) implements PortEvent {}
}
