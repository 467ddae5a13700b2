package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.IdentityHashMap;
import java.util.List;
import org.synapsepg.core.text.LineEnding;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.LineEdits;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * What the editors of pg_hba.conf and pg_ident.conf have in common beyond {@link LineEdits}: lines
 * that are read again when they change and can still be named by what they were, line ends, and
 * comments.
 */
final class AuthEdits<L> {
  private final Source<L> source;
  private final LineEdits<AuthEntry<L>> lines;
  private final String ending;
  private final IdentityHashMap<Object, Object> successors = new IdentityHashMap<>();

  /** The document that is edited, and how its grammar reads a line. */
  interface Source<L> {
    String name();

    SourceText text();

    int major();

    /** Reads one line; of a rule that a builder made, the origin is that. */
    AuthEntry<L> read(String line, @Nullable Object origin);

    /** Throws if a line is not what a caller asked for. */
    void require(L line);
  }

  AuthEdits(Source<L> source, List<AuthEntry<L>> entries) {
    this.source = source;
    this.lines = new LineEdits<>(entries);
    this.ending = LineEnding.prevailingIn(source.text().text()).text();
  }

  List<AuthEntry<L>> close() {
    List<AuthEntry<L>> edited = lines.close();
    EditProof.requireReadsBack(source.name(), source.text(), source.major(), edited);
    return edited;
  }

  int size() {
    return lines.size();
  }

  L line(int position) {
    return lines.get(position).line();
  }

  int position(L anchor, String words) {
    Object identity = AuthEntry.identityOf(anchor);
    for (Object next = successors.get(identity); next != null; next = successors.get(identity)) {
      identity = next;
    }
    return lines.requirePosition(identity, "the line '" + words + "'");
  }

  /** The position of the first line that is more than blanks and comments, or the end. */
  int firstBeyond(Class<? extends L> blank) {
    int position = 0;
    while (position < lines.size() && blank.isInstance(line(position))) {
      position++;
    }
    return position;
  }

  /** Inserts what a builder made. */
  void insert(int position, L made, @Nullable RawLine place, String rendered) {
    Object identity = AuthEntry.identityOf(made);
    if (place != null) {
      throw new IllegalArgumentException(
          "'" + made + "' stands in a document already; build a new one");
    }
    if (lines.positionOf(identity) >= 0) {
      throw new IllegalArgumentException(
          "'" + made + "' was inserted already; a line stands at one place");
    }
    insertLine(position, fresh(rendered, made));
  }

  /** Puts what a builder made in the place of a line. */
  void replace(int position, L old, L made, String rendered) {
    AuthEntry<L> fresh = fresh(rendered, made);
    String wanted = lines.get(position).raw().ending();
    if (!fresh.raw().ending().equals(wanted)) {
      fresh = source.read(fresh.raw().body() + wanted, AuthEntry.identityOf(fresh.line()));
    }
    lines.set(position, fresh);
    successors.put(AuthEntry.identityOf(old), AuthEntry.identityOf(made));
  }

  private AuthEntry<L> fresh(String rendered, L made) {
    AuthEntry<L> fresh =
        source.read(source.text().adopt(rendered) + ending, AuthEntry.identityOf(made));
    source.require(fresh.line());
    return fresh;
  }

  void remove(int position) {
    lines.remove(position);
  }

  void commentOut(int position, L line) {
    put(position, source.read("#" + lines.get(position).raw().source(), null), line);
  }

  void commentAbove(int before, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a comment with a NUL byte would hide what follows it");
    }
    int position = before;
    for (String part : text.split("\\R", -1)) {
      // A backslash at the end would draw the next line into the comment.
      String safe = part.endsWith("\\") ? part + " " : part;
      String comment = safe.isEmpty() ? "#" : "# " + safe;
      insertLine(position++, source.read(source.text().adopt(comment) + ending, null));
    }
  }

  /** Writes a line anew. */
  void change(int position, L old, String line) {
    AuthEntry<L> fresh = source.read(line, null);
    source.require(fresh.line());
    put(position, fresh, old);
  }

  private void put(int position, AuthEntry<L> fresh, L old) {
    Object before = AuthEntry.identityOf(lines.get(position).line());
    lines.set(position, fresh);
    successors.put(before, fresh.identity());
    successors.put(AuthEntry.identityOf(old), fresh.identity());
  }

  /** Inserts a line that has an ending, giving one to the line before it if it lacks one. */
  private void insertLine(int position, AuthEntry<L> entry) {
    if (position > 0) {
      AuthEntry<L> before = lines.get(position - 1);
      String written = before.raw().source();
      String ended = EditProof.ended(written, ending, source.text(), source.major());
      if (!ended.equals(written)) {
        AuthEntry<L> fresh = source.read(ended, AuthEntry.identityOf(before.line()));
        lines.set(position - 1, fresh);
        if (fresh.identity() != before.identity()) {
          successors.put(before.identity(), fresh.identity());
        }
      }
    }
    lines.insert(position, entry);
  }
}
