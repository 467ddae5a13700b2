package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.core.text.SourceText;

/**
 * The changes of one {@link HbaFile#edit}. Nothing is re-ordered, re-aligned or re-quoted that was
 * not asked for. An anchor that is not in the file is an error, for in this file a place has a
 * meaning.
 *
 * <p>A rule that was changed in this edit can still be named by the object that it was before. The
 * editor is dead when the edit is done. Not safe for use by several threads.
 */
public final class HbaEditor {
  private final HbaReader reader;
  private final HbaFile document;
  private final AuthEdits<HbaLine> lines;

  HbaEditor(HbaReader reader, HbaFile document, List<AuthEntry<HbaLine>> entries) {
    this.reader = reader;
    this.document = document;
    this.lines = new AuthEdits<>(new Source(), entries);
  }

  private final class Source implements AuthEdits.Source<HbaLine> {
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
      return reader.server().major();
    }

    @Override
    public AuthEntry<HbaLine> read(String line, @Nullable Object origin) {
      return reader.readLine(document.name(), document.text(), line, origin);
    }

    @Override
    public void require(HbaLine line) {
      if (line instanceof HbaInvalid invalid) {
        throw new IllegalArgumentException(
            "PostgreSQL "
                + reader.server().version()
                + " would refuse '"
                + invalid.source()
                + "': "
                + invalid.error());
      }
      if (!(line instanceof HbaRule)) {
        throw new IllegalArgumentException("'" + line.source() + "' is no rule");
      }
    }
  }

  List<AuthEntry<HbaLine>> close() {
    return lines.close();
  }

  /**
   * Inserts a rule before a line.
   *
   * @param anchor a line of this file
   * @param rule a rule from a builder
   * @return this
   * @throws IllegalArgumentException if the anchor is not in this file or the server's version
   *     would refuse the rule
   */
  public HbaEditor insertBefore(HbaLine anchor, HbaRule rule) {
    insert(position(anchor), rule);
    return this;
  }

  /**
   * Inserts a rule after a line.
   *
   * @param anchor a line of this file
   * @param rule a rule from a builder
   * @return this
   * @throws IllegalArgumentException as for {@link #insertBefore}
   */
  public HbaEditor insertAfter(HbaLine anchor, HbaRule rule) {
    insert(position(anchor) + 1, rule);
    return this;
  }

  /**
   * Inserts a rule before the first rule or include of this file, after what stands above it; at
   * the end if there is none.
   *
   * @param rule a rule from a builder
   * @return this
   */
  public HbaEditor insertFirst(HbaRule rule) {
    insert(lines.firstBeyond(HbaBlank.class), rule);
    return this;
  }

  /**
   * Inserts a rule at the end of the file.
   *
   * @param rule a rule from a builder
   * @return this
   */
  public HbaEditor insertLast(HbaRule rule) {
    insert(lines.size(), rule);
    return this;
  }

  /**
   * Puts a rule in the place of a line.
   *
   * @param old a line of this file
   * @param rule a rule from a builder
   * @return this
   */
  public HbaEditor replace(HbaLine old, HbaRule rule) {
    int position = position(old);
    lines.replace(position, old, rule, render(position, rule));
    return this;
  }

  /**
   * Takes a line away.
   *
   * @param line a line of this file
   * @return this
   */
  public HbaEditor remove(HbaLine line) {
    lines.remove(position(line));
    return this;
  }

  /**
   * Makes a comment of a line by a number sign before it.
   *
   * @param line a line of this file
   * @return this
   */
  public HbaEditor commentOut(HbaLine line) {
    lines.commentOut(position(line), line);
    return this;
  }

  /**
   * Inserts a comment above a line, with the line's ending, each line of it after {@code # }.
   *
   * @param line a line of this file
   * @param text the comment; may have several lines
   * @return this
   */
  public HbaEditor commentAbove(HbaLine line, String text) {
    lines.commentAbove(position(line), text);
    return this;
  }

  /**
   * Changes the connection type of a rule. From or to {@code local} the rule must be replaced, for
   * the address comes or goes.
   *
   * @param rule a rule of this file
   * @param type the new type
   * @return this
   */
  public HbaEditor setType(HbaRule rule, ConnectionType type) {
    return change(rule, RuleFields.type(type));
  }

  /**
   * Changes the database list of a rule.
   *
   * @param rule a rule of this file
   * @param lexemes the new list, as for {@link HbaRule.Builder#database}
   * @return this
   */
  public HbaEditor setDatabases(HbaRule rule, String... lexemes) {
    return change(rule, RuleFields.list(1, lexemes));
  }

  /**
   * Changes the user list of a rule.
   *
   * @param rule a rule of this file
   * @param lexemes the new list, as for {@link HbaRule.Builder#user}
   * @return this
   */
  public HbaEditor setUsers(HbaRule rule, String... lexemes) {
    return change(rule, RuleFields.list(2, lexemes));
  }

  /**
   * Changes the address of a rule; a separate mask is taken away.
   *
   * @param rule a rule of this file
   * @param lexeme the new address, as for {@link HbaRule.Builder#address(String)}
   * @return this
   */
  public HbaEditor setAddress(HbaRule rule, String lexeme) {
    return change(rule, RuleFields.address(lexeme));
  }

  /**
   * Changes the method of a rule.
   *
   * @param rule a rule of this file
   * @param method the new method
   * @return this
   */
  public HbaEditor setMethod(HbaRule rule, AuthMethod method) {
    return change(rule, RuleFields.method(method));
  }

  /**
   * Sets an option of a rule: changes the last one of that name, or adds it at the end.
   *
   * @param rule a rule of this file
   * @param name the option's name
   * @param value its value; quoted where it has to be
   * @return this
   */
  public HbaEditor setOption(HbaRule rule, String name, String value) {
    return change(rule, RuleFields.option(name, value));
  }

  /**
   * Takes every option of a name away from a rule.
   *
   * @param rule a rule of this file
   * @param name the option's name
   * @return this
   * @throws IllegalArgumentException if it has none
   */
  public HbaEditor removeOption(HbaRule rule, String name) {
    return change(rule, RuleFields.withoutOption(name));
  }

  /**
   * Makes sure that a rule that means this exists and is not covered by one before it. If it is so
   * already, nothing is changed; otherwise the rule is inserted before the first rule or include of
   * this file that would keep it from deciding, or at the end if there is none.
   *
   * @param rule a rule from a builder
   * @return this
   */
  public HbaEditor ensure(HbaRule rule) {
    int position = 0;
    for (; position < lines.size(); position++) {
      HbaLine line = lines.line(position);
      if (line instanceof HbaRule present) {
        if (present.sameMeaning(rule)) {
          return this;
        }
        if (Coverage.takesFrom(present, rule, reader.server())) {
          break;
        }
      } else if (line instanceof HbaInclude include
          && include.files().stream()
              .flatMap(f -> f.effectiveRules().stream())
              .anyMatch(r -> Coverage.takesFrom(r, rule, reader.server()))) {
        break;
      }
    }
    insert(position, rule);
    return this;
  }

  private HbaEditor change(HbaRule rule, RuleFields.Change change) {
    int position = position(rule);
    HbaRule present = (HbaRule) lines.line(position);
    lines.change(position, rule, change.apply(present, document.text()));
    return this;
  }

  private int position(HbaLine anchor) {
    return lines.position(anchor, anchor.source());
  }

  private void insert(int position, HbaRule rule) {
    lines.insert(position, rule, rule.raw(), render(position, rule));
  }

  private String render(int position, HbaRule rule) {
    RuleLayout layout = RuleLayout.around(position, lines);
    return layout.render(rule);
  }
}
