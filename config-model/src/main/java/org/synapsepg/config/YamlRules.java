package org.synapsepg.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.config.internal.ConfigFile;
import org.synapsepg.config.internal.yaml.Node;
import org.synapsepg.core.Finding;

/** What PyYAML accepts without a word, although it is hardly meant. */
final class YamlRules {
  private final List<Finding> found;

  YamlRules(List<Finding> found) {
    this.found = found;
  }

  void check(List<ConfigFile> files) {
    for (ConfigFile file : files) {
      if (file.root() != null) {
        visit(file, file.root().node(), Collections.newSetFromMap(new IdentityHashMap<>()));
      }
    }
  }

  private void visit(ConfigFile file, Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof Node.Mapping mapping) {
      duplicates(file, mapping);
      for (Node.Pair pair : mapping.pairs()) {
        visit(file, pair.key().node(), seen);
        visit(file, pair.value().node(), seen);
      }
    } else if (node instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> visit(file, item.node(), seen));
    } else if (node instanceof Node.Scalar scalar && scalar.hasSurrogates()) {
      found.add(
          Finding.of(
                  LintCode.YAML_SURROGATE,
                  "found an escape of half a character ('\\ud800' to '\\udfff')")
              .withHint("write the character itself, or '\\U' with eight digits")
              .at(file.locate(scalar.start())));
    }
  }

  private void duplicates(ConfigFile file, Node.Mapping mapping) {
    Map<String, Node> first = new HashMap<>();
    for (Node.Pair pair : mapping.pairs()) {
      if (!(pair.key().node() instanceof Node.Scalar key) || key.value().equals("<<")) {
        continue;
      }
      Node before = first.putIfAbsent(key.tag() + key.value(), key);
      if (before != null) {
        found.add(
            Finding.of(
                    LintCode.YAML_DUPLICATE_KEY,
                    "the key '"
                        + key.value()
                        + "' stands in line "
                        + file.text().line(before.start())
                        + " already; the last one wins")
                .withHint("remove one of them")
                .at(file.locate(pair.key().start())));
      }
    }
  }
}
