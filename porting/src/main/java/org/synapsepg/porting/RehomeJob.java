package org.synapsepg.porting;

import java.sql.SQLException;
import java.util.Objects;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Findings;
import org.synapsepg.diagnose.DatabaseException;
import org.synapsepg.porting.internal.rehome.Rehoming;

/**
 * Moves a database with a wrong locale into a new one with the right one (UTF8, {@code C}), on the
 * same server and without pg_dump: the objects are made from the catalogue, the rows go over by
 * binary COPY, table by table and through one buffer, the sequences are set; then both databases
 * are compared, object by object and row by row through digests, and at last the new one takes the
 * name. The old one stays, under the name with {@code _before} behind it.
 *
 * <p>Synapse must be stopped. Nobody can write to the old database while it is copied: its tables
 * are locked, and before the names are exchanged it takes no connections. The role must own the
 * database and have {@code CREATEDB}; a superuser is not needed. As long as both databases exist
 * they need room for two. Up to the exchange of names, which is one transaction, a failure leaves
 * the old database as it was, and {@link #run} may be called again; it removes what an earlier run
 * left.
 *
 * <p>Carried over are schemas, extensions, functions, sequences, tables with all that belongs to
 * them, indexes, constraints, extended statistics, triggers, owners, rights, default rights,
 * comments, and the database's own settings. A database with anything else (views, types,
 * publications, …) is refused; Synapse makes none of it. PostgreSQL 14 to 18.
 *
 * <p>Example:
 *
 * <pre>{@code
 * RehomeJob job = RehomeJob.of("synapse", owner);
 * job.preflight().throwIfErrors();
 * RehomeReport report = job.run(event -> {});
 * }</pre>
 *
 * <p>Original: PostgreSQL documentation, "Locale Support" (the locale of a database cannot be
 * changed) and "COPY"; Synapse's {@code docs/postgres.md}, "Fixing incorrect COLLATE or CTYPE".
 *
 * <p>Immutable, safe for use by several threads; two runs for one database at the same time are
 * refused.
 */
public final class RehomeJob {
  private final Rehoming rehoming;

  private RehomeJob(Rehoming rehoming) {
    this.rehoming = rehoming;
  }

  /**
   * A job that works through the database {@code postgres} where it must not be connected to the
   * one that it renames.
   *
   * @param database the name of the database to be moved, exactly as the server knows it
   * @param server connections to any database of the server as the owner; {@link
   *     ConnectionSource#forDatabase} must work on it
   * @return the job
   */
  public static RehomeJob of(String database, ConnectionSource server) {
    return of(database, server, "postgres");
  }

  /**
   * A job that works through a given database where it must not be connected to the one that it
   * renames.
   *
   * @param database the name of the database to be moved, exactly as the server knows it
   * @param server connections to any database of the server as the owner; {@link
   *     ConnectionSource#forDatabase} must work on it
   * @param through a third database to which the owner can connect
   * @return the job
   */
  public static RehomeJob of(String database, ConnectionSource server, String through) {
    Objects.requireNonNull(server, "server");
    if (database.isEmpty() || database.equals(through)) {
      throw new IllegalArgumentException(
          "the database to be moved is '"
              + database
              + "' and the one to work through is '"
              + through
              + "'; they must be two");
    }
    return new RehomeJob(new Rehoming(database, server, through));
  }

  /**
   * Looks for every reason to refuse. Writes nothing.
   *
   * @return the findings; without errors, {@link #run} can begin
   * @throws DatabaseException if the server cannot be reached or refuses to be asked
   */
  public Findings preflight() {
    try {
      return rehoming.preflight();
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Moves the database. Returns when the new one has the name.
   *
   * @param listener told what happens, by the calling thread; what it throws is logged and has no
   *     effect
   * @return what was done
   * @throws org.synapsepg.core.FindingsException if the preflight has errors; nothing was written
   * @throws RehomeException if it failed; the old database is as it was
   * @throws DatabaseException if the server cannot be reached
   */
  public RehomeReport run(PortListener listener) {
    try {
      return rehoming.run(listener);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }
}
