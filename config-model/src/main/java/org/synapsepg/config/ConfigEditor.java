package org.synapsepg.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.config.internal.edit.EditRefused;
import org.synapsepg.config.internal.edit.NewValue;
import org.synapsepg.config.internal.edit.YamlEdit;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.Secret;

/**
 * The verbs inside {@link ConfigDocument#edit}; of no use afterwards. Each one is checked at once:
 * the text is read again and must mean what it meant, but for that one change. Not thread-safe.
 */
public final class ConfigEditor {
  private static final List<String> NAME = List.of("database", "name");
  private static final List<String> ARGS = List.of("database", "args");

  private final YamlEdit edit;
  private boolean open = true;

  ConfigEditor(YamlEdit edit) {
    this.edit = edit;
  }

  void close() {
    open = false;
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the editor is of no use after edit() has returned");
    }
  }

  /**
   * Makes {@code database} name PostgreSQL with these arguments. Other settings of the section
   * ({@code txn_limit}, …) and everything around it stay; a section that is missing is added at the
   * end of the file. The arguments of an SQLite section are replaced, those of a PostgreSQL section
   * changed one by one, so that comments beside them stay.
   *
   * @param engine the engine
   * @return this
   */
  public ConfigEditor setDatabase(DatabaseEngine.Postgres engine) {
    requireOpen();
    Object many = edit.meaningAt("databases");
    if (many instanceof Map<?, ?> map && !map.isEmpty()) {
      throw refused("the file has 'databases'; edit the entry there by hand");
    }
    Map<String, NewValue> wanted = arguments(engine);
    if (!(edit.meaningAt("database") instanceof Map<?, ?> section) || section.isEmpty()) {
      Map<String, NewValue> fields = new LinkedHashMap<>();
      fields.put("name", new NewValue.Text("psycopg2"));
      fields.put("args", new NewValue.Fields(wanted));
      edit.set(List.of("database"), new NewValue.Fields(fields));
      return this;
    }
    boolean already = "psycopg2".equals(section.get("name"));
    edit.set(NAME, new NewValue.Text("psycopg2"));
    if (!already || !(section.get("args") instanceof Map<?, ?> args) || args.isEmpty()) {
      edit.set(ARGS, new NewValue.Fields(wanted));
      return this;
    }
    wanted.forEach((name, value) -> edit.set(path(name), value));
    for (Object name : new ArrayList<>(args.keySet())) {
      if (name instanceof String text && !wanted.containsKey(text)) {
        edit.remove(path(text));
      }
    }
    return this;
  }

  private static Map<String, NewValue> arguments(DatabaseEngine.Postgres engine) {
    Map<String, NewValue> arguments = new LinkedHashMap<>();
    List<Parameter> all = new ArrayList<>(engine.params().all());
    all.addAll(engine.poolArguments().all());
    for (Parameter parameter : all) {
      arguments.put(
          parameter.name(), NewValue.ofArgument(parameter.name(), parameter.secret().reveal()));
    }
    return arguments;
  }

  private static List<String> path(String name) {
    return List.of("database", "args", name);
  }

  /**
   * Sets one argument of the PostgreSQL connection or its pool.
   *
   * @param name a keyword of libpq, or one that begins with {@code cp_}
   * @param value its value
   * @return this
   */
  public ConfigEditor setParameter(String name, String value) {
    requireOpen();
    if (!name.startsWith("cp_") && Keyword.find(name).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no connection parameter of libpq 12 to 18");
    }
    String written = name;
    if (name.equals("dbname") && edit.meaningAt("database", "args", "database") != null) {
      written = "database";
    }
    requirePostgres();
    if (edit.meaningAt("database", "args") instanceof Map<?, ?> args && !args.isEmpty()) {
      edit.set(path(written), NewValue.ofArgument(written, value));
    } else {
      edit.set(ARGS, new NewValue.Fields(Map.of(written, NewValue.ofArgument(written, value))));
    }
    return this;
  }

  /**
   * Sets one argument whose value must not be shown.
   *
   * @param name a keyword of libpq
   * @param value its value
   * @return this
   */
  public ConfigEditor setParameter(String name, Secret value) {
    return setParameter(name, value.reveal());
  }

  /**
   * Sets one argument to a number.
   *
   * @param name a keyword of libpq, or one that begins with {@code cp_}
   * @param value its value
   * @return this
   */
  public ConfigEditor setParameter(String name, long value) {
    return setParameter(name, Long.toString(value));
  }

  /**
   * Takes an argument out, with its whole line. Does nothing where it is not given.
   *
   * @param name its name
   * @return this
   */
  public ConfigEditor removeParameter(String name) {
    requireOpen();
    requirePostgres();
    edit.remove(path(name));
    return this;
  }

  private void requirePostgres() {
    if (!"psycopg2".equals(edit.meaningAt("database", "name"))) {
      throw refused("the file has no section 'database' with 'name: psycopg2'");
    }
  }

  /**
   * Makes comments of the lines of {@code database}, so that another file can give it. Does nothing
   * where it is missing.
   *
   * @return this
   */
  public ConfigEditor commentOutDatabase() {
    requireOpen();
    edit.commentOut("database");
    return this;
  }

  /**
   * Sets a top-level key to text.
   *
   * @param key the key; letters, digits and {@code _}
   * @param value the text; whatever it looks like, it stays text
   * @return this
   */
  public ConfigEditor setTopLevel(String key, String value) {
    return topLevel(key, new NewValue.Text(value));
  }

  /**
   * Sets a top-level key to true or false.
   *
   * @param key the key; letters, digits and {@code _}
   * @param value the value
   * @return this
   */
  public ConfigEditor setTopLevel(String key, boolean value) {
    return topLevel(key, new NewValue.Truth(value));
  }

  /**
   * Sets a top-level key to a number.
   *
   * @param key the key; letters, digits and {@code _}
   * @param value the value
   * @return this
   */
  public ConfigEditor setTopLevel(String key, long value) {
    return topLevel(key, new NewValue.WholeNumber(java.math.BigInteger.valueOf(value)));
  }

  private ConfigEditor topLevel(String key, NewValue value) {
    requireOpen();
    if (!key.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("'" + key + "' is no key of homeserver.yaml");
    }
    edit.set(List.of(key), value);
    return this;
  }

  private static EditRefused refused(String problem) {
    return YamlEdit.refusal(problem);
  }
}
