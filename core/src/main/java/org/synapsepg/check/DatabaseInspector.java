package org.synapsepg.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.internal.Sessions;
import org.synapsepg.diagnose.DatabaseException;

/**
 * Read-only questions to a Synapse database. Each check opens one connection, reads one snapshot
 * and closes it. The owner's role is enough. Immutable, safe for several threads.
 *
 * <p>Example: {@code DatabaseInspector.on(target).checkSequences().findings().throwIfErrors();}
 */
public final class DatabaseInspector {
  private final ConnectionSource source;

  private DatabaseInspector(ConnectionSource source) {
    this.source = source;
  }

  /**
   * Questions to one database.
   *
   * @param source opens connections to it
   * @return the inspector; nothing is opened yet
   */
  public static DatabaseInspector on(ConnectionSource source) {
    return new DatabaseInspector(source);
  }

  /**
   * Reads encoding and locale of the database, of the server's other databases, and of columns,
   * indexes and types, from the catalogues (PostgreSQL documentation, "Localization"), and tells
   * what each release of Synapse says and what is true.
   *
   * @return the report
   * @throws DatabaseException if the server cannot be reached or refuses
   */
  public LocaleReport checkLocale() {
    try {
      return Sessions.snapshot(source, LocaleReader::read);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Plans how to give the database the locale that Synapse needs, from the catalogue and from
   * sizes.
   *
   * @return the plan; {@link LocaleRepairPlan#isNeeded()} is false when all is well
   * @throws DatabaseException if the server cannot be reached or refuses
   */
  public LocaleRepairPlan planLocaleRepair() {
    try {
      return Sessions.snapshot(source, LocaleRepairPlanner::plan);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Compares every sequence with the rows it numbers and with {@code stream_positions}, as Synapse
   * does when it starts ({@code synapse/storage/util/sequence.py}), and beyond: all tables of a
   * stream, downward positions, identity columns, generated user names and Synapse's own notes of
   * its progress. Streams are known for schema versions 72 to 94; other sequences are judged by the
   * column that they belong to. A running server can only make a sequence look ahead.
   *
   * @return the report
   * @throws DatabaseException if the server cannot be reached or refuses
   */
  public SequenceReport checkSequences() {
    try {
      return Sessions.snapshot(source, connection -> SequenceReader.read(connection, Map.of()));
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * The same check on a connection of the caller's, in its present transaction, for a caller that
   * knows more than the database does: what a port's source has given out.
   *
   * @param connection an open connection
   * @param givenOut for tables by name, the highest number that was ever given out for them, as
   *     SQLite's {@code sqlite_sequence} has it; may be empty
   * @return the report
   * @throws SQLException as the driver throws it
   */
  public static SequenceReport checkSequences(Connection connection, Map<String, Long> givenOut)
      throws SQLException {
    return SequenceReader.read(connection, givenOut);
  }
}
