package org.synapsepg.porting.internal.synapse;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The tables of Synapse that a port must not treat as plain data, for all schema versions from 72
 * on. A name that a version does not have does no harm. Names are compared without regard to case.
 */
public final class SynapseTables {
  /** The message search: a full-text table in SQLite, a table with a {@code tsvector} here. */
  public static final String EVENT_SEARCH = "event_search";

  /** The user directory's search, in the same two forms as {@link #EVENT_SEARCH}. */
  public static final String USER_DIRECTORY_SEARCH = "user_directory_search";

  private static final Map<String, TableRole> ROLES =
      Map.ofEntries(
          // synapse/storage/databases/main/search.py: SearchBackgroundUpdateStore, one
          // store_search_
          // entries_txn per engine; rows come from event_search joined to events.
          Map.entry(EVENT_SEARCH, TableRole.REBUILT),
          // synapse/storage/databases/main/user_directory.py: _update_profiles_in_user_dir_txn, one
          // branch per engine; rows come from user_directory.
          Map.entry(USER_DIRECTORY_SEARCH, TableRole.REBUILT),
          // synapse/storage/prepare_database.py: the schema's own state. The file names of deltas
          // differ between the engines, so these rows are never the source's.
          Map.entry("schema_version", TableRole.TARGET),
          Map.entry("schema_compat_version", TableRole.TARGET),
          Map.entry("applied_schema_deltas", TableRole.TARGET),
          // synapse/storage/background_updates.py: a source with pending updates is refused, a
          // finished target has none either; the engines queue different ones.
          Map.entry("background_updates", TableRole.TARGET),
          // synapse/storage/databases/main/cache.py: invalidations between workers, PostgreSQL
          // only.
          Map.entry("cache_invalidation_stream_by_instance", TableRole.TARGET),
          // synapse/storage/util/id_generators.py and databases/main/stream.py: numbers given to
          // writers of multi-writer streams, PostgreSQL only.
          Map.entry("instance_map", TableRole.TARGET),
          // synapse/_scripts/synapse_port_db.py: bookkeeping of Synapse's own port script.
          Map.entry("port_from_sqlite3", TableRole.TARGET),
          // synapse/storage/databases/main/lock.py: rows live for two minutes after their last
          // renewal; the two read-write tables also reference each other.
          Map.entry("worker_locks", TableRole.LOCK),
          Map.entry("worker_read_write_locks", TableRole.LOCK),
          Map.entry("worker_read_write_locks_mode", TableRole.LOCK));

  /**
   * Written by the full schema and by deltas under synapse/storage/schema/, or by background
   * updates on an empty database, before any user exists.
   */
  private static final Set<String> FRESH_ROWS =
      Set.of(
          "appservice_stream_position",
          "delayed_events_stream_pos",
          "device_lists_changes_converted_stream_position",
          "device_lists_changes_in_room_max_pruned_stream_id",
          "event_push_summary_last_receipt_stream_id",
          "event_push_summary_stream_ordering",
          "federation_stream_position",
          "room_forgetter_stream_pos",
          "scheduled_tasks",
          "stats_incremental_position",
          "user_directory_stream_pos");

  /**
   * The tables that SQLite's full-text module keeps behind a virtual table, by the ending of their
   * names (SQLite docs, "FTS3 and FTS4", shadow tables).
   */
  private static final Set<String> SHADOW_ENDINGS =
      Set.of("_content", "_docsize", "_segdir", "_segments", "_stat");

  private SynapseTables() {}

  /**
   * What a port does with a table.
   *
   * @param table the table's name
   * @return its role; {@link TableRole#DATA} for every table not known here
   */
  public static TableRole roleOf(String table) {
    return ROLES.getOrDefault(table.toLowerCase(Locale.ROOT), TableRole.DATA);
  }

  /**
   * Whether a database that Synapse has just made already holds rows in this table. They are
   * defaults that the source's rows replace; they do not make a target foreign or used.
   *
   * @param table the table's name
   * @return true for the one-row tables of stream positions and their like
   */
  public static boolean freshHoldsRows(String table) {
    String name = table.toLowerCase(Locale.ROOT);
    return FRESH_ROWS.contains(name) || ROLES.get(name) == TableRole.TARGET;
  }

  /**
   * Whether a table of the source belongs to SQLite itself or to one of Synapse's two full-text
   * tables, so that no table of the target corresponds to it.
   *
   * @param table a table's name as {@code sqlite_schema} has it
   * @return true for {@code sqlite_sequence}, {@code event_search_content} and the like
   */
  public static boolean isSourceInternal(String table) {
    String name = table.toLowerCase(Locale.ROOT);
    return name.startsWith("sqlite_")
        || isShadowOf(EVENT_SEARCH, name)
        || isShadowOf(USER_DIRECTORY_SEARCH, name);
  }

  private static boolean isShadowOf(String virtual, String name) {
    return name.startsWith(virtual) && SHADOW_ENDINGS.contains(name.substring(virtual.length()));
  }
}
