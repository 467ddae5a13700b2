package org.synapsepg.diagnose;

/**
 * A problem in one reading. The texts are for people and may change.
 *
 * @param cause what happened
 * @param lookAt where to look to be sure
 * @param change what to change
 */
public record Explanation(String cause, String lookAt, String change) {
  /**
   * The three parts as three lines.
   *
   * @return the text, without a line break at its end
   */
  public String render() {
    return "Cause: " + cause + "\nLook at: " + lookAt + "\nChange: " + change;
  }
}
