package org.synapsepg.porting;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.porting.internal.verify.CertificateCheck;
import org.synapsepg.porting.internal.verify.CertificateContent;
import org.synapsepg.porting.internal.verify.CertificateJson;
import org.synapsepg.porting.internal.verify.CertificateTaker;

/**
 * A record of what a PostgreSQL database held at one moment: rows and digests per table and
 * segment, sequences, a fingerprint of the catalogue; for a port also what the source was and how
 * it was verified. It holds no row and no secret. With it a restored backup or a replica is proved
 * months later, without the SQLite file.
 *
 * <p>The file is JSON, its form is described and versioned in docs/certificate.md. It states the
 * SHA-256 of its own canonical form, so damage is noticed; it is not signed, so keep it where
 * nobody else writes, or note the hash elsewhere.
 *
 * <p>Immutable and safe for use by several threads. Example: {@code
 * PortCertificate.read(path).check(target).isSame()}.
 */
public final class PortCertificate {
  private final JsonObject document;
  private final CertificateContent content;

  private PortCertificate(JsonObject document, CertificateContent content) {
    this.document = document;
    this.content = content;
  }

  /**
   * A table as the certificate records it.
   *
   * @param name its name, without the schema
   * @param rows how many rows it had
   * @param digest the sum of its rows' hashes, in decimal digits
   * @param canShowGrowth whether a later check can tell added rows from altered ones
   * @param replaced how many values the port replaced in it; 0 without a port
   * @param quarantined how many rows the port kept out of it; 0 without a port
   */
  public record Table(
      String name,
      long rows,
      String digest,
      boolean canShowGrowth,
      long replaced,
      long quarantined) {}

  static PortCertificate of(CertificateContent content) {
    return new PortCertificate(CertificateJson.write(content), content);
  }

  /**
   * Certifies a database as it is now, whether it was ported or not, so that its backup can be
   * proved later. Reads every row once, inside the server, at one moment; writes nothing. May be
   * called on a replica, and while Synapse works.
   *
   * @param target the database; its tables are those of the connection's current schema, and the
   *     role must be allowed to read them
   * @return its certificate
   * @throws VerificationException if the database cannot be read
   */
  public static PortCertificate take(ConnectionSource target) {
    try (Connection connection = target.open()) {
      return of(CertificateTaker.take(connection, Clock.systemUTC()));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /**
   * Reads a certificate and checks that it is whole.
   *
   * @param file the file
   * @return the certificate
   * @throws VerificationException if it cannot be read, is no certificate, was altered, or was made
   *     by a later version that changed the form
   */
  public static PortCertificate read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new VerificationException(
          VerifyCode.CERTIFICATE_UNREADABLE,
          "'" + file + "' is no certificate of this library: it is not UTF-8 text",
          e);
    } catch (IOException e) {
      throw new VerificationException(
          VerifyCode.CERTIFICATE_UNREADABLE,
          "'" + file + "' cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage(),
          e);
    }
    return parse(text, "'" + file + "'");
  }

  /**
   * A certificate from its JSON text.
   *
   * @param json the text
   * @return the certificate
   * @throws VerificationException as {@link #read(Path)}
   */
  public static PortCertificate parse(String json) {
    return parse(json, "the text");
  }

  private static PortCertificate parse(String json, String from) {
    JsonObject document = CertificateJson.parse(json, from);
    return new PortCertificate(document, CertificateJson.read(document, from));
  }

  /**
   * Compares a database with this certificate: a restored backup, a replica, or the same database
   * later, under the same PostgreSQL or another version. Reads every row once, inside the server,
   * at one moment; writes nothing.
   *
   * @param target the database, under any name; as for {@link #take}
   * @return per table whether it is the same, only grew, was changed, or why that cannot be told;
   *     rows that differ are not listed, for the certificate has none
   * @throws VerificationException if the database cannot be read
   */
  public VerificationReport check(ConnectionSource target) {
    try (Connection connection = target.open()) {
      return new CertificateCheck(connection, content).run();
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private static VerificationException unreachable(SQLException e) {
    return new VerificationException(
        VerifyCode.TARGET_UNREACHABLE,
        "the database could not be read (SQLSTATE " + e.getSQLState() + "): " + e.getMessage(),
        e);
  }

  /**
   * Writes the certificate into a file, in one step: an older file of that name is there until the
   * new one is complete, also when the disk is full or the machine stops. A new file is readable
   * for its owner alone.
   *
   * @param file the file
   * @throws org.synapsepg.core.text.TextFileException if it cannot be written
   */
  public void writeTo(Path file) {
    FileReplacement.of(file).write(toJson().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The certificate as JSON, indented, with a line break at its end.
   *
   * @return the text that {@link #parse(String)} reads
   */
  public String toJson() {
    return CertificateJson.print(document);
  }

  /**
   * The SHA-256 of the certificate's canonical form, which it also states itself.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return document.getString("sha256");
  }

  /**
   * When the port, or the taking of the certificate, ended, by the clock of the machine that did it
   * or {@link PortJob.Builder#clock}.
   *
   * @return the moment
   */
  public Instant finished() {
    return content.finished();
  }

  /**
   * How thoroughly the port was verified.
   *
   * @return the level; nothing if the certificate was taken without a port
   */
  public Optional<VerifyLevel> level() {
    return Optional.ofNullable(content.level());
  }

  /**
   * The tables, by name.
   *
   * @return an immutable list
   */
  public List<Table> tables() {
    return content.tables().stream()
        .map(
            t ->
                new Table(
                    t.shape().name(),
                    t.digest().rows(),
                    t.digest().sum().toString(),
                    t.shape().growth() != null,
                    t.replaced(),
                    t.quarantined()))
        .toList();
  }

  /** One line that says what it is of and when it was made. */
  @Override
  public String toString() {
    return "certificate of database '"
        + content.target().get("database")
        + "' of "
        + content.finished()
        + ", "
        + content.tables().size()
        + " tables, SHA-256 "
        + sha256();
  }
}
