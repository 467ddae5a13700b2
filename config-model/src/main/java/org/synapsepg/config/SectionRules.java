package org.synapsepg.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/** Rules about the shape of the sections and about what else the configuration says. */
final class SectionRules {
  private static final Set<String> SECTION_KEYS =
      Set.of(
          "name",
          "args",
          "data_stores",
          "txn_limit",
          "allow_unsafe_locale",
          "synchronous_commit",
          "statement_timeout");
  private static final Set<String> SQLITE_ARGS =
      Set.of("check_same_thread", "isolation_level", "detect_types", "cached_statements");

  private final List<Finding> found;
  private final ConfigLinter.Builder settings;

  SectionRules(List<Finding> found, ConfigLinter.Builder settings) {
    this.found = found;
    this.settings = settings;
  }

  private void add(LintCode code, String message, String hint, SourceLocation at) {
    found.add(Finding.of(code, message).withHint(hint).at(at));
  }

  void check(SynapseConfig config) {
    config.find("database").ifPresent(this::section);
    config
        .find("databases")
        .ifPresent(all -> all.entries().forEach(entry -> section(entry.value())));
    for (DatabaseEntry entry : config.databases()) {
      if (entry.settings().allowUnsafeLocale()) {
        add(
            LintCode.UNSAFE_LOCALE,
            "'allow_unsafe_locale' is on: with a locale other than C, indexes can break when the"
                + " operating system's locale data changes",
            "move to a database with locale C, then remove it",
            entry.location());
      }
      if (entry.engine() instanceof DatabaseEngine.Sqlite) {
        Optional<SourceLocation> workers = workers(config);
        if (workers.isPresent()) {
          add(
              LintCode.SQLITE_WITH_WORKERS,
              "the configuration has workers, but the database '" + entry.label() + "' is SQLite",
              "workers need PostgreSQL: port the database first",
              workers.get());
        }
      }
      if (entry.engine() instanceof DatabaseEngine.Postgres postgres) {
        postgres.params().find("password").ifPresent(p -> readable(config, p));
      }
    }
  }

  private Optional<SourceLocation> workers(SynapseConfig config) {
    for (String key :
        List.of(
            "worker_app",
            "stream_writers",
            "federation_sender_instances",
            "pusher_instances",
            "run_background_tasks_on")) {
      Optional<ConfigValue> value = config.find(key);
      if (value.isPresent() && isGiven(value.get()) && !isSingle(value.get())) {
        return Optional.of(value.get().location());
      }
    }
    Optional<ConfigValue> instances = config.find("instance_map");
    if (instances.isPresent()
        && instances.get().entries().stream().anyMatch(e -> !e.key().equals("main"))) {
      return Optional.of(instances.get().location());
    }
    return settings.workers() > 0
        ? config.databases().stream().map(DatabaseEntry::location).findFirst()
        : Optional.empty();
  }

  private static boolean isGiven(ConfigValue value) {
    return !value.isNull()
        && (!value.isMapping() || !value.entries().isEmpty())
        && (!value.isList() || !value.items().isEmpty());
  }

  /** The main process alone, named or in a list. */
  private static boolean isSingle(ConfigValue value) {
    return value
        .asText()
        .filter(t -> t.equals("main") || t.equals("synapse.app.homeserver"))
        .isPresent();
  }

  private void section(ConfigValue section) {
    String engine = section.find("name").flatMap(ConfigValue::asText).orElse("");
    for (ConfigValue.Entry entry : section.entries()) {
      String key = entry.key();
      if (SECTION_KEYS.contains(key)) {
        continue;
      }
      if (Keyword.find(key).isPresent() || key.startsWith("cp_")) {
        add(
            LintCode.ENGINE_MISPLACED,
            "'" + key + "' stands beside 'args'; Synapse does not read it there",
            "indent it below 'args:'",
            entry.keyLocation());
      } else {
        add(
            LintCode.SECTION_UNKNOWN_KEY,
            "Synapse does not read '" + key + "' in a database section",
            "expected 'name', 'args', 'data_stores', 'txn_limit' or 'allow_unsafe_locale'",
            entry.keyLocation());
      }
    }
    Optional<ConfigValue> args = section.find("args").filter(ConfigValue::isMapping);
    if (args.isPresent()) {
      args(engine, args.get());
    } else if (engine.equals("sqlite3") && section.find("args").isEmpty()) {
      add(
          LintCode.ENGINE_ARGS_MISMATCH,
          "the SQLite section names no file",
          "add 'args:' with 'database: /path/homeserver.db'",
          section.location());
    }
  }

  private void args(String engine, ConfigValue args) {
    for (ConfigValue.Entry entry : args.entries()) {
      String key = entry.key();
      if (key.equals("name") || key.equals("args") || key.equals("txn_limit")) {
        add(
            LintCode.ENGINE_MISPLACED,
            "'" + key + "' stands inside 'args'",
            "indent it less, so that it stands beside 'args'",
            entry.keyLocation());
      } else if (engine.equals("sqlite3")
          && !key.equals("database")
          && Keyword.find(key).isPresent()) {
        add(
            LintCode.ENGINE_ARGS_MISMATCH,
            "'" + key + "' is an argument of PostgreSQL, but 'name' is 'sqlite3'",
            "write 'name: psycopg2'",
            entry.keyLocation());
      } else if (engine.equals("psycopg2") && isSqliteArgument(entry)) {
        add(
            LintCode.ENGINE_ARGS_MISMATCH,
            "'" + key + "' looks like an argument of SQLite, but 'name' is 'psycopg2'",
            "write 'name: sqlite3', or the arguments of PostgreSQL",
            entry.keyLocation());
      }
    }
  }

  private static boolean isSqliteArgument(ConfigValue.Entry entry) {
    if (SQLITE_ARGS.contains(entry.key())) {
      return true;
    }
    String text = entry.value().asText().orElse("");
    return (entry.key().equals("database") || entry.key().equals("dbname"))
        && (text.startsWith("/") || text.endsWith(".db") || text.equals(":memory:"));
  }

  private void readable(SynapseConfig config, Parameter password) {
    for (Path path : config.sources()) {
      boolean here =
          password.location().filter(l -> l.source().equals(path.toString())).isPresent();
      if (!here) {
        continue;
      }
      if (isReadableByOthers(path)) {
        add(
            LintCode.PASSWORD_WORLD_READABLE,
            "every user of the machine may read this password",
            "chmod o-rwx '" + path + "'",
            password.location().orElseThrow());
      }
    }
  }

  private static boolean isReadableByOthers(Path path) {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without modes, or a file that is gone: nothing to say about it.
      return false;
    }
  }
}
