package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.LineTable;

/**
 * A pg_ident.conf as a server of some version reads it, with every byte of its text.
 *
 * <p>Immutable and safe for use by several threads. Example: {@code IdentFile.read(path,
 * PgVersion.of(16)).decide("synapse", "matrix-synapse", "synapse_user",
 * Optional.empty()).isAllowed()}.
 *
 * <p>Original: {@code parse_ident_line} and {@code check_ident_usermap} in {@code
 * src/backend/libpq/hba.c}.
 */
public final class IdentFile {
  private final IdentReader reader;
  private final String name;
  private final SourceText text;
  private final int major;
  private final LineTable<AuthEntry<IdentLine>> table;
  private final List<Numbered> records;

  /** A line that the server makes a row of. */
  private record Numbered(IdentFile file, int position, int counted, IdentLine line) {
    SourceLocation location() {
      return SourceLocation.line(file.name, file.table.lineNumberAt(position));
    }

    Optional<String> error() {
      if (line instanceof IdentInvalid invalid) {
        return Optional.of(invalid.error());
      }
      return line instanceof IdentInclude include ? include.error() : Optional.empty();
    }
  }

  IdentFile(IdentReader reader, String name, SourceText text, List<AuthEntry<IdentLine>> entries) {
    this.reader = reader;
    this.name = name;
    this.text = text;
    this.major = reader.major();
    this.table = new LineTable<>(entries);
    List<Numbered> found = new ArrayList<>();
    collect(found);
    this.records = List.copyOf(found);
    if (!table.source().equals(text.text())) {
      throw new IllegalStateException("the lines of '" + name + "' do not make up its text");
    }
  }

  private void collect(List<Numbered> found) {
    int counted = 1;
    for (int i = 0; i < table.lines().size(); i++) {
      AuthEntry<IdentLine> entry = table.lines().get(i);
      if (entry.line() instanceof IdentInclude include) {
        include.files().forEach(file -> found.addAll(file.records));
        if (include.error().isPresent()) {
          found.add(new Numbered(this, i, counted, include));
        }
      } else if (!(entry.line() instanceof IdentBlank)) {
        found.add(new Numbered(this, i, counted, entry.line()));
      }
      counted += entry.counted();
    }
  }

  /**
   * Reads a file.
   *
   * @param path the file; what it includes is read from disk
   * @param version the server's version
   * @return the document
   * @throws org.synapsepg.core.text.TextFileException if the file cannot be read
   */
  public static IdentFile read(Path path, PgVersion version) {
    return new IdentReader(version.major(), AuthFiles.onDisk())
        .read(path.toString(), SourceText.read(path));
  }

  /**
   * A document from text, without other files.
   *
   * @param text the text
   * @param version the server's version
   * @return the document, named {@code pg_ident.conf}
   */
  public static IdentFile parse(String text, PgVersion version) {
    return new IdentReader(version.major(), AuthFiles.none())
        .read("pg_ident.conf", SourceText.of(text));
  }

  /**
   * A document from bytes.
   *
   * @param name its path; what it includes is looked up relative to its folder
   * @param bytes its content
   * @param version the server's version
   * @param files where included files come from
   * @return the document
   */
  public static IdentFile parse(String name, byte[] bytes, PgVersion version, AuthFiles files) {
    return new IdentReader(version.major(), files).read(name, SourceText.of(bytes));
  }

  /** A file without maps. */
  static IdentFile none() {
    return parse("", PgVersion.of(18));
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
   * The exact bytes.
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
  public List<IdentLine> lines() {
    return table.lines().stream().map(AuthEntry::line).toList();
  }

  /**
   * The mappings, those of included files among them.
   *
   * @return the mappings in the order in which the server tries them
   */
  public List<IdentMapping> mappings() {
    return records.stream()
        .map(Numbered::line)
        .filter(IdentMapping.class::isInstance)
        .map(IdentMapping.class::cast)
        .toList();
  }

  /**
   * Where a line stands.
   *
   * @param line a line of this document or of one that it includes, or a mapping that was inserted
   * @return file and first physical line
   * @throws IllegalArgumentException if it is not there
   */
  public SourceLocation locationOf(IdentLine line) {
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
      return SourceLocation.line(name, table.lineNumberAt(position));
    }
    for (AuthEntry<IdentLine> entry : table.lines()) {
      if (entry.line() instanceof IdentInclude include) {
        for (IdentFile file : include.files()) {
          SourceLocation location = file.findLocation(identity);
          if (location != null) {
            return location;
          }
        }
      }
    }
    return null;
  }

