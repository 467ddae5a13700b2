package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.config.internal.yaml.Node.Pair;
import org.synapsepg.config.internal.yaml.Node.Ref;
import org.synapsepg.config.internal.yaml.Token.Kind;

/** Tokens to nodes: one document, or none in an empty file. */
public final class Composer {
  /** PyYAML ends with a recursion error at about this depth. */
  static final int MAX_DEPTH = 400;

  private final Scanner scanner;
  private final Map<String, Node> anchors = new HashMap<>();
  private final Map<String, String> handles = new HashMap<>();
  private int lastEnd;
  private int depth;

  private Composer(YamlText text) {
    this.scanner = new Scanner(text);
  }

  /**
   * The only document of a text.
   *
   * @return null when there is none: the text is empty or all comments
   */
  public static @Nullable Node compose(YamlText text) {
    return new Composer(text).document();
  }

  private @Nullable Node document() {
    next();
    boolean explicit = is(Kind.DIRECTIVE) || is(Kind.DOCUMENT_START);
    if (is(Kind.STREAM_END)) {
      return null;
    }
    Node root;
    if (!explicit && !is(Kind.DOCUMENT_END)) {
      setDefaultHandles();
      root = node(true, false).node();
    } else if (explicit) {
      explicitStart();
      root = content();
    } else {
      throw unexpected("a value");
    }
    while (is(Kind.DOCUMENT_END)) {
      next();
    }
    if (!is(Kind.STREAM_END)) {
      int at = scanner.peek().start;
      explicitStart();
      throw new YamlException(
          "found a second document; a configuration file holds one, so remove the '---'", at);
    }
    return root;
  }

  private void explicitStart() {
    directives();
    if (!is(Kind.DOCUMENT_START)) {
      throw unexpected("'---'");
    }
    next();
  }

  private Node content() {
    if (is(Kind.DIRECTIVE)
        || is(Kind.DOCUMENT_START)
        || is(Kind.DOCUMENT_END)
        || is(Kind.STREAM_END)) {
      return empty(scanner.peek().start).node();
    }
    return node(true, false).node();
  }

  private void setDefaultHandles() {
    handles.putIfAbsent("!", "!");
    handles.putIfAbsent("!!", Resolver.PREFIX);
  }

  private void directives() {
    handles.clear();
    boolean versioned = false;
    while (is(Kind.DIRECTIVE)) {
      Token directive = next();
      if (directive.handle.isEmpty()) {
        if (versioned) {
          throw new YamlException("found a second %YAML directive", directive.start);
        }
        if (!new BigInteger(directive.value).equals(BigInteger.ONE)) {
          throw new YamlException("the document is not YAML 1", directive.start);
        }
        versioned = true;
      } else if (directive.handle.startsWith("!")
          && handles.put(directive.handle, directive.value) != null) {
        throw new YamlException(
            "found a second %TAG directive for '" + directive.handle + "'", directive.start);
      }
    }
    setDefaultHandles();
  }

  private Ref node(boolean block, boolean indentless) {
    if (is(Kind.ALIAS)) {
      Token alias = next();
      Node node = anchors.get(alias.value);
      if (node == null) {
        throw new YamlException("no anchor has the name of '*" + alias.value + "'", alias.start);
      }
      return new Ref(node, alias.start, alias.end, true);
    }
    if (++depth > MAX_DEPTH) {
      throw new YamlException(
          "the document is nested more than " + MAX_DEPTH + " levels deep",
          scanner.peek().start,
          true);
    }
    int start = -1;
    Token anchor = null;
    Token tag = null;
    if (is(Kind.ANCHOR)) {
      anchor = next();
      start = anchor.start;
      if (is(Kind.TAG)) {
        tag = next();
      }
    } else if (is(Kind.TAG)) {
      tag = next();
      start = tag.start;
      if (is(Kind.ANCHOR)) {
        anchor = next();
      }
    }
    String resolved = tag == null ? "" : tagOf(tag);
    Token first = scanner.peek();
    Node made = nodeContent(first, start, resolved, anchor, block, indentless);
    depth--;
    return new Ref(made, made.start(), made.end(), false);
  }

  private String tagOf(Token tag) {
    if (tag.handle.isEmpty()) {
      return tag.value;
    }
    String prefix = handles.get(tag.handle);
    if (prefix == null) {
      throw new YamlException("the tag handle '" + tag.handle + "' is not declared", tag.start);
    }
    return prefix + tag.value;
  }

