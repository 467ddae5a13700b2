package org.synapsepg.check;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one table of what Synapse's sequences number: the only knowledge about sequences that no
 * catalogue holds. It covers schema versions 72 to 94. A row names everything that any of these
 * versions has; what a database does not have is left out when it is read, so a row may be wider
 * than one version's own start-up check, never narrower.
 *
 * @param name the sequence
 * @param stream the name in {@code stream_positions}, or null for a sequence that is no stream
 * @param backwards whether its numbers are stored negated
 * @param hasWriters whether some process keeps a position in the stream; 1.109 and later read the
 *     sequence's {@code last_value} as that position, called or not
 * @param columns the columns that hold its numbers
 * @param notes columns of small tables in which Synapse writes down how far it has come in the
 *     stream; a number noted there was given out
 * @param origin the file in Synapse's source that says so, below {@code synapse/storage/}
 */
record SynapseSequence(
    String name,
    @Nullable String stream,
    boolean backwards,
    boolean hasWriters,
    List<Column> columns,
    List<Column> notes,
    String origin) {

  /** A column of numbers. */
  record Column(String table, String column) {
    @Override
    public String toString() {
      return table + "." + column;
    }
  }

  /** Generated user names are counted, but stand in {@code users.name} as {@code @12:server}. */
  static final String USER_IDS = "user_id_seq";

  private static final List<SynapseSequence> ALL =
      List.of(
          stream("events_stream_seq", "events", "databases/main/events_worker.py")
              .in("events.stream_ordering")
              .in("current_state_delta_stream.stream_id")
              .in("ex_outlier_stream.event_stream_ordering")
              .noted("appservice_stream_position.stream_ordering")
              .noted("delayed_events_stream_pos.stream_id")
              .noted("event_push_summary_stream_ordering.stream_ordering")
              .noted("federation_stream_position.stream_id")
              .noted("room_forgetter_stream_pos.stream_id")
              .noted("stats_incremental_position.stream_id")
              .noted("user_directory_stream_pos.stream_id"),
          stream("events_backfill_stream_seq", "backfill", "databases/main/events_worker.py")
              .downwards()
              .in("events.stream_ordering")
              .in("ex_outlier_stream.event_stream_ordering"),
          stream("device_inbox_sequence", "to_device", "databases/main/deviceinbox.py")
              .in("device_inbox.stream_id")
              .in("device_federation_outbox.stream_id")
              .noted("application_services_state.to_device_stream_id"),
          stream("account_data_sequence", "account_data", "databases/main/account_data.py")
              .in("room_account_data.stream_id")
              .in("room_tags_revisions.stream_id")
              .in("account_data.stream_id"),
          stream("receipts_sequence", "receipts", "databases/main/receipts.py")
              .in("receipts_linearized.stream_id")
              .noted("application_services_state.read_receipt_stream_id")
              .noted("event_push_summary_last_receipt_stream_id.stream_id"),
          stream("presence_stream_sequence", "presence_stream", "databases/main/presence.py")
              .in("presence_stream.stream_id")
              .noted("application_services_state.presence_stream_id")
              .noted("users_to_send_full_presence_to.presence_stream_id"),
          stream("push_rules_stream_sequence", "push_rules_stream", "databases/main/push_rule.py")
              .in("push_rules_stream.stream_id"),
          stream("pushers_sequence", "pushers", "databases/main/pusher.py")
              .in("pushers.id")
              .in("deleted_pushers.stream_id"),
          stream("device_lists_sequence", "device_lists_stream", "databases/main/devices.py")
              .in("device_lists_stream.stream_id")
              .in("user_signature_stream.stream_id")
              .in("device_lists_outbound_pokes.stream_id")
              .in("device_lists_changes_in_room.stream_id")
              .in("device_lists_remote_pending.stream_id")
              .in("device_lists_changes_converted_stream_position.stream_id")
              .noted("application_services_state.device_list_stream_id")
              .noted("device_lists_changes_in_room_max_pruned_stream_id.stream_id"),
          stream(
                  "e2e_cross_signing_keys_sequence",
                  "e2e_cross_signing_keys",
                  "databases/main/end_to_end_keys.py")
              .withoutWriters()
              .in("e2e_cross_signing_keys.stream_id"),
          stream("cache_invalidation_stream_seq", "caches", "databases/main/cache.py")
              .withoutWriters()
              .in("cache_invalidation_stream_by_instance.stream_id"),
          stream(
                  "un_partial_stated_room_stream_sequence",
                  "un_partial_stated_room_stream",
                  "databases/main/room.py")
              .in("un_partial_stated_room_stream.stream_id"),
          stream(
                  "un_partial_stated_event_stream_sequence",
                  "un_partial_stated_event_stream",
                  "databases/main/events_worker.py")
              .in("un_partial_stated_event_stream.stream_id"),
          stream(
                  "thread_subscriptions_sequence",
                  "thread_subscriptions",
                  "databases/main/thread_subscriptions.py")
              .in("thread_subscriptions.stream_id"),
          stream("sticky_events_sequence", "sticky_events", "databases/main/sticky_events.py")
              .in("sticky_events.stream_id"),
          stream("quarantined_media_id_seq", "quarantined_media", "databases/main/room.py")
              .in("quarantined_media_changes.stream_id"),
          stream("profile_updates_sequence", "profile_updates", "databases/main/profile.py")
              .in("profile_updates.stream_id"),
          plain("state_group_id_seq", "databases/state/store.py").in("state_groups.id"),
          plain("event_auth_chain_id", "databases/main/events_worker.py")
              .in("event_auth_chains.chain_id"),
          plain("application_services_txn_id_seq", "databases/main/appservice.py")
              .in("application_services_txns.txn_id"),
          plain(USER_IDS, "databases/main/registration.py"),
          plain("instance_map_instance_id_seq", "schema/main/delta/58/19instance_map.sql.postgres")
              .in("instance_map.instance_id"),
          plain(
                  "sliding_sync_connections_connection_key_seq",
                  "schema/main/delta/87/02_per_connection_state.sql")
              .in("sliding_sync_connections.connection_key"),
          plain(
                  "sliding_sync_connection_positions_connection_position_seq",
                  "schema/main/delta/87/02_per_connection_state.sql")
              .in("sliding_sync_connection_positions.connection_position"),
          plain(
                  "sliding_sync_connection_required_state_required_state_id_seq",
                  "schema/main/delta/87/02_per_connection_state.sql")
              .in("sliding_sync_connection_required_state.required_state_id"),
          plain(
                  "state_groups_pending_deletion_sequence_number_seq",
                  "schema/state/delta/89/01_state_groups_deletion.sql")
              .in("state_groups_pending_deletion.sequence_number"));

  private static final Map<String, SynapseSequence> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(SynapseSequence::name, s -> s));

  static List<SynapseSequence> all() {
    return ALL;
  }

  static @Nullable SynapseSequence named(String name) {
    return BY_NAME.get(name);
  }

  private static SynapseSequence stream(String name, String stream, String origin) {
    return new SynapseSequence(name, stream, false, true, List.of(), List.of(), origin);
  }

  private static SynapseSequence plain(String name, String origin) {
    return new SynapseSequence(name, null, false, false, List.of(), List.of(), origin);
  }

  private SynapseSequence downwards() {
    return new SynapseSequence(name, stream, true, hasWriters, columns, notes, origin);
  }

  private SynapseSequence withoutWriters() {
    return new SynapseSequence(name, stream, backwards, false, columns, notes, origin);
  }

  private SynapseSequence in(String column) {
    return new SynapseSequence(
        name, stream, backwards, hasWriters, and(columns, column), notes, origin);
  }

  private SynapseSequence noted(String column) {
    return new SynapseSequence(
        name, stream, backwards, hasWriters, columns, and(notes, column), origin);
  }

  private static List<Column> and(List<Column> before, String tableAndColumn) {
    int dot = tableAndColumn.indexOf('.');
    Column added = new Column(tableAndColumn.substring(0, dot), tableAndColumn.substring(dot + 1));
    return java.util.stream.Stream.concat(before.stream(), java.util.stream.Stream.of(added))
        .toList();
  }
}
