package org.synapsepg.check;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Findings;
import org.synapsepg.diagnose.DatabaseException;

/**
 * The ways out of a wrong locale, each with its risk, its cost and its commands. Made by {@link
 * DatabaseInspector#planLocaleRepair()}. Immutable; nothing is changed by making it.
 *
 * <p>Example: {@code plan.ways().forEach(w -> out.println(w.method() + ": " + w.risk()))}
 */
public final class LocaleRepairPlan {
  /** How a database gets another locale, the safest way first. */
  public enum Method {
    /** With pg_dump and pg_restore into a database made right. */
    DUMP_AND_RESTORE,
    /** With {@code org.synapsepg.porting.RehomeJob}: copied row by row, verified, then renamed. */
    REHOME,
    /** In place: the catalogue is changed and every affected index is built anew. */
    IN_PLACE
  }

  /**
   * One way.
   *
   * @param method which
   * @param risk what can go wrong, in one reading
   * @param duration a rough estimate of how long Synapse is down, from sizes alone: for a machine
   *     that dumps and restores 15 MiB, copies 25 MiB or checks and builds 6 MiB of indexes a
   *     second, half of what was measured on two cores with everything in memory
   * @param disk how much room it needs beyond what is used now
   * @param commands what to run, in order; empty where a program does it
   * @param statements what to run in SQL, after the commands
   * @param obstacles why this way is closed or needs care; with errors it is closed
   */
  public record Way(
      Method method,
      String risk,
      Duration duration,
      ByteSize disk,
      List<Command> commands,
      List<String> statements,
      Findings obstacles) {
    /**
     * Copies the lists.
     *
     * @param method which
     * @param risk what can go wrong
     * @param duration how long
     * @param disk how much room
     * @param commands what to run
     * @param statements what to run in SQL
     * @param obstacles what is in the way
     */
    public Way {
      commands = List.copyOf(commands);
      statements = List.copyOf(statements);
    }
  }

  private final LocaleReport report;
  private final List<AffectedIndex> indexes;
  private final List<Way> ways;
  private final boolean unfinished;

  LocaleRepairPlan(
      LocaleReport report, List<AffectedIndex> indexes, List<Way> ways, boolean unfinished) {
    this.report = report;
    this.indexes = List.copyOf(indexes);
    this.ways = List.copyOf(ways);
    this.unfinished = unfinished;
  }

  /**
   * Whether anything is to be done.
   *
   * @return false for a database whose locale is right
   */
  public boolean isNeeded() {
    return unfinished || !report.mismatches().isEmpty() || report.database().isVersionMismatch();
  }

  /**
   * Whether a repair in place was begun and not finished. The database must not be used before it
   * is finished: {@link #applyInPlace} goes on where it was.
   *
   * @return true if indexes are left to be built
   */
  public boolean isUnfinished() {
    return unfinished;
  }

  /**
   * The ways, the safest first.
   *
   * @return the ways; empty when nothing is to be done
   */
  public List<Way> ways() {
    return ways;
  }

  /**
   * The indexes that a change of the sort order makes wrong; no others need to be built anew.
   *
   * @return the indexes
   */
  public List<AffectedIndex> indexes() {
    return indexes;
  }

  /**
   * Looks for rows that affected unique indexes should have kept apart. They come in when an index
   * is out of order, for then it does not find what is there. It reads whole tables; an owner's
   * rights are enough.
   *
   * @param source the database
   * @return the duplicates; empty when there are none
   * @throws DatabaseException if the server cannot be reached or refuses
   */
  public List<Duplicate> findDuplicates(ConnectionSource source) {
    try {
      return InPlaceRepair.duplicates(source, indexes);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Changes the locale in place. It proves first that nobody else is connected and that there are
   * no duplicates; then it changes {@code pg_database}, and builds every affected index anew on a
   * new connection. What is left to do is recorded in the database, so that a run that was
   * interrupted can be repeated. Take a backup before.
   *
   * @param superuser the database, as a superuser; each {@code open} must make a new session, which
   *     a pool does not
   * @return the locale afterwards
   * @throws org.synapsepg.core.FindingsException if this way is closed
   * @throws CheckException if it was refused; nothing was changed, unless a run is unfinished
   * @throws DatabaseException if the server refuses
   */
  public LocaleReport applyInPlace(ConnectionSource superuser) {
    LocaleRepairPlan now = DatabaseInspector.on(superuser).planLocaleRepair();
    now.ways.forEach(
        way -> {
          if (way.method() == Method.IN_PLACE) {
            way.obstacles().throwIfErrors();
          }
        });
    if (now.isNeeded()) {
      try {
        new InPlaceRepair(superuser, now.report, now.indexes).run();
      } catch (SQLException e) {
        throw new DatabaseException(e);
      }
    }
    return DatabaseInspector.on(superuser).checkLocale();
  }

  /** Each way with its risk. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    ways.forEach(w -> text.append(w.method()).append(": ").append(w.risk()).append('\n'));
    return text.toString();
  }
}
