package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.PgVersion;

/**
 * Settings for the time of a port from SQLite: what the port's own sessions set, what an
 * administrator sets for the server, and how to take that back. Nothing of it needs a restart, and
 * nothing of it risks data: {@code fsync} and {@code full_page_writes} stay as they are. Immutable.
 *
 * <p>Example: {@code PortProfile.of(PgVersion.of(16), ByteSize.gibibytes(8), 2).applyStatements()}.
 */
public final class PortProfile {
  private final SettingCatalog catalog;
  private final List<TunedSetting> session;
  private final List<TunedSetting> server;

  private PortProfile(
      SettingCatalog catalog, List<TunedSetting> session, List<TunedSetting> server) {
    this.catalog = catalog;
    this.session = List.copyOf(session);
    this.server = List.copyOf(server);
  }

  /**
   * The profile for a machine.
   *
   * @param version the server's version
   * @param memory the memory that the port may use on the server's machine
   * @param workers how many sessions of the port copy or build indexes at once, 1 or more
   * @return the profile
   */
  public static PortProfile of(PgVersion version, ByteSize memory, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers is " + workers + "; expected 1 or more");
    }
    SettingCatalog catalog = SettingCatalog.of(version);
    long megabytes = memory.bytes() >> 20;
    String maintenance = ValueText.of(mebibytes(megabytes / 8 / workers, 64, 2048));
    List<TunedSetting> session = new ArrayList<>();
    session.add(
        row(
            "synchronous_commit",
            "off",
            "a commit need not wait for the disk; after a crash of the server the port resumes"
                + " from what is there"));
    session.add(row("maintenance_work_mem", maintenance, "indexes are built in fewer passes"));
    session.add(row("statement_timeout", "0", "building an index may take long"));
    session.add(row("idle_in_transaction_session_timeout", "0", "a slow source is no idle client"));
    session.add(row("jit", "off", "the port's statements are not worth compiling"));
    List<TunedSetting> server = new ArrayList<>();
    server.add(
        row(
            "max_wal_size",
            ValueText.of(mebibytes(megabytes, 1024, 16384)),
            "fewer checkpoints while everything is written; the disk of the WAL must hold it"));
    server.add(row("checkpoint_timeout", "30min", "as above"));
    server.add(row("wal_compression", "on", "full pages in the WAL get shorter"));
    server.add(
        row(
            "autovacuum",
            "off",
            "it would read each table while it fills; the port ends with VACUUM and ANALYZE"));
    return new PortProfile(catalog, session, server);
  }

  private static ByteSize mebibytes(long wanted, long least, long most) {
    return ByteSize.mebibytes(Math.max(least, Math.min(most, wanted)));
  }

  private static TunedSetting row(String name, String value, String reason) {
    return new TunedSetting(
        name, value, reason, "none", "PostgreSQL documentation, Populating a Database");
  }

  /**
   * What every session of the port sets for itself; the owner of the database may.
   *
   * @return the settings, which end with the session
   */
  public List<TunedSetting> sessionSettings() {
    return session;
  }

  /**
   * The statements for the start of such a session.
   *
   * @return one {@code SET} for each setting
   */
  public List<String> sessionStatements() {
    return session.stream().map(s -> "SET " + s.name() + " = " + literal(s.value())).toList();
  }

  /**
   * What only an administrator can set, for the whole server.
   *
   * @return the settings; a reload puts them into force
   */
  public List<TunedSetting> serverSettings() {
    return server;
  }

  /**
   * The statements that put the server's settings into force; each outside a transaction.
   *
   * @return {@code ALTER SYSTEM} for each setting, then the reload
   */
  public List<String> applyStatements() {
    List<String> statements = new ArrayList<>();
    server.forEach(
        s -> statements.add("ALTER SYSTEM SET " + s.name() + " = " + literal(s.value())));
    statements.add("SELECT pg_reload_conf()");
    return List.copyOf(statements);
  }

  /**
   * The statements that take them back.
   *
   * @param autoConf what postgresql.auto.conf set before, by name; see {@link #remembered}
   * @return {@code ALTER SYSTEM} for each setting, then the reload
   */
  public List<String> undoStatements(Map<String, String> autoConf) {
    List<String> statements = new ArrayList<>();
    for (TunedSetting setting : server) {
      String before = autoConf.get(setting.name());
      statements.add(
          before == null
              ? "ALTER SYSTEM RESET " + setting.name()
              : "ALTER SYSTEM SET " + setting.name() + " = " + literal(before));
    }
    statements.add("SELECT pg_reload_conf()");
    return List.copyOf(statements);
  }

  /**
   * What has to be remembered for the undo: the profile's settings that postgresql.auto.conf has
   * already.
   *
   * @param conf the server's files as they are before the profile is applied
   * @return name to value
   */
  public Map<String, String> remembered(PgConfFile conf) {
    Map<String, String> before = new LinkedHashMap<>();
    for (TunedSetting setting : server) {
      conf.autoValue(setting.name()).ifPresent(value -> before.put(setting.name(), value));
    }
    return before;
  }

  /**
   * Sets the server's settings in a file, as an alternative to the statements. The undo is the file
   * as it was: {@link PgConfFile} values do not change.
   *
   * @param editor the editor of a postgresql.conf
   */
  public void applyTo(PgConfEditor editor) {
    server.forEach(s -> editor.set(s.name(), s.value()));
  }

  /** What each setting needs, for the documentation of a run. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (TunedSetting setting : server) {
      Optional<SettingDefinition> definition = catalog.find(setting.name());
      text.append(setting.name())
          .append(" = ")
          .append(setting.value())
          .append(" (")
          .append(definition.map(d -> d.context().word()).orElse(""))
          .append(")\n");
    }
    return text.toString();
  }

  static String literal(String value) {
    boolean escapes = value.indexOf('\\') >= 0;
    String text = value.replace("\\", "\\\\").replace("'", "''");
    return (escapes ? "E'" : "'") + text + "'";
  }
}
