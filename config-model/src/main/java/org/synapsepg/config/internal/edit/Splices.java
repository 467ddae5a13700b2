package org.synapsepg.config.internal.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.synapsepg.config.internal.yaml.Node;
import org.synapsepg.config.internal.yaml.ScalarStyle;
import org.synapsepg.config.internal.yaml.YamlText;
import org.synapsepg.core.text.LineEnding;

/** Replacements of parts of a text; new text follows the file's own style. */
final class Splices {
  private record Splice(int from, int to, String text) {}

  private final String source;
  private final YamlText text;
  private final String eol;
  private final List<Splice> splices = new ArrayList<>();
  private ScalarWriter scalars = ScalarWriter.standard();
  private int step = 2;

  Splices(String source, YamlText text) {
    this.source = source;
    this.text = text;
    this.eol = LineEnding.prevailingIn(source).text();
  }

  /** Takes quotes and indentation from the document. */
  void style(Node.Mapping root) {
    scalars = ScalarWriter.forStyleOf(root);
    for (Node.Pair pair : root.pairs()) {
      if (!pair.value().alias()
          && pair.value().node() instanceof Node.Mapping inner
          && !inner.isFlow()
          && !inner.pairs().isEmpty()) {
        step = Math.max(1, column(inner.pairs().get(0).key().start()) - column(pair.key().start()));
        return;
      }
    }
  }

  String result() {
    StringBuilder changed = new StringBuilder(source);
    splices.sort(Comparator.comparingInt(Splice::from).reversed());
    for (Splice splice : splices) {
      changed.replace(splice.from, splice.to, splice.text);
    }
    return changed.toString();
  }

  private void splice(int from, int to, String replacement) {
    splices.add(new Splice(from, to, replacement));
  }

  private int chars(int index) {
    return text.charIndex(index);
  }

  private int column(int index) {
    return text.column(index) - 1;
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
  }

  /** The end of the line that an offset is in, before its break. */
  private int lineEnd(int offset) {
    int end = offset;
    while (end < source.length() && !isBreak(source.charAt(end))) {
      end++;
    }
    return end;
  }

  private int afterBreak(int lineEnd) {
    if (lineEnd >= source.length()) {
      return lineEnd;
    }
    return source.startsWith("\r\n", lineEnd) ? lineEnd + 2 : lineEnd + 1;
  }

  private int lineStart(int offset) {
    int start = offset;
    while (start > 0 && !isBreak(source.charAt(start - 1))) {
      start--;
    }
    return start == 0 && source.startsWith("\uFEFF") ? Math.min(1, offset) : start;
  }

  /** Whether only blanks and a comment follow in the line. */
  private void requireRestOfLineEmpty(int offset) {
    String rest = source.substring(offset, lineEnd(offset)).strip();
    if (!rest.isEmpty() && !rest.startsWith("#")) {
      throw new EditRefused("something else stands in the same line", -1);
    }
  }

  void appendToEmpty(String key, NewValue value) {
    boolean lastLineOpen = !source.isEmpty() && !isBreak(source.charAt(source.length() - 1));
    boolean onlyMark = source.equals("\uFEFF");
    splice(
        source.length(),
        source.length(),
        (lastLineOpen && !onlyMark ? eol : "") + block(key, value, 0) + eol);
  }

  void insert(Node.Mapping mapping, String key, NewValue value) {
    if (mapping.isFlow()) {
      insertFlow(mapping, key, value);
      return;
    }
    Node.Pair last = mapping.pairs().get(mapping.pairs().size() - 1);
    int end = lineEnd(chars(Math.max(last.value().end(), last.key().end())));
    requireRestOfLineEmpty(chars(Math.max(last.value().end(), last.key().end())));
    int column = column(mapping.pairs().get(0).key().start());
    splice(end, end, eol + block(key, value, column));
  }

  private void insertFlow(Node.Mapping mapping, String key, NewValue value) {
    requireNoComment(mapping.start(), mapping.end());
    String pair = key + ": " + flow(value);
    if (mapping.pairs().isEmpty()) {
      int at = chars(mapping.contentStart()) + 1;
      splice(at, at, pair);
      return;
    }
    Node.Pair last = mapping.pairs().get(mapping.pairs().size() - 1);
    int at = chars(Math.max(last.value().end(), last.key().end()));
    splice(at, at, ", " + pair);
  }

