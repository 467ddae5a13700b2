package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;
import java.util.HashMap;
import java.util.Map;
import org.synapsepg.porting.BadValue;

/**
 * Rows of one table of the source that are kept out of the target as a whole, although each of
 * their values would fit: a reference to a row that is not there, a key too long for its index, a
 * text too long for its search vector. Immutable.
 */
public final class KeptOut {
  /** No rows. */
  public static final KeptOut NONE = new KeptOut(Map.of());

  private final Map<Long, Reason> rows;

  private KeptOut(Map<Long, Reason> rows) {
    this.rows = rows;
  }

  /**
   * Why a row is kept out.
   *
   * @param kind the kind of defect under which it is recorded
   * @param column the place of the column that shows it, in {@link TableMapping#columns()}
   */
  public record Reason(BadValue kind, int column) {}

  /** These rows, by their numbers. */
  public static KeptOut of(Map<Long, Reason> rows) {
    return rows.isEmpty() ? NONE : new KeptOut(new HashMap<>(rows));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Why the row is kept out; null if it is not. */
  public @Nullable Reason reason(long rowid) {
    return rows.get(rowid);
  }
}
