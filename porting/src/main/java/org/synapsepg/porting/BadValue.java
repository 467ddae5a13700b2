package org.synapsepg.porting;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of values that SQLite holds and the target's column cannot. What happens to them is
 * said by a {@link BadValuePolicy}.
 */
public enum BadValue {
  /**
   * A character that PostgreSQL cannot store: U+0000 in text; in {@code jsonb} the escape {@code
   * \u0000} or one half of a surrogate pair alone. Ordinary clients cause it. Replaced by U+FFFD,
   * in every column alike, so that keys that were equal stay equal.
   */
  NUL,
  /**
   * Text that is no valid UTF-8, or bytes that are none where text belongs. Each part that cannot
   * be read is replaced by U+FFFD, as the Unicode Standard recommends (chapter 3.9).
   */
  ENCODING,
  /**
   * A value of a kind that does not fit the column: letters in a number, a fraction in an integer,
   * 2 in a boolean. Replaced by NULL where the column allows it.
   */
  TYPE,
  /**
   * A number outside what the column's type can hold. Replaced by NULL where the column allows it.
   */
  RANGE,
  /** NULL in a column that refuses it. Cannot be replaced. */
  MISSING,
  /**
   * Text longer than {@code varchar(n)} or {@code character(n)} takes, cut at its end; and what
   * cannot be cut, so that the row goes into quarantine: a key longer than an index takes (2,704
   * bytes after compression), a message's text whose search vector would exceed 1 MiB, of which the
   * search's row alone is kept out.
   */
  LENGTH,
  /**
   * Text in a {@code jsonb} column that is no JSON, or that {@code jsonb} would alter: an object
   * with the same key twice, a number outside {@code numeric}. Replaced by NULL where the column
   * allows it.
   */
  JSON,
  /**
   * A reference (foreign key) to a row that is not there. Cannot be replaced. Rows that refer to a
   * row in quarantine follow it there, whatever the policy for this kind is.
   */
  ORPHAN;

  /**
   * The kind's name on the command line and in reports.
   *
   * @return the name in lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of a name.
   *
   * @param id a name as {@link #id()} gives it, in any letter case
   * @return the kind, if there is one of that name
   */
  public static Optional<BadValue> ofId(String id) {
    return Arrays.stream(values()).filter(v -> v.id().equalsIgnoreCase(id)).findFirst();
  }
}
