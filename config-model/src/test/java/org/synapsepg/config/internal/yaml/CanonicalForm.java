package org.synapsepg.config.internal.yaml;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.synapsepg.config.internal.PythonText;

/** A value in the form that {@code pyyaml_corpus.py} writes. */
final class CanonicalForm {
  private final IdentityHashMap<YamlValue, Integer> seen = new IdentityHashMap<>();
  private final StringBuilder out = new StringBuilder();

  private CanonicalForm() {}

  static String of(YamlValue value) {
    CanonicalForm form = new CanonicalForm();
    form.walk(value);
    return form.out.toString();
  }

  /** The answer to a text: its value, or "!" with the place of the problem. */
  static String answer(String document) {
    YamlText text = null;
    try {
      text = YamlText.of(document);
      YamlValue value = Constructor.read(text);
      return value == null ? "n" : of(value);
    } catch (YamlException e) {
      return text == null ? "!" : "!" + text.line(e.index()) + ":" + text.column(e.index());
    }
  }

  private void walk(YamlValue value) {
    Object scalar = value.scalar();
    switch (value.kind()) {
      case NULL -> out.append('n');
      case BOOL -> out.append(Boolean.TRUE.equals(scalar) ? 'T' : 'F');
      case INT -> hex((BigInteger) requireNonNull(scalar));
      case FLOAT -> floating((Double) requireNonNull(scalar));
      case TEXT -> json((String) requireNonNull(scalar));
      case BINARY ->
          out.append('b').append(HexFormat.of().formatHex((byte[]) requireNonNull(scalar)));
      case DATE -> out.append('d').append(scalar);
      case TIME -> out.append('t').append(PythonText.str(value));
      default -> collection(value);
    }
  }

  private void hex(BigInteger number) {
    out.append('i').append(number.signum() < 0 ? "-0x" : "0x").append(number.abs().toString(16));
  }

  private void floating(double number) {
    if (Double.isNaN(number)) {
      out.append("fnan");
    } else {
      out.append(String.format(Locale.ROOT, "f%016x", Double.doubleToLongBits(number)));
    }
  }

  private void collection(YamlValue value) {
    Integer before = seen.putIfAbsent(value, seen.size());
    if (before != null) {
      out.append('*').append(before);
      return;
    }
    switch (value.kind()) {
      case LIST -> {
        out.append('[');
        for (YamlValue item : value.items()) {
          walk(item);
          out.append(',');
        }
        out.append(']');
      }
      case PAIRS -> {
        out.append('[');
        for (YamlValue.Entry entry : value.pairs()) {
          out.append('(');
          walk(entry.key());
          out.append(',');
          walk(entry.value());
          out.append("),");
        }
        out.append(']');
      }
      case MAP -> {
        out.append('{');
        for (YamlValue.Entry entry : value.entries()) {
          walk(entry.key());
          out.append(':');
          walk(entry.value());
          out.append(',');
        }
        out.append('}');
      }
      default -> {
        List<String> keys = new ArrayList<>();
        value.entries().forEach(entry -> keys.add(of(entry.key())));
        keys.sort(null);
        out.append('<').append(String.join(",", keys)).append('>');
      }
    }
  }

  private void json(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c >= ' ' && c <= '~') {
            out.append(c);
          } else {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          }
        }
      }
    }
    out.append('"');
  }

  /** The text that a JSON string stands for. */
  static String fromJson(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = json.charAt(++i);
      switch (escape) {
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(escape);
      }
    }
    return text.toString();
  }
}
