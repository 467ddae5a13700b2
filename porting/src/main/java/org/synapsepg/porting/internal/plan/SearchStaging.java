package org.synapsepg.porting.internal.plan;

import java.util.List;

/**
 * The table that holds the texts of the message search until their search vectors are computed. It
 * is not logged by the server, for it can always be filled again.
 */
public final class SearchStaging {
  /** The schema of everything that a port keeps in the target. */
  public static final String SCHEMA = "synapse_pg_port";

  /** The staging table's name. */
  public static final String NAME = "event_search_texts";

  private SearchStaging() {}

  /** Whether a table is this one: in its texts U+0000 is a space, as in Synapse's own search. */
  public static boolean isTarget(TableMapping table) {
    return table.target().schema().equals(SCHEMA);
  }

  /** What makes it. */
  public static String definition() {
    return "CREATE UNLOGGED TABLE IF NOT EXISTS "
        + Identifiers.quote(SCHEMA, NAME)
        + " (docid bigint NOT NULL, event_id text, room_id text, sender text, key text, value text)"
        + " WITH (autovacuum_enabled = off)";
  }

  static TargetTable table() {
    return new TargetTable(
        SCHEMA,
        NAME,
        List.of(
            column("docid", "bigint", ValueType.INT8),
            column("event_id", "text", ValueType.TEXT),
            column("room_id", "text", ValueType.TEXT),
            column("sender", "text", ValueType.TEXT),
            column("key", "text", ValueType.TEXT),
            column("value", "text", ValueType.TEXT)),
        List.of(),
        List.of(),
        List.of(),
        false,
        0);
  }

  private static TargetColumn column(String name, String declared, ValueType type) {
    boolean key = type == ValueType.INT8;
    return new TargetColumn(name, declared, type, -1, key, false, false, false);
  }
}
