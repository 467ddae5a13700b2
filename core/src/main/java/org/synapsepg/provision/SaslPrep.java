package org.synapsepg.provision;

import java.text.Normalizer;

/**
 * The preparation of passwords that SCRAM asks for (RFC 4013), in the way of PostgreSQL's
 * src/common/saslprep.c: a text that cannot be prepared is used as it is.
 */
final class SaslPrep {
  private SaslPrep() {}

  static String prepare(String password) {
    if (password.chars().allMatch(c -> c > 0 && c < 0x80)) {
      return password;
    }
    StringBuilder mapped = new StringBuilder();
    password
        .codePoints()
        .filter(c -> !isMappedToNothing(c))
        .map(c -> isOtherSpace(c) ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    return prepared.isEmpty()
            || prepared.codePoints().anyMatch(SaslPrep::isProhibited)
            || isMixedDirection(prepared)
        ? password
        : prepared;
  }

  /**
   * Whether all clients agree on the prepared form. The standard refuses what Unicode 3.2 did not
   * have, which Java cannot tell; it only matters when the preparation changes something.
   */
  static boolean isCertain(String password) {
    return prepare(password).equals(password)
        || password.codePoints().allMatch(c -> c <= 0x21F || (c >= 0x2000 && c <= 0x2046));
  }

  /** RFC 3454, table B.1. */
  private static boolean isMappedToNothing(int c) {
    return c == 0xAD
        || c == 0x34F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || (c >= 0x200B && c <= 0x200D)
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }

  /** RFC 3454, table C.1.2. */
  private static boolean isOtherSpace(int c) {
    return c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** RFC 3454, tables C.2 to C.9. */
  private static boolean isProhibited(int c) {
    return Character.isISOControl(c)
        || c == 0x6DD
        || c == 0x70F
        || c == 0x180E
        || c == 0x340
        || c == 0x341
        || (c >= 0x200C && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2061 && c <= 0x2063)
        || (c >= 0x206A && c <= 0x206F)
        || (c >= 0x2FF0 && c <= 0x2FFB)
        || (c >= 0xFFF9 && c <= 0xFFFD)
        || (c >= 0x1D173 && c <= 0x1D17A)
        || (c >= 0xD800 && c <= 0xF8FF)
        || (c >= 0xFDD0 && c <= 0xFDEF)
        || (c & 0xFFFE) == 0xFFFE
        || c >= 0xE0000
        || Character.getType(c) == Character.UNASSIGNED;
  }

  /** RFC 3454, section 6: right-to-left text may not hold left-to-right, and begins and ends so. */
  private static boolean isMixedDirection(String text) {
    boolean rightToLeft = text.codePoints().anyMatch(SaslPrep::isRightToLeft);
    if (!rightToLeft) {
      return false;
    }
    boolean leftToRight =
        text.codePoints()
            .anyMatch(
                c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    return leftToRight
        || !isRightToLeft(text.codePointAt(0))
        || !isRightToLeft(text.codePointBefore(text.length()));
  }

  private static boolean isRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