  private Node nodeContent(
      Token first,
      int propertyStart,
      String tag,
      @Nullable Token anchor,
      boolean block,
      boolean indentless) {
    boolean untagged = tag.isEmpty() || tag.equals("!");
    int start = propertyStart < 0 ? first.start : propertyStart;
    if (propertyStart < 0 && !startsContent(first, block, indentless)) {
      throw unexpected("a value");
    }
    if (anchor != null && anchors.containsKey(anchor.value)) {
      throw new YamlException("the anchor '&" + anchor.value + "' is used twice", propertyStart);
    }
    if (indentless && first.kind == Kind.BLOCK_ENTRY) {
      Node.Sequence sequence =
          new Node.Sequence(
              untagged ? Resolver.SEQ : tag,
              new ArrayList<>(),
              false,
              start,
              first.start,
              anchor != null);
      remember(anchor, sequence);
      indentlessEntries(sequence);
      return sequence;
    }
    switch (first.kind) {
      case SCALAR -> {
        next();
        String scalarTag;
        if (!untagged) {
          scalarTag = tag;
        } else if (!tag.isEmpty() || first.style == ScalarStyle.PLAIN) {
          scalarTag = Resolver.resolve(first.value);
        } else {
          scalarTag = Resolver.STR;
        }
        Node scalar =
            new Node.Scalar(
                scalarTag,
                first.value,
                first.style,
                first.surrogates,
                start,
                first.start,
                first.contentEnd,
                anchor != null);
        remember(anchor, scalar);
        return scalar;
      }
      case FLOW_SEQUENCE_START, BLOCK_SEQUENCE_START -> {
        if (first.kind == Kind.FLOW_SEQUENCE_START || block) {
          boolean flow = first.kind == Kind.FLOW_SEQUENCE_START;
          Node.Sequence sequence =
              new Node.Sequence(
                  untagged ? Resolver.SEQ : tag,
                  new ArrayList<>(),
                  flow,
                  start,
                  first.start,
                  anchor != null);
          remember(anchor, sequence);
          if (flow) {
            flowSequence(sequence);
          } else {
            blockSequence(sequence);
          }
          return sequence;
        }
      }
      case FLOW_MAPPING_START, BLOCK_MAPPING_START -> {
        if (first.kind == Kind.FLOW_MAPPING_START || block) {
          boolean flow = first.kind == Kind.FLOW_MAPPING_START;
          Node.Mapping mapping =
              new Node.Mapping(
                  untagged ? Resolver.MAP : tag,
                  new ArrayList<>(),
                  flow,
                  start,
                  first.start,
                  anchor != null);
          remember(anchor, mapping);
          if (flow) {
            flowMapping(mapping);
          } else {
            blockMapping(mapping);
          }
          return mapping;
        }
      }
      default -> {}
    }
    // Only properties: an empty scalar, resolved like a plain one without a tag.
    Node scalar =
        new Node.Scalar(
            untagged ? Resolver.resolve("") : tag,
            "",
            ScalarStyle.PLAIN,
            false,
            start,
            lastEnd,
            lastEnd,
            anchor != null);
    remember(anchor, scalar);
    return scalar;
  }

  private boolean startsContent(Token first, boolean block, boolean indentless) {
    return switch (first.kind) {
      case SCALAR, FLOW_SEQUENCE_START, FLOW_MAPPING_START -> true;
      case BLOCK_SEQUENCE_START, BLOCK_MAPPING_START -> block;
      case BLOCK_ENTRY -> indentless;
      default -> false;
    };
  }

  private void remember(@Nullable Token anchor, Node node) {
    if (anchor != null) {
      anchors.put(anchor.value, node);
    }
  }

  private void blockSequence(Node.Sequence sequence) {
    next();
    while (is(Kind.BLOCK_ENTRY)) {
      Token entry = next();
      sequence
          .items()
          .add(is(Kind.BLOCK_ENTRY) || is(Kind.BLOCK_END) ? empty(entry.end) : node(true, false));
    }
    endBlock();
    sequence.endAt(lastEnd);
  }

