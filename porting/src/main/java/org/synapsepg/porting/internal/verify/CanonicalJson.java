package org.synapsepg.porting.internal.verify;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one text of a JSON document that a hash is taken over: members sorted by name (by UTF-16 code
 * units), no blanks, integers in plain decimal digits, in strings only what must be escaped. For
 * documents whose numbers are integers this is what RFC 8785 prescribes, but that integers beyond
 * 2^53 keep all their digits.
 */
final class CanonicalJson {
  private CanonicalJson() {}

  static String of(JsonValue value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, JsonValue value) {
    if (value instanceof JsonObject object) {
      char before = '{';
      for (Map.Entry<String, JsonValue> member : new TreeMap<>(object).entrySet()) {
        string(text.append(before), member.getKey());
        append(text.append(':'), member.getValue());
        before = ',';
      }
      text.append(before == '{' ? "{}" : "}");
    } else if (value instanceof JsonArray array) {
      char before = '[';
      for (JsonValue element : array) {
        append(text.append(before), element);
        before = ',';
      }
      text.append(before == '[' ? "[]" : "]");
    } else if (value instanceof JsonString string) {
      string(text, string.getString());
    } else if (value instanceof JsonNumber number) {
      text.append(number.bigIntegerValueExact());
    } else {
      text.append(value);
    }
  }

  private static void string(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append("\\u00")
                .append(c < 16 ? "0" : "1")
                .append("0123456789abcdef".charAt(c & 15));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
