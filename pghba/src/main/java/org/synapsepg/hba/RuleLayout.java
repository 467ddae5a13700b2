package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * The columns in which neighbouring rules are written, and the text of a new rule in them. A rule
 * without neighbours gets single blanks.
 */
final class RuleLayout {
  private enum Column {
    DATABASE,
    USER,
    ADDRESS,
    MASK,
    METHOD
  }

  /** How a column begins: after these tabs, or at this offset. */
  private record Start(@Nullable String tabs, int offset) {}

  private final Map<Column, Start> starts = new EnumMap<>(Column.class);
  private String indent = "";
  private boolean indentKnown;

  /** Takes the columns that are not known yet from a rule. */
  void learn(HbaRule rule) {
    RawLine raw = rule.raw();
    if (raw == null || raw.lineFeeds() > 1 || raw.source().indexOf('\\') >= 0) {
      return;
    }
    List<Lexeme> fields = new ArrayList<>();
    for (Lexeme lexeme : raw.lexemes()) {
      if (!lexeme.joined()) {
        fields.add(lexeme);
      }
    }
    if (!indentKnown && !fields.isEmpty()) {
      indent = fields.get(0).lead();
      indentKnown = indent.isBlank();
      indent = indentKnown ? indent : "";
    }
    List<Column> columns = columnsOf(rule.content(), fields.size());
    for (int i = 0; i < columns.size() && i + 1 < fields.size(); i++) {
      Lexeme field = fields.get(i + 1);
      String lead = field.lead();
      if (lead.isEmpty() || !lead.isBlank()) {
        continue;
      }
      boolean tabs = lead.indexOf('\t') >= 0;
      starts.putIfAbsent(columns.get(i), new Start(tabs ? lead : null, field.start()));
    }
  }

  private static List<Column> columnsOf(RuleContent content, int fields) {
    if (content.type() == ConnectionType.LOCAL) {
      return List.of(Column.DATABASE, Column.USER, Column.METHOD);
    }
    boolean masked =
        content.address() instanceof HbaAddress.Network
            && fields == 6 + content.options().size()
            && fields >= 6;
    return masked
        ? List.of(Column.DATABASE, Column.USER, Column.ADDRESS, Column.MASK, Column.METHOD)
        : List.of(Column.DATABASE, Column.USER, Column.ADDRESS, Column.METHOD);
  }

  /** The line of a rule, without its ending. */
  String render(HbaRule rule) {
    List<String> words = rule.words();
    boolean masked =
        rule.type() != ConnectionType.LOCAL && words.size() == 6 + rule.options().size();
    List<Column> columns =
        rule.type() == ConnectionType.LOCAL
            ? List.of(Column.DATABASE, Column.USER, Column.METHOD)
            : masked
                ? List.of(Column.DATABASE, Column.USER, Column.ADDRESS, Column.MASK, Column.METHOD)
                : List.of(Column.DATABASE, Column.USER, Column.ADDRESS, Column.METHOD);
    StringBuilder line = new StringBuilder(indent).append(words.get(0));
    for (int i = 1; i < words.size(); i++) {
      Start start = i <= columns.size() ? starts.get(columns.get(i - 1)) : null;
      if (start == null) {
        line.append(' ');
      } else if (start.tabs() != null) {
        line.append(start.tabs());
      } else {
        line.append(" ".repeat(Math.max(1, start.offset() - line.length())));
      }
      line.append(words.get(i));
    }
    return line.toString();
  }
}
