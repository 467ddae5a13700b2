package org.synapsepg.porting.internal.verify;

import java.util.List;

/**
 * What a certificate records of a table.
 *
 * @param shape its columns as they were hashed
 * @param digest the digest of all of its rows
 * @param segments the digests of ranges of its growth column; empty when it has none, or no rows
 * @param replaced how many values the port replaced in it
 * @param quarantined how many rows the port kept out of it
 * @param kept whether the digests follow from those of the certificate before, for not all rows
 *     were read again
 */
public record CertifiedTable(
    TableShape shape,
    Digest digest,
    List<Segment> segments,
    long replaced,
    long quarantined,
    boolean kept) {
  /**
   * Copies the list.
   *
   * @param shape its columns as they were hashed
   * @param digest the digest of all of its rows
   * @param segments the digests of ranges of its growth column
   * @param replaced how many values the port replaced in it
   * @param quarantined how many rows the port kept out of it
   * @param kept whether the digests follow from those of the certificate before
   */
  public CertifiedTable {
    segments = List.copyOf(segments);
  }

  /**
   * The table without what only a port knows.
   *
   * @param shape its columns as they were hashed
   * @param digest the digest of all of its rows
   * @param segments the digests of ranges of its growth column
   * @return the record
   */
  public static CertifiedTable of(TableShape shape, Digest digest, List<Segment> segments) {
    return new CertifiedTable(shape, digest, segments, 0, 0, false);
  }

  /** The same of a table of which not all rows were read again. */
  static CertifiedTable kept(TableShape shape, Digest digest, List<Segment> segments) {
    return new CertifiedTable(shape, digest, segments, 0, 0, true);
  }

  /**
   * The table as it is if nothing has been written since it was recorded.
   *
   * @return a copy that says so
   */
  public CertifiedTable unread() {
    return kept(shape, digest, segments);
  }
}
