package org.synapsepg.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.config.internal.ConfigFile;
import org.synapsepg.config.internal.PythonText;
import org.synapsepg.config.internal.yaml.YamlValue;
import org.synapsepg.core.SourceLocation;

/**
 * A value of homeserver.yaml as Synapse sees it, with its place. Immutable and thread-safe. It may
 * hold secrets: {@link #toString()} gives its type and place only.
 */
public final class ConfigValue {
  private final ConfigFile file;
  private final YamlValue value;
  private final int index;

  /**
   * An entry of a mapping whose key is text.
   *
   * @param key the key
   * @param keyLocation where the key stands
   * @param value the value
   */
  public record Entry(String key, SourceLocation keyLocation, ConfigValue value) {}

  ConfigValue(ConfigFile file, YamlValue value, int index) {
    this.file = file;
    this.value = value;
    this.index = index;
  }

  YamlValue yaml() {
    return value;
  }

  ConfigFile file() {
    return file;
  }

  /**
   * Where the value begins; for an alias, where the alias stands.
   *
   * @return the place
   */
  public SourceLocation location() {
    return file.locate(index);
  }

  /**
   * Whether there is nothing: {@code null}, {@code ~} or no text at all.
   *
   * @return true if so
   */
  public boolean isNull() {
    return value.kind() == YamlValue.Kind.NULL;
  }

  /**
   * Whether it is a mapping.
   *
   * @return true if so
   */
  public boolean isMapping() {
    return value.kind() == YamlValue.Kind.MAP;
  }

  /**
   * Whether it is a list.
   *
   * @return true if so
   */
  public boolean isList() {
    return value.kind() == YamlValue.Kind.LIST;
  }

  /**
   * The value if it is text for YAML; {@code yes}, {@code 12} and {@code 2020-01-01} are not.
   *
   * @return the text
   */
  public Optional<String> asText() {
    return value.kind() == YamlValue.Kind.TEXT && value.scalar() instanceof String s
        ? Optional.of(s)
        : Optional.empty();
  }

  /**
   * The value as Python's {@code str()} writes it: {@code True}, {@code 83}.
   *
   * @return the text; empty for lists, mappings, bytes and nothing
   */
  public Optional<String> toPythonText() {
    return Optional.ofNullable(PythonText.str(value));
  }

  /**
   * The value if it is true or false.
   *
   * @return it
   */
  public Optional<Boolean> asBoolean() {
    return value.scalar() instanceof Boolean b ? Optional.of(b) : Optional.empty();
  }

  /**
   * The value if it is a whole number within a long.
   *
   * @return it
   */
  public Optional<Long> asLong() {
    return value.scalar() instanceof BigInteger i && i.bitLength() < 64
        ? Optional.of(i.longValue())
        : Optional.empty();
  }

  /**
   * The value of a key.
   *
   * @param key the key
   * @return its value; empty where there is none or this is no mapping
   */
  public Optional<ConfigValue> find(String key) {
    YamlValue.Entry entry = isMapping() ? value.get(key) : null;
    return entry == null
        ? Optional.empty()
        : Optional.of(new ConfigValue(file, entry.value(), entry.pair().value().start()));
  }

  /**
   * The entries whose keys are text, in order.
   *
   * @return them; empty where this is no mapping
   */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (YamlValue.Entry entry : value.entries()) {
      if (entry.key().kind() == YamlValue.Kind.TEXT
          && entry.key().scalar() instanceof String key
          && value.kind() == YamlValue.Kind.MAP) {
        entries.add(
            new Entry(
                key,
                file.locate(entry.pair().key().start()),
                new ConfigValue(file, entry.value(), entry.pair().value().start())));
      }
    }
    return entries;
  }

  /**
   * The items of a list.
   *
   * @return them; empty where this is no list
   */
  public List<ConfigValue> items() {
    List<ConfigValue> items = new ArrayList<>();
    for (int i = 0; i < value.items().size(); i++) {
      YamlValue item = value.items().get(i);
      int start = item.node().start();
      if (value.node() instanceof org.synapsepg.config.internal.yaml.Node.Sequence list) {
        start = list.items().get(i).start();
      }
      items.add(new ConfigValue(file, item, start));
    }
    return items;
  }

  /** Type and place; never the value, which may be a secret. */
  @Override
  public String toString() {
    return value.kind() + " at " + location();
  }
}