  private void requireNoComment(int start, int end) {
    if (source.substring(chars(start), chars(end)).matches("(?s).*(^|\\s)#.*")) {
      throw new EditRefused("there is a comment inside the braces", start);
    }
  }

  void replace(Node.Mapping parent, Node.Pair pair, NewValue value) {
    Node old = pair.value().node();
    boolean toMapping = value instanceof NewValue.Fields fields && !fields.values().isEmpty();
    if (parent.isFlow()) {
      replaceInline(pair, value, true);
    } else if (old instanceof Node.Mapping mapping && !mapping.isFlow() && toMapping) {
      int column = column(mapping.pairs().get(0).key().start());
      int from = lineStart(chars(mapping.pairs().get(0).key().start()));
      requireOwnLine(from, chars(mapping.pairs().get(0).key().start()));
      int to = lineEnd(chars(mapping.end()));
      splice(from, to, fields(((NewValue.Fields) value).values(), column));
    } else if (toMapping && old instanceof Node.Mapping mapping && !mapping.pairs().isEmpty()) {
      replaceInline(pair, value, true);
    } else if (toMapping) {
      replaceByBlock(pair, (NewValue.Fields) value);
    } else if (isBlock(old)) {
      blockByInline(pair, value);
    } else {
      replaceInline(pair, value, false);
    }
  }

  private static boolean isBlock(Node node) {
    return (node instanceof Node.Mapping m && !m.isFlow())
        || (node instanceof Node.Sequence s && !s.isFlow());
  }

  private void requireOwnLine(int lineStart, int offset) {
    if (!source.substring(lineStart, offset).isBlank()) {
      throw new EditRefused("something else stands in the same line", -1);
    }
  }

  private int colonEnd(Node.Pair pair) {
    int at = chars(pair.key().end());
    while (at < source.length() && (source.charAt(at) == ' ' || source.charAt(at) == '\t')) {
      at++;
    }
    if (at >= source.length() || source.charAt(at) != ':') {
      throw new EditRefused("the key stands in a complex form", pair.key().start());
    }
    return at + 1;
  }

