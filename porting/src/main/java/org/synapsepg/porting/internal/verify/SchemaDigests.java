package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * The digests of a schema's tables as its server computes them: for two databases of one server,
 * whose hash functions are the same whatever they are. One thread at a time.
 */
public final class SchemaDigests {
  private final TargetDigests digests;
  private final Map<String, TableShape> shapes;

  private SchemaDigests(TargetDigests digests, Map<String, TableShape> shapes) {
    this.digests = digests;
    this.shapes = shapes;
  }

  /**
   * Reads what the schema's tables look like.
   *
   * @param connection a connection to the database
   * @param schema the schema
   * @return what computes the digests, on that connection
   * @throws SQLException as the driver throws it
   */
  public static SchemaDigests of(Connection connection, String schema) throws SQLException {
    return new SchemaDigests(
        TargetDigests.onServer(connection), TableShapes.read(connection, schema));
  }

  /**
   * The digest of a table's rows.
   *
   * @param table its name
   * @return the digest
   * @throws SQLException as the driver throws it
   */
  public Digest of(String table) throws SQLException {
    TableShape shape = shapes.get(table);
    if (shape == null) {
      throw new SQLException("there is no table \"" + table + "\"", "42P01");
    }
    return digests.whole(shape);
  }
}
