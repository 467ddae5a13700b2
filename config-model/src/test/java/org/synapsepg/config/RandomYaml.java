package org.synapsepg.config;

import java.util.SplittableRandom;

/** Homeserver-like files with every freedom that YAML leaves, made from a seed; and broken ones. */
final class RandomYaml {
  private static final String[] SCALARS = {
    "a",
    "12",
    "on",
    "'q'",
    "\"d\"",
    "'it''s'",
    "\"\\u00e9\\n\"",
    "a b",
    "/data/x",
    "é",
    "~",
    "",
    "1:30",
    "null",
    "\uD83D\uDE00",
    "x#y",
    "[a, b]",
    "{a: b}",
    "[]",
    "{}",
    "2020-01-01",
    "a: b".replace(": ", ":"),
    "!!str 5"
  };
  private static final String[] MUTATIONS = {
    ":",
    ": ",
    "- ",
    "#",
    " #",
    "'",
    "\"",
    "\n",
    "\n  ",
    " ",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "|",
    ">",
    "!!str ",
    "database:",
    "\r",
    "\\",
    "%",
    "---\n",
    "...",
    "<<: *a",
    "? ",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "é"
  };

  /**
   * A file in three parts, of which an edit of the database may change the middle one only.
   *
   * @param label the entry of {@code databases} to be edited; empty where {@code database} is
   */
  record Parts(String before, String section, String after, String label) {
    String text() {
      return before + section + after;
    }
  }

  private final SplittableRandom random;
  private final String eol;
  private final int step;
  private String label = "";

  RandomYaml(long seed) {
    this.random = new SplittableRandom(seed);
    this.eol = pick("\n", "\n", "\n", "\r\n");
    this.step = 1 + random.nextInt(4);
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  Parts parts() {
    StringBuilder before = new StringBuilder(chance(10) ? "\uFEFF" : "");
    if (chance(10)) {
      before.append("---").append(eol);
    }
    boolean anchor = chance(10);
    for (int i = random.nextInt(4); i > 0; i--) {
      filler(before, 0);
      before.append("k").append(i).append(":").append(anchor && i == 1 ? " &a" : "");
      value(before, 0, 2);
    }
    filler(before, 0);
    StringBuilder section = new StringBuilder();
    if (chance(90)) {
      database(section);
    }
    StringBuilder after = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      filler(after, 0);
      after.append("m").append(i).append(":");
      value(after, 0, 2);
    }
    filler(after, 0);
    if (chance(10)) {
      after.append("...").append(eol);
    }
    String end = after.toString();
    if (chance(20) && end.endsWith(eol)) {
      end = end.substring(0, end.length() - eol.length());
    }
    return new Parts(before.toString(), section.toString(), end, label);
  }

  /** A file with small damages all over: one part. */
  Parts mutated() {
    StringBuilder text = new StringBuilder(parts().text());
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      if (chance(60)) {
        text.insert(at, pick(MUTATIONS));
      } else {
        text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
      }
    }
    return new Parts("", text.toString(), "", label);
  }

  private void filler(StringBuilder text, int indent) {
    while (chance(35)) {
      text.append(pick("", " ".repeat(indent) + "# comment", "# é", " ".repeat(random.nextInt(4))))
          .append(eol);
    }
  }

  private String tail() {
    return pick("", "", "", " # c", "  ", "   # database:");
  }

  private void value(StringBuilder text, int indent, int depth) {
    int kind = random.nextInt(10);
    if (depth == 0 || kind < 5) {
      String scalar = pick(SCALARS);
      text.append(scalar.isEmpty() ? "" : " " + scalar).append(tail()).append(eol);
    } else if (kind == 5) {
      text.append(pick(" |", " >", " |-", " |+", " >-")).append(eol);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        text.append(" ".repeat(indent + step))
            .append(pick("text", "# no comment", "a: b"))
            .append(eol);
        if (chance(20)) {
          text.append(eol);
        }
      }
    } else if (kind < 8) {
      text.append(tail()).append(eol);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        filler(text, indent + step);
        text.append(" ".repeat(indent + step)).append("n").append(i).append(":");
        value(text, indent + step, depth - 1);
      }
    } else {
      text.append(tail()).append(eol);
      int at = chance(50) ? indent : indent + step;
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        text.append(" ".repeat(at))
            .append("- ")
            .append(pick("a", "'b'", "c: d", "[e]"))
            .append(eol);
      }
    }
  }

  private void database(StringBuilder text) {
    if (chance(12)) {
      databases(text);
      return;
    }
    text.append(pick("database:", "database:", "'database':", "\"database\":", "database :"));
    switch (random.nextInt(8)) {
      case 0 -> text.append(pick("", " {}", " null", " ~", " psycopg2")).append(tail()).append(eol);
      case 1 ->
          text.append(" {name: sqlite3, args: {database: ")
              .append(pick("x", "'/data/hs.db'", "\":memory:\""))
              .append("}")
              .append(pick("", ", txn_limit: 5", ","))
              .append("}")
              .append(tail())
              .append(eol);
      default -> block(text, step);
    }
  }

  private void databases(StringBuilder text) {
    text.append("databases:").append(tail()).append(eol);
    int entries = 1 + random.nextInt(3);
    int chosen = 1 + random.nextInt(entries);
    label = "box" + chosen;
    for (int i = 1; i <= entries; i++) {
      filler(text, step);
      text.append(" ".repeat(step)).append("box").append(i).append(":");
      block(text, 2 * step);
    }
  }

  private void block(StringBuilder text, int indent) {
    text.append(tail()).append(eol);
    boolean postgres = chance(60);
    String pad = " ".repeat(indent);
    filler(text, indent);
    text.append(pad).append("name: ").append(pick("", "'", "\""));
    char quote = text.charAt(text.length() - 1);
    text.append(postgres ? "psycopg2" : "sqlite3")
        .append(quote == ' ' ? "" : quote)
        .append(tail())
        .append(eol);
    if (chance(30)) {
      text.append(pad).append("txn_limit: 10000").append(tail()).append(eol);
    }
    if (chance(10)) {
      return;
    }
    filler(text, indent);
    text.append(pad).append("args:").append(tail()).append(eol);
    String inner = " ".repeat(indent + step);
    String[] names =
        postgres
            ? new String[] {"user", "password", "host", "dbname", "cp_min", "sslmode", "port"}
            : new String[] {"database", "cp_max"};
    boolean any = false;
    for (String name : names) {
      if (chance(70)) {
        filler(text, indent + step);
        String value =
            name.startsWith("cp_") || name.equals("port")
                ? pick("5", "10")
                : pick("x", "'y z'", "\"z\"", "é", "'p#w'");
        text.append(inner).append(name).append(": ").append(value).append(tail()).append(eol);
        any = true;
      }
    }
    if (!any) {
      text.append(inner).append(postgres ? "user: u" : "database: d").append(eol);
    }
    if (chance(20)) {
      text.append(pad).append("allow_unsafe_locale: false").append(eol);
    }
  }
}