  private void replaceInline(Node.Pair pair, NewValue value, boolean inFlow) {
    Node old = pair.value().node();
    ScalarStyle style =
        old instanceof Node.Scalar scalar && old.end() > old.contentStart()
            ? scalar.style()
            : ScalarStyle.PLAIN;
    String written = value instanceof NewValue.Fields ? flow(value) : scalars.write(value, style);
    if (old.start() == old.end()) {
      boolean withColon =
          source.substring(chars(pair.key().end()), chars(old.start())).strip().startsWith(":");
      int at = withColon || !inFlow ? colonEnd(pair) : chars(pair.key().end());
      splice(at, at, withColon || !inFlow ? " " + written : ": " + written);
      return;
    }
    if (!(old instanceof Node.Scalar)) {
      requireNoComment(old.start(), old.end());
    }
    if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
      int end = chars(old.end());
      while (end > 0 && isBreak(source.charAt(end - 1))) {
        end--;
      }
      splice(chars(old.start()), end, written);
      return;
    }
    int from = chars(old.start());
    if (old.isAnchored() && source.substring(from, chars(old.contentStart())).indexOf('!') < 0) {
      from = chars(old.contentStart());
    }
    splice(from, chars(old.end()), written);
  }

  /** A scalar, an empty value or empty braces become lines below the key. */
  private void replaceByBlock(Node.Pair pair, NewValue.Fields value) {
    Node old = pair.value().node();
    int colon = colonEnd(pair);
    int end = chars(Math.max(old.end(), pair.key().end()));
    if (end > colon) {
      if (old instanceof Node.Scalar scalar
          && (scalar.style() == ScalarStyle.LITERAL || scalar.style() == ScalarStyle.FOLDED)) {
        while (isBreak(source.charAt(end - 1))) {
          end--;
        }
      }
      if (isBlock(old)) {
        splice(lineEnd(colon), lineEnd(end), lines(pair, value));
        return;
      }
      splice(colon, end, "");
    }
    int at = lineEnd(Math.max(colon, end));
    requireRestOfLineEmpty(Math.max(colon, end));
    splice(at, at, lines(pair, value));
  }

  private String lines(Node.Pair pair, NewValue.Fields value) {
    return eol + fields(value.values(), column(pair.key().start()) + step);
  }

  private void blockByInline(Node.Pair pair, NewValue value) {
    Node old = pair.value().node();
    int colon = colonEnd(pair);
    requireRestOfLineEmpty(colon);
    splice(lineEnd(colon), lineEnd(chars(old.end())), "");
    splice(
        colon,
        colon,
        " "
            + (value instanceof NewValue.Fields
                ? flow(value)
                : scalars.write(value, ScalarStyle.PLAIN)));
  }

  void remove(Node.Mapping parent, Node.Pair pair) {
    int start = chars(pair.key().start());
    int end = chars(Math.max(pair.value().end(), pair.key().end()));
    if (!parent.isFlow()) {
      int from = lineStart(start);
      if (!source.substring(from, start).isBlank()) {
        throw new EditRefused("the key shares its line with something else", pair.key().start());
      }
      requireRestOfLineEmpty(end);
      int to = afterBreak(lineEnd(end));
      if (to == source.length() && to == lineEnd(end)) {
        // The last line has no break: the one before it goes instead.
        int before = from;
        while (before > 0 && isBreak(source.charAt(before - 1)) && before > from - 2) {
          before--;
          if (source.charAt(before) == '\n' && (before == 0 || source.charAt(before - 1) != '\r')) {
            break;
          }
        }
        from = before;
      }
      splice(from, to, "");
      return;
    }
    requireNoComment(parent.start(), parent.end());
    int index = parent.pairs().indexOf(pair);
    if (index + 1 < parent.pairs().size()) {
      splice(start, chars(parent.pairs().get(index + 1).key().start()), "");
    } else {
      Node.Pair previous = parent.pairs().get(index - 1);
      splice(chars(Math.max(previous.value().end(), previous.key().end())), end, "");
    }
  }

  /** Takes every pair out of a mapping of lines; the comments between them stay. */
  void emptyOut(Node.Pair owner, Node.Mapping mapping) {
    int colon = colonEnd(owner);
    requireRestOfLineEmpty(colon);
    mapping.pairs().forEach(pair -> remove(mapping, pair));
    splice(colon, colon, " {}");
  }

  void commentOut(Node.Pair pair) {
    int start = chars(pair.key().start());
    int end = chars(Math.max(pair.value().end(), pair.key().end()));
    int from = lineStart(start);
    if (!source.substring(from, start).isBlank()) {
      throw new EditRefused("the key shares its line with something else", pair.key().start());
    }
    requireRestOfLineEmpty(end);
    for (int line = from; line < end; line = afterBreak(lineEnd(line))) {
      if (!source.substring(line, lineEnd(line)).isBlank()) {
        splice(line, line, "# ");
      }
      if (lineEnd(line) >= source.length()) {
        break;
      }
    }
  }

  private String block(String key, NewValue value, int column) {
    String lead = " ".repeat(column) + key + ":";
    if (value instanceof NewValue.Fields fields && !fields.values().isEmpty()) {
      return lead + eol + fields(fields.values(), column + step);
    }
    return lead
        + " "
        + (value instanceof NewValue.Fields
            ? flow(value)
            : scalars.write(value, ScalarStyle.PLAIN));
  }

  private String fields(Map<String, NewValue> values, int column) {
    List<String> lines = new ArrayList<>();
    values.forEach((key, value) -> lines.add(block(key, value, column)));
    return String.join(eol, lines);
  }

  private String flow(NewValue value) {
    if (!(value instanceof NewValue.Fields fields)) {
      return scalars.write(value, ScalarStyle.PLAIN);
    }
    List<String> parts = new ArrayList<>();
    fields.values().forEach((key, part) -> parts.add(key + ": " + flow(part)));
    return "{" + String.join(", ", parts) + "}";
  }
}
