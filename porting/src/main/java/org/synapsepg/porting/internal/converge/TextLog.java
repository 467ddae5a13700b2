package org.synapsepg.porting.internal.converge;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.verify.RowLog;

/**
 * Two row logs of the texts of the message search: the hash of each text with all that belongs to
 * it, and the hash of its event's id alone. The target keeps no texts, so only the id tells which
 * of its rows a text that is gone has left. Texts keep their numbers, as SQLite's full-text tables
 * do.
 */
public final class TextLog {
  /** More texts are computed sooner all together. */
  private static final int MOST = 100_000;

  private TextLog() {}

  /**
   * What became of the texts since the logs were written.
   *
   * @param added the numbers of texts that are new or changed, rising
   * @param gone the hashes of the ids of the events whose texts are gone or changed
   */
  public record Changes(List<Long> added, List<Long> gone) {}

  private static String keysOf(TableMapping texts) {
    return texts.name() + RowLogStore.KEYS;
  }

  /**
   * Compares what was written with what is there now.
   *
   * @param rows the texts now
   * @param keys the ids of their events
   * @return nothing if there are no logs, or if too much has changed
   */
  public static Optional<Changes> changes(
      Connection connection, TableMapping texts, RowLog rows, RowLog keys) throws SQLException {
    long shape = RowLogStore.shape(texts);
    Optional<RowLogStore.Difference> difference =
        RowLogStore.difference(connection, texts.name(), shape, rows);
    if (difference.isEmpty()
        || RowLogStore.difference(connection, keysOf(texts), shape, keys).isEmpty()) {
      return Optional.empty();
    }
    List<Long> segments = difference.get().before();
    Map<Long, Long> before = new HashMap<>();
    RowLogStore.rows(connection, texts.name(), segments)
        .forEach((number, packed) -> RowLog.unpack(number, packed, before::put));
    Map<Long, Long> ids = new HashMap<>();
    RowLogStore.rows(connection, keysOf(texts), segments)
        .forEach((number, packed) -> RowLog.unpack(number, packed, ids::put));
    if (!ids.keySet().equals(before.keySet())) {
      return Optional.empty();
    }
    Map<Long, Long> added = new HashMap<>();
    for (RowLog.Segment segment : difference.get().now()) {
      RowLog.unpack(
          segment.number(),
          segment.rows(),
          (docid, hash) -> {
            if (!before.remove(docid, hash)) {
              added.put(docid, hash);
            }
          });
    }
    if (added.size() + before.size() > MOST) {
      return Optional.empty();
    }
    return Optional.of(
        new Changes(
            added.keySet().stream().sorted().toList(),
            before.keySet().stream().map(ids::get).toList()));
  }

  /** Whether there are logs. */
  public static boolean isThere(Connection connection, TableMapping texts) throws SQLException {
    return RowLogStore.tables(connection).contains(keysOf(texts));
  }

  /** Keeps the logs of texts that the target's search holds once the transaction is committed. */
  public static void write(Connection connection, TableMapping texts, RowLog rows, RowLog keys)
      throws SQLException {
    long shape = RowLogStore.shape(texts);
    RowLogStore.write(connection, texts.name(), shape, rows);
    RowLogStore.write(connection, keysOf(texts), shape, keys);
  }
}
