package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Records a database's content as a certificate, at one moment. */
public final class CertificateTaker {
  private CertificateTaker() {}

  /**
   * Records every table and sequence of the current schema.
   *
   * @param connection a connection without a transaction under way; it is given back without one
   * @param clock tells when
   * @return the content of a certificate
   * @throws SQLException as the server reports it
   */
  public static CertificateContent take(Connection connection, Clock clock) throws SQLException {
    return take(connection, clock, Map.of(), Map.of());
  }

  /**
   * The same, without reading again what was just read.
   *
   * @param connection a connection without a transaction under way; it is given back without one
   * @param clock tells when
   * @param known tables that were recorded a moment ago, by name
   * @param elsewhere names of further tables by the schema that they are in
   * @return the content of a certificate
   * @throws SQLException as the server reports it
   */
  public static CertificateContent take(
      Connection connection,
      Clock clock,
      Map<String, CertifiedTable> known,
      Map<String, Set<String>> elsewhere)
      throws SQLException {
    Instant started = clock.instant();
    return ReadSession.run(
        connection,
        schema -> {
          TargetDigests digests = TargetDigests.of(connection);
          List<CertifiedTable> tables = new ArrayList<>();
          List<TableShape> shapes = new ArrayList<>(TableShapes.read(connection, schema).values());
          for (Map.Entry<String, Set<String>> other : new TreeMap<>(elsewhere).entrySet()) {
            Map<String, TableShape> there = TableShapes.read(connection, other.getKey());
            there.keySet().retainAll(other.getValue());
            shapes.addAll(there.values());
          }
          for (TableShape shape : shapes) {
            CertifiedTable before = known.get(shape.name());
            tables.add(before == null ? table(digests, shape) : before);
          }
          return new CertificateContent(
              started,
              clock.instant(),
              LibraryVersion.text(),
              Map.of(),
              target(connection, schema),
              null,
              DigestSql.ALGORITHM,
              tables,
              CatalogueFacts.sequences(connection, schema),
              CatalogueFacts.fingerprint(connection, schema));
        });
  }

  /** Records one table. */
  static CertifiedTable table(TargetDigests digests, TableShape shape) throws SQLException {
    List<Segment> segments = shape.growth() == null ? List.of() : digests.segments(shape);
    if (segments.isEmpty()) {
      return CertifiedTable.of(shape, digests.whole(shape), segments);
    }
    Digest whole = segments.stream().map(Segment::digest).reduce(Digest.NONE, Digest::plus);
    return CertifiedTable.of(shape, whole, segments);
  }

  /** Where a database is, without any secret. */
  static Map<String, Object> target(Connection connection, String schema) throws SQLException {
    Map<String, Object> facts = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version'), current_database(),"
                    + " coalesce(host(inet_server_addr()), 'local socket'),"
                    + " coalesce(inet_server_port(), 0)")) {
      row.next();
      facts.put("server", row.getString(1));
      facts.put("database", row.getString(2));
      facts.put("host", row.getString(3));
      facts.put("port", row.getLong(4));
      facts.put("schema", schema);
    }
    return facts;
  }
}
