package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Python gets for a node. Aliases share one value, so a value can be reached on many ways,
 * even from within itself.
 */
public final class YamlValue {
  /** Python's types that a safe document can hold. */
  public enum Kind {
    /** None. */
    NULL,
    /** A Boolean. */
    BOOL,
    /** A BigInteger. */
    INT,
    /** A Double. */
    FLOAT,
    /** A String. */
    TEXT,
    /** A byte array. */
    BINARY,
    /** A LocalDate. */
    DATE,
    /** A {@link PythonTime}. */
    TIME,
    /** A list. */
    LIST,
    /** A dict. */
    MAP,
    /** A set; its elements are the keys of a map. */
    SET,
    /** A list of pairs, from {@code !!omap} or {@code !!pairs}. */
    PAIRS
  }

  /**
   * An entry of a map, set or list of pairs.
   *
   * @param key the key
   * @param value the value
   * @param pair both as written; where keys are doubled, the key's place is that of the last
   */
  public record Entry(YamlValue key, YamlValue value, Node.Pair pair) {}

  private final Kind kind;
  private final @Nullable Object scalar;
  private final Node node;
  private final List<YamlValue> items = new ArrayList<>(0);
  private final List<Entry> pairs = new ArrayList<>(0);
  private final Map<Object, Entry> entries;

  private YamlValue(Kind kind, @Nullable Object scalar, Node node) {
    this.kind = kind;
    this.scalar = scalar;
    this.node = node;
    this.entries = kind == Kind.MAP || kind == Kind.SET ? new LinkedHashMap<>() : Map.of();
  }

  static YamlValue scalar(Kind kind, @Nullable Object value, Node node) {
    return new YamlValue(kind, value, node);
  }

  static YamlValue collection(Kind kind, Node node) {
    return new YamlValue(kind, null, node);
  }

  void addItem(YamlValue item) {
    items.add(item);
  }

  void addPair(Entry entry) {
    pairs.add(entry);
  }

  /** As Python's dict: the first of equal keys stays, with the last value. */
  void put(Object key, Entry entry) {
    Entry before = entries.get(key);
    entries.put(key, before == null ? entry : new Entry(before.key(), entry.value(), entry.pair()));
  }

  /** The type. */
  public Kind kind() {
    return kind;
  }

  /** The value of a scalar; see {@link Kind}. */
  public @Nullable Object scalar() {
    return scalar;
  }

  /** The node that it was made from. */
  public Node node() {
    return node;
  }

  /** The items of a list. */
  public List<YamlValue> items() {
    return items;
  }

  /** The entries of a list of pairs. */
  public List<Entry> pairs() {
    return pairs;
  }

  /** The entries of a map or set. */
  public Iterable<Entry> entries() {
    return entries.values();
  }

  /** The number of entries of a map or set. */
  public int size() {
    return entries.size();
  }

  /** The entry of a map with a key that is text. */
  public @Nullable Entry get(String key) {
    return entries.get(key);
  }
}
