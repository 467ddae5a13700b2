package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.core.PgVersion;

/**
 * What single settings check beyond their type, as far as it can be told without the server (source
 * files {@code variable.c}, {@code guc_tables.c} and those of the settings' owners).
 */
final class ValueChecks {
  /** The largest number of server processes; the sum of several settings must stay under it. */
  private static final int MOST_PROCESSES = 262143;

  private final SettingDefinition definition;
  private final String value;
  private final Situation situation;

  ValueChecks(SettingDefinition definition, String value, Situation situation) {
    this.definition = definition;
    this.value = value;
    this.situation = situation;
  }

  static ValueReading check(SettingDefinition definition, String value, Situation situation) {
    ValueChecks checks = new ValueChecks(definition, value, situation);
    return switch (definition.type()) {
      case STRING -> new TextChecks(checks).check();
      case INTEGER -> checks.number();
      case BOOL -> checks.truth();
      case ENUM -> checks.word();
      case REAL -> checks.accept(value);
    };
  }

  SettingDefinition definition() {
    return definition;
  }

  String value() {
    return value;
  }

  Situation situation() {
    return situation;
  }

  int major() {
    return definition.major();
  }

  ValueReading accept(String setting) {
    return new ValueReading.Accepted(setting);
  }

  ValueReading refuse(@Nullable String detail) {
    // The server quotes the text of a value, but not a number that it has read.
    String quote = definition.type() == SettingType.INTEGER ? "" : "\"";
    return new ValueReading.Refused(
        "invalid value for parameter \"" + definition.name() + "\": " + quote + value + quote,
        detail,
        null);
  }

  private String inForce(String name) {
    return situation.inForce(SettingCatalog.of(PgVersion.of(major())), name);
  }

  private ValueReading number() {
    int number = Integer.parseInt(value);
    String quote = major() >= 17 ? "\"" : "";
    return switch (definition.name()) {
      case "autovacuum_work_mem" -> {
        int least = major() >= 17 ? 64 : 1024;
        yield accept(number != -1 && number < least ? String.valueOf(least) : value);
      }
      case "wal_buffers" -> walBuffers(number);
      case "max_connections", "max_worker_processes", "max_wal_senders", "autovacuum_max_workers" ->
          processes(number);
      case "vacuum_buffer_usage_limit" ->
          number == 0 || number >= 128
              ? accept(value)
              : refuse(
                  "\"vacuum_buffer_usage_limit\" must be 0 or between 128 kB and 16777216 kB.");
      case "commit_timestamp_buffers",
          "multixact_member_buffers",
          "multixact_offset_buffers",
          "notify_buffers",
          "serializable_buffers",
          "subtransaction_buffers",
          "transaction_buffers" ->
          number % 16 == 0
              ? accept(value)
              : refuse("\"" + definition.name() + "\" must be a multiple of 16.");
      case "io_max_concurrency" ->
          number == 0 ? refuse("Only -1 or values bigger than 0 are valid.") : accept(value);
      case "max_stack_depth" ->
          number > ServerState.STACK_LIMIT_KB
              ? refuse(
                  quote
                      + "max_stack_depth"
                      + quote
                      + " must not exceed "
                      + ServerState.STACK_LIMIT_KB
                      + "kB.")
              : accept(value);
      default -> accept(value);
    };
  }

  /** -1 stands for a part of shared_buffers; a running server has replaced it by the number. */
  private ValueReading walBuffers(int number) {
    if (number == -1) {
      SettingCatalog catalog = SettingCatalog.of(PgVersion.of(major()));
      return accept(situation.isStart() ? value : situation.derivedWalBuffers(catalog));
    }
    return accept(String.valueOf(Math.max(4, number)));
  }

  private ValueReading processes(int number) {
    if (major() >= 18) {
      return accept(value);
    }
    long sum = 1;
    for (String name :
        List.of(
            "max_connections",
            "autovacuum_max_workers",
            "max_worker_processes",
            "max_wal_senders")) {
      sum += name.equals(definition.name()) ? number : Long.parseLong(inForce(name));
    }
    return sum > MOST_PROCESSES ? refuse(null) : accept(value);
  }

  private ValueReading truth() {
    boolean on = value.equals("on");
    return switch (definition.name()) {
      case "default_with_oids" ->
          on ? refusal("tables declared WITH OIDS are not supported") : accept(value);
      case "bonjour" -> on ? refusal("Bonjour is not supported by this build") : accept(value);
      case "log_parser_stats", "log_planner_stats", "log_executor_stats" ->
          on && inForce("log_statement_stats").equals("on")
              ? refuse(cannotEnable("parameter", "log_statement_stats"))
              : accept(value);
      case "log_statement_stats" -> on ? statementStats() : accept(value);
      case "transaction_deferrable" ->
          situation.isSession()
              ? refusal("SET TRANSACTION [NOT] DEFERRABLE must be called before any query")
              : accept(value);
      default -> accept(value);
    };
  }

  private ValueReading statementStats() {
    for (String part : List.of("log_parser_stats", "log_planner_stats", "log_executor_stats")) {
      if (inForce(part).equals("on")) {
        return refuse(
            "Cannot enable \"log_statement_stats\" when \"log_parser_stats\","
                + " \"log_planner_stats\", or \"log_executor_stats\" is true.");
      }
    }
    return accept(value);
  }

  private static String cannotEnable(String what, String other) {
    return "Cannot enable " + what + " when \"" + other + "\" is true.";
  }

  private ValueReading word() {
    boolean changesIsolation =
        definition.name().equals("transaction_isolation")
            && situation.isSession()
            && !value.equals("read committed");
    return changesIsolation
        ? refusal("SET TRANSACTION ISOLATION LEVEL must be called before any query")
        : accept(value);
  }

  private static ValueReading refusal(String message) {
    return new ValueReading.Refused(message, null, null);
  }
}
