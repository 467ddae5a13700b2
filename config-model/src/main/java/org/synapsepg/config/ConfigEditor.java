package org.synapsepg.config;

import jakarta.annotation.Nullable;
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
 *
 * <p>The verbs concern the section {@code database}; {@link #forDatabase} gives the same verbs for
 * one entry of {@code databases}. Both sections are described in Synapse's configuration manual,
 * chapter "Database", and read by {@code synapse/config/database.py}.
 */
public final class ConfigEditor {
  private final YamlEdit edit;
  private final List<String> section;

  ConfigEditor(YamlEdit edit) {
    this(edit, List.of("database"));
  }

  private ConfigEditor(YamlEdit edit, List<String> section) {
    this.edit = edit;
    this.section = section;
  }

  private void requireOpen() {
    if (edit.isClosed()) {
      throw new IllegalStateException("the editor is of no use after edit() has returned");
    }
  }

  /**
   * The same verbs for one entry of {@code databases}. Example: {@code document.edit(e ->
   * e.forDatabase("state").setParameter("host", "db2"))}.
   *
   * @param label the entry's key, as {@link DatabaseEntry#label} gives it
   * @return an editor of that entry, of use as long as this one
   * @throws org.synapsepg.core.FindingsException from {@link ConfigDocument#edit} with the code
   *     {@link LintCode#EDIT_IMPOSSIBLE} if {@code databases} has no such entry
   */
  public ConfigEditor forDatabase(String label) {
    requireOpen();
    if (!(edit.meaningAt("databases") instanceof Map<?, ?> entries)
        || !(entries.get(label) instanceof Map<?, ?>)) {
      throw refused("'databases' has no entry '" + label + "'" + labels());
    }
    return new ConfigEditor(edit, List.of("databases", label));
  }

  private String labels() {
    if (!(edit.meaningAt("databases") instanceof Map<?, ?> entries) || entries.isEmpty()) {
      return "; the file has no such section";
    }
    List<String> labels = entries.keySet().stream().map(String::valueOf).sorted().toList();
    return "; it has '" + String.join("', '", labels) + "'";
  }

  private List<String> path(String... keys) {
    List<String> path = new ArrayList<>(section);
    path.addAll(List.of(keys));
    return path;
  }

  private List<String> argument(String name) {
    return path("args", name);
  }

  private @Nullable Object present(String... keys) {
    return edit.meaningAt(path(keys).toArray(new String[0]));
  }

  /**
   * Makes the section name PostgreSQL with these arguments. Other settings of the section ({@code
   * txn_limit}, …) and everything around it stay; a section that is missing is added at the end of
   * the file. The arguments of an SQLite section are replaced, those of a PostgreSQL section
   * changed one by one, so that comments beside them stay.
   *
   * @param engine the engine
   * @return this
   */
  public ConfigEditor setDatabase(DatabaseEngine.Postgres engine) {
    requireOpen();
    requireOneDatabase();
    Map<String, NewValue> wanted = arguments(engine);
    if (!(present() instanceof Map<?, ?> before) || before.isEmpty()) {
      Map<String, NewValue> fields = new LinkedHashMap<>();
      fields.put("name", new NewValue.Text("psycopg2"));
      fields.put("args", new NewValue.Fields(wanted));
      edit.set(section, new NewValue.Fields(fields));
      return this;
    }
    boolean already = "psycopg2".equals(before.get("name"));
    edit.set(path("name"), new NewValue.Text("psycopg2"));
    if (!already || !(before.get("args") instanceof Map<?, ?> args) || args.isEmpty()) {
      edit.set(path("args"), new NewValue.Fields(wanted));
      return this;
    }
    wanted.forEach((name, value) -> edit.set(argument(name), value));
    for (Object name : new ArrayList<>(args.keySet())) {
      if (name instanceof String text && !wanted.containsKey(text)) {
        edit.remove(argument(text));
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
    if (name.equals("dbname") && present("args", "database") != null) {
      written = "database";
    }
    requirePostgres();
    if (present("args") instanceof Map<?, ?> args && !args.isEmpty()) {
      edit.set(argument(written), NewValue.ofArgument(written, value));
    } else {
      edit.set(
          path("args"), new NewValue.Fields(Map.of(written, NewValue.ofArgument(written, value))));
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
    edit.remove(argument(name));
    return this;
  }

  private void requirePostgres() {
    requireOneDatabase();
    if (!"psycopg2".equals(present("name"))) {
      throw refused(
          "the file has no section '" + String.join(".", section) + "' with 'name: psycopg2'");
    }
  }

  private void requireOneDatabase() {
    if (section.size() == 1
        && edit.meaningAt("databases") instanceof Map<?, ?> entries
        && !entries.isEmpty()) {
      throw refused("the file has 'databases'; say which one by forDatabase(label)" + labels());
    }
  }

  /**
   * Makes comments of the lines of the section, so that another file can give it. Does nothing
   * where it is missing; refused for the only entry of {@code databases}.
   *
   * @return this
   */
  public ConfigEditor commentOutDatabase() {
    requireOpen();
    edit.commentOut(section);
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
