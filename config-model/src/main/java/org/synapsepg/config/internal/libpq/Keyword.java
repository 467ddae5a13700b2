package org.synapsepg.config.internal.libpq;

import jakarta.annotation.Nullable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every connection keyword of libpq 12 to 18, from its table of options (PostgreSQL documentation,
 * "Parameter Key Words") with the release that brought or dropped it.
 *
 * @param name the keyword, exact case
 * @param since the first major that knows it; 12 stands for all
 * @param last the last major that knows it; 99 for none
 * @param variable the environment variable, or null
 * @param type what values it takes
 * @param words the allowed words of an {@link Type#WORD}
 */
public record Keyword(
    String name, int since, int last, @Nullable String variable, Type type, List<String> words) {
  /** What values a keyword takes. */
  public enum Type {
    /** Any text. */
    TEXT,
    /** A text that must not be shown. */
    SECRET,
    /** The path of a file or folder. */
    PATH,
    /** A whole number. */
    INTEGER,
    /** Ports, one for all hosts or one a host. */
    PORTS,
    /** 0 or 1. */
    SWITCH,
    /** One of some words, exact case. */
    WORD,
    /** One of some words, any case. */
    WORD_ANY_CASE
  }

  private static final Map<String, Keyword> ALL = table();

  /** Whether a major release of libpq knows it. */
  public boolean isKnownTo(int major) {
    return major >= since && major <= last;
  }

  /** Whether its value must not be shown. */
  public boolean isSecret() {
    return type == Type.SECRET;
  }

  /** All keywords, in the order of the documentation. */
  public static List<Keyword> all() {
    return List.copyOf(ALL.values());
  }

  /** A keyword by its name; {@code database} is psycopg2's name of {@code dbname}. */
  public static Optional<Keyword> find(String name) {
    return Optional.ofNullable(ALL.get(name.equals("database") ? "dbname" : name));
  }

  private static Map<String, Keyword> table() {
    Table t = new Table();
    t.text("host", "PGHOST").text("hostaddr", "PGHOSTADDR");
    t.add("port", 12, 99, "PGPORT", Type.PORTS);
    t.text("dbname", "PGDATABASE").text("user", "PGUSER");
    t.add("password", 12, 99, "PGPASSWORD", Type.SECRET);
    t.add("passfile", 12, 99, "PGPASSFILE", Type.PATH);
    t.add("require_auth", 16, 99, "PGREQUIREAUTH", Type.TEXT);
    t.word("channel_binding", 13, "PGCHANNELBINDING", "disable", "prefer", "require");
    t.add("connect_timeout", 12, 99, "PGCONNECT_TIMEOUT", Type.INTEGER);
    t.text("client_encoding", "PGCLIENTENCODING").text("options", "PGOPTIONS");
    t.text("application_name", "PGAPPNAME").text("fallback_application_name", null);
    t.add("keepalives", 12, 99, null, Type.SWITCH);
    t.add("keepalives_idle", 12, 99, null, Type.INTEGER);
    t.add("keepalives_interval", 12, 99, null, Type.INTEGER);
    t.add("keepalives_count", 12, 99, null, Type.INTEGER);
    t.add("tcp_user_timeout", 12, 99, null, Type.INTEGER);
    t.text("replication", null);
    t.word("gssencmode", 12, "PGGSSENCMODE", "disable", "prefer", "require");
    t.word(
        "sslmode",
        12,
        "PGSSLMODE",
        "disable",
        "allow",
        "prefer",
        "require",
        "verify-ca",
        "verify-full");
    t.word("sslnegotiation", 17, "PGSSLNEGOTIATION", "postgres", "direct");
    t.add("sslcompression", 12, 99, "PGSSLCOMPRESSION", Type.SWITCH);
    t.add("sslcert", 12, 99, "PGSSLCERT", Type.PATH);
    t.add("sslkey", 12, 99, "PGSSLKEY", Type.PATH);
    t.add("sslkeylogfile", 18, 99, null, Type.PATH);
    t.add("sslpassword", 13, 99, null, Type.SECRET);
    t.word("sslcertmode", 16, "PGSSLCERTMODE", "disable", "allow", "require");
    t.add("sslrootcert", 12, 99, "PGSSLROOTCERT", Type.PATH);
    t.add("sslcrl", 12, 99, "PGSSLCRL", Type.PATH);
    t.add("sslcrldir", 14, 99, "PGSSLCRLDIR", Type.PATH);
    t.add("sslsni", 14, 99, "PGSSLSNI", Type.SWITCH);
    t.text("requirepeer", "PGREQUIREPEER");
    t.tls("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION");
    t.tls("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION");
    t.word("min_protocol_version", 18, "PGMINPROTOCOLVERSION", "3.0", "3.2", "latest");
    t.word("max_protocol_version", 18, "PGMAXPROTOCOLVERSION", "3.0", "3.2", "latest");
    t.text("krbsrvname", "PGKRBSRVNAME").text("gsslib", "PGGSSLIB");
    t.add("gssdelegation", 16, 99, "PGGSSDELEGATION", Type.SWITCH);
    t.add("scram_client_key", 18, 99, null, Type.SECRET);
    t.add("scram_server_key", 18, 99, null, Type.SECRET);
    t.text("service", "PGSERVICE");
    t.word(
        "target_session_attrs",
        12,
        "PGTARGETSESSIONATTRS",
        "any",
        "read-write",
        "read-only",
        "primary",
        "standby",
        "prefer-standby");
    t.word("load_balance_hosts", 16, "PGLOADBALANCEHOSTS", "disable", "random");
    t.add("oauth_issuer", 18, 99, null, Type.TEXT);
    t.add("oauth_client_id", 18, 99, null, Type.TEXT);
    t.add("oauth_client_secret", 18, 99, null, Type.SECRET);
    t.add("oauth_scope", 18, 99, null, Type.TEXT);
    t.add("authtype", 12, 13, "PGAUTHTYPE", Type.TEXT);
    t.add("tty", 12, 13, "PGTTY", Type.TEXT);
    return t.keywords;
  }

  private static final class Table {
    final Map<String, Keyword> keywords = new LinkedHashMap<>();

    Table add(
        String name, int since, int last, @Nullable String variable, Type type, String... words) {
      keywords.put(
          name, new Keyword(name, since, last, variable, type, List.copyOf(Arrays.asList(words))));
      return this;
    }

    Table text(String name, @Nullable String variable) {
      return add(name, 12, 99, variable, Type.TEXT);
    }

    void word(String name, int since, String variable, String... words) {
      add(name, since, 99, variable, Type.WORD, words);
    }

    void tls(String name, String variable) {
      add(name, 13, 99, variable, Type.WORD_ANY_CASE, "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    }
  }
}
