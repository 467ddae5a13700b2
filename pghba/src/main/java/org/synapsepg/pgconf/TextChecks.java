package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.synapsepg.pgconf.internal.DateStyles;
import org.synapsepg.pgconf.internal.Encodings;
import org.synapsepg.pgconf.internal.StandbyNames;
import org.synapsepg.pgconf.internal.TimeZones;
import org.synapsepg.pghba.internal.values.CNumber;
import org.synapsepg.pghba.internal.values.Lists;

/** The checks of settings that are texts. */
final class TextChecks {
  private static final String LIST_SYNTAX = "List syntax is invalid.";
  private static final Set<String> RESOURCE_MANAGERS =
      Set.of(
          "heap2", "heap", "btree", "hash", "gin", "gist", "sequence", "spgist", "brin", "generic");
  private static final Set<String> SEARCH_CONFIGURATIONS =
      Set.of(
          "simple",
          "arabic",
          "danish",
          "dutch",
          "english",
          "finnish",
          "french",
          "german",
          "hungarian",
          "indonesian",
          "irish",
          "italian",
          "lithuanian",
          "nepali",
          "norwegian",
          "portuguese",
          "romanian",
          "russian",
          "spanish",
          "swedish",
          "tamil",
          "turkish");
  private static final Set<String> NEWER_SEARCH_CONFIGURATIONS =
      Set.of("armenian", "basque", "catalan", "hindi", "serbian", "yiddish");
  private static final Pattern WAL_POSITION = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");
  private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern FUNCTION_LIST = Pattern.compile("[0-9_a-zA-Z, \\n\\t]*");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "\\s*\\d{4,6}[-/]\\d{1,2}[-/]\\d{1,2}([ T]\\s*\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d*)?)?)?"
              + "\\s*(([-+]\\d{1,2}(:?\\d{2}){0,2})|[A-Za-z_/]{1,40})?\\s*");

  private final ValueChecks of;
  private final String value;

  TextChecks(ValueChecks of) {
    this.of = of;
    this.value = of.value();
  }

  ValueReading check() {
    return switch (of.definition().name()) {
      case "application_name", "cluster_name" -> of.accept(printable());
      case "DateStyle" -> dateStyle();
      case "TimeZone" -> timeZone();
      case "log_timezone" -> zoneName();
      case "timezone_abbreviations" ->
          Set.of("Default", "India", "Australia").contains(value) ? accept() : of.refuse(null);
      case "client_encoding" -> encoding();
      case "log_destination" -> logDestination();
      case "search_path", "temp_tablespaces", "synchronized_standby_slots" ->
          Lists.identifiers(value) == null ? of.refuse(LIST_SYNTAX) : accept();
      case "wal_consistency_checking" -> resourceManagers();
      case "createrole_self_grant" -> words(Set.of("set", "inherit"));
      case "restrict_nonsystem_relation_kind" -> words(Set.of("view", "foreign-table"));
      case "debug_io_direct" -> directIo();
      case "log_connections" -> logConnections();
      case "synchronous_standby_names" -> standbyNames();
      case "backtrace_functions" ->
          FUNCTION_LIST.matcher(value).matches()
              ? accept()
              : of.refuse(of.major() >= 17 ? "Invalid character" : "invalid character");
      case "lc_messages", "lc_monetary", "lc_numeric", "lc_time" -> locale();
      case "default_text_search_config" -> searchConfiguration();
      case "default_table_access_method" -> accessMethod();
      case "default_tablespace" -> tablespace();
      case "role" -> role();
      case "session_authorization" -> of.situation().isSession() ? accept() : of.refuse(null);
      case "primary_slot_name" ->
          value.isEmpty() || SLOT_NAME.matcher(value).matches() ? accept() : of.refuse(null);
      default -> recovery();
    };
  }

  private ValueReading recovery() {
    return switch (of.definition().name()) {
      case "recovery_target" ->
          value.isEmpty() || value.equals("immediate")
              ? accept()
              : of.refuse("The only allowed value is \"immediate\".");
      case "recovery_target_lsn" ->
          value.isEmpty() || WAL_POSITION.matcher(value).matches() ? accept() : of.refuse(null);
      case "recovery_target_name" -> recoveryName();
      case "recovery_target_time" -> recoveryTime();
      case "recovery_target_xid" -> overflows(value) ? of.refuse(null) : accept();
      case "recovery_target_timeline" ->
          !value.equals("current") && !value.equals("latest") && overflows(value)
              ? of.refuse("recovery_target_timeline is not a valid number.")
              : accept();
      default -> accept();
    };
  }

  private ValueReading accept() {
    return of.accept(value);
  }

  /** Bytes beyond printable ASCII are replaced: up to 15 by a question mark, since 16 escaped. */
  private String printable() {
    StringBuilder clean = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 32 && b < 127) {
        clean.append((char) b);
      } else if (of.major() >= 16) {
        clean.append(String.format(Locale.ROOT, "\\x%02x", b & 0xFF));
      } else {
        clean.append('?');
      }
    }
    return clean.toString();
  }

  private ValueReading dateStyle() {
    String present = of.situation().state().running("DateStyle").orElse("ISO, MDY");
    DateStyles.Result result = DateStyles.read(value, present, of.major());
    return result.detail().isEmpty() ? of.accept(result.canonical()) : of.refuse(result.detail());
  }

  private ValueReading timeZone() {
    if (value.regionMatches(true, 0, "interval", 0, 8)) {
      String rest = value.substring(CNumber.skipSpaces(value, 8));
      boolean quoted = rest.length() > 2 && rest.startsWith("'") && rest.endsWith("'");
      return quoted && rest.indexOf('\'', 1) == rest.length() - 1 ? accept() : of.refuse(null);
    }
    CNumber hours = CNumber.realAtStartOf(value);
    if (hours.end() > 0 && hours.end() == value.length()) {
      return TimeZones.isOffset(hours.value())
          ? accept()
          : of.refuse("UTC timezone offset is out of range.");
    }
    return zoneName();
  }

  private ValueReading zoneName() {
    String zone = TimeZones.canonical(value);
    return zone == null ? of.refuse(null) : of.accept(zone);
  }

  private ValueReading encoding() {
    String encoding = Encodings.canonical(value);
    return encoding == null ? of.refuse(null) : of.accept(encoding);
  }

  private ValueReading logDestination() {
    Set<String> known =
        of.major() >= 15
            ? Set.of("stderr", "csvlog", "jsonlog", "syslog")
            : Set.of("stderr", "csvlog", "syslog");
    return words(known);
  }

  private ValueReading words(Set<String> known) {
    return words(Lists.identifiers(value), known);
  }

  private ValueReading words(@Nullable List<String> items, Set<String> known) {
    if (items == null) {
      return of.refuse(LIST_SYNTAX);
    }
    for (String item : items) {
      if (!known.contains(item.toLowerCase(Locale.ROOT))) {
        return of.refuse("Unrecognized key word: \"" + item + "\".");
      }
    }
    return accept();
  }

  private ValueReading resourceManagers() {
    List<String> items = Lists.identifiers(value);
    if (items == null) {
      return of.refuse(LIST_SYNTAX);
    }
    boolean deferred = of.major() >= 15 && !of.situation().isSession();
    for (String item : items) {
      String word = item.toLowerCase(Locale.ROOT);
      if (!word.equals("all") && !RESOURCE_MANAGERS.contains(word) && !deferred) {
        return of.refuse("Unrecognized key word: \"" + item + "\".");
      }
    }
    return accept();
  }

  private ValueReading directIo() {
    List<String> items = Lists.names(value);
    if (items == null) {
      return of.refuse(
          "Invalid list syntax in parameter "
              + (of.major() >= 17 ? "\"" : "")
              + "debug_io_direct"
              + (of.major() >= 17 ? "\"." : ""));
    }
    for (String item : items) {
      if (!Set.of("data", "wal", "wal_init").contains(item.toLowerCase(Locale.ROOT))) {
        return of.refuse("Invalid option \"" + item + "\".");
      }
    }
    return accept();
  }

  /** Since 18 a list; the old truth values are still taken, alone. */
  private ValueReading logConnections() {
    List<String> items = Lists.identifiers(value);
    if (items == null) {
      return of.refuse("Invalid list syntax in parameter \"log_connections\".");
    }
    if (items.size() == 1 && SettingDefinition.parseBool(items.get(0)) != null) {
      return accept();
    }
    Set<String> known =
        Set.of("receipt", "authentication", "authorization", "setup_durations", "all");
    for (String item : items) {
      if (!known.contains(item.toLowerCase(Locale.ROOT))) {
        return of.refuse("Invalid option \"" + item + "\".");
      }
    }
    return accept();
  }

  private ValueReading standbyNames() {
    if (value.isEmpty()) {
      return accept();
    }
    String error = StandbyNames.syntaxError(value);
    if (error != null) {
      return of.refuse(error);
    }
    return StandbyNames.count(value) > 0
        ? accept()
        : new ValueReading.Refused(
            "number of synchronous standbys ("
                + StandbyNames.count(value)
                + ") must be greater than zero",
            null,
            null);
  }

  private ValueReading locale() {
    if (value.isEmpty()) {
      return of.definition().name().equals("lc_messages") ? of.refuse(null) : accept();
    }
    return of.situation().state().mayHaveLocale(value) ? accept() : of.refuse(null);
  }

  private ValueReading searchConfiguration() {
    if (!of.situation().isSession()) {
      return accept();
    }
    String name = value.toLowerCase(Locale.ROOT);
    String bare = name.startsWith("pg_catalog.") ? name.substring("pg_catalog.".length()) : name;
    boolean known =
        SEARCH_CONFIGURATIONS.contains(bare)
            || (of.major() >= 13 && bare.equals("greek"))
            || (of.major() >= 14 && NEWER_SEARCH_CONFIGURATIONS.contains(bare))
            || (of.major() >= 18 && bare.equals("estonian"));
    return known ? of.accept("pg_catalog." + bare) : of.refuse(null);
  }

  private ValueReading accessMethod() {
    String name = of.definition().name();
    String shown = of.major() >= 17 ? "\"" + name + "\"" : name;
    if (value.isEmpty()) {
      return of.refuse(shown + " cannot be empty.");
    }
    if (bytes(value) >= 64) {
      return of.refuse(shown + " is too long (maximum 63 characters).");
    }
    boolean absent = of.situation().isSession() && !value.equals("heap");
    return absent ? of.refuse("Table access method \"" + value + "\" does not exist.") : accept();
  }

  private ValueReading tablespace() {
    boolean known = value.isEmpty() || value.equals("pg_default") || value.equals("pg_global");
    return known || !of.situation().isSession()
        ? accept()
        : of.refuse("Tablespace \"" + value + "\" does not exist.");
  }

  private ValueReading role() {
    return of.situation().isSession() || value.equals("none") ? accept() : of.refuse(null);
  }

  private ValueReading recoveryName() {
    String shown = of.major() >= 17 ? "\"recovery_target_name\"" : "recovery_target_name";
    return bytes(value) >= 64
        ? of.refuse(shown + " is too long (maximum 63 characters).")
        : accept();
  }

  private ValueReading recoveryTime() {
    return value.isEmpty() || TIMESTAMP.matcher(value).matches() ? accept() : of.refuse(null);
  }

  /** The C library's strtoul only complains of numbers that are too large. */
  private static boolean overflows(String text) {
    CNumber number = CNumber.wholeAtStartOf(text);
    return Math.abs(number.value()) > 1.8446744073709552e19;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
