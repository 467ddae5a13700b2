package org.synapsepg.pgconf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.ConfLexer;
import org.synapsepg.pghba.internal.syntax.ConfLexer.Kind;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** Reads what a physical line means (source {@code guc-file.l}, the loop over lines). */
final class LineReader {
  private final SourceText text;

  /** Reads lines of a text, for its characters may stand for single bytes. */
  LineReader(SourceText text) {
    this.text = text;
  }

  PgConfLine read(String source) {
    ConfLexer.Lexed lexed = ConfLexer.lex(source);
    RawLine raw = lexed.raw();
    List<Kind> kinds = lexed.kinds();
    if (kinds.isEmpty()) {
      return new PgConfBlank(raw);
    }
    if (kinds.get(0) != Kind.ID && kinds.get(0) != Kind.QUALIFIED_ID) {
      return new PgConfInvalid(raw, 0);
    }
    int at = kinds.size() > 1 && kinds.get(1) == Kind.EQUALS ? 2 : 1;
    if (at >= kinds.size() || !isValue(kinds.get(at))) {
      return new PgConfInvalid(raw, at);
    }
    if (at + 1 < kinds.size()) {
      return new PgConfInvalid(raw, at + 1);
    }
    Lexeme value = raw.lexemes().get(at);
    String decoded = kinds.get(at) == Kind.STRING ? decode(value.source()) : shown(value.source());
    return typed(raw, shown(raw.lexemes().get(0).source()), decoded);
  }

  private static PgConfLine typed(RawLine raw, String name, String value) {
    return switch (SettingDefinition.lower(name)) {
      case "include" -> new PgConfInclude(raw, PgConfInclude.Kind.FILE, value);
      case "include_if_exists" -> new PgConfInclude(raw, PgConfInclude.Kind.FILE_IF_EXISTS, value);
      case "include_dir" -> new PgConfInclude(raw, PgConfInclude.Kind.FOLDER, value);
      default -> new PgConfSetting(raw, name, value);
    };
  }

  private static boolean isValue(Kind kind) {
    return kind != Kind.QUALIFIED_ID && kind != Kind.EQUALS && kind != Kind.ERROR;
  }

  private String shown(String part) {
    return text.disclose(part);
  }

  /** The text of a string in quotes, escapes resolved byte by byte. */
  private String decode(String quoted) {
    int nul = quoted.indexOf('\0');
    // The server loses a NUL with all that follows, and then the last byte before it.
    String inner = quoted.substring(1, (nul < 0 ? quoted.length() : Math.max(nul, 2)) - 1);
    if (inner.indexOf('\\') < 0 && inner.indexOf('\'') < 0) {
      return shown(inner);
    }
    byte[] bytes = inner.getBytes(text.charset());
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int c = bytes[at++] & 0xFF;
      if (c == '\'' && at < bytes.length && bytes[at] == '\'') {
        at++;
      } else if (c == '\\' && at < bytes.length) {
        c = bytes[at++] & 0xFF;
        if (c >= '0' && c <= '7') {
          int value = c - '0';
          for (int i = 0; i < 2 && at < bytes.length && bytes[at] >= '0' && bytes[at] <= '7'; i++) {
            value = value * 8 + bytes[at++] - '0';
          }
          c = value & 0xFF;
          if (c == 0) {
            break;
          }
        } else {
          c = unescape(c);
        }
      }
      out.write(c);
    }
    SourceText decoded = SourceText.of(out.toByteArray());
    return decoded.charset().equals(StandardCharsets.UTF_8)
        ? decoded.text()
        : new String(out.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private static int unescape(int c) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }
}
