package org.synapsepg.porting.internal.verify;

import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.synapsepg.porting.VerifyLevel;

/**
 * What a certificate says.
 *
 * @param started when the port, or the taking, began
 * @param finished when it ended
 * @param library the version of this library
 * @param source facts about the SQLite file by name, as texts or integers; empty when there was
 *     none
 * @param target where the database was: server version, host, port, database, schema
 * @param level how thoroughly the port was verified; null when nothing was ported
 * @param algorithm how rows were hashed
 * @param tables the tables by name
 * @param sequences the sequences by name
 * @param catalogue the fingerprint of the catalogue
 */
public record CertificateContent(
    Instant started,
    Instant finished,
    String library,
    Map<String, Object> source,
    Map<String, Object> target,
    @Nullable VerifyLevel level,
    String algorithm,
    List<CertifiedTable> tables,
    List<SequenceValue> sequences,
    String catalogue) {
  /**
   * Copies lists and maps.
   *
   * @param started when the port, or the taking, began
   * @param finished when it ended
   * @param library the version of this library
   * @param source facts about the SQLite file
   * @param target where the database was
   * @param level how thoroughly the port was verified, or null
   * @param algorithm how rows were hashed
   * @param tables the tables by name
   * @param sequences the sequences by name
   * @param catalogue the fingerprint of the catalogue
   */
  public CertificateContent {
    source = Map.copyOf(source);
    target = Map.copyOf(target);
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
  }

  /**
   * Whether its digests are such as this release makes.
   *
   * @return false if rows were hashed in another way
   */
  public boolean isComparable() {
    return algorithm.equals(DigestSql.ALGORITHM);
  }

  /**
   * The same for a port.
   *
   * @param proved how thoroughly the port was verified
   * @param from facts about the SQLite file
   * @param replaced how many values were replaced, by table
   * @param quarantined how many rows were kept out, by table
   * @return a changed copy
   */
  public CertificateContent ofPort(
      VerifyLevel proved,
      Map<String, Object> from,
      Map<String, Long> replaced,
      Map<String, Long> quarantined) {
    List<CertifiedTable> counted =
        tables.stream()
            .map(
                t ->
                    new CertifiedTable(
                        t.shape(),
                        t.digest(),
                        t.segments(),
                        replaced.getOrDefault(t.shape().name(), 0L),
                        quarantined.getOrDefault(t.shape().name(), 0L),
                        t.kept()))
            .toList();
    return new CertificateContent(
        started, finished, library, from, target, proved, algorithm, counted, sequences, catalogue);
  }
}
