package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.ConfLexer;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.LineEdits;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** Finds the lines of one setting over all files and writes what is to stand there. */
final class SettingPlacement {
  private static final int TAB = 8;

  private final ConfFiles files;
  private final String name;

  SettingPlacement(ConfFiles files, String name) {
    this.files = files;
    this.name = name;
  }

  static boolean isWritableCustomName(String name) {
    return ConfLexer.kindOf(name) == ConfLexer.Kind.QUALIFIED_ID;
  }

  private record Place(ConfDocument document, PgConfSetting line) {}

  /** The lines that set it, in the server's order, without those of postgresql.auto.conf. */
  private List<Place> places() {
    ConfReader reader = files.reader(false);
    reader.readTop(files.top());
    List<Place> places = new ArrayList<>();
    for (Entry entry : reader.entries()) {
      if (entry.setting != null && entry.file != null && isSame(entry.setting.name())) {
        places.add(
            new Place(Objects.requireNonNull(files.documents().get(entry.file)), entry.setting));
      }
    }
    return places;
  }

  private boolean isSame(String other) {
    return canonical(other).equals(canonical(name));
  }

  private String canonical(String spelling) {
    return files
        .catalog()
        .find(spelling)
        .map(SettingDefinition::name)
        .orElse(SettingDefinition.lower(spelling));
  }

  /** The files with the value set; empty if it stands there already. */
  Optional<ConfFiles> value(String value) {
    List<Place> places = places();
    if (!places.isEmpty()) {
      Place last = places.get(places.size() - 1);
      if (last.line().value().equals(value)) {
        return Optional.empty();
      }
      return Optional.of(replace(last.document(), last.line(), source -> withValue(last, value)));
    }
    ConfDocument top = files.topDocument();
    for (PgConfLine line : top.all()) {
      if (line instanceof PgConfBlank blank) {
        String enabled = enabled(top.text(), blank, value);
        if (enabled != null) {
          return Optional.of(replace(top, blank, source -> enabled));
        }
      }
    }
    return Optional.of(appended(top, value));
  }

  private static String withValue(Place place, String value) {
    RawLine raw = place.line().raw();
    Lexeme old = place.line().valueLexeme();
    // A string may stand right behind the name; a word would become a part of it.
    boolean glued = raw.lexemes().size() == 2 && old.lead().isEmpty();
    String text = (glued ? " " : "") + written(place.document().text(), value);
    return spliced(raw.source(), old.start(), old.end(), text, visualColumn(raw, raw.source()));
  }

  private static String written(SourceText text, String value) {
    return text.adopt(ValueText.quoteIfNeeded(value));
  }

  /** The line of the sample file made a setting; null if the comment is not one of this setting. */
  private @Nullable String enabled(SourceText text, PgConfBlank blank, String value) {
    String source = blank.source();
    int hash = source.indexOf('#');
    if (hash < 0) {
      return null;
    }
    int start = hash + 1;
    while (start < source.length() && source.charAt(start) == ' ') {
      start++;
    }
    String without = source.substring(0, hash) + source.substring(start);
    ConfLexer.Lexed lexed = ConfLexer.lex(without);
    boolean sample =
        lexed.kinds().size() == 3
            && lexed.kinds().get(1) == ConfLexer.Kind.EQUALS
            && new LineReader(text).read(without) instanceof PgConfSetting s
            && isSame(s.name());
    if (!sample) {
      return null;
    }
    Lexeme old = lexed.raw().lexemes().get(2);
    int column = visualColumn(lexed.raw(), source.substring(0, start) + without.substring(hash));
    return spliced(without, old.start(), old.end(), written(text, value), column);
  }

  /** The column at which the comment behind the value begins in a text, or -1. */
  private static int visualColumn(RawLine raw, String shown) {
    String trailing = raw.trailing();
    int hash = trailing.indexOf('#');
    if (hash < 0) {
      return -1;
    }
    int end = shown.length() - raw.ending().length() - trailing.length() + hash;
    return columns(shown.substring(0, end));
  }

  private static int columns(String text) {
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      column = text.charAt(i) == '\t' ? (column / TAB + 1) * TAB : column + 1;
    }
    return column;
  }

  /** Puts a text in place of another and, if it can, leaves the comment in its column. */
  private static String spliced(String line, int from, int to, String text, int column) {
    String head = line.substring(0, from) + text;
    String tail = line.substring(to);
    int hash = column < 0 ? 0 : tail.indexOf('#');
    if (hash <= 0) {
      return head + tail;
    }
    String blanks = tail.substring(0, hash);
    int missing = column - columns(head);
    if (blanks.isBlank() && blanks.indexOf('\t') < 0) {
      blanks = " ".repeat(Math.max(1, missing));
    } else if (blanks.replace("\t", "").isEmpty()) {
      blanks = "\t".repeat(Math.max(1, column / TAB - columns(head) / TAB));
    }
    return head + blanks + tail.substring(hash);
  }

  private ConfFiles appended(ConfDocument top, String value) {
    LineEdits<ConfSlot> edits = new LineEdits<>(top.lines().lines());
    String ending = top.text().lineEnding().text();
    int last = edits.size() - 1;
    LineReader reader = new LineReader(top.text());
    if (last >= 0 && edits.get(last).raw().ending().isEmpty()) {
      edits.set(last, new ConfSlot(reader.read(edits.get(last).raw().source() + ending)));
    }
    String source = top.text().adopt(name) + " = " + written(top.text(), value) + ending;
    edits.insert(edits.size(), new ConfSlot(reader.read(source)));
    return with(top, edits.close());
  }

  ConfFiles commentedOut() {
    return everywhere(
        (edits, position, text) -> {
          String source = edits.get(position).raw().source();
          edits.set(position, new ConfSlot(new LineReader(text).read("#" + source)));
        });
  }

  ConfFiles removed() {
    return everywhere((edits, position, text) -> edits.remove(position));
  }

  /** One change of a line within a document that is being edited. */
  private interface LineChange {
    void apply(LineEdits<ConfSlot> edits, int position, SourceText text);
  }

  private ConfFiles everywhere(LineChange change) {
    Map<String, LineEdits<ConfSlot>> edited = new LinkedHashMap<>();
    for (Place place : places()) {
      ConfDocument document = place.document();
      LineEdits<ConfSlot> edits =
          edited.computeIfAbsent(document.path(), p -> new LineEdits<>(document.lines().lines()));
      int position = edits.positionOf(place.line());
      // A file that is included twice has its lines changed once.
      if (position >= 0) {
        change.apply(edits, position, document.text());
      }
    }
    ConfFiles changed = files;
    for (Map.Entry<String, LineEdits<ConfSlot>> entry : edited.entrySet()) {
      ConfDocument document = Objects.requireNonNull(files.documents().get(entry.getKey()));
      changed = changed.with(document.withLines(entry.getValue().close()));
    }
    return changed;
  }

  private ConfFiles replace(ConfDocument document, PgConfLine line, UnaryOperator<String> change) {
    LineEdits<ConfSlot> edits = new LineEdits<>(document.lines().lines());
    int position = edits.requirePosition(line, "the line '" + line + "'");
    String source = change.apply(line.source());
    edits.set(position, new ConfSlot(new LineReader(document.text()).read(source)));
    return with(document, edits.close());
  }

  private ConfFiles with(ConfDocument document, List<ConfSlot> lines) {
    return files.with(document.withLines(lines));
  }
}
