package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.IdentityHashMap;
import java.util.List;
import org.synapsepg.core.text.LineEnding;
import org.synapsepg.pghba.internal.syntax.LineEdits;

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
  private final LineEdits<HbaEntry> lines;
  private final String ending;
  private final IdentityHashMap<Object, Object> successors = new IdentityHashMap<>();

  HbaEditor(HbaReader reader, HbaFile document, List<HbaEntry> entries) {
    this.reader = reader;
    this.document = document;
    this.lines = new LineEdits<>(entries);
    this.ending = LineEnding.prevailingIn(document.source()).text();
  }

  List<HbaEntry> close() {
    List<HbaEntry> edited = lines.close();
    HbaProof.requireReadsBack(document, reader.server().major(), edited);
    return edited;
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
    int position = 0;
    while (position < lines.size() && lines.get(position).line() instanceof HbaBlank) {
      position++;
    }
    insert(position, rule);
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
    HbaEntry fresh = render(position, rule, rule);
    lines.set(position, withEnding(fresh, lines.get(position)));
    successors.put(HbaEntry.identityOf(old), rule);
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
    int position = position(line);
    put(position, read("#" + lines.get(position).raw().source(), null), line);
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
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a comment with a NUL byte would hide what follows it");
    }
    int position = position(line);
    for (String part : text.split("\\R", -1)) {
      // A backslash at the end would draw the next line into the comment.
      String safe = part.endsWith("\\") ? part + " " : part;
      String comment = safe.isEmpty() ? "#" : "# " + safe;
      insertLine(position++, read(document.text().adopt(comment) + ending, null));
    }
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
      HbaLine line = lines.get(position).line();
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
    HbaRule present = (HbaRule) lines.get(position).line();
    String source = change.apply(present, document.text());
    HbaEntry fresh = read(source, null);
    requireRule(fresh);
    put(position, fresh, rule);
    return this;
  }

  private void put(int position, HbaEntry fresh, HbaLine old) {
    Object before = HbaEntry.identityOf(lines.get(position).line());
    lines.set(position, fresh);
    successors.put(before, fresh.identity());
    successors.put(HbaEntry.identityOf(old), fresh.identity());
  }

  private int position(HbaLine anchor) {
    Object identity = HbaEntry.identityOf(anchor);
    for (Object next = successors.get(identity); next != null; next = successors.get(identity)) {
      identity = next;
    }
    return lines.requirePosition(identity, "the line '" + anchor.source() + "'");
  }

  private void insert(int position, HbaRule rule) {
    if (rule.raw() != null) {
      throw new IllegalArgumentException(
          "the rule '"
              + rule.source()
              + "' stands in a document already; build a new one with HbaRule's builders");
    }
    if (lines.positionOf(rule) >= 0) {
      throw new IllegalArgumentException(
          "the rule '" + rule.source() + "' was inserted already; a rule stands at one place");
    }
    insertLine(position, render(position, rule, rule));
  }

  private HbaEntry render(int position, HbaRule rule, Object origin) {
    RuleLayout layout = new RuleLayout();
    for (int distance = 0; distance < Math.max(2, lines.size()) && distance < 200; distance++) {
      learn(layout, position + distance);
      learn(layout, position - 1 - distance);
    }
    String line = document.text().adopt(layout.render(rule)) + ending;
    HbaEntry fresh = read(line, origin);
    requireRule(fresh);
    return fresh;
  }

  private void learn(RuleLayout layout, int position) {
    if (position >= 0
        && position < lines.size()
        && lines.get(position).line() instanceof HbaRule r) {
      layout.learn(r);
    }
  }

  private void requireRule(HbaEntry entry) {
    if (entry.line() instanceof HbaInvalid invalid) {
      throw new IllegalArgumentException(
          "PostgreSQL "
              + reader.server().version()
              + " would refuse '"
              + invalid.source()
              + "': "
              + invalid.error());
    }
    if (!(entry.line() instanceof HbaRule)) {
      throw new IllegalArgumentException("'" + entry.line().source() + "' is no rule");
    }
  }

  private HbaEntry read(String source, @Nullable Object origin) {
    return reader.readLine(document.name(), document.text(), source, origin);
  }

  /** Inserts a line that has an ending, giving one to the line before it if it lacks one. */
  private void insertLine(int position, HbaEntry entry) {
    if (position > 0) {
      HbaEntry before = lines.get(position - 1);
      String ended =
          HbaProof.ended(before.raw().source(), ending, document, reader.server().major());
      if (!ended.equals(before.raw().source())) {
        HbaEntry fresh = read(ended, HbaEntry.identityOf(before.line()));
        lines.set(position - 1, fresh);
        successors.put(HbaEntry.identityOf(before.line()), fresh.identity());
        if (fresh.identity() == HbaEntry.identityOf(before.line())) {
          successors.remove(fresh.identity());
        }
      }
    }
    lines.insert(position, entry);
  }

  /** A line with the ending of the one whose place it takes, which at the end may be none. */
  private HbaEntry withEnding(HbaEntry fresh, HbaEntry old) {
    String wanted = old.raw().ending();
    String body = fresh.raw().body();
    return fresh.raw().ending().equals(wanted)
        ? fresh
        : read(body + wanted, HbaEntry.identityOf(fresh.line()));
  }
}