  private void indentlessEntries(Node.Sequence sequence) {
    while (is(Kind.BLOCK_ENTRY)) {
      Token entry = next();
      sequence
          .items()
          .add(
              is(Kind.BLOCK_ENTRY) || is(Kind.KEY) || is(Kind.VALUE) || is(Kind.BLOCK_END)
                  ? empty(entry.end)
                  : node(true, false));
    }
    sequence.endAt(lastEnd);
  }

  private void blockMapping(Node.Mapping mapping) {
    next();
    while (is(Kind.KEY)) {
      Token key = next();
      Ref keyRef = endsBlockPart() ? empty(key.end) : node(true, true);
      Ref valueRef;
      if (is(Kind.VALUE)) {
        Token value = next();
        valueRef = endsBlockPart() ? empty(value.end) : node(true, true);
      } else {
        valueRef = empty(scanner.peek().start);
      }
      mapping.pairs().add(new Pair(keyRef, valueRef));
    }
    endBlock();
    mapping.endAt(lastEnd);
  }

  private boolean endsBlockPart() {
    return is(Kind.KEY) || is(Kind.VALUE) || is(Kind.BLOCK_END);
  }

  private void endBlock() {
    if (!is(Kind.BLOCK_END)) {
      throw unexpected("the end of the block or its next entry, indented like the others");
    }
    scanner.next();
  }

  private void flowSequence(Node.Sequence sequence) {
    next();
    for (boolean isFirst = true; !is(Kind.FLOW_SEQUENCE_END); isFirst = false) {
      if (!isFirst) {
        if (!is(Kind.FLOW_ENTRY)) {
          throw unexpected("',' or ']'");
        }
        next();
      }
      if (is(Kind.KEY)) {
        sequence.items().add(singlePair());
      } else if (!is(Kind.FLOW_SEQUENCE_END)) {
        sequence.items().add(node(false, false));
      } else {
        break;
      }
    }
    next();
    sequence.endAt(lastEnd);
  }

  private Ref singlePair() {
    Token key = next();
    Node.Mapping mapping =
        new Node.Mapping(Resolver.MAP, new ArrayList<>(), true, key.start, key.start, false);
    Ref keyRef =
        is(Kind.VALUE) || is(Kind.FLOW_ENTRY) || is(Kind.FLOW_SEQUENCE_END)
            ? empty(key.end)
            : node(false, false);
    Ref valueRef = flowValue(Kind.FLOW_SEQUENCE_END);
    mapping.pairs().add(new Pair(keyRef, valueRef));
    mapping.endAt(lastEnd);
    return new Ref(mapping, key.start, lastEnd, false);
  }

  private Ref flowValue(Kind closing) {
    if (!is(Kind.VALUE)) {
      return empty(scanner.peek().start);
    }
    Token value = next();
    return is(Kind.FLOW_ENTRY) || is(closing) ? empty(value.end) : node(false, false);
  }

  private void flowMapping(Node.Mapping mapping) {
    List<Pair> pairs = mapping.pairs();
    next();
    for (boolean isFirst = true; !is(Kind.FLOW_MAPPING_END); isFirst = false) {
      if (!isFirst) {
        if (!is(Kind.FLOW_ENTRY)) {
          throw unexpected("',' or '}'");
        }
        next();
      }
      if (is(Kind.KEY)) {
        Token key = next();
        Ref keyRef =
            is(Kind.VALUE) || is(Kind.FLOW_ENTRY) || is(Kind.FLOW_MAPPING_END)
                ? empty(key.end)
                : node(false, false);
        pairs.add(new Pair(keyRef, flowValue(Kind.FLOW_MAPPING_END)));
      } else if (!is(Kind.FLOW_MAPPING_END)) {
        Ref keyRef = node(false, false);
        pairs.add(new Pair(keyRef, empty(scanner.peek().start)));
      } else {
        break;
      }
    }
    next();
    mapping.endAt(lastEnd);
  }

  private Ref empty(int at) {
    Node node =
        new Node.Scalar(Resolver.resolve(""), "", ScalarStyle.PLAIN, false, at, at, at, false);
    return new Ref(node, at, at, false);
  }

  private boolean is(Kind kind) {
    return scanner.peek().kind == kind;
  }

  private Token next() {
    Token token = scanner.next();
    if (token.contentEnd > lastEnd) {
      lastEnd = token.contentEnd;
    }
    return token;
  }

  private YamlException unexpected(String expected) {
    Token found = scanner.peek();
    return new YamlException("expected " + expected + ", found " + found.kind.words, found.start);
  }
}
