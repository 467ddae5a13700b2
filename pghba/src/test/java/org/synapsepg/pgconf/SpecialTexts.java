package org.synapsepg.pgconf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Right and wrong texts for settings that the server reads each in a way of its own. */
final class SpecialTexts {
  /** By the setting's name, in an order that never changes: generators draw from it. */
  static final Map<String, List<String>> BY_SETTING = texts();

  private SpecialTexts() {}

  private static Map<String, List<String>> texts() {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    texts.put(
        "DateStyle",
        List.of(
            "ISO",
            "iso, dmy",
            "German",
            "SQL, ISO",
            "bogus",
            "a b",
            "US,,",
            "EUROPEAN, postgres",
            "DEFAULT",
            "ymd, DMY",
            ""));
    texts.put(
        "TimeZone",
        List.of(
            "UTC",
            "europe/paris",
            "Nowhere",
            "EST5EDT",
            "-3",
            "4.5",
            "200",
            "<+03>-3",
            "Foo",
            "INTERVAL '1' x",
            "PST8PDT,M3.2.0,M11.1.0",
            ""));
    texts.put("log_timezone", List.of("GMT", "Asia/Tokyo", "Nowhere/Land", "-3", "XYZ3", "AB"));
    texts.put(
        "log_destination",
        List.of(
            "stderr", "csvlog,STDERR", "jsonlog", "eventlog", "syslog", "a,,b", "", "\"stderr\""));
    texts.put(
        "search_path",
        List.of("a,b", "a,,b", "\"A b\", c", "\"x", "a b", "", ",", "\"$user\", public"));
    texts.put("temp_tablespaces", List.of("", "a", "a,,b", "nosuch", "pg_default"));
    texts.put(
        "synchronous_standby_names",
        List.of(
            "",
            "*",
            "a, b",
            "2 (a, b)",
            "ANY 1 (a)",
            "FIRST 0 (a)",
            "ANY (a",
            "a b",
            "\"x",
            "first 2 (a,\"B c\")",
            "0 (a)",
            "1",
            "ANY",
            "a;",
            " "));
    texts.put(
        "wal_consistency_checking",
        List.of("all", "heap, BTREE", "nosuch", "a,,", "xlog", "heap2,SPGist", ""));
    texts.put(
        "client_encoding",
        List.of("utf8", "LATIN1", "iso-8859-1", "bogus", "win1252", "sql_ascii", "EUC_JP"));
    texts.put("backtrace_functions", List.of("a,b", "a-b", "f1 f2", ""));
    texts.put("lc_messages", List.of("C", "", "xx_XX.UTF-8", "POSIX"));
    texts.put("lc_monetary", List.of("C", "C.UTF-8", "xx_XX"));
    texts.put(
        "default_text_search_config", List.of("simple", "pg_catalog.english", "nosuch", "ENGLISH"));
    texts.put("default_table_access_method", List.of("heap", "", "nosuch"));
    texts.put("default_tablespace", List.of("", "nosuch", "pg_default"));
    texts.put("primary_slot_name", List.of("", "slot_1", "Slot", "a b", "a-b"));
    texts.put("recovery_target", List.of("", "immediate", "later"));
    texts.put("recovery_target_lsn", List.of("", "0/1", "x", "1/2/3", "123456789/0"));
    texts.put(
        "recovery_target_time",
        List.of(
            "", "2026-01-02 03:04:05+00", "now", "bogus", "2026-01-02", "2026-01-02T03:04:05Z"));
    texts.put("recovery_target_timeline", List.of("latest", "current", "3", "x"));
    texts.put("createrole_self_grant", List.of("", "set", "inherit, SET", "bogus", "a,,"));
    texts.put(
        "restrict_nonsystem_relation_kind",
        List.of("", "view", "foreign-table, view", "table", "a b"));
    texts.put("debug_io_direct", List.of("", "data", "nosuch", "wal, data"));
    texts.put(
        "log_connections", List.of("on", "off", "all", "receipt, authentication", "bogus", "1"));
    texts.put("synchronized_standby_slots", List.of("", "nosuch", "a,,b"));
    texts.put("timezone_abbreviations", List.of("Default", "Australia", "nosuch", "India"));
    texts.put("application_name", List.of("x", "", "é", "a b"));
    return Collections.unmodifiableMap(texts);
  }
}
