package org.synapsepg.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.config.internal.yaml.Node;
import org.synapsepg.config.internal.yaml.ScalarStyle;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/** Reads the database sections with the checks that Synapse itself makes, all of them at once. */
final class SectionReader {
  private final List<DatabaseEntry> entries = new ArrayList<>();
  private final List<Finding> problems = new ArrayList<>();

  List<DatabaseEntry> entries() {
    return entries;
  }

  List<Finding> problems() {
    return problems;
  }

  private static boolean isEmpty(ConfigValue value) {
    return value.isNull() || (value.isMapping() && value.yaml().size() == 0);
  }

  void read(
      Optional<ConfigValue> database,
      Optional<ConfigValue> databases,
      Optional<ConfigValue> databasePath,
      SourceLocation whole) {
    Optional<ConfigValue> one = database.filter(v -> !isEmpty(v));
    Optional<ConfigValue> many = databases.filter(v -> !isEmpty(v));
    Optional<ConfigValue> path = databasePath.filter(v -> !isEmpty(v));
    if (one.isPresent() && many.isPresent()) {
      problem(
          LintCode.DATABASE_AND_DATABASES,
          "found 'database' and 'databases'; expected one of them",
          many.get().location(),
          "remove the one that is not meant");
    }
    if (path.isPresent() && (one.isPresent() || many.isPresent())) {
      Finding found =
          Finding.of(
                  LintCode.DATABASE_PATH_CONFLICT,
                  many.isPresent()
                      ? "found 'database_path' beside 'databases'; Synapse refuses both"
                      : "found 'database_path' beside 'database'; Synapse ignores it")
              .withHint("remove 'database_path'")
              .at(path.get().location());
      problems.add(
          many.isPresent() ? found.withSeverity(org.synapsepg.core.Severity.ERROR) : found);
    }
    if (one.isPresent()) {
      section("master", one.get());
    }
    if (many.isPresent()) {
      if (many.get().isMapping()) {
        many.get().entries().forEach(e -> section(e.key(), e.value()));
      } else {
        problem(
            LintCode.SECTION_SHAPE,
            "'databases' is not a mapping; expected a label for each database, with a section",
            many.get().location(),
            "write 'databases:', then one indented line 'label:' for each database");
      }
    }
    if (one.isEmpty() && many.isEmpty()) {
      if (path.isPresent() && path.get().asText().isPresent()) {
        entries.add(
            new DatabaseEntry(
                "master",
                new DatabaseEngine.Sqlite(path.get().asText().get()),
                EnumSet.allOf(DataStore.class),
                path.get().location(),
                DatabaseEntry.Settings.DEFAULT));
      } else {
        problem(
            LintCode.DATABASE_MISSING,
            "found no 'database', 'databases' or 'database_path'",
            whole,
            "add a section 'database' with 'name: psycopg2' and 'args'");
      }
    }
    checkStores(whole);
  }

  private void checkStores(SourceLocation whole) {
    if (entries.isEmpty() || problems.stream().anyMatch(p -> p.code() == LintCode.SECTION_SHAPE)) {
      return;
    }
    for (DataStore store : DataStore.values()) {
      List<DatabaseEntry> with = entries.stream().filter(e -> e.stores().contains(store)).toList();
      if (with.isEmpty()) {
        problem(
            LintCode.STORE_MISSING,
            "no database holds the data store '" + store.key() + "'",
            entries.isEmpty() ? whole : entries.get(0).location(),
            "add '" + store.key() + "' to the 'data_stores' of one database");
      } else if (with.size() > 1 && !hasBoth()) {
        problem(
            LintCode.STORE_DOUBLED,
            "the databases '"
                + with.get(0).label()
                + "' and '"
                + with.get(1).label()
                + "' both hold the data store '"
                + store.key()
                + "'",
            with.get(1).location(),
            "name each data store in the 'data_stores' of one database only");
      }
    }
  }

  private boolean hasBoth() {
    return problems.stream().anyMatch(p -> p.code() == LintCode.DATABASE_AND_DATABASES);
  }

  private void section(String label, ConfigValue section) {
    if (!section.isMapping()) {
      String word = section.asText().orElse("");
      if (word.equals("psycopg2") || word.equals("sqlite3")) {
        problem(
            LintCode.ENGINE_MISPLACED,
            "found '"
                + word
                + "' as the whole section; expected a mapping with 'name: "
                + word
                + "'",
            section.location(),
            "write 'database:', then indented 'name: " + word + "' and 'args:'");
      } else {
        problem(
            LintCode.SECTION_SHAPE,
            "the section of the database '" + label + "' is not a mapping",
            section.location(),
            "expected 'name' and 'args' in it");
      }
      return;
    }
    Optional<ConfigValue> name = section.find("name");
    String engine = name.flatMap(ConfigValue::asText).orElse("");
    if (name.isEmpty()) {
      problem(
          LintCode.ENGINE_MISSING,
          "the section of the database '" + label + "' has no 'name'",
          section.location(),
          "add 'name: psycopg2' or 'name: sqlite3'");
    } else if (!engine.equals("sqlite3") && !engine.equals("psycopg2")) {
      problem(
          LintCode.ENGINE_UNKNOWN,
          "'"
              + name.get().toPythonText().orElse("(no text)")
              + "' is no database engine of Synapse",
          name.get().location(),
          "write 'psycopg2' for PostgreSQL or 'sqlite3'");
      return;
    }
    entries.add(
        new DatabaseEntry(
            label,
            engine.equals("psycopg2") ? postgres(section) : sqlite(section),
            stores(section),
            section.location(),
            settings(section)));
  }

