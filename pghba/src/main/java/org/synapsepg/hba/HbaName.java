package org.synapsepg.hba;

/**
 * One word of a database or user list, decoded.
 *
 * <p>Quotes at the start of a word take away the meaning of a keyword ({@code all}), of {@code +}
 * and of {@code @}; they do not take away that of {@code /} (a regular expression from 16 on).
 *
 * @param text the text without quotes
 * @param quoted whether a quote opened before any character of the word
 */
public record HbaName(String text, boolean quoted) {
  /**
   * Whether this is the given keyword: not quoted, exact case.
   *
   * @param word a keyword such as {@code all}
   * @return true if so
   */
  public boolean isKeyword(String word) {
    return !quoted && text.equals(word);
  }

  /**
   * Whether this asks for membership of a role ({@code +role}); in user lists only.
   *
   * @return true if so
   */
  public boolean isGroup() {
    return !quoted && text.startsWith("+");
  }

  /** As it could be written: with quotes where they matter or where the text needs them. */
  @Override
  public String toString() {
    boolean needed = quoted || text.isEmpty();
    for (int i = 0; i < text.length() && !needed; i++) {
      char c = text.charAt(i);
      needed = c == ' ' || c == '\t' || c == '\r' || c == ',' || c == '#' || c == '"';
    }
    return needed ? HbaRule.literal(text) : text;
  }
}
