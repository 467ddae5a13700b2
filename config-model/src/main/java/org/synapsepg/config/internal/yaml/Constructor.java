package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.synapsepg.config.internal.yaml.Node.Pair;
import org.synapsepg.config.internal.yaml.Node.Ref;
import org.synapsepg.config.internal.yaml.YamlValue.Kind;

/**
 * Nodes to values, in the order in which PyYAML's safe constructor works: a collection exists
 * before it is filled, merge keys are flattened when their mapping is filled, and the last of equal
 * keys wins.
 */
public final class Constructor {
  /** More merged pairs than this are refused; PyYAML would go on until memory ends. */
  static final int MAX_MERGED = 100_000;

  private final IdentityHashMap<Node, YamlValue> made = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Boolean> inProgress = new IdentityHashMap<>();
  private final IdentityHashMap<Node, List<Pair>> flattened = new IdentityHashMap<>();
  private final IdentityHashMap<Node, String> retagged = new IdentityHashMap<>();
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private int merged;

  private Constructor() {}

  /** The value of a document's root node. */
  public static YamlValue construct(Node root) {
    Constructor constructor = new Constructor();
    YamlValue value = constructor.object(root);
    for (Runnable next = constructor.queue.poll(); next != null; next = constructor.queue.poll()) {
      next.run();
    }
    return value;
  }

  private static YamlException error(String message, Node at) {
    return new YamlException(message, at.start());
  }

  private String tag(Node node) {
    String changed = retagged.get(node);
    return changed == null ? node.tag() : changed;
  }

  private YamlValue object(Node node) {
    YamlValue known = made.get(node);
    if (known != null) {
      return known;
    }
    if (inProgress.put(node, Boolean.TRUE) != null) {
      throw error("found a value that contains itself where that cannot be", node);
    }
    YamlValue value = create(node);
    made.put(node, value);
    inProgress.remove(node);
    return value;
  }

  private YamlValue create(Node node) {
    String tag = tag(node);
    if (!tag.startsWith(Resolver.PREFIX)) {
      throw unknownTag(tag, node);
    }
    switch (tag.substring(Resolver.PREFIX.length())) {
      case "map" -> {
        YamlValue map = YamlValue.collection(Kind.MAP, node);
        queue.add(() -> fillMapping(map, node));
        return map;
      }
      case "set" -> {
        YamlValue set = YamlValue.collection(Kind.SET, node);
        queue.add(() -> fillMapping(set, node));
        return set;
      }
      case "seq" -> {
        YamlValue list = YamlValue.collection(Kind.LIST, node);
        queue.add(() -> fillList(list, node));
        return list;
      }
      case "omap", "pairs" -> {
        YamlValue pairs = YamlValue.collection(Kind.PAIRS, node);
        queue.add(() -> fillPairs(pairs, node));
        return pairs;
      }
      default -> {
        if (!ScalarValues.isKnown(tag)) {
          throw unknownTag(tag, node);
        }
        YamlValue scalar = ScalarValues.construct(tag, scalarOf(node, 0), node);
        if (scalar == null) {
          throw unknownTag(tag, node);
        }
        return scalar;
      }
    }
  }

  private static YamlException unknownTag(String tag, Node node) {
    return error("the tag '" + tag + "' is not allowed in a safe document", node);
  }

  /** A scalar's text; a mapping with the key {@code =} stands for that key's value. */
  private String scalarOf(Node node, int depth) {
    if (node instanceof Node.Mapping mapping && depth < Composer.MAX_DEPTH) {
      for (Pair pair : pairs(mapping)) {
        if (tag(pair.key().node()).equals(Resolver.VALUE)) {
          return scalarOf(pair.value().node(), depth + 1);
        }
      }
    }
    if (node instanceof Node.Scalar scalar) {
      return scalar.value();
    }
    throw error("expected a single value here, found a list or mapping", node);
  }

  private List<Pair> pairs(Node.Mapping mapping) {
    return flattened.getOrDefault(mapping, mapping.pairs());
  }

