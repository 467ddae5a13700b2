package org.synapsepg.porting.internal.converge;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.verify.BlockRange;

/**
 * Where in a table's file of the target the rows of the source were put: rows with these numbers in
 * these blocks. A table grows at its end, so whoever has just written rows knows their place, and a
 * later run finds the few rows that are gone without reading the others. It is a hint: the server
 * puts rows into free space elsewhere as well, and moves all of them when told to ({@code VACUUM
 * FULL}). Who looks for rows counts what was found, and reads the whole table if some are missing.
 */
public final class RowPlaces {
  /**
   * A server extends a table by several blocks at once, from PostgreSQL 16 on by up to 64, and
   * fills those with later rows ({@code src/backend/access/heap/hio.c}).
   */
  private static final int EXTENDED_AHEAD = 64;

  /** More ranges than these are as good as the whole table. */
  private static final int MOST_RANGES = 64;

  private RowPlaces() {}

  /** Rows with numbers from the first to the last are in blocks of a range. */
  record Place(long firstRowid, long lastRowid, BlockRange blocks) {
    /** Whether one of these numbers, which rise, is among them. */
    boolean holdsAny(long[] rowids) {
      int at = Arrays.binarySearch(rowids, firstRowid);
      int first = at >= 0 ? at : -at - 1;
      return first < rowids.length && rowids[first] <= lastRowid;
    }
  }

  /** How many blocks a table has. */
  public static long blocks(Connection connection, TableMapping table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_relation_size(?::regclass) / current_setting('block_size')::int8")) {
      statement.setString(1, table.target().qualified());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /**
   * The statement that notes that rows were written since the table's last note; for the
   * transaction that wrote them.
   *
   * @param firstRowid no row of them has a lower number
   * @param lastRowid none has a higher one
   */
  public static String appended(TableMapping table, long firstRowid, long lastRowid) {
    return ("INSERT INTO synapse_pg_port.row_place SELECT t, '%d'::int8, '%d'::int8, coalesce((SELECT"
            + " max(end_block) FROM synapse_pg_port.row_place WHERE table_name = t), 0),"
            + " pg_relation_size(%s::regclass) / current_setting('block_size')::int8"
            + " FROM (SELECT %s::text AS t) s")
        .formatted(
            firstRowid,
            lastRowid,
            Identifiers.literal(table.target().qualified()),
            Identifiers.literal(table.name()));
  }

  /** Forgets the places of these tables' rows. */
  static void forget(Connection connection, Collection<String> tables) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM synapse_pg_port.row_place WHERE table_name = ANY (?)")) {
      delete.setArray(1, connection.createArrayOf("text", tables.toArray()));
      delete.execute();
    }
  }

  /** Forgets all places. */
  static void forgetAll(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM synapse_pg_port.row_place");
    }
  }

  /**
   * Where rows should be.
   *
   * @param rowids the rows' numbers in the source, rising
   * @return ranges that rise and do not touch; nothing if the places of some are not known, or if
   *     they are all over the table
   */
  static Optional<List<BlockRange>> of(Connection connection, TableMapping table, long[] rowids)
      throws SQLException {
    return of(read(connection, table.name()), rowids);
  }

  static Optional<List<BlockRange>> of(List<Place> places, long[] rowids) {
    if (!areCovered(rowids, places)) {
      return Optional.empty();
    }
    long end = places.stream().mapToLong(p -> p.blocks().end()).max().orElse(0);
    List<BlockRange> ranges =
        BlockRange.merged(
            places.stream().filter(p -> p.holdsAny(rowids)).map(Place::blocks).toList());
    long blocks = ranges.stream().mapToLong(BlockRange::count).sum();
    return ranges.size() > MOST_RANGES || blocks > end / 2 ? Optional.empty() : Optional.of(ranges);
  }

  /** Whether each of these numbers, which rise, is among those of some place. */
  private static boolean areCovered(long[] rowids, List<Place> places) {
    List<Place> rising =
        places.stream().sorted(Comparator.comparingLong(Place::firstRowid)).toList();
    int begun = 0;
    long last = Long.MIN_VALUE;
    for (long rowid : rowids) {
      while (begun < rising.size() && rising.get(begun).firstRowid() <= rowid) {
        last = Math.max(last, rising.get(begun++).lastRowid());
      }
      if (begun == 0 || last < rowid) {
        return false;
      }
    }
    return true;
  }

  private static List<Place> read(Connection connection, String table) throws SQLException {
    List<Place> places = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT first_rowid, last_rowid, first_block, end_block"
                + " FROM synapse_pg_port.row_place WHERE table_name = ?")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          places.add(
              new Place(
                  row.getLong(1),
                  row.getLong(2),
                  new BlockRange(Math.max(0, row.getLong(3) - EXTENDED_AHEAD), row.getLong(4))));
        }
      }
    }
    return places;
  }
}
