package org.synapsepg.hba;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.LogicalLine;
import org.synapsepg.pghba.internal.syntax.LogicalLines;

/** Proves that an edited document is read as the lines that it was put together of. */
final class EditProof {
  private EditProof() {}

  static <L> void requireReadsBack(
      String name, SourceText document, int major, List<AuthEntry<L>> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach(entry -> text.append(entry.raw().source()));
    List<LogicalLine> lines = LogicalLines.of(text.toString(), bytewise(document), major);
    boolean same = lines.size() == entries.size();
    for (int i = 0; same && i < lines.size(); i++) {
      same = lines.get(i).source().equals(entries.get(i).raw().source());
    }
    if (!same) {
      throw new IllegalArgumentException(
          "after this edit the server would read some lines of '"
              + name
              + "' as one, because of a continuation or a NUL byte next to a changed line; edit"
              + " that line too");
    }
  }

  /** A line's source with so much of an ending that another line can follow it. */
  static String ended(String source, String ending, SourceText document, int major) {
    String candidate = source;
    for (int i = 0; i < 3; i++) {
      List<LogicalLine> lines = LogicalLines.of(candidate + "#", bytewise(document), major);
      if (lines.size() == 2 && lines.get(1).source().equals("#")) {
        return candidate;
      }
      candidate += ending;
    }
    return source.endsWith("\n") ? source : source + ending;
  }

  private static boolean bytewise(SourceText document) {
    return document.charset().equals(StandardCharsets.ISO_8859_1);
  }
}
