package org.synapsepg.porting.internal.value;

/** A real number as SQLite writes it when it is asked for text. */
@FunctionalInterface
public interface RealText {
  /**
   * Writes a number.
   *
   * @param number a number, not NaN
   * @return what {@code CAST(number AS TEXT)} gives
   */
  String render(double number);
}
