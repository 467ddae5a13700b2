package org.synapsepg.porting.internal.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Guesses what a file is that is no SQLite database, to say something of use. */
final class ForeignFormat {
  private ForeignFormat() {}

  static String describe(byte[] first) {
    String text = new String(first, StandardCharsets.ISO_8859_1);
    String upper = text.toUpperCase(Locale.ROOT).stripLeading();
    if (text.startsWith("\u001f\u008b")) {
      return "it is compressed by gzip: unpack it first";
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return "it is a zip archive: unpack it first";
    }
    if (text.startsWith("(\u00b5/\u00fd")) {
      return "it is compressed by zstd: unpack it first";
    }
    if (text.startsWith("\u00fd7zXZ") || text.startsWith("BZh")) {
      return "it is compressed by xz or bzip2: unpack it first";
    }
    if (text.startsWith("PGDMP") || upper.startsWith("--\n-- POSTGRESQL")) {
      return "it is a dump of a PostgreSQL database, which needs no port";
    }
    if (upper.startsWith("PRAGMA ") || upper.startsWith("BEGIN") || upper.startsWith("CREATE ")) {
      return "it is SQL text, a dump perhaps: load it with `sqlite3 new.db < FILE` first";
    }
    if (text.startsWith("SQLite format 3")) {
      return "it ends after " + first.length + " bytes";
    }
    if (text.chars().allMatch(c -> c == 0)) {
      return "it begins with zeros, as a file does whose copy or file system failed";
    }
    if (text.chars().allMatch(c -> c == '\n' || c == '\r' || c == '\t' || (c >= ' ' && c < 0x7f))) {
      return "it is text: \"" + text.strip().lines().findFirst().orElse("") + "\"";
    }
    return "it may be encrypted or overwritten";
  }
}
