package org.synapsepg.porting.internal.value;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;

/**
 * Asks SQLite itself how it writes a number, for the rules have changed over its versions. Such
 * values are rare, so the threads of a run share one connection.
 */
public final class WitnessRealText implements RealText {
  private final Connection witness;

  /**
   * Asks a connection, which stays the caller's.
   *
   * @param witness a connection to any SQLite database
   */
  public WitnessRealText(Connection witness) {
    this.witness = witness;
  }

  @Override
  public synchronized String render(double number) {
    try (PreparedStatement statement = witness.prepareStatement("SELECT CAST(? AS TEXT)")) {
      statement.setDouble(1, number);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new PortException(
          PortCode.RUN_FAILED, "SQLite could not write the number " + number + " as text", e);
    }
  }
}
