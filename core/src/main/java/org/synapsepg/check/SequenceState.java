package org.synapsepg.check;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One sequence and the numbers that are known to have come from it. Immutable.
 *
 * <p>For a stream that Synapse numbers downwards ({@code events_backfill_stream_seq}) all numbers
 * here are the sequence's own, positive ones.
 */
public final class SequenceState {
  /** How a sequence stands to the numbers that are in use. */
  public enum Standing {
    /** It gives the next unused number. */
    FINE,
    /** It skips unused numbers; harmless, and normal for a server that has rolled back. */
    AHEAD,
    /**
     * The next number is unused, but the sequence is marked as never called. Synapse takes the
     * number it would give as one that clients have seen already, so the first new row of the
     * stream can be missed (element-hq/synapse#18712).
     */
    NOT_CALLED,
    /** It would give numbers that rows already hold. */
    BEHIND,
    /**
     * {@code stream_positions} holds a higher number: Synapse refuses to start
     * (element-hq/synapse#18544).
     */
    BEHIND_POSITION,
    /**
     * An instance's entry in {@code stream_positions} lies beyond a downward sequence. Synapse's
     * check does not see this, for the numbers there are negative; it would give used numbers.
     */
    INSTANCE_AHEAD,
    /**
     * Rows and {@code stream_positions} are fine, but Synapse has noted elsewhere that it worked
     * through higher numbers, whose rows are gone. It starts; what it does with that note, such as
     * counting unread messages, passes over the first new rows.
     */
    NOTED_AHEAD,
    /** This role may not read the sequence or a column that it numbers. */
    UNREADABLE,
    /** No column is known to hold its numbers, so nothing can be said. */
    UNKNOWN;

    /**
     * Whether Synapse would misbehave, or refuse to start.
     *
     * @return true if a repair is due
     */
    public boolean needsRepair() {
      return this == NOT_CALLED
          || this == BEHIND
          || this == BEHIND_POSITION
          || this == INSTANCE_AHEAD;
    }
  }

  /** What kind of place holds a number. */
  public enum Kind {
    /** A row that the sequence numbered. */
    ROW,
    /** Not in the database: the caller knows that the number was given out. */
    GIVEN_OUT,
    /** The position of a writer in {@code stream_positions}. */
    POSITION,
    /** Synapse's own note of how far some work has come. */
    NOTE
  }

  /**
   * A place that holds numbers of the sequence.
   *
   * @param kind what kind of place
   * @param place {@code table.column}; for a position, the instance
   * @param highest the highest number there, 0 when there is none
   */
  public record Use(Kind kind, String place, long highest) {}

  private final String name;
  private final String qualifiedName;
  private final @Nullable String stream;
  private final Standing standing;
  private final long lastValue;
  private final boolean called;
  private final List<Use> uses;
  private final Map<String, Long> positions;
  private final @Nullable Long target;
  private final String remark;
  private final long largest;

  SequenceState(
      String name,
      String qualifiedName,
      @Nullable String stream,
      Standing standing,
      long lastValue,
      boolean called,
      List<Use> uses,
      Map<String, Long> positions,
      @Nullable Long target,
      String remark,
      long largest) {
    this.name = name;
    this.qualifiedName = qualifiedName;
    this.stream = stream;
    this.standing = standing;
    this.lastValue = lastValue;
    this.called = called;
    this.uses = List.copyOf(uses);
    this.positions = Map.copyOf(positions);
    this.target = target;
    this.remark = remark;
    this.largest = largest;
  }

  /**
   * The sequence's name without its schema.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The sequence's name with its schema, quoted where SQL needs it.
   *
   * @return the name as it stands in a statement
   */
  public String qualifiedName() {
    return qualifiedName;
  }

  /**
   * The stream's name in {@code stream_positions}.
   *
   * @return the name; empty for a sequence that is no stream of Synapse
   */
  public Optional<String> stream() {
    return Optional.ofNullable(stream);
  }

  /**
   * How it stands to the numbers in use.
   *
   * @return the standing
   */
  public Standing standing() {
    return standing;
  }

  /**
   * The highest number that the sequence has given out: {@code last_value}, or one less while it
   * has not been called.
   *
   * @return the number; 0 when it gave out none, or could not be read
   */
  public long lastIssued() {
    return called || lastValue == 0 ? lastValue : lastValue - 1;
  }

  /**
   * The sequence's {@code is_called}.
   *
   * @return false if the next number is {@code last_value} itself
   */
  public boolean isCalled() {
    return called;
  }

  /**
   * The highest number found in use: of rows, of positions, and given out as the caller knows.
   * Notes do not count.
   *
   * @return the number; 0 when nothing is in use
   */
  public long highestUsed() {
    return SequenceJudgement.highest(uses, use -> use.kind() != Kind.NOTE);
  }

  /**
   * The highest number that is in use or noted.
   *
   * @return the number, {@link #highestUsed()} or more
   */
  public long highestNoted() {
    return SequenceJudgement.highest(uses, use -> true);
  }

  /**
   * Every place that was looked at, with the highest number there.
   *
   * @return the places, rows first, then positions, then notes
   */
  public List<Use> uses() {
    return uses;
  }

  /**
   * The positions of the writers in {@code stream_positions}, as they stand there: negative for a
   * downward stream.
   *
   * @return instance name to position
   */
  public Map<String, Long> positions() {
    return positions;
  }

  /**
   * How many unused numbers the sequence skips.
   *
   * @return 0 or more
   */
  public long ahead() {
    return Math.max(0, lastIssued() - highestUsed());
  }

  /**
   * The value that makes it right, to be set as called: {@code setval(sequence, value, true)}.
   *
   * @return the value; empty when nothing needs to be set
   */
  public OptionalLong repairValue() {
    return target == null ? OptionalLong.empty() : OptionalLong.of(target);
  }

  /**
   * What is the matter, as one sentence.
   *
   * @return the sentence
   */
  public String remark() {
    return remark;
  }

  long largest() {
    return largest;
  }

  /** Name, standing and remark. */
  @Override
  public String toString() {
    return name + ": " + standing + ", " + remark;
  }
}
