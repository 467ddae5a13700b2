package org.synapsepg.config.internal.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.synapsepg.config.internal.yaml.Token.Kind;

/**
 * Text to tokens, with PyYAML's rules: a simple key may have 1,024 characters and lies in one line,
 * a tab is no indentation, and a flow context accepts what YAML 1.1 accepts there.
 */
final class Scanner {
  private static final int MAX_KEY = 1024;

  private record SimpleKey(int token, boolean required, int index, int line, int column) {}

  private final Cursor cursor;
  private final ScalarScanner scalars;
  private final PropertyScanner properties;
  private final List<Token> tokens = new ArrayList<>();
  private final ArrayDeque<Integer> indents = new ArrayDeque<>();
  private final Map<Integer, SimpleKey> keys = new HashMap<>();
  private int first;
  private int taken;
  private int indent = -1;
  private int flow;
  private boolean keyAllowed = true;
  private boolean done;

  Scanner(YamlText text) {
    cursor = new Cursor(text);
    scalars = new ScalarScanner(cursor);
    properties = new PropertyScanner(cursor);
    tokens.add(Token.of(Kind.STREAM_START, 0, 0));
  }

  Token peek() {
    while (needsMore()) {
      fetch();
    }
    return tokens.get(first);
  }

  Token next() {
    Token token = peek();
    taken++;
    first++;
    if (first == tokens.size()) {
      tokens.clear();
      first = 0;
    }
    return token;
  }

  private boolean needsMore() {
    if (done) {
      return false;
    }
    if (tokens.isEmpty()) {
      return true;
    }
    dropStaleKeys();
    for (SimpleKey key : keys.values()) {
      if (key.token == taken) {
        return true;
      }
    }
    return false;
  }

  private void dropStaleKeys() {
    if (keys.isEmpty()) {
      return;
    }
    for (Iterator<SimpleKey> i = keys.values().iterator(); i.hasNext(); ) {
      SimpleKey key = i.next();
      if (key.line != cursor.line || cursor.index - key.index > MAX_KEY) {
        requireNone(key);
        i.remove();
      }
    }
  }

  private void requireNone(SimpleKey key) {
    if (key.required) {
      throw cursor.error("expected ':' after the key in line " + (key.line + 1) + ", found none");
    }
  }

  private void saveKey() {
    if (keyAllowed) {
      dropKey();
      boolean required = flow == 0 && indent == cursor.column;
      keys.put(
          flow,
          new SimpleKey(
              taken + tokens.size() - first, required, cursor.index, cursor.line, cursor.column));
    }
  }

  private void dropKey() {
    SimpleKey key = keys.get(flow);
    if (key != null) {
      requireNone(key);
      keys.remove(flow);
    }
  }

  private void unwind(int column) {
    if (flow != 0) {
      return;
    }
    while (indent > column) {
      indent = indents.pop();
      add(Token.of(Kind.BLOCK_END, cursor.index, cursor.index));
    }
  }

  private boolean indentTo(int column) {
    if (indent < column) {
      indents.push(indent);
      indent = column;
      return true;
    }
    return false;
  }

  private void add(Token token) {
    tokens.add(token);
  }

  private void addIndicator(Kind kind, int length) {
    int start = cursor.index;
    cursor.forward(length);
    add(Token.of(kind, start, cursor.index));
  }

  private void fetch() {
    skipToToken();
    dropStaleKeys();
    unwind(cursor.column);
    int c = cursor.peek();
    if (cursor.column == 0) {
      if (c == '%') {
        fetchDirective();
        return;
      }
      if (cursor.atDocumentMarker()) {
        unwind(-1);
        dropKey();
        keyAllowed = false;
        addIndicator(c == '-' ? Kind.DOCUMENT_START : Kind.DOCUMENT_END, 3);
        return;
      }
    }
    if (fetchIndicator(c)) {
      return;
    }
    if ((c == '|' || c == '>') && flow == 0) {
      keyAllowed = true;
      dropKey();
      add(scalars.block(c == '>', indent));
    } else if (c == '\'' || c == '"') {
      saveKey();
      keyAllowed = false;
      add(scalars.quoted());
    } else if (startsPlain(c)) {
      saveKey();
      keyAllowed = false;
      add(scalars.plain(indent, flow != 0));
      keyAllowed = scalars.plainCrossedLine();
    } else {
      throw cursor.error(
          "found "
              + (c == '\t' ? "a tab" : Cursor.quote(c))
              + ", which cannot begin a value"
              + (c == '\t' ? " or be indentation; use blanks" : "; put the value in quotes"));
    }
  }

