package org.synapsepg.porting.testing;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a Synapse server would plausibly write into a column, decided by the column's name and
 * declared type.
 */
final class SynapseValues {
  private static final long EPOCH_MS = 1_700_000_000_000L;
  private static final String[] WORDS = {
    "running",
    "coffee",
    "Matrix",
    "bridge",
    "key",
    "straße",
    "日本語",
    "привет",
    "room",
    "late",
    "federation",
    "état"
  };
  private static final String[] AWKWARD = {
    "🚀 \\ back\\slash",
    "tab\there",
    "quote \" and ' ",
    "bell\u0007",
    "\u2028line",
    "e\u0301",
    "\\u00e9",
    "\uFFFD"
  };

  private final SplittableRandom random;
  private final Set<Oddity> oddities;
  private final int users;
  private final int rooms;
  private final int events;

  SynapseValues(SplittableRandom random, Set<Oddity> oddities, int users, int rooms, int events) {
    this.random = random;
    this.oddities = oddities;
    this.users = users;
    this.rooms = rooms;
    this.events = events;
  }

  /** The thing that a row is about: an event with its room and sender. */
  record Subject(int event, int room, int user) {}

  Subject subject(int row) {
    int event = row % events;
    return new Subject(event, event % rooms, (row * 7 + row / events) % users);
  }

  String user(int index) {
    return "@user" + index + ":fixture.test";
  }

  String room(int index) {
    return "!room" + index + ":fixture.test";
  }

  String event(int index) {
    return "$" + Integer.toHexString(index * 0x9E3779B1) + "_" + index;
  }

  /** Backfilled events count down from zero, live ones up. */
  long streamOrdering(int event) {
    boolean backfilled = oddities.contains(Oddity.NEGATIVE_STREAM_ORDERING) && event % 11 == 3;
    return backfilled ? -(event + 1L) : event + 1L;
  }

  @Nullable
  Object value(String table, TableShape.Column column, int row, Subject subject) {
    String name = column.name().toLowerCase(Locale.ROOT);
    if (name.equals("lock")) {
      return "X";
    }
    if (column.isBoolean()) {
      boolean mayBeNull = !column.notNull() && oddities.contains(Oddity.NULL_BOOLEAN);
      return mayBeNull && random.nextInt(5) == 0 ? null : random.nextInt(2);
    }
    if (column.isInteger()) {
      return integer(name, column, row, subject);
    }
    if (column.isBytes()) {
      String json = json(row);
      return oddities.contains(Oddity.TEXT_IN_BYTEA) && row % 3 == 0
          ? json
          : json.getBytes(StandardCharsets.UTF_8);
    }
    if (column.isJsonb()) {
      return oddities.contains(Oddity.ESCAPED_NUL_IN_JSONB) && row % 4 == 0
          ? "{\"status\":\"a\\u0000b\",\"half\":\"\\ud83d\"}"
          : json(row);
    }
    return text(table, name, column, row, subject);
  }

  private @Nullable Object integer(
      String name, TableShape.Column column, int row, Subject subject) {
    if (!column.notNull()
        && !column.primaryKey()
        && random.nextInt(9) == 0
        && !name.contains("ordering")) {
      return null;
    }
    long number =
        switch (name) {
          case "stream_ordering", "event_stream_ordering", "topological_ordering", "depth" ->
              streamOrdering(subject.event());
          case "state_group", "prev_state_group" -> 1 + subject.event() / 2;
          case "admin",
              "is_guest",
              "deactivated",
              "forgotten",
              "notif",
              "highlight",
              "unread",
              "enabled" ->
              random.nextInt(2);
          case "format_version" -> 3;
          default ->
              name.endsWith("_ts")
                      || name.equals("ts")
                      || name.endsWith("_ms")
                      || name.endsWith("_at")
                  ? EPOCH_MS + row * 1000L
                  : row + 1L;
        };
    if (column.type().startsWith("SMALLINT")) {
      number %= 32_000;
    }
    return oddities.contains(Oddity.INTEGRAL_REAL) && name.equals("media_length")
        ? (Object) (double) number
        : number;
  }

  private @Nullable Object text(
      String table, String name, TableShape.Column column, int row, Subject subject) {
    boolean required =
        name.equals("thread_id") || name.equals("full_user_id"); // by CHECK constraints
    if (!required && !column.notNull() && !column.primaryKey() && random.nextInt(12) == 0) {
      return null;
    }
    if (name.endsWith("event_id") || name.equals("auth_id") || name.equals("thread_id")) {
      boolean other = !name.equals("event_id");
      return event(other ? random.nextInt(events) : subject.event());
    }
    return switch (name) {
      case "room_id" -> room(subject.room());
      case "name" -> table.equals("users") ? user(row % users) : phrase(row);
      case "sender",
          "creator",
          "mxid",
          "user_name",
          "target_user_id",
          "observed_user_id",
          "other_user_id",
          "from_user_id",
          "inviter",
          "user_id",
          "full_user_id" ->
          user(subject.user());
      case "device_id", "from_device" -> "DEV" + subject.user() % 97 + "_" + row % 3;
      case "membership" -> row % 4 == 0 ? "leave" : "join";
      case "type" -> row % 3 == 0 ? "m.room.member" : "m.room.message";
      case "state_key" -> stateKey(row, subject);
      case "destination", "origin", "server_name", "from_server", "host" ->
          "server" + row % 300 + ".test";
      case "instance_name", "writer" -> "master";
      case "state" -> "up";
      case "display_name", "displayname", "device_display_name", "upload_name", "status_msg" ->
          awkward(row);
      case "profile_tag" -> "tag" + row % 7;
      case "content",
          "json",
          "message_json",
          "internal_metadata",
          "data",
          "keys_json",
          "key_data",
          "messages_json",
          "session_data",
          "conditions",
          "actions",
          "receipt_type_json" ->
          blobOr(json(row), name, row);
      default -> name.contains("json") ? json(row) : name + "-" + row;
    };
  }

  private Object blobOr(String json, String name, int row) {
    return oddities.contains(Oddity.BLOB_IN_TEXT) && name.equals("content") && row % 17 == 5
        ? json.getBytes(StandardCharsets.UTF_8)
        : json;
  }

  private String stateKey(int row, Subject subject) {
    if (oddities.contains(Oddity.NUL_IN_TEXT) && row % 500 == 7) {
      return "state\u0000key" + row;
    }
    return row % 3 == 0 ? user(subject.user()) : "key" + row;
  }

  private String awkward(int row) {
    if (oddities.contains(Oddity.NUL_IN_TEXT) && row % 100 == 9) {
      return "name\u0000" + row;
    }
    return oddities.contains(Oddity.AWKWARD_TEXT) && row % 5 == 0
        ? AWKWARD[row / 5 % AWKWARD.length] + row
        : phrase(row);
  }

  String phrase(int row) {
    int count = 2 + random.nextInt(8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.append(row).toString();
  }

  String json(int row) {
    return "{\"body\":\""
        + phrase(row)
        + "\",\"n\":"
        + row
        + ",\"esc\":\"\\ud83d\\ude80 \\\\ \\\" \\n\"}";
  }
}
