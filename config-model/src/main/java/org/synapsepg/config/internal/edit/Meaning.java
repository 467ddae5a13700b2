package org.synapsepg.config.internal.edit;

import jakarta.annotation.Nullable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.config.internal.yaml.YamlValue;

/**
 * What a document means, as plain Java values, so that two documents can be compared. Shared values
 * stay shared, so that even a document whose aliases would multiply without end is compared
 * quickly.
 */
final class Meaning {
  /** Stands for None. */
  static final Object NONE = List.of("None");

  private record Tagged(String kind, @Nullable Object value) {}

  private record Identities(int a, int b) {}

  private final IdentityHashMap<YamlValue, Object> known = new IdentityHashMap<>();

  private Meaning() {}

  /** Of a whole document; an empty one is an empty mapping. */
  static Object of(@Nullable YamlValue root) {
    return root == null ? new LinkedHashMap<>() : new Meaning().convert(root);
  }

  private Object convert(YamlValue value) {
    Object before = known.get(value);
    if (before != null) {
      return before;
    }
    Object scalar = value.scalar();
    switch (value.kind()) {
      case MAP -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        known.put(value, map);
        value.entries().forEach(e -> map.put(convert(e.key()), convert(e.value())));
        return map;
      }
      case SET -> {
        Set<Object> set = new HashSet<>();
        value.entries().forEach(e -> set.add(convert(e.key())));
        return new Tagged("set", set);
      }
      case LIST -> {
        List<Object> list = new ArrayList<>();
        known.put(value, list);
        value.items().forEach(item -> list.add(convert(item)));
        return list;
      }
      case PAIRS -> {
        List<Object> list = new ArrayList<>();
        known.put(value, list);
        value.pairs().forEach(e -> list.add(Arrays.asList(convert(e.key()), convert(e.value()))));
        return list;
      }
      case BINARY -> {
        return new Tagged("bytes", scalar instanceof byte[] b ? ByteBuffer.wrap(b) : null);
      }
      default -> {
        return scalar == null ? NONE : scalar;
      }
    }
  }

  static boolean equal(Object a, Object b) {
    return equal(a, b, new HashSet<>(), new IdentityHashMap<>());
  }

  private static boolean equal(
      @Nullable Object a,
      @Nullable Object b,
      Set<Identities> compared,
      IdentityHashMap<Object, Integer> numbers) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    boolean collections =
        (a instanceof Map && b instanceof Map) || (a instanceof List && b instanceof List);
    if (!collections) {
      return a.equals(b);
    }
    if (!compared.add(new Identities(number(a, numbers), number(b, numbers)))) {
      return true;
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (Map.Entry<?, ?> entry : left.entrySet()) {
        if (!right.containsKey(entry.getKey())
            || !equal(entry.getValue(), right.get(entry.getKey()), compared, numbers)) {
          return false;
        }
      }
      return true;
    }
    List<?> left = (List<?>) a;
    List<?> right = (List<?>) b;
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<?> other = right.iterator();
    for (Object item : left) {
      if (!equal(item, other.next(), compared, numbers)) {
        return false;
      }
    }
    return true;
  }

  private static int number(Object object, IdentityHashMap<Object, Integer> numbers) {
    return numbers.computeIfAbsent(object, o -> numbers.size());
  }

  /** A copy in which one value, reached by keys, is another; null takes the key out. */
  static Object with(Object root, List<String> path, @Nullable Object value) {
    Map<Object, Object> copy = new LinkedHashMap<>();
    if (root instanceof Map<?, ?> map) {
      copy.putAll(map);
    }
    String key = path.get(0);
    if (path.size() > 1) {
      copy.put(key, with(copy.getOrDefault(key, Map.of()), path.subList(1, path.size()), value));
    } else if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return copy;
  }

  static @Nullable Object at(Object root, List<String> path) {
    Object here = root;
    for (String key : path) {
      here = here instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return here;
  }
}