  private boolean fetchIndicator(int c) {
    switch (c) {
      case 0 -> fetchEnd();
      case '[' -> fetchFlowStart(Kind.FLOW_SEQUENCE_START);
      case '{' -> fetchFlowStart(Kind.FLOW_MAPPING_START);
      case ']' -> fetchFlowEnd(Kind.FLOW_SEQUENCE_END);
      case '}' -> fetchFlowEnd(Kind.FLOW_MAPPING_END);
      case ',' -> {
        keyAllowed = true;
        dropKey();
        addIndicator(Kind.FLOW_ENTRY, 1);
      }
      case '*', '&' -> {
        saveKey();
        keyAllowed = false;
        add(properties.anchor(c == '*'));
      }
      case '!' -> {
        saveKey();
        keyAllowed = false;
        add(properties.tag());
      }
      case '-' -> {
        if (!Cursor.isBlankBreakOrEnd(cursor.peek(1))) {
          return false;
        }
        fetchBlockEntry();
      }
      case '?' -> {
        if (flow == 0 && !Cursor.isBlankBreakOrEnd(cursor.peek(1))) {
          return false;
        }
        fetchKey();
      }
      case ':' -> {
        if (flow == 0 && !Cursor.isBlankBreakOrEnd(cursor.peek(1))) {
          return false;
        }
        fetchValue();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean startsPlain(int c) {
    if (!Cursor.isBlankBreakOrEnd(c) && "-?:,[]{}#&*!|>'\"%@`".indexOf(c) < 0) {
      return true;
    }
    return !Cursor.isBlankBreakOrEnd(cursor.peek(1))
        && (c == '-' || (flow == 0 && (c == '?' || c == ':')));
  }

  private void skipToToken() {
    if (cursor.index == 0 && cursor.peek() == 0xFEFF) {
      cursor.forward();
    }
    while (true) {
      cursor.skipBlanks();
      if (cursor.peek() == '#') {
        cursor.skipToLineEnd();
      }
      if (cursor.takeBreak().isEmpty()) {
        return;
      }
      if (flow == 0) {
        keyAllowed = true;
      }
    }
  }

  private void fetchEnd() {
    unwind(-1);
    dropKey();
    keyAllowed = false;
    keys.clear();
    add(Token.of(Kind.STREAM_END, cursor.index, cursor.index));
    done = true;
  }

  private void fetchDirective() {
    unwind(-1);
    dropKey();
    keyAllowed = false;
    add(properties.directive());
  }

  private void fetchFlowStart(Kind kind) {
    saveKey();
    flow++;
    keyAllowed = true;
    addIndicator(kind, 1);
  }

  private void fetchFlowEnd(Kind kind) {
    dropKey();
    flow--;
    keyAllowed = false;
    addIndicator(kind, 1);
  }

  private void fetchBlockEntry() {
    if (flow == 0) {
      if (!keyAllowed) {
        throw cursor.error(
            "a list entry ('- ') is not allowed here; begin it in a line of its own");
      }
      if (indentTo(cursor.column)) {
        add(Token.of(Kind.BLOCK_SEQUENCE_START, cursor.index, cursor.index));
      }
    }
    keyAllowed = true;
    dropKey();
    addIndicator(Kind.BLOCK_ENTRY, 1);
  }

  private void fetchKey() {
    if (flow == 0) {
      if (!keyAllowed) {
        throw cursor.error("a key ('? ') is not allowed here; begin it in a line of its own");
      }
      if (indentTo(cursor.column)) {
        add(Token.of(Kind.BLOCK_MAPPING_START, cursor.index, cursor.index));
      }
    }
    keyAllowed = flow == 0;
    dropKey();
    addIndicator(Kind.KEY, 1);
  }

  private void fetchValue() {
    SimpleKey key = keys.remove(flow);
    if (key != null) {
      int at = first + key.token - taken;
      tokens.add(at, Token.of(Kind.KEY, key.index, key.index));
      if (flow == 0 && indentTo(key.column)) {
        tokens.add(at, Token.of(Kind.BLOCK_MAPPING_START, key.index, key.index));
      }
      keyAllowed = false;
    } else {
      if (flow == 0) {
        if (!keyAllowed) {
          throw cursor.error(
              "a second ': ' in one line is not allowed; put the value in quotes or in a new line");
        }
        if (indentTo(cursor.column)) {
          add(Token.of(Kind.BLOCK_MAPPING_START, cursor.index, cursor.index));
        }
      }
      keyAllowed = flow == 0;
      dropKey();
    }
    addIndicator(Kind.VALUE, 1);
  }
}