  private void fillList(YamlValue list, Node node) {
    if (!(node instanceof Node.Sequence sequence)) {
      throw error("expected a list here", node);
    }
    for (Ref item : sequence.items()) {
      list.addItem(object(item.node()));
    }
  }

  private void fillPairs(YamlValue list, Node node) {
    if (!(node instanceof Node.Sequence sequence)) {
      throw error("expected a list here", node);
    }
    for (Ref item : sequence.items()) {
      if (!(item.node() instanceof Node.Mapping mapping) || pairs(mapping).size() != 1) {
        throw error("expected a mapping with one key here", item.node());
      }
      Pair pair = pairs(mapping).get(0);
      YamlValue key = object(pair.key().node());
      list.addPair(new YamlValue.Entry(key, object(pair.value().node()), pair));
    }
  }

  private void fillMapping(YamlValue map, Node node) {
    if (!(node instanceof Node.Mapping mapping)) {
      throw error("expected a mapping here", node);
    }
    flatten(mapping, 0);
    for (Pair pair : pairs(mapping)) {
      YamlValue key = object(pair.key().node());
      Object hash = Keys.of(key);
      if (hash == null) {
        throw error("a list or mapping cannot be a key", pair.key().node());
      }
      YamlValue value = object(pair.value().node());
      map.put(hash, new YamlValue.Entry(key, value, pair));
    }
  }

  private void flatten(Node.Mapping mapping, int depth) {
    List<Pair> pairs = flattened.get(mapping);
    if (pairs == null) {
      if (!needsFlattening(mapping)) {
        return;
      }
      pairs = new ArrayList<>(mapping.pairs());
      flattened.put(mapping, pairs);
    }
    if (depth > Composer.MAX_DEPTH) {
      throw error("merge keys are nested too deeply", mapping);
    }
    List<Pair> merge = new ArrayList<>();
    for (int i = 0; i < pairs.size(); ) {
      Pair pair = pairs.get(i);
      String tag = tag(pair.key().node());
      if (tag.equals(Resolver.MERGE)) {
        pairs.remove(i);
        merge(mapping, pair.value().node(), merge, depth);
      } else {
        if (tag.equals(Resolver.VALUE)) {
          retagged.put(pair.key().node(), Resolver.STR);
        }
        i++;
      }
    }
    pairs.addAll(0, merge);
  }

  private boolean needsFlattening(Node.Mapping mapping) {
    for (Pair pair : mapping.pairs()) {
      String tag = tag(pair.key().node());
      if (tag.equals(Resolver.MERGE) || tag.equals(Resolver.VALUE)) {
        return true;
      }
    }
    return false;
  }

  private void merge(Node.Mapping into, Node value, List<Pair> merge, int depth) {
    if (value instanceof Node.Mapping other) {
      flatten(other, depth + 1);
      addMerged(into, pairs(other), merge);
    } else if (value instanceof Node.Sequence sequence) {
      List<List<Pair>> parts = new ArrayList<>();
      for (Ref item : sequence.items()) {
        if (!(item.node() instanceof Node.Mapping other)) {
          throw error("expected a mapping to merge", item.node());
        }
        flatten(other, depth + 1);
        parts.add(pairs(other));
      }
      Collections.reverse(parts);
      for (List<Pair> part : parts) {
        addMerged(into, part, merge);
      }
    } else {
      throw error("expected a mapping or a list of mappings to merge", value);
    }
  }

  private void addMerged(Node.Mapping into, List<Pair> pairs, List<Pair> merge) {
    merged += pairs.size();
    if (merged > MAX_MERGED) {
      throw new YamlException(
          "merge keys give more than " + MAX_MERGED + " entries", into.start(), true);
    }
    merge.addAll(pairs);
  }

  /** Null for a text without a document. */
  public static @Nullable YamlValue read(YamlText text) {
    Node root = Composer.compose(text);
    return root == null ? null : construct(root);
  }
}
