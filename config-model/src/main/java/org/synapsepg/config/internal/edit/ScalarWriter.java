package org.synapsepg.config.internal.edit;

import java.util.Locale;
import java.util.regex.Pattern;
import org.synapsepg.config.internal.yaml.Node;
import org.synapsepg.config.internal.yaml.PlainText;
import org.synapsepg.config.internal.yaml.ScalarStyle;

/** Writes scalars so that PyYAML reads the very value, in the quotes that the file prefers. */
final class ScalarWriter {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_/.][A-Za-z0-9_/.@+-]*");

  private final boolean preferDouble;

  private ScalarWriter(boolean preferDouble) {
    this.preferDouble = preferDouble;
  }

  /** The writer for a document whose root is given. */
  static ScalarWriter forStyleOf(Node.Mapping root) {
    int[] counts = new int[2];
    count(root, counts, 0);
    return new ScalarWriter(counts[1] >= counts[0]);
  }

  static ScalarWriter standard() {
    return new ScalarWriter(true);
  }

  private static void count(Node node, int[] counts, int depth) {
    if (depth > 6) {
      return;
    }
    if (node instanceof Node.Scalar scalar) {
      if (scalar.style() == ScalarStyle.SINGLE) {
        counts[0]++;
      } else if (scalar.style() == ScalarStyle.DOUBLE) {
        counts[1]++;
      }
    } else if (node instanceof Node.Mapping mapping) {
      for (Node.Pair pair : mapping.pairs()) {
        if (!pair.value().alias()) {
          count(pair.value().node(), counts, depth + 1);
        }
      }
    } else if (node instanceof Node.Sequence sequence) {
      for (Node.Ref item : sequence.items()) {
        if (!item.alias()) {
          count(item.node(), counts, depth + 1);
        }
      }
    }
  }

  String write(NewValue value, ScalarStyle before) {
    if (value instanceof NewValue.WholeNumber number) {
      return number.value().toString();
    }
    if (value instanceof NewValue.Truth truth) {
      return truth.value() ? "true" : "false";
    }
    if (value instanceof NewValue.Text text) {
      return text(text.value(), before);
    }
    throw new IllegalArgumentException("a mapping is no scalar");
  }

  String text(String value, ScalarStyle before) {
    boolean quoted = before == ScalarStyle.SINGLE || before == ScalarStyle.DOUBLE;
    if (!quoted && SAFE.matcher(value).matches() && PlainText.isPlainText(value)) {
      return value;
    }
    boolean single =
        before == ScalarStyle.SINGLE || (before != ScalarStyle.DOUBLE && !preferDouble);
    if (single && fitsSingleQuotes(value)) {
      return "'" + value.replace("'", "''") + "'";
    }
    return doubleQuoted(value);
  }

  private static boolean fitsSingleQuotes(String value) {
    return value.codePoints().noneMatch(ScalarWriter::needsEscape);
  }

  private static boolean needsEscape(int c) {
    return c < 0x20
        || (c >= 0x7F && c < 0xA0)
        || c == 0x2028
        || c == 0x2029
        || c == 0xFEFF
        || c == 0xFFFE
        || c == 0xFFFF;
  }

  private static String doubleQuoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
              } else if (c == '\n') {
                text.append("\\n");
              } else if (c == '\t') {
                text.append("\\t");
              } else if (needsEscape(c)) {
                text.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.append('"').toString();
  }
}
