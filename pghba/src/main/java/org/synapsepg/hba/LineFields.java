package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** The fields of a line as written, and new text in the place of one. */
final class LineFields {
  private LineFields() {}

  /** A field: its first and last lexeme. */
  record Field(Lexeme first, Lexeme last) {
    int start() {
      return first.start();
    }

    int end() {
      return last.end();
    }
  }

  static List<Field> of(RawLine raw) {
    List<Field> fields = new ArrayList<>();
    for (Lexeme lexeme : raw.lexemes()) {
      if (lexeme.joined() && !fields.isEmpty()) {
        Field last = fields.remove(fields.size() - 1);
        fields.add(new Field(last.first(), lexeme));
      } else {
        fields.add(new Field(lexeme, lexeme));
      }
    }
    return fields;
  }

  /** Puts a word in the place of a part, taking or giving blanks after it. */
  static String splice(RawLine raw, int from, int to, String word) {
    String source = raw.source();
    int growth = word.length() - (to - from);
    int blanks = 0;
    while (to + blanks < source.length() && source.charAt(to + blanks) == ' ') {
      blanks++;
    }
    boolean more =
        to + blanks < source.length() && "\r\n\\".indexOf(source.charAt(to + blanks)) < 0;
    int left = blanks;
    if (more && blanks > 0) {
      // A single blank is no column: shrinking the word leaves it single.
      left = blanks == 1 && growth < 0 ? 1 : Math.max(1, blanks - growth);
    }
    return source.substring(0, from) + word + " ".repeat(left) + source.substring(to + blanks);
  }
}
