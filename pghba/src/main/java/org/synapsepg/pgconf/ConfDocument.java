package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.LineTable;

/**
 * One file of a configuration: its lines, and the way back to its bytes. Immutable.
 *
 * @param path the file's path as the server would name it, or the name that the caller gave
 */
record ConfDocument(String path, SourceText text, LineTable<ConfSlot> lines) {
  static ConfDocument parse(String path, SourceText text) {
    LineReader reader = new LineReader(text);
    String source = text.text();
    List<ConfSlot> lines = new ArrayList<>();
    int start = 0;
    while (start < source.length()) {
      int feed = source.indexOf('\n', start);
      int end = feed < 0 ? source.length() : feed + 1;
      lines.add(new ConfSlot(reader.read(source.substring(start, end))));
      start = end;
    }
    ConfDocument document = new ConfDocument(path, text, new LineTable<>(lines));
    if (!document.lines.source().equals(source)) {
      throw new IllegalStateException("reading '" + path + "' would change it; please report this");
    }
    return document;
  }

  /** The same file with other lines. */
  ConfDocument withLines(List<ConfSlot> changed) {
    LineTable<ConfSlot> table = new LineTable<>(changed);
    return new ConfDocument(path, text.withText(table.source()), table);
  }

  /** The lines in order. */
  List<PgConfLine> all() {
    return lines.lines().stream().map(ConfSlot::line).toList();
  }

  int numberOf(PgConfLine line) {
    return lines.lineNumberAt(lines.positionOf(line));
  }
}