  private DatabaseEngine sqlite(ConfigValue section) {
    Optional<ConfigValue> args = args(section);
    return new DatabaseEngine.Sqlite(
        args.flatMap(a -> a.find("database")).flatMap(ConfigValue::toPythonText).orElse(""));
  }

  private Optional<ConfigValue> args(ConfigValue section) {
    Optional<ConfigValue> args = section.find("args");
    if (args.isPresent() && args.get().isNull()) {
      problem(
          LintCode.ARGS_NULL,
          "'args' is empty; Synapse crashes on it",
          args.get().location(),
          "indent the arguments below it, or remove it");
    } else if (args.isPresent() && !args.get().isMapping()) {
      problem(
          LintCode.SECTION_SHAPE,
          "'args' is not a mapping; expected the arguments of the connection",
          args.get().location(),
          "write one 'name: value' in each line below 'args:'");
    }
    return args;
  }

  private DatabaseEngine postgres(ConfigValue section) {
    List<Parameter> params = new ArrayList<>();
    List<Parameter> pool = new ArrayList<>();
    args(section)
        .ifPresent(
            args ->
                args.entries()
                    .forEach(
                        e -> {
                          Optional<String> text = e.value().toPythonText();
                          if (text.isPresent()) {
                            (e.key().startsWith("cp_") ? pool : params)
                                .add(parameter(e, text.get()));
                          } else if (!e.value().isNull()) {
                            problem(
                                LintCode.SECTION_VALUE,
                                "the argument '" + e.key() + "' is a list or mapping",
                                e.value().location(),
                                "expected a single value");
                          }
                        }));
    return new DatabaseEngine.Postgres(new LibpqParams(params), new PoolArguments(pool));
  }

  private static Parameter parameter(ConfigValue.Entry entry, String text) {
    ConfigValue value = entry.value();
    boolean isText = value.asText().isPresent();
    String written =
        !isText && value.yaml().node() instanceof Node.Scalar scalar ? scalar.value() : null;
    boolean quoted =
        value.yaml().node() instanceof Node.Scalar scalar
            && isText
            && (scalar.style() == ScalarStyle.SINGLE || scalar.style() == ScalarStyle.DOUBLE);
    return new Parameter(entry.key(), text, value.location(), written, quoted);
  }

  private Set<DataStore> stores(ConfigValue section) {
    Optional<ConfigValue> given = section.find("data_stores");
    if (given.isEmpty()) {
      return EnumSet.allOf(DataStore.class);
    }
    EnumSet<DataStore> stores = EnumSet.noneOf(DataStore.class);
    if (given.get().asText().isPresent()) {
      // Synapse tests with "in", so a text holds every word that is part of it.
      for (DataStore store : DataStore.values()) {
        if (given.get().asText().get().contains(store.key())) {
          stores.add(store);
        }
      }
      problem(
          LintCode.SECTION_VALUE,
          "'data_stores' is one word; expected a list",
          given.get().location(),
          "write it as a list: '[main]'");
      return stores;
    }
    for (ConfigValue item : given.get().items()) {
      Optional<DataStore> store = item.asText().flatMap(DataStore::find);
      if (store.isPresent()) {
        stores.add(store.get());
      } else {
        problems.add(
            Finding.of(
                    LintCode.STORE_UNKNOWN,
                    "'" + item.toPythonText().orElse("(no text)") + "' is no data store")
                .withHint("expected 'main' or 'state'")
                .at(item.location()));
      }
    }
    return stores;
  }

  private DatabaseEntry.Settings settings(ConfigValue section) {
    DatabaseEntry.Settings defaults = DatabaseEntry.Settings.DEFAULT;
    Optional<ConfigValue> timeout = section.find("statement_timeout");
    return new DatabaseEntry.Settings(
        number(section, "txn_limit").orElse(defaults.transactionLimit()),
        truth(section, "allow_unsafe_locale", defaults.allowUnsafeLocale()),
        truth(section, "synchronous_commit", defaults.synchronousCommit()),
        timeout.isPresent() && timeout.get().isNull()
            ? Optional.empty()
            : number(section, "statement_timeout")
                .map(Duration::ofMillis)
                .or(defaults::statementTimeout));
  }

  private Optional<Long> number(ConfigValue section, String key) {
    Optional<ConfigValue> value = section.find(key);
    if (value.isPresent() && value.get().asLong().isEmpty()) {
      problem(
          LintCode.SECTION_VALUE,
          "'" + key + "' is not a whole number",
          value.get().location(),
          "write a number without quotes");
    }
    return value.flatMap(ConfigValue::asLong);
  }

  private boolean truth(ConfigValue section, String key, boolean otherwise) {
    Optional<ConfigValue> value = section.find(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.get().asBoolean().isEmpty()) {
      problem(
          LintCode.SECTION_VALUE,
          "'" + key + "' is neither true nor false",
          value.get().location(),
          "write 'true' or 'false' without quotes");
      // What Python takes for true.
      return value.get().asLong().map(n -> n != 0).orElse(!isEmpty(value.get()))
          && !value.get().asText().filter(String::isEmpty).isPresent();
    }
    return value.get().asBoolean().get();
  }

  private void problem(LintCode code, String message, SourceLocation at, String hint) {
    problems.add(Finding.of(code, message).withHint(hint).at(at));
  }
}
