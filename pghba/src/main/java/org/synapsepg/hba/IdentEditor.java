package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * The changes of one {@link IdentFile#edit}. Nothing is re-ordered, re-aligned or re-quoted that
 * was not asked for. An anchor that is not in the file is an error.
 *
 * <p>A mapping that was changed in this edit can still be named by the object that it was before.
 * The editor is dead when the edit is done. Not safe for use by several threads. Example: {@code
 * maps.edit(e -> e.insertLast(IdentMapping.of("synapse", "matrix-synapse", "synapse_user")))}.
 */
public final class IdentEditor {
  private final IdentReader reader;
  private final IdentFile document;
  private final AuthEdits<IdentLine> lines;

  IdentEditor(IdentReader reader, IdentFile document, List<AuthEntry<IdentLine>> entries) {
    this.reader = reader;
    this.document = document;
    this.lines = new AuthEdits<>(new Source(), entries);
  }

  private final class Source implements AuthEdits.Source<IdentLine> {
    @Override
    public String name() {
      return document.name();
    }

    @Override
    public SourceText text() {
      return document.text();
    }

    @Override
    public int major() {
      return reader.major();
    }

    @Override
    public AuthEntry<IdentLine> read(String line, @Nullable Object origin) {
      return reader.readLine(document.name(), document.text(), line, origin);
    }

    @Override
    public void require(IdentLine line) {
      if (line instanceof IdentInvalid invalid) {
        throw new IllegalArgumentException(
            "PostgreSQL "
                + reader.major()
                + " would refuse '"
                + invalid.source()
                + "': "
                + invalid.error());
      }
      if (!(line instanceof IdentMapping)) {
        throw new IllegalArgumentException("'" + line.source() + "' is no mapping");
      }
    }
  }

  List<AuthEntry<IdentLine>> close() {
    return lines.close();
  }

  /**
   * Inserts a mapping before a line.
   *
   * @param anchor a line of this file
   * @param mapping a new mapping
   * @return this
   * @throws IllegalArgumentException if the anchor is not in this file or the server's version
   *     would refuse the mapping
   */
  public IdentEditor insertBefore(IdentLine anchor, IdentMapping mapping) {
    return insert(position(anchor), mapping);
  }

  /**
   * Inserts a mapping after a line.
   *
   * @param anchor a line of this file
   * @param mapping a new mapping
   * @return this
   * @throws IllegalArgumentException as for {@link #insertBefore}
   */
  public IdentEditor insertAfter(IdentLine anchor, IdentMapping mapping) {
    return insert(position(anchor) + 1, mapping);
  }

  /**
   * Inserts a mapping before the first mapping or include of this file, after what stands above it;
   * at the end if there is none.
   *
   * @param mapping a new mapping
   * @return this
   */
  public IdentEditor insertFirst(IdentMapping mapping) {
    return insert(lines.firstBeyond(IdentBlank.class), mapping);
  }

  /**
   * Inserts a mapping at the end of the file.
   *
   * @param mapping a new mapping
   * @return this
   */
  public IdentEditor insertLast(IdentMapping mapping) {
    return insert(lines.size(), mapping);
  }

  /**
   * Makes sure that a mapping that says this is in the file, at its end if it is not there yet.
   *
   * @param mapping a new mapping
   * @return this
   */
  public IdentEditor ensure(IdentMapping mapping) {
    for (int i = 0; i < lines.size(); i++) {
      if (saysSo(lines.line(i), mapping)) {
        return this;
      }
    }
    return insertLast(mapping);
  }

  private static boolean saysSo(IdentLine line, IdentMapping mapping) {
    if (line instanceof IdentInclude include) {
      return include.files().stream()
          .flatMap(file -> file.mappings().stream())
          .anyMatch(mapping::sameMeaning);
    }
    return line instanceof IdentMapping other && other.sameMeaning(mapping);
  }

  /**
   * Puts a mapping in the place of a line.
   *
   * @param old a line of this file
   * @param mapping a new mapping
   * @return this
   */
  public IdentEditor replace(IdentLine old, IdentMapping mapping) {
    int position = position(old);
    lines.replace(position, old, mapping, render(position, mapping));
    return this;
  }

  /**
   * Takes a line away.
   *
   * @param line a line of this file
   * @return this
   */
  public IdentEditor remove(IdentLine line) {
    lines.remove(position(line));
    return this;
  }

  /**
   * Makes a comment of a line by a number sign before it.
   *
   * @param line a line of this file
   * @return this
   */
  public IdentEditor commentOut(IdentLine line) {
    lines.commentOut(position(line), line);
    return this;
  }

  /**
   * Inserts a comment above a line, each line of it after {@code # }.
   *
   * @param line a line of this file
   * @param text the comment; may have several lines
   * @return this
   */
  public IdentEditor commentAbove(IdentLine line, String text) {
    lines.commentAbove(position(line), text);
    return this;
  }

  /**
   * Changes the map of a mapping, keeping its columns.
   *
   * @param mapping a mapping of this file
   * @param lexeme the new map's name as a word of the file
   * @return this
   */
  public IdentEditor setMap(IdentMapping mapping, String lexeme) {
    return change(mapping, 0, lexeme);
  }

  /**
   * Changes the system user of a mapping, keeping its columns.
   *
   * @param mapping a mapping of this file
   * @param lexeme the new system user as a word of the file
   * @return this
   */
  public IdentEditor setSystemUser(IdentMapping mapping, String lexeme) {
    return change(mapping, 1, lexeme);
  }

  /**
   * Changes the role of a mapping, keeping its columns.
   *
   * @param mapping a mapping of this file
   * @param lexeme the new role as a word of the file
   * @return this
   */
  public IdentEditor setRole(IdentMapping mapping, String lexeme) {
    return change(mapping, 2, lexeme);
  }

  private IdentEditor change(IdentMapping mapping, int index, String lexeme) {
    Words.single(lexeme);
    int position = position(mapping);
    RawLine raw = ((IdentMapping) lines.line(position)).raw();
    if (raw == null || raw.lexemes().stream().anyMatch(l -> l.value().startsWith("@"))) {
      throw new IllegalArgumentException(
          "a field of a mapping with an @file cannot be changed in place; replace the mapping: "
              + mapping.source());
    }
    LineFields.Field field = LineFields.of(raw).get(index);
    String word = document.text().adopt(lexeme);
    lines.change(position, mapping, LineFields.splice(raw, field.start(), field.end(), word));
    return this;
  }

  private int position(IdentLine anchor) {
    return lines.position(anchor, anchor.source());
  }

  private IdentEditor insert(int position, IdentMapping mapping) {
    lines.insert(position, mapping, mapping.raw(), render(position, mapping));
    return this;
  }

  private String render(int position, IdentMapping mapping) {
    return RuleLayout.around(position, lines).render(mapping);
  }
}
