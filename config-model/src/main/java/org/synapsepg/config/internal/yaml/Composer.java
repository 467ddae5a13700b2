package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
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

  private final TokenReader tokens;
  private final TagHandles handles = new TagHandles();
  private final Map<String, Node> anchors = new HashMap<>();
  private int depth;

  private Composer(YamlText text) {
    this.tokens = new TokenReader(new Scanner(text));
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
    tokens.next();
    boolean explicit = tokens.is(Kind.DIRECTIVE) || tokens.is(Kind.DOCUMENT_START);
    if (tokens.is(Kind.STREAM_END)) {
      return null;
    }
    Node root;
    if (!explicit && !tokens.is(Kind.DOCUMENT_END)) {
      handles.setDefaults();
      root = node(true, false).node();
    } else if (explicit) {
      explicitStart();
      root = content();
    } else {
      throw tokens.unexpected("a value");
    }
    while (tokens.is(Kind.DOCUMENT_END)) {
      tokens.next();
    }
    if (!tokens.is(Kind.STREAM_END)) {
      int at = tokens.peek().start;
      explicitStart();
      throw new YamlException(
          "found a second document; a configuration file holds one, so remove the '---'", at);
    }
    return root;
  }

  private void explicitStart() {
    handles.read(tokens);
    if (!tokens.is(Kind.DOCUMENT_START)) {
      throw tokens.unexpected("'---'");
    }
    tokens.next();
  }

  private Node content() {
    if (tokens.is(Kind.DIRECTIVE)
        || tokens.is(Kind.DOCUMENT_START)
        || tokens.is(Kind.DOCUMENT_END)
        || tokens.is(Kind.STREAM_END)) {
      return empty(tokens.peek().start).node();
    }
    return node(true, false).node();
  }

  private Ref node(boolean block, boolean indentless) {
    if (tokens.is(Kind.ALIAS)) {
      Token alias = tokens.next();
      Node node = anchors.get(alias.value);
      if (node == null) {
        throw new YamlException("no anchor has the name of '*" + alias.value + "'", alias.start);
      }
      return new Ref(node, alias.start, alias.end, true);
    }
    if (++depth > MAX_DEPTH) {
      throw new YamlException(
          "the document is nested more than " + MAX_DEPTH + " levels deep",
          tokens.peek().start,
          true);
    }
    int start = -1;
    Token anchor = null;
    Token tag = null;
    if (tokens.is(Kind.ANCHOR)) {
      anchor = tokens.next();
      start = anchor.start;
      if (tokens.is(Kind.TAG)) {
        tag = tokens.next();
      }
    } else if (tokens.is(Kind.TAG)) {
      tag = tokens.next();
      start = tag.start;
      if (tokens.is(Kind.ANCHOR)) {
        anchor = tokens.next();
      }
    }
    String resolved = tag == null ? "" : handles.tagOf(tag);
    Token first = tokens.peek();
    Node made = nodeContent(first, start, resolved, anchor, block, indentless);
    depth--;
    return new Ref(made, made.start(), made.end(), false);
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
      throw tokens.unexpected("a value");
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
        tokens.next();
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
            tokens.lastEnd(),
            tokens.lastEnd(),
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
    tokens.next();
    while (tokens.is(Kind.BLOCK_ENTRY)) {
      Token entry = tokens.next();
      sequence
          .items()
          .add(
              tokens.is(Kind.BLOCK_ENTRY) || tokens.is(Kind.BLOCK_END)
                  ? empty(entry.end)
                  : node(true, false));
    }
    endBlock();
    sequence.endAt(tokens.lastEnd());
  }

  private void indentlessEntries(Node.Sequence sequence) {
    while (tokens.is(Kind.BLOCK_ENTRY)) {
      Token entry = tokens.next();
      sequence
          .items()
          .add(
              tokens.is(Kind.BLOCK_ENTRY)
                      || tokens.is(Kind.KEY)
                      || tokens.is(Kind.VALUE)
                      || tokens.is(Kind.BLOCK_END)
                  ? empty(entry.end)
                  : node(true, false));
    }
    sequence.endAt(tokens.lastEnd());
  }

  private void blockMapping(Node.Mapping mapping) {
    tokens.next();
    while (tokens.is(Kind.KEY)) {
      Token key = tokens.next();
      Ref keyRef = endsBlockPart() ? empty(key.end) : node(true, true);
      Ref valueRef;
      if (tokens.is(Kind.VALUE)) {
        Token value = tokens.next();
        valueRef = endsBlockPart() ? empty(value.end) : node(true, true);
      } else {
        valueRef = empty(tokens.peek().start);
      }
      mapping.pairs().add(new Pair(keyRef, valueRef));
    }
    endBlock();
    mapping.endAt(tokens.lastEnd());
  }

  private boolean endsBlockPart() {
    return tokens.is(Kind.KEY) || tokens.is(Kind.VALUE) || tokens.is(Kind.BLOCK_END);
  }

  private void endBlock() {
    if (!tokens.is(Kind.BLOCK_END)) {
      throw tokens.unexpected("the end of the block or its next entry, indented like the others");
    }
    tokens.skip();
  }

  private void flowSequence(Node.Sequence sequence) {
    tokens.next();
    for (boolean isFirst = true; !tokens.is(Kind.FLOW_SEQUENCE_END); isFirst = false) {
      if (!isFirst) {
        if (!tokens.is(Kind.FLOW_ENTRY)) {
          throw tokens.unexpected("',' or ']'");
        }
        tokens.next();
      }
      if (tokens.is(Kind.KEY)) {
        sequence.items().add(singlePair());
      } else if (!tokens.is(Kind.FLOW_SEQUENCE_END)) {
        sequence.items().add(node(false, false));
      } else {
        break;
      }
    }
    tokens.next();
    sequence.endAt(tokens.lastEnd());
  }

  private Ref singlePair() {
    Token key = tokens.next();
    Node.Mapping mapping =
        new Node.Mapping(Resolver.MAP, new ArrayList<>(), true, key.start, key.start, false);
    Ref keyRef =
        tokens.is(Kind.VALUE) || tokens.is(Kind.FLOW_ENTRY) || tokens.is(Kind.FLOW_SEQUENCE_END)
            ? empty(key.end)
            : node(false, false);
    Ref valueRef = flowValue(Kind.FLOW_SEQUENCE_END);
    mapping.pairs().add(new Pair(keyRef, valueRef));
    mapping.endAt(tokens.lastEnd());
    return new Ref(mapping, key.start, tokens.lastEnd(), false);
  }

  private Ref flowValue(Kind closing) {
    if (!tokens.is(Kind.VALUE)) {
      return empty(tokens.peek().start);
    }
    Token value = tokens.next();
    return tokens.is(Kind.FLOW_ENTRY) || tokens.is(closing) ? empty(value.end) : node(false, false);
  }

  private void flowMapping(Node.Mapping mapping) {
    List<Pair> pairs = mapping.pairs();
    tokens.next();
    for (boolean isFirst = true; !tokens.is(Kind.FLOW_MAPPING_END); isFirst = false) {
      if (!isFirst) {
        if (!tokens.is(Kind.FLOW_ENTRY)) {
          throw tokens.unexpected("',' or '}'");
        }
        tokens.next();
      }
      if (tokens.is(Kind.KEY)) {
        Token key = tokens.next();
        Ref keyRef =
            tokens.is(Kind.VALUE) || tokens.is(Kind.FLOW_ENTRY) || tokens.is(Kind.FLOW_MAPPING_END)
                ? empty(key.end)
                : node(false, false);
        pairs.add(new Pair(keyRef, flowValue(Kind.FLOW_MAPPING_END)));
      } else if (!tokens.is(Kind.FLOW_MAPPING_END)) {
        Ref keyRef = node(false, false);
        pairs.add(new Pair(keyRef, empty(tokens.peek().start)));
      } else {
        break;
      }
    }
    tokens.next();
    mapping.endAt(tokens.lastEnd());
  }

  private Ref empty(int at) {
    Node node =
        new Node.Scalar(Resolver.resolve(""), "", ScalarStyle.PLAIN, false, at, at, at, false);
    return new Ref(node, at, at, false);
  }
}
