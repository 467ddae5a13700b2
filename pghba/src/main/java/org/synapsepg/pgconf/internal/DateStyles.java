package org.synapsepg.pgconf.internal;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Locale;
import org.synapsepg.pghba.internal.values.Lists;

/** The setting {@code DateStyle} (PostgreSQL documentation, "Locale and Formatting"). */
public final class DateStyles {
  private @Nullable String style;
  private @Nullable String order;
  private @Nullable String implied;
  private boolean conflict;

  private DateStyles() {}

  /**
   * What the server makes of a text.
   *
   * @param canonical the text that it shows; empty if it refuses
   * @param detail why it refuses; empty if it accepts
   */
  public record Result(String canonical, String detail) {}

  /** Reads a text; what it leaves open comes from the value in force. */
  public static Result read(String text, String inForce, int major) {
    List<String> words = Lists.identifiers(text);
    if (words == null) {
      return new Result("", "List syntax is invalid.");
    }
    DateStyles styles = new DateStyles();
    String[] present = inForce.split(", ", 2);
    for (String word : words) {
      if (!styles.take(word.toUpperCase(Locale.ROOT), present)) {
        return new Result("", "Unrecognized key word: \"" + word + "\".");
      }
    }
    if (styles.conflict) {
      String name = major >= 17 ? "\"DateStyle\"" : "\"datestyle\"";
      return new Result("", "Conflicting " + name + " specifications.");
    }
    String first = styles.style == null ? present[0] : styles.style;
    String second = styles.order != null ? styles.order : styles.implied;
    return new Result(first + ", " + (second == null ? present[1] : second), "");
  }

  private boolean take(String word, String[] present) {
    if (word.equals("ISO") || word.equals("SQL")) {
      style(word);
    } else if (word.startsWith("POSTGRES")) {
      style("Postgres");
    } else if (word.equals("GERMAN")) {
      style("German");
      if (order == null) {
        implied = "DMY";
      }
    } else if (word.equals("YMD")) {
      order("YMD");
    } else if (word.equals("DMY") || word.startsWith("EURO")) {
      order("DMY");
    } else if (word.equals("MDY") || word.equals("US") || word.startsWith("NONEURO")) {
      order("MDY");
    } else if (word.equals("DEFAULT")) {
      implied = order == null ? present[1] : implied;
    } else {
      return false;
    }
    return true;
  }

  private void style(String wanted) {
    conflict |= style != null && !style.equals(wanted);
    style = wanted;
  }

  private void order(String wanted) {
    conflict |= order != null && !order.equals(wanted);
    order = wanted;
  }
}
