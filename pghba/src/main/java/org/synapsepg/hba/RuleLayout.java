package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
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
    METHOD,
    SYSTEM_USER,
    ROLE
  }

  private static final List<Column> MAPPING = List.of(Column.SYSTEM_USER, Column.ROLE);
  private static final int FAR = 200;

  /** How a column begins: after these tabs, or at this offset. */
  private record Start(@Nullable String tabs, int offset) {}

  private final Map<Column, Start> starts = new EnumMap<>(Column.class);
  private String indent = "";
  private boolean indentKnown;

  /** The layout of the lines around a place, the nearest first. */
  static <L> RuleLayout around(int position, AuthEdits<L> lines) {
    RuleLayout layout = new RuleLayout();
    for (int distance = 0; distance < Math.max(2, lines.size()) && distance < FAR; distance++) {
      layout.learnFrom(position + distance, lines);
      layout.learnFrom(position - 1 - distance, lines);
    }
    return layout;
  }

  private <L> void learnFrom(int position, AuthEdits<L> lines) {
    if (position < 0 || position >= lines.size()) {
      return;
    }
    if (lines.line(position) instanceof HbaRule rule) {
      learn(rule.raw(), fields -> columnsOf(rule.content(), fields));
    } else if (lines.line(position) instanceof IdentMapping mapping) {
      learn(mapping.raw(), fields -> MAPPING);
    }
  }

  /** Takes the columns that are not known yet from a line. */
  private void learn(@Nullable RawLine raw, IntFunction<List<Column>> columnsOf) {
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
    List<Column> columns = columnsOf.apply(fields.size());
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
    return render(words, columns);
  }

  /** The line of a mapping, without its ending. */
  String render(IdentMapping mapping) {
    return render(mapping.words(), MAPPING);
  }

  private String render(List<String> words, List<Column> columns) {
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
