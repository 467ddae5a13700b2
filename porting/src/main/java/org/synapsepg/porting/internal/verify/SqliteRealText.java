package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.synapsepg.porting.VerificationException;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.internal.value.RealText;

/** Real numbers as text, as SQLite itself writes them. For one thread. */
record SqliteRealText(Connection witness) implements RealText {
  @Override
  public String render(double number) {
    try (PreparedStatement statement = witness.prepareStatement("SELECT CAST(? AS TEXT)")) {
      statement.setDouble(1, number);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new VerificationException(
          VerifyCode.VERIFICATION_FAILED, "SQLite could not write a number as text", e);
    }
  }
}
