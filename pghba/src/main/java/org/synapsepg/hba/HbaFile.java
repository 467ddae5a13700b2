package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.LineTable;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * A pg_hba.conf as a server of some version reads it, with every byte of its text.
 *
 * <p>A document holds broken lines too; {@link #errors} tells of them with the server's own words,
 * and they can be edited like others. Included files are documents of their own, see {@link
 * HbaInclude#files}; their rules take part in {@link #effectiveRules}, {@link #decide} and {@link
 * #serverView}.
 *
 * <p>Immutable and safe for use by several threads. Example:
 *
 * <pre>{@code
 * HbaFile before = HbaFile.read(Path.of("pg_hba.conf"), PgVersion.of(16));
 * HbaFile after = before.edit(e -> e.insertBefore(before.rules().get(0), rule));
 * out.print(after.diffFrom(before));
 * after.writeTo(Path.of("pg_hba.conf"));
 * }</pre>
 */
public final class HbaFile {
  private final HbaReader reader;
  private final String name;
  private final SourceText text;
  private final LineTable<AuthEntry<HbaLine>> table;
  private final List<HbaRule> rules;
  private volatile @Nullable List<HbaRecord> records;
  private volatile @Nullable HbaIndex index;

  HbaFile(HbaReader reader, String name, SourceText text, List<AuthEntry<HbaLine>> entries) {
    this.reader = reader;
    this.name = name;
    this.text = text;
    this.table = new LineTable<>(entries);
    this.rules =
        entries.stream()
            .map(AuthEntry::line)
            .filter(HbaRule.class::isInstance)
            .map(HbaRule.class::cast)
            .toList();
    if (!table.source().equals(text.text())) {
      throw new IllegalStateException("the lines of '" + name + "' do not make up its text");
    }
  }

  /**
   * Reads a file for a server as distributions build it, see {@link HbaServer#of}.
   *
   * @param path the file; what it includes is read from disk
   * @param version the server's version, 12 or later
   * @return the document
   * @throws org.synapsepg.core.text.TextFileException if the file cannot be read
   */
  public static HbaFile read(Path path, PgVersion version) {
    return read(path, HbaServer.of(version));
  }

  /**
   * Reads a file for a server.
   *
   * @param path the file; what it includes is read from disk
   * @param server what is known of the server
   * @return the document
   * @throws org.synapsepg.core.text.TextFileException if the file cannot be read
   */
  public static HbaFile read(Path path, HbaServer server) {
    return new HbaReader(server, AuthFiles.onDisk()).read(path.toString(), SourceText.read(path));
  }

  /**
   * A document from text, without other files, for a server as distributions build it.
   *
   * @param text the text
   * @param version the server's version, 12 or later
   * @return the document, named {@code pg_hba.conf}
   */
  public static HbaFile parse(String text, PgVersion version) {
    return new HbaReader(HbaServer.of(version), AuthFiles.none())
        .read("pg_hba.conf", SourceText.of(text));
  }

  /**
   * A document from bytes.
   *
   * @param name its path; what it includes is looked up relative to its folder
   * @param bytes its content
   * @param server what is known of the server
   * @param files where included files come from
   * @return the document
   */
  public static HbaFile parse(String name, byte[] bytes, HbaServer server, AuthFiles files) {
    return new HbaReader(server, files).read(name, SourceText.of(bytes));
  }

  /**
   * The same text as another server reads it.
   *
   * @param server the other server, for example after an upgrade
   * @return another document; its rules are others
   */
  public HbaFile forServer(HbaServer server) {
    return new HbaReader(server, reader.files()).read(name, text);
  }

  /**
   * The server that the document is read for.
   *
   * @return what is known of it
   */
  public HbaServer server() {
    return reader.server();
  }

  /**
   * The document's name.
   *
   * @return its path, or the name that it was given
   */
  public String name() {
    return name;
  }

  /**
   * The exact text.
   *
   * @return every character
   */
  public String source() {
    return text.text();
  }

  /**
   * The exact bytes; of an unedited document those that were read.
   *
   * @return a new array
   */
  public byte[] bytes() {
    return text.bytes();
  }

  /**
   * All lines of this file.
   *
   * @return the logical lines in order
   */
  public List<HbaLine> lines() {
    return table.lines().stream().map(AuthEntry::line).toList();
  }

  /**
   * The rules that stand in this file itself.
   *
   * @return the rules in order
   */
  public List<HbaRule> rules() {
    return rules;
  }

  /**
   * All rules in the order in which the server tries them, those of included files among them.
   *
   * @return the rules in order
   */
  public List<HbaRule> effectiveRules() {
    return records().stream()
        .map(HbaRecord::line)
        .filter(HbaRule.class::isInstance)
        .map(HbaRule.class::cast)
        .toList();
  }

  /**
   * Where a line stands.
   *
   * @param line a line of this document or of one that it includes, or a rule that was inserted
   * @return the first physical line of it, counted from 1 in its own file
   * @throws IllegalArgumentException if it is not there
   */
  public int lineOf(HbaLine line) {
    return locationOf(line).line();
  }

  /**
   * Where a line stands.
   *
   * @param line a line of this document or of one that it includes, or a rule that was inserted
   * @return file, line and column of its first word
   * @throws IllegalArgumentException if it is not there
   */
  public SourceLocation locationOf(HbaLine line) {
    SourceLocation location = findLocation(AuthEntry.identityOf(line));
    if (location == null) {
      throw new IllegalArgumentException(
          "the line '" + line.source() + "' is not in '" + name + "' nor in what it includes");
    }
    return location;
  }

  private @Nullable SourceLocation findLocation(Object identity) {
    int position = table.positionOf(identity);
    if (position >= 0) {
      return locationAt(position);
    }
    for (AuthEntry<HbaLine> entry : table.lines()) {
      if (entry.line() instanceof HbaInclude include) {
        for (HbaFile file : include.files()) {
          SourceLocation location = file.findLocation(identity);
          if (location != null) {
            return location;
          }
        }
      }
    }
    return null;
  }

  SourceLocation locationAt(int position) {
    RawLine raw = table.lines().get(position).raw();
    int line = table.lineNumberAt(position);
    if (raw.lexemes().isEmpty()) {
      return new SourceLocation(name, line, 1);
    }
    int start = raw.lexemes().get(0).start();
    return new SourceLocation(name, line + raw.lineFeedsBefore(start), raw.columnAt(start));
  }

  /** What the server makes rows of, in its order. */
  List<HbaRecord> records() {
    List<HbaRecord> present = records;
    if (present == null) {
      List<HbaRecord> found = new ArrayList<>();
      collect(found);
      present = List.copyOf(found);
      records = present;
    }
    return present;
  }

  private void collect(List<HbaRecord> found) {
    int counted = 1;
    for (int i = 0; i < table.lines().size(); i++) {
      AuthEntry<HbaLine> entry = table.lines().get(i);
      if (entry.line() instanceof HbaInclude include) {
        include.files().forEach(file -> file.collect(found));
        if (include.error().isPresent()) {
          found.add(new HbaRecord(this, i, counted, include));
        }
      } else if (!(entry.line() instanceof HbaBlank)) {
        found.add(new HbaRecord(this, i, counted, entry.line()));
      }
      counted += entry.counted();
    }
  }

  /**
   * The rows that {@code pg_hba_file_rules} would show for this file.
   *
   * @return the rows in order
   */
  public List<HbaRow> serverView() {
    return ServerView.rows(this);
  }

  /**
   * Whether a reload would take the file: no line is refused and there is at least one rule. (A
   * rule with a {@link HbaRule#notice} is taken.)
   *
   * @return true if so; otherwise a running server keeps its old rules, and one that starts does
   *     not start
   */
  public boolean loads() {
    return records().stream().allMatch(r -> r.line() instanceof HbaRule) && !records().isEmpty();
  }

  /**
   * What keeps the file from loading.
   *
   * @return one finding for each refused line with the server's message, and one if there is no
   *     rule at all
   */
  public Findings errors() {
    List<Finding> found = new ArrayList<>();
    for (HbaRecord record : records()) {
      if (record.line() instanceof HbaInvalid invalid) {
        Finding finding = Finding.of(HbaCode.INVALID_LINE, invalid.error());
        finding = invalid.hint().map(finding::withHint).orElse(finding);
        found.add(finding.at(record.location()));
      } else if (record.line() instanceof HbaInclude include) {
        found.add(
            Finding.of(HbaCode.MISSING_FILE, include.error().orElse("")).at(record.location()));
      }
    }
    if (found.isEmpty() && records().isEmpty()) {
      found.add(
          Finding.of(HbaCode.NO_ENTRIES, "configuration file \"" + name + "\" contains no entries")
              .withHint("Without a rule nobody can connect, so the server refuses the file.")
              .at(SourceLocation.wholeOf(name)));
    }
    return Findings.of(found);
  }

  /**
   * Which rule decides about a connection, as the server would find it.
   *
   * @param request the connection
   * @return the decision; {@link HbaDecision#explain} tells how it came about
   */
  public HbaDecision decide(ConnectionRequest request) {
    return index().decide(request);
  }

  HbaIndex index() {
    HbaIndex present = index;
    if (present == null) {
      present = new HbaIndex(this);
      index = present;
    }
    return present;
  }

  /**
   * A document with changes. Lines that are not touched are shared with this one and keep their
   * identity.
   *
   * @param changes what to do; the editor is dead afterwards
   * @return another document, or this if nothing was changed
   * @throws IllegalArgumentException if an anchor is not in this file or the server's version would
   *     refuse a new rule
   */
  public HbaFile edit(Consumer<HbaEditor> changes) {
    HbaEditor editor = new HbaEditor(reader, this, table.lines());
    changes.accept(editor);
    List<AuthEntry<HbaLine>> entries = editor.close();
    if (entries.equals(table.lines())) {
      return this;
    }
    StringBuilder changed = new StringBuilder();
    entries.forEach(entry -> changed.append(entry.raw().source()));
    return new HbaFile(reader, name, text.withText(changed.toString()), entries);
  }

  SourceText text() {
    return text;
  }

  List<AuthEntry<HbaLine>> entries() {
    return table.lines();
  }

  /**
   * What has to be done to make this document of another one.
   *
   * @param before the earlier document
   * @return a unified diff; empty if the texts are equal
   */
  public String diffFrom(HbaFile before) {
    return text.diffFrom(before.text, name);
  }

  /**
   * Puts this document in the place of a file in one step, keeping its mode and owner.
   *
   * @param path the file; a symbolic link is followed
   * @throws org.synapsepg.core.text.TextFileException if that cannot be done; the file is as it was
   */
  public void writeTo(Path path) {
    FileReplacement.of(path).write(bytes());
  }

  /** Its name and how many lines and rules it has. */
  @Override
  public String toString() {
    return name + " (" + table.lines().size() + " lines, " + rules.size() + " rules)";
  }
}
