package org.synapsepg.check;

import jakarta.annotation.Nullable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.synapsepg.check.SequenceState.Kind;
import org.synapsepg.check.SequenceState.Standing;
import org.synapsepg.check.SequenceState.Use;

/** The rule by which a sequence is judged, without any server. */
record SequenceJudgement(Standing standing, @Nullable Long target, String remark) {
  static SequenceJudgement unknown(long increment) {
    return new SequenceJudgement(
        Standing.UNKNOWN,
        null,
        increment < 1
            ? "it counts downwards, which no sequence of Synapse does; not judged"
            : "no column is known to hold its numbers; not judged");
  }

  /**
   * Judges one sequence.
   *
   * @param known what Synapse uses it for, or null for one that is not Synapse's
   * @param rawRead whether this Synapse (1.109 and later) takes {@code last_value} for its own
   *     position, called or not
   */
  static SequenceJudgement of(
      @Nullable SynapseSequence known,
      boolean rawRead,
      long lastValue,
      boolean called,
      List<Use> uses) {
    long issued = called ? lastValue : lastValue - 1;
    long used = highest(uses, use -> use.kind() != Kind.NOTE);
    if (used > issued) {
      return behind(known, rawRead, issued, used, uses);
    }
    // A stream's numbers start at 2 in every version: 1 counts as seen.
    boolean seen = lastValue == 1 || rawRead;
    if (known != null && known.hasWriters() && !called && seen) {
      return new SequenceJudgement(
          Standing.NOT_CALLED,
          Math.max(1, issued),
          "it stands at %1$d, not called; Synapse takes %1$d as seen by clients already, so the first"
                  .formatted(lastValue)
              + " new row can be missed");
    }
    for (Use use : uses) {
      if (use.highest() > issued) {
        return new SequenceJudgement(
            Standing.NOTED_AHEAD,
            null,
            "it has given out %d, but Synapse noted %d in %s, so what reads that note passes over rows"
                .formatted(issued, use.highest(), use.place()));
      }
    }
    return issued > used
        ? new SequenceJudgement(
            Standing.AHEAD, null, "it has given out " + issued + "; " + used + " is in use")
        : new SequenceJudgement(Standing.FINE, null, "it has given out " + issued);
  }

  static long highest(List<Use> uses, Predicate<Use> which) {
    return uses.stream().filter(which).mapToLong(Use::highest).reduce(0, Math::max);
  }

  private static SequenceJudgement behind(
      @Nullable SynapseSequence known,
      boolean selfRepairing,
      long issued,
      long used,
      List<Use> uses) {
    Use position =
        uses.stream()
            .filter(u -> u.kind() == Kind.POSITION && u.highest() > issued)
            .max(Comparator.comparingLong(Use::highest))
            .orElse(null);
    Standing standing;
    String place;
    String consequence;
    if (position == null) {
      standing = Standing.BEHIND;
      place =
          uses.stream()
              .filter(u -> u.highest() == used)
              .map(Use::place)
              .findFirst()
              .orElse("a row");
      consequence =
          known == null || known.stream() == null || !selfRepairing
              ? "it would give used numbers"
              : "it would give used numbers, unless Synapse's start-up check raises it first";
    } else {
      place = "stream_positions of '" + position.place() + "'";
      boolean backwards = known != null && known.backwards();
      standing = backwards ? Standing.INSTANCE_AHEAD : Standing.BEHIND_POSITION;
      consequence =
          backwards ? "Synapse starts and uses numbers again" : "Synapse refuses to start";
    }
    return new SequenceJudgement(
        standing,
        used,
        "it has given out %d, but %s holds %d; %s"
            .formatted(issued, place, position == null ? used : position.highest(), consequence));
  }
}
