package org.synapsepg.config.internal.edit;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.synapsepg.config.internal.libpq.Keyword;

/** A value to be written: text, a whole number, true or false, or a mapping of such. */
public sealed interface NewValue {
  /** Text. */
  record Text(String value) implements NewValue {
    @Override
    public String toString() {
      return "Text[****]";
    }
  }

  /** A whole number. */
  record WholeNumber(BigInteger value) implements NewValue {}

  /** True or false. */
  record Truth(boolean value) implements NewValue {}

  /** A mapping, in order. */
  record Fields(Map<String, NewValue> values) implements NewValue {}

  /** What Python has to be given so that its {@code str()} is the text. */
  static NewValue ofArgument(String name, String text) {
    boolean pool = name.startsWith("cp_");
    boolean numeric =
        pool
            || Keyword.find(name)
                .filter(
                    k ->
                        k.type() == Keyword.Type.INTEGER
                            || k.type() == Keyword.Type.PORTS
                            || k.type() == Keyword.Type.SWITCH)
                .isPresent();
    if (numeric && text.length() < 19 && text.matches("0|[1-9][0-9]*")) {
      return new WholeNumber(new BigInteger(text));
    }
    if (pool && (text.equals("True") || text.equals("False"))) {
      return new Truth(text.equals("True"));
    }
    return new Text(text);
  }

  /** What it means once read, in the form of {@link Meaning}. */
  default Object meaning() {
    if (this instanceof Text text) {
      return text.value;
    }
    if (this instanceof WholeNumber number) {
      return number.value;
    }
    if (this instanceof Truth truth) {
      return truth.value;
    }
    Map<Object, Object> map = new LinkedHashMap<>();
    ((Fields) this).values.forEach((key, value) -> map.put(key, value.meaning()));
    return map;
  }
}
