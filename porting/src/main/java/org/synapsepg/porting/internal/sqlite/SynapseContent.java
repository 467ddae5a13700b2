package org.synapsepg.porting.internal.sqlite;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.porting.SourceCode;

/**
 * Whether a database is one that a Synapse homeserver has worked with, or what else it is: SQLite
 * makes an empty database of any wrong path, a wrong path to Synapse's tools makes one with
 * Synapse's tables and no users, and other programs keep {@code .db} files beside it.
 */
public final class SynapseContent {
  /** Tables that every Synapse since schema 54 has. */
  private static final List<String> TELLING =
      List.of("schema_version", "applied_schema_deltas", "events", "users");

  /** A table that tells another application's database, and whose it is. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("mediaapi_media_repository", "Dendrite's media"),
          Map.entry("roomserver_events", "Dendrite's rooms"),
          Map.entry("syncapi_output_room_events", "Dendrite's synchronisation"),
          Map.entry("userapi_accounts", "Dendrite's users"),
          Map.entry("pduid_pdu", "Conduit"),
          Map.entry("mx_room_state", "a bridge or a bot"),
          Map.entry("crypto_olm_session", "a client's encryption"),
          Map.entry("media_attributes", "a media repository"),
          Map.entry("thumbnails", "a media repository"),
          Map.entry(
              "state_groups_state", "the state of a Synapse whose configuration splits it off"),
          Map.entry("moz_places", "a browser"));

  private static final String NAME_THE_FILE =
      "name the homeserver's own file, as `database: args: database:` in homeserver.yaml does";

  private SynapseContent() {}

  /**
   * Checks a snapshot.
   *
   * @param snapshot the database
   * @return nothing, or one finding: {@link SourceCode#NOT_SYNAPSE} or {@link
   *     SourceCode#NO_CONTENT}
   */
  public static Findings of(SqliteSnapshot snapshot) {
    SourceLocation file = SourceLocation.wholeOf(snapshot.file().toString());
    List<String> names =
        snapshot.tables().stream()
            .filter(t -> !t.isInternal())
            .map(SqliteTable::name)
            .sorted()
            .toList();
    if (names.isEmpty()) {
      return Findings.of(
          Finding.of(
                  SourceCode.NOT_SYNAPSE,
                  "the database has no tables, as SQLite makes one of a wrong path")
              .withHint(NAME_THE_FILE)
              .at(file));
    }
    List<String> lacking = TELLING.stream().filter(n -> snapshot.findTable(n).isEmpty()).toList();
    if (!lacking.isEmpty()) {
      String some = names.stream().limit(5).collect(Collectors.joining(", "));
      return Findings.of(
          Finding.of(
                  SourceCode.NOT_SYNAPSE,
                  "the database is none of a Synapse homeserver: it has "
                      + names.size()
                      + " tables ("
                      + some
                      + (names.size() > 5 ? ", …" : "")
                      + ") and lacks "
                      + String.join(", ", lacking)
                      + names.stream()
                          .filter(OTHERS::containsKey)
                          .findFirst()
                          .map(n -> "; it looks like the database of " + OTHERS.get(n))
                          .orElse(""))
              .withHint(NAME_THE_FILE)
              .at(file));
    }
    boolean used = hasRows(snapshot, "users") || hasRows(snapshot, "events");
    return used
        ? Findings.none()
        : Findings.of(
            Finding.of(
                    SourceCode.NO_CONTENT,
                    "the database has Synapse's tables, but neither a user nor an event: no server"
                        + " has worked with it, or not with this file")
                .withHint(NAME_THE_FILE)
                .at(file));
  }

  private static boolean hasRows(SqliteSnapshot snapshot, String table) {
    return snapshot.findTable(table).flatMap(snapshot::rowidBounds).isPresent();
  }
}
