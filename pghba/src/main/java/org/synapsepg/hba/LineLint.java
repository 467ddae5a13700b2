package org.synapsepg.hba;

import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** Traps in how lines are written, whatever they mean. */
final class LineLint {
  private LineLint() {}

  static void lint(HbaFile file, List<Finding> found) {
    if (file.text().hasByteOrderMark()) {
      found.add(
          Finding.of(
                  HbaCode.BYTE_ORDER_MARK,
                  "a byte order mark begins the file and becomes part of its first word")
              .withHint("Save the file without it.")
              .at(new SourceLocation(file.name(), 1, 1)));
    }
    List<AuthEntry<HbaLine>> entries = file.entries();
    for (int i = 0; i < entries.size(); i++) {
      AuthEntry<HbaLine> entry = entries.get(i);
      SourceLocation location = file.locationAt(i);
      lint(entry, location, found);
      if (entry.line() instanceof HbaInclude include) {
        lintInclude(include, location, found);
        include.files().forEach(inner -> lint(inner, found));
      }
    }
  }

  private static void lint(AuthEntry<HbaLine> entry, SourceLocation location, List<Finding> found) {
    RawLine raw = entry.raw();
    if (raw.source().indexOf('\0') >= 0) {
      found.add(
          Finding.of(HbaCode.NUL_BYTE, "a NUL byte hides the rest of its line from the server")
              .withHint("From PostgreSQL 14 on the next line is joined to it as well.")
              .at(location));
    }
    String trailing = raw.trailing();
    int comment = trailing.indexOf('#');
    int join = comment < 0 ? -1 : trailing.indexOf('\n', comment);
    if (join > 0 && !trailing.substring(join + 1).isBlank()) {
      found.add(
          Finding.of(
                  HbaCode.COMMENT_SWALLOWS_LINE,
                  "the comment ends in a backslash, so the next line is part of it: '"
                      + trailing.substring(join + 1).strip().split("\\R", 2)[0]
                      + "'")
              .withHint("Write something after the backslash, a blank will do.")
              .at(location));
    }
    for (Lexeme lexeme : raw.lexemes()) {
      String lead = lexeme.lead();
      int comma = lead.indexOf(',');
      boolean first = lexeme == raw.lexemes().get(0);
      if (!first && !lexeme.joined() && comma > 0) {
        found.add(
            Finding.of(
                    HbaCode.BLANK_BEFORE_COMMA,
                    "a blank before a comma ends the field: '"
                        + lexeme.value()
                        + "' begins the next one")
                .withHint("Put the comma directly after the word before it.")
                .at(
                    new SourceLocation(
                        location.source(),
                        location.line() + raw.lineFeedsBefore(lexeme.start()),
                        raw.columnAt(lexeme.start()))));
      }
    }
  }

  private static void lintInclude(
      HbaInclude include, SourceLocation location, List<Finding> found) {
    String target = include.target();
    boolean folder = include.word().equals("include_dir");
    if (include.error().isPresent()) {
      if (include.error().get().contains("nesting depth")) {
        found.add(
            Finding.of(HbaCode.INCLUDE_LOOP, "the include leads deeper than 10 levels: " + target)
                .at(location));
      }
    } else if (target.isEmpty() && !folder) {
      found.add(
          Finding.of(
                  HbaCode.INCLUDE_WITHOUT_EFFECT,
                  "an include of an empty name loads nothing, and the server does not complain")
              .at(location));
    } else if (!folder
        && include.files().stream().anyMatch(f -> f.entries().isEmpty() && f.source().isEmpty())) {
      found.add(
          Finding.of(
                  HbaCode.INCLUDE_WITHOUT_EFFECT,
                  "the include of '"
                      + target
                      + "' loads nothing: it is empty or a folder, and the server does not"
                      + " complain")
              .withHint("For a folder write include_dir.")
              .at(location));
    }
  }
}
