package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What other packages need of the hashing of rows. */
public final class RowHashes {
  private RowHashes() {}

  /**
   * Whether a server hashes known values as this library does.
   *
   * @param connection a connection to it
   * @return true if its digests can be compared with ours
   * @throws SQLException as the server reports it
   */
  public static boolean areTrusted(Connection connection) throws SQLException {
    return HashProbe.differences(connection).isEmpty();
  }

  /**
   * The expression that makes the server compute the hash of some columns of a row.
   *
   * @param columns the columns in their order
   * @return SQL of type bigint
   */
  public static String sql(List<DigestColumn> columns) {
    return DigestSql.rowHash(columns);
  }
}
