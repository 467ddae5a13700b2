package org.synapsepg.porting.internal.converge;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.internal.verify.CertificateCheck;
import org.synapsepg.porting.internal.verify.CertificateContent;
import org.synapsepg.porting.internal.verify.CertificateJson;
import org.synapsepg.porting.internal.verify.CertifiedTable;

/**
 * The certificate of the last complete run, kept in the target. With it a later run proves that
 * nobody has written to the target since, before it makes it equal to a newer source.
 */
public final class StoredCertificate {
  private static final int LISTED = 5;
  private static final String FROM = "the certificate that the target keeps";

  private StoredCertificate() {}

  /**
   * Keeps a certificate in place of an earlier one.
   *
   * @param connection a connection to the target
   * @param json the certificate's text
   * @throws SQLException as the server reports it
   */
  public static void write(Connection connection, String json) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO synapse_pg_port.certificate (document) VALUES (?)"
                + " ON CONFLICT (only_row) DO UPDATE SET document = excluded.document")) {
      statement.setString(1, json);
      statement.execute();
    }
  }

  private static Optional<String> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT document FROM synapse_pg_port.certificate")) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /**
   * What the certificate that a target keeps says of its tables.
   *
   * @param connection a connection to the target
   * @return the tables of its schema by name; none if their rows were hashed otherwise
   * @throws SQLException as the server reports it
   */
  public static Map<String, CertifiedTable> tables(Connection connection) throws SQLException {
    Optional<String> json = read(connection);
    if (json.isEmpty()) {
      return Map.of();
    }
    CertificateContent content =
        CertificateJson.read(CertificateJson.parse(json.get(), FROM), FROM);
    if (!content.isComparable()) {
      return Map.of();
    }
    String schema = String.valueOf(content.target().get("schema"));
    return content.tables().stream()
        .filter(t -> t.shape().schema().equals(schema))
        .collect(Collectors.toMap(t -> t.shape().name(), Function.identity()));
  }

  /**
   * Compares the target with the certificate that it keeps.
   *
   * @param target opens connections to it
   * @param database its name
   * @return an error naming the tables that were written to; empty when there are none
   * @throws SQLException as the server reports it
   */
  public static Findings compare(ConnectionSource target, String database) throws SQLException {
    try (Connection connection = target.open()) {
      Optional<String> json = read(connection);
      if (json.isEmpty()) {
        return Findings.none();
      }
      VerificationReport report =
          new CertificateCheck(
                  connection, CertificateJson.read(CertificateJson.parse(json.get(), FROM), FROM))
              .run();
      List<String> written =
          report.tables().stream()
              .filter(t -> t.verdict() != Verdict.SAME)
              .map(VerificationReport.Table::name)
              .toList();
      if (written.isEmpty()) {
        return Findings.none();
      }
      String names = written.stream().limit(LISTED).collect(Collectors.joining(", "));
      return Findings.of(
          Finding.of(
                  PortCode.TARGET_USED,
                  "the target has been written to since it was ported: rows differ in "
                      + names
                      + (written.size() > LISTED
                          ? " and " + (written.size() - LISTED) + " more tables"
                          : ""))
              .withHint(
                  "if Synapse runs on it, it is the truth now and needs no port; if what was written"
                      + " may be lost, confirm the name: --overwrite-target "
                      + database));
    }
  }
}