  /**
   * Whether a reload would take the file. An empty one is taken.
   *
   * @return true if so; otherwise a running server keeps its old maps, and one that starts has none
   */
  public boolean loads() {
    return records.stream().allMatch(record -> record.error().isEmpty());
  }

  /**
   * What keeps the file from loading.
   *
   * @return one finding for each refused line with the server's message
   */
  public Findings errors() {
    List<Finding> found = new ArrayList<>();
    for (Numbered record : records) {
      record
          .error()
          .ifPresent(e -> found.add(Finding.of(HbaCode.INVALID_LINE, e).at(record.location())));
    }
    return Findings.of(found);
  }

  /**
   * The rows that {@code pg_ident_file_mappings} would show for this file.
   *
   * @return the rows in order; for servers before 15 what a later one with their grammar would show
   */
  public List<IdentRow> serverView() {
    List<IdentRow> view = new ArrayList<>();
    int number = 0;
    for (Numbered record : records) {
      IdentMapping mapping = record.line() instanceof IdentMapping m ? m : null;
      number += mapping == null ? 0 : 1;
      view.add(
          new IdentRow(
              mapping != null && major >= 16 ? number : null,
              major >= 16 ? record.file().name() : null,
              record.counted(),
              mapping == null ? null : mapping.map(),
              mapping == null ? null : mapping.systemUser().text(),
              mapping == null ? null : mapping.role().text(),
              record.error().orElse(null)));
    }
    return List.copyOf(view);
  }

  /**
   * Whether a system user may log in as a role. Without a map both names must be equal. With one,
   * the first line of the map that accepts both names decides; a map never implies that equal names
   * are fine.
   *
   * @param map the map's name from the rule's option; empty for none
   * @param systemUser the name that the operating system or the certificate gives
   * @param user the role that is asked for
   * @param roles the server's roles, for {@code +role} (16 and later)
   * @return the decision
   */
  public IdentDecision decide(String map, String systemUser, String user, Optional<Roles> roles) {
    if (map.isEmpty()) {
      return systemUser.equals(user)
          ? new IdentDecision.Allowed("both names are equal")
          : new IdentDecision.Refused(
              "provided user name ("
                  + user
                  + ") and authenticated user name ("
                  + systemUser
                  + ") do not match");
    }
    for (IdentMapping mapping : mappings()) {
      if (mapping.map().equals(map)) {
        Optional<IdentDecision> decision =
            new MappingTester(this, major, mapping).decide(systemUser, user, roles);
        if (decision.isPresent()) {
          return decision.get();
        }
      }
    }
    return new IdentDecision.Refused(
        "no match in usermap \""
            + map
            + "\" for user \""
            + user
            + "\" authenticated as \""
            + systemUser
            + "\"");
  }

  /**
   * Which of some roles a system user may log in as.
   *
   * @param map the map's name from the rule's option; empty for none
   * @param systemUser the name that the operating system or the certificate gives
   * @param candidates the roles to try
   * @param roles the server's roles, for {@code +role}
   * @return those of the candidates for which it is certain
   */
  public List<String> usersFor(
      String map, String systemUser, List<String> candidates, Optional<Roles> roles) {
    return candidates.stream()
        .filter(user -> decide(map, systemUser, user, roles).isAllowed())
        .toList();
  }

  /**
   * What has to be done to make this document of another one.
   *
   * @param before the earlier document
   * @return a unified diff; empty if the texts are equal
   */
  public String diffFrom(IdentFile before) {
    return text.diffFrom(before.text, name);
  }

  /**
   * This document with one more mapping at its end.
   *
   * @param map the map's name
   * @param systemUser the system's name as a lexeme; {@link HbaRule#literal} for one with blanks
   * @param role the role as a lexeme
   * @return another document
   */
  public IdentFile withMapping(String map, String systemUser, String role) {
    return edit(e -> e.insertLast(IdentMapping.of(map, systemUser, role)));
  }

  /**
   * A document with changes. Lines that are not touched are shared with this one and keep their
   * identity.
   *
   * @param changes what to do; the editor is dead afterwards
   * @return another document, or this if nothing was changed
   * @throws IllegalArgumentException if an anchor is not in this file or the server's version would
   *     refuse a new mapping
   */
  public IdentFile edit(Consumer<IdentEditor> changes) {
    IdentEditor editor = new IdentEditor(reader, this, table.lines());
    changes.accept(editor);
    List<AuthEntry<IdentLine>> entries = editor.close();
    if (entries.equals(table.lines())) {
      return this;
    }
    StringBuilder changed = new StringBuilder();
    entries.forEach(entry -> changed.append(entry.raw().source()));
    return new IdentFile(reader, name, text.withText(changed.toString()), entries);
  }

  SourceText text() {
    return text;
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
}
