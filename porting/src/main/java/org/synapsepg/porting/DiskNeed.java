package org.synapsepg.porting;

import java.util.Locale;
import java.util.Optional;
import org.synapsepg.core.ByteSize;

/**
 * The disk space that a port needs at the server, computed from what the source holds. A server
 * tells nobody how full its disks are; free space is known only where its folder can be looked at.
 *
 * <p>Example: {@code preflight.estimate().map(e -> e.disk().render())}
 *
 * @param tables rows, with PostgreSQL's overhead for each
 * @param indexes what lies beside rows: indexes and search vectors
 * @param log write-ahead log that the server keeps at one time: {@code max_wal_size}, or all of it
 *     where an archive or a replication slot holds on to it (PostgreSQL docs, "WAL Configuration")
 * @param temporary gone again at the end: the message search's texts, and sorting for indexes
 * @param least what will be needed at least, for PostgreSQL compresses large values (docs, "TOAST")
 * @param most what it may come to
 * @param free what is free where the database is, if it can be known
 */
public record DiskNeed(
    ByteSize tables,
    ByteSize indexes,
    ByteSize log,
    ByteSize temporary,
    ByteSize least,
    ByteSize most,
    Optional<ByteSize> free) {

  /**
   * The best guess of all that is needed while the port runs.
   *
   * @return tables, indexes, log and temporary files together
   */
  public ByteSize likely() {
    return ByteSize.bytes(tables.bytes() + indexes.bytes() + log.bytes() + temporary.bytes());
  }

  /**
   * One line for people.
   *
   * @return for example {@code 2.1 GiB (1.2 GiB to 3.4 GiB): tables 1.1 GiB, indexes 400 MiB, …}
   */
  public String render() {
    return String.format(
        Locale.ROOT,
        "%s (%s to %s): tables %s, indexes %s, write-ahead log %s, temporary %s; %s",
        likely(),
        least,
        most,
        tables,
        indexes,
        log,
        temporary,
        free.map(f -> f + " free").orElse("how much is free, the server does not tell"));
  }
}
