package org.synapsepg.config.internal.yaml;

/** What a plain scalar would be read as. */
public final class PlainText {
  private PlainText() {}

  /** Whether a text without quotes stays text: it is no number, date, word for true, or nothing. */
  public static boolean isPlainText(String value) {
    return Resolver.resolve(value).equals(Resolver.STR);
  }

  /** Whether a key node is plain text of that value. */
  public static boolean isTextKey(Node node, String value) {
    return node instanceof Node.Scalar scalar
        && scalar.value().equals(value)
        && scalar.tag().equals(Resolver.STR);
  }
}
