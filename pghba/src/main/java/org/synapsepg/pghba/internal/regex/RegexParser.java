package org.synapsepg.pghba.internal.regex;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.synapsepg.pghba.internal.regex.RegexNode.Place;
import org.synapsepg.pghba.internal.regex.RegexNode.Preference;

/**
 * Parses an expression, meeting errors in the server's order.
 *
 * <p>Original: {@code parse}, {@code parsebranch} and {@code parseqatom} in {@code
 * src/backend/regex/regcomp.c}.
 */
final class RegexParser {
  private static final int MOST_REPEATS = 255;
  private static final int DEEPEST = 150;

  /** Beyond this many states the server might call the expression too complex. */
  private static final long LARGEST = 20_000;

  private final RegexLexer lexer;
  private final List<Integer> closed = new ArrayList<>();
  private int depth;
  private boolean backReferences;

  private RegexParser(RegexLexer lexer) {
    this.lexer = lexer;
  }

  static RegexNode parse(byte[] pattern, int major) throws RegexError {
    RegexParser parser = new RegexParser(new RegexLexer(pattern, major));
    RegexNode node = parser.choice(Token.EOS, false);
    if (parser.backReferences) {
      throw RegexError.unsupported("a back reference");
    }
    if (node.size() > LARGEST) {
      throw RegexError.unsupported("an expression of that size");
    }
    return node;
  }

  private RegexNode choice(Token stopper, boolean inLook) throws RegexError {
    if (++depth > DEEPEST) {
      throw RegexError.unsupported("parentheses that deep");
    }
    List<RegexNode> branches = new ArrayList<>(1);
    branches.add(branch(stopper, inLook));
    while (lexer.token == Token.OR) {
      lexer.next();
      branches.add(branch(stopper, inLook));
    }
    if (lexer.token != stopper) {
      throw RegexError.refused(RegexError.PARENTHESES);
    }
    depth--;
    return branches.size() == 1 ? branches.get(0) : new RegexNode.Choice(branches);
  }

  private RegexNode branch(Token stopper, boolean inLook) throws RegexError {
    List<RegexNode> parts = new ArrayList<>();
    while (lexer.token != Token.OR && lexer.token != stopper && lexer.token != Token.EOS) {
      parts.add(quantified(inLook));
    }
    return parts.isEmpty()
        ? new RegexNode.Empty()
        : parts.size() == 1 ? parts.get(0) : new RegexNode.Sequence(parts);
  }

  private RegexNode quantified(boolean inLook) throws RegexError {
    RegexNode place = place();
    if (place != null) {
      return place;
    }
    RegexNode atom = atom(inLook);
    Preference preference = lexer.value != 0 ? Preference.LONGER : Preference.SHORTER;
    switch (lexer.token) {
      case STAR -> {
        lexer.next();
        return new RegexNode.Repeat(atom, 0, RegexNode.Repeat.INFINITE, preference);
      }
      case PLUS -> {
        lexer.next();
        return new RegexNode.Repeat(atom, 1, RegexNode.Repeat.INFINITE, preference);
      }
      case QUESTION -> {
        lexer.next();
        return new RegexNode.Repeat(atom, 0, 1, preference);
      }
      case BRACE_OPEN -> {
        lexer.next();
        return bounded(atom);
      }
      default -> {
        return atom;
      }
    }
  }

  private RegexNode bounded(RegexNode atom) throws RegexError {
    int least = number();
    int most = least;
    Preference preference = Preference.NONE;
    if (lexer.token == Token.COMMA) {
      lexer.next();
      most = lexer.token == Token.DIGIT ? number() : RegexNode.Repeat.INFINITE;
      if (least > most) {
        throw RegexError.refused(RegexError.COUNT);
      }
      preference = lexer.value != 0 ? Preference.LONGER : Preference.SHORTER;
    }
    if (lexer.token != Token.BRACE_CLOSE) {
      throw RegexError.refused(RegexError.COUNT);
    }
    lexer.next();
    return new RegexNode.Repeat(atom, least, most, preference);
  }

  private int number() throws RegexError {
    int number = 0;
    while (lexer.token == Token.DIGIT && number < MOST_REPEATS) {
      number = number * 10 + lexer.value;
      lexer.next();
    }
    if (lexer.token == Token.DIGIT || number > MOST_REPEATS) {
      throw RegexError.refused(RegexError.COUNT);
    }
    return number;
  }

  private @jakarta.annotation.Nullable RegexNode place() throws RegexError {
    Place.Kind kind;
    switch (lexer.token) {
      case CARET -> kind = lexer.options.anchorAtLines ? Place.Kind.LINE_START : Place.Kind.START;
      case DOLLAR -> kind = lexer.options.anchorAtLines ? Place.Kind.LINE_END : Place.Kind.END;
      case BEGIN -> kind = Place.Kind.START;
      case END -> kind = Place.Kind.END;
      case WORD_START -> kind = Place.Kind.WORD_START;
      case WORD_END -> kind = Place.Kind.WORD_END;
      case WORD_EDGE -> kind = Place.Kind.WORD_EDGE;
      case NO_WORD_EDGE -> kind = Place.Kind.NO_WORD_EDGE;
      case LOOK -> {
        int look = lexer.value;
        lexer.next();
        RegexNode inner = choice(Token.PAREN_CLOSE, true);
        lexer.next();
        return new RegexNode.Look(inner, (look & 2) != 0, (look & 1) != 0);
      }
      default -> {
        return null;
      }
    }
    lexer.next();
    return new Place(kind);
  }

  private RegexNode atom(boolean inLook) throws RegexError {
    switch (lexer.token) {
      case STAR, PLUS, QUESTION, BRACE_OPEN -> throw RegexError.refused(RegexError.QUANTIFIER);
      case PAREN_CLOSE -> {
        if (lexer.options.advanced) {
          throw RegexError.refused(RegexError.PARENTHESES);
        }
        return plain();
      }
      case PLAIN -> {
        return plain();
      }
      case BRACKET_OPEN -> {
        return new RegexNode.Chars(new RegexBrackets(lexer).read());
      }
      case CLASS_ESCAPE, CLASS_ESCAPE_NOT -> {
        BitSet set = CharClasses.escape(lexer.value);
        if (lexer.token == Token.CLASS_ESCAPE_NOT) {
          set.flip(0, 256);
        }
        lexer.next();
        return new RegexNode.Chars(set);
      }
      case DOT -> {
        BitSet set = new BitSet(256);
        set.set(0, 256);
        set.set('\n', !lexer.options.stopAtLines);
        lexer.next();
        return new RegexNode.Chars(set);
      }
      case PAREN_OPEN -> {
        return group(inLook);
      }
      case BACK_REFERENCE -> {
        if (inLook || !closed.contains(lexer.value)) {
          throw RegexError.refused(RegexError.BACK_REFERENCE);
        }
        backReferences = true;
        lexer.next();
        return new RegexNode.Empty();
      }
      default -> throw RegexError.unsupported("the token " + lexer.token);
    }
  }

  private RegexNode plain() throws RegexError {
    BitSet set = new BitSet(256);
    CharClasses.add(set, lexer.value, lexer.options.ignoreCase);
    lexer.next();
    return new RegexNode.Chars(set);
  }

  private RegexNode group(boolean inLook) throws RegexError {
    int number = !inLook && lexer.value != 0 ? ++lexer.captures : 0;
    lexer.next();
    RegexNode inner = choice(Token.PAREN_CLOSE, inLook);
    lexer.next();
    if (number > 0) {
      closed.add(number);
    }
    return new RegexNode.Group(inner, number);
  }
}
