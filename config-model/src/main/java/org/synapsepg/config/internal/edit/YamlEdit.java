package org.synapsepg.config.internal.edit;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.synapsepg.config.internal.yaml.Composer;
import org.synapsepg.config.internal.yaml.Constructor;
import org.synapsepg.config.internal.yaml.Node;
import org.synapsepg.config.internal.yaml.PlainText;
import org.synapsepg.config.internal.yaml.YamlException;
import org.synapsepg.config.internal.yaml.YamlText;

/**
 * A document and edits of it by path. Every edit is checked before it counts: the new text is read
 * again and must mean the old with that one change, else the edit is refused and nothing happened.
 */
public final class YamlEdit {
  private String source;
  private YamlText text;
  private @Nullable Node root;
  private Object meaning;
  private boolean closed;

  /**
   * A text as it was read. Immutable.
   *
   * @param text the text
   * @param root its root node; null for an empty document
   * @param meaning what it means
   */
  public record State(YamlText text, @Nullable Node root, Object meaning) {
    /** Reads a text; throws a YamlException if it cannot be read. */
    public static State of(YamlText text) {
      Node root = Composer.compose(text);
      return new State(text, root, Meaning.of(root == null ? null : Constructor.construct(root)));
    }
  }

  /** Starts with a text that was read. */
  public YamlEdit(State state) {
    this.text = state.text;
    this.source = text.string();
    this.root = state.root;
    this.meaning = state.meaning;
    if (root != null && !(root instanceof Node.Mapping)) {
      throw new EditRefused("the document is no mapping", 0);
    }
  }

  /** The text as edited so far. */
  public String source() {
    return source;
  }

  /** Ends the editing. */
  public void close() {
    closed = true;
  }

  /** Whether the editing has ended. */
  public boolean isClosed() {
    return closed;
  }

  /** The text as edited so far, read. */
  public State state() {
    return new State(text, root, meaning);
  }

  /** What stands at a path; null for nothing. */
  public @Nullable Object meaningAt(String... path) {
    return Meaning.at(meaning, List.of(path));
  }

  /** Whether a path leads to None. */
  public boolean isNone(String... path) {
    return Meaning.NONE.equals(meaningAt(path));
  }

  /**
   * Puts a value at a path, replacing what stands there; what the path leads through must exist.
   */
  public void set(List<String> path, NewValue value) {
    Object before = Meaning.at(meaning, path);
    if (before != null && Meaning.equal(before, value.meaning())) {
      return;
    }
    Splices splices = new Splices(source, text);
    Node.Mapping parent = mapping(path.subList(0, path.size() - 1));
    String key = path.get(path.size() - 1);
    if (parent == null) {
      splices.appendToEmpty(key, value);
    } else {
      List<Node.Pair> pairs = pairs(parent, key);
      splices.style(rootMapping());
      if (pairs.isEmpty()) {
        splices.insert(parent, key, value);
      } else {
        Node.Pair pair = pairs.get(pairs.size() - 1);
        requireNoAlias(pair);
        splices.replace(parent, pair, value);
      }
    }
    accept(splices.result(), Meaning.with(meaning, path, value.meaning()), path);
  }

  /** Takes a key out, with its whole lines. */
  public void remove(List<String> path) {
    if (Meaning.at(meaning, path) == null) {
      return;
    }
    Node.Mapping parent = Objects.requireNonNull(mapping(path.subList(0, path.size() - 1)));
    List<Node.Pair> pairs = pairs(parent, path.get(path.size() - 1));
    if (pairs.isEmpty()) {
      throw new EditRefused(
          "'" + path.get(path.size() - 1) + "' comes from a merge key", parent.start());
    }
    Splices splices = new Splices(source, text);
    boolean last = pairs.size() == parent.pairs().size();
    if (last && path.size() > 1) {
      // An empty mapping instead of nothing at all.
      Node.Mapping grandparent = Objects.requireNonNull(mapping(path.subList(0, path.size() - 2)));
      List<Node.Pair> own = pairs(grandparent, path.get(path.size() - 2));
      requireNoAlias(own.get(own.size() - 1));
      Node.Pair owner = own.get(own.size() - 1);
      if (parent.isFlow()) {
        splices.replace(grandparent, owner, new NewValue.Fields(Map.of()));
      } else {
        splices.emptyOut(owner, parent);
      }
    } else {
      pairs.forEach(pair -> splices.remove(parent, pair));
    }
    accept(splices.result(), Meaning.with(meaning, path, null), path);
  }

  /** Makes comments of the lines of a key. */
  public void commentOut(List<String> path) {
    if (Meaning.at(meaning, path) == null) {
      return;
    }
    Node.Mapping parent = Objects.requireNonNull(mapping(path.subList(0, path.size() - 1)));
    List<Node.Pair> pairs = pairs(parent, path.get(path.size() - 1));
    if (parent.isFlow()) {
      throw new EditRefused(
          "the section is in braces, where no line can be a comment", parent.start());
    }
    Splices splices = new Splices(source, text);
    pairs.forEach(splices::commentOut);
    accept(splices.result(), Meaning.with(meaning, path, null), path);
  }

  /** What to throw where a whole edit makes no sense. */
  public static EditRefused refusal(String problem) {
    return new EditRefused(problem, -1);
  }

  private void accept(String changed, Object expected, List<String> path) {
    State state;
    try {
      state = State.of(YamlText.of(changed));
    } catch (YamlException e) {
      throw new EditRefused(
          "'" + String.join(".", path) + "' cannot be edited: " + e.problem(), -1);
    }
    if (!Meaning.equal(expected, state.meaning)) {
      throw new EditRefused(
          "'"
              + String.join(".", path)
              + "' cannot be edited without changing something else, such as an alias of it or the"
              + " end of a block of text",
          -1);
    }
    source = changed;
    text = state.text;
    root = state.root;
    meaning = state.meaning;
  }

  private Node.Mapping rootMapping() {
    return (Node.Mapping) Objects.requireNonNull(root);
  }

  private @Nullable Node.Mapping mapping(List<String> path) {
    if (root == null) {
      return null;
    }
    Node.Mapping here = rootMapping();
    for (String key : path) {
      List<Node.Pair> pairs = pairs(here, key);
      if (pairs.isEmpty()) {
        throw new EditRefused("'" + key + "' comes from a merge key or is not there", here.start());
      }
      Node.Pair pair = pairs.get(pairs.size() - 1);
      requireNoAlias(pair);
      if (!(pair.value().node() instanceof Node.Mapping next)) {
        throw new EditRefused("'" + key + "' is no mapping", pair.value().start());
      }
      here = next;
    }
    return here;
  }

  private static void requireNoAlias(Node.Pair pair) {
    if (pair.value().alias()) {
      throw new EditRefused(
          "the value is an alias ('*…'); edit what it stands for, or write it out",
          pair.value().start());
    }
  }

  private static List<Node.Pair> pairs(Node.Mapping mapping, String key) {
    List<Node.Pair> found = new ArrayList<>();
    for (Node.Pair pair : mapping.pairs()) {
      if (!pair.key().alias() && PlainText.isTextKey(pair.key().node(), key)) {
        found.add(pair);
      }
    }
    return found;
  }
}
