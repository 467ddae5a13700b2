package org.synapsepg.hba;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.hba.HbaDecision.Need;
import org.synapsepg.pghba.internal.regex.PgRegex;

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
  private final String name;
  private final SourceText text;
  private final int major;
  private final AuthFiles files;
  private final List<Row> rows;

  /** What the server makes of one line. */
  private record Row(
      SourceLocation location,
      int counted,
      Optional<IdentMapping> mapping,
      Optional<String> error) {}

  private IdentFile(String name, SourceText text, int major, AuthFiles files) {
    this.name = name;
    this.text = text;
    this.major = major;
    this.files = files;
    List<Row> found = new ArrayList<>();
    collect(new AuthTokenizer(major, files).tokenize(name, text), found);
    this.rows = List.copyOf(found);
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
    return new IdentFile(
        path.toString(), SourceText.read(path), version.major(), AuthFiles.onDisk());
  }

  /**
   * A document from text, without other files.
   *
   * @param text the text
   * @param version the server's version
   * @return the document, named {@code pg_ident.conf}
   */
  public static IdentFile parse(String text, PgVersion version) {
    return new IdentFile("pg_ident.conf", SourceText.of(text), version.major(), AuthFiles.none());
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
    return new IdentFile(name, SourceText.of(bytes), version.major(), files);
  }

  /** A file without maps. */
  static IdentFile none() {
    return parse("", PgVersion.of(18));
  }

  private void collect(AuthFile file, List<Row> found) {
    int counted = 1;
    int physical = 1;
    for (AuthLine line : file.lines()) {
      line.included().forEach(included -> collect(included, found));
      if (!line.isBoring() && !line.isDoneByInclude()) {
        found.add(row(line, SourceLocation.line(file.name(), physical), counted));
      }
      counted += line.counted();
      physical += line.raw().lineFeeds();
    }
  }

  private Row row(AuthLine line, SourceLocation location, int counted) {
    String error = line.error();
    List<List<HbaName>> fields = line.fields();
    for (int i = 0; i < 3 && error == null; i++) {
      if (i >= fields.size()) {
        error = "missing entry at end of line";
      } else if (fields.get(i).size() > 1) {
        error = "multiple values in ident field";
      }
    }
    if (error == null) {
      RuleError regex = RuleParser.regexError(fields.get(1).get(0), major);
      if (regex == null && major >= 16) {
        regex = RuleParser.regexError(fields.get(2).get(0), major);
      }
      error = regex == null ? null : regex.logged();
    }
    if (error != null) {
      return new Row(location, counted, Optional.empty(), Optional.of(error));
    }
    IdentMapping mapping =
        new IdentMapping(
            fields.get(0).get(0).text(), fields.get(1).get(0), fields.get(2).get(0), location);
    return new Row(location, counted, Optional.of(mapping), Optional.empty());
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
   * The mappings, those of included files among them.
   *
   * @return the mappings in order
   */
  public List<IdentMapping> mappings() {
    return rows.stream().flatMap(row -> row.mapping().stream()).toList();
  }

  /**
   * Whether a reload would take the file. An empty one is taken.
   *
   * @return true if so; otherwise a running server keeps its old maps, and one that starts has none
   */
  public boolean loads() {
    return rows.stream().allMatch(row -> row.error().isEmpty());
  }

  /**
   * What keeps the file from loading.
   *
   * @return one finding for each refused line with the server's message
   */
  public Findings errors() {
    List<Finding> found = new ArrayList<>();
    for (Row row : rows) {
      row.error().ifPresent(e -> found.add(Finding.of(HbaCode.INVALID_LINE, e).at(row.location())));
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
    for (Row row : rows) {
      boolean valid = row.error().isEmpty();
      number += valid ? 1 : 0;
      view.add(
          new IdentRow(
              valid && major >= 16 ? number : null,
              major >= 16 ? row.location().source() : null,
              row.counted(),
              row.mapping().map(IdentMapping::map).orElse(null),
              row.mapping().map(m -> m.systemUser().text()).orElse(null),
              row.mapping().map(m -> m.role().text()).orElse(null),
              row.error().orElse(null)));
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
        Optional<IdentDecision> decision = decide(mapping, systemUser, user, roles);
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

  private Optional<IdentDecision> decide(
      IdentMapping mapping, String systemUser, String user, Optional<Roles> roles) {
    HbaName role = mapping.role();
    String pattern = mapping.systemUser().text();
    if (!pattern.startsWith("/")) {
      return pattern.equals(systemUser) ? accept(mapping, role, user, roles) : Optional.empty();
    }
    byte[] bytes = systemUser.getBytes(StandardCharsets.UTF_8);
    PgRegex regex = PgRegex.of(pattern.substring(1).getBytes(StandardCharsets.UTF_8), major);
    switch (regex.matches(bytes)) {
      case NO -> {
        return Optional.empty();
      }
      case UNKNOWN -> {
        return Optional.of(
            new IdentDecision.Undecided(
                List.of(
                    new Need(
                        Need.Kind.REGULAR_EXPRESSION,
                        "whether the server's engine matches \""
                            + systemUser
                            + "\" with "
                            + pattern))));
      }
      case YES -> {
        // On to the role.
      }
    }
    boolean replaces = !(major >= 16 && (role.isGroup() || role.text().startsWith("/")));
    if (!replaces || !role.text().contains("\\1")) {
      return accept(mapping, role, user, roles);
    }
    Optional<int[]> group = regex.firstGroup(bytes);
    if (group.isEmpty()) {
      return Optional.of(
          new IdentDecision.Refused(
              "regular expression \""
                  + pattern.substring(1)
                  + "\" has no subexpressions as requested by backreference in \""
                  + role.text()
                  + "\""));
    }
    String captured =
        new String(bytes, group.get()[0], group.get()[1] - group.get()[0], StandardCharsets.UTF_8);
    String expanded =
        major >= 19
            ? role.text().replace("\\1", captured)
            : role.text().substring(0, role.text().indexOf("\\1"))
                + captured
                + role.text().substring(role.text().indexOf("\\1") + 2);
    return expanded.equals(user) ? Optional.of(allowed(mapping)) : Optional.empty();
  }

  private static IdentDecision allowed(IdentMapping mapping) {
    return new IdentDecision.Allowed(
        mapping.location()
            + ": "
            + mapping.map()
            + " "
            + mapping.systemUser()
            + " "
            + mapping.role());
  }

  private Optional<IdentDecision> accept(
      IdentMapping mapping, HbaName role, String user, Optional<Roles> roles) {
    if (major >= 16 && role.isGroup()) {
      String group = role.text().substring(1);
      if (roles.isEmpty()) {
        return Optional.of(
            new IdentDecision.Undecided(
                List.of(
                    new Need(
                        Need.Kind.ROLE_MEMBERSHIP,
                        "whether the role \"" + user + "\" is a member of \"" + group + "\""))));
      }
      return roles.get().isMember(user, group) ? Optional.of(allowed(mapping)) : Optional.empty();
    }
    if (major >= 16 && role.isKeyword("all")) {
      return Optional.of(allowed(mapping));
    }
    if (major >= 16 && role.text().startsWith("/")) {
      PgRegex regex = PgRegex.of(role.text().substring(1).getBytes(StandardCharsets.UTF_8), major);
      return switch (regex.matches(user.getBytes(StandardCharsets.UTF_8))) {
        case YES -> Optional.of(allowed(mapping));
        case NO -> Optional.empty();
        case UNKNOWN ->
            Optional.of(
                new IdentDecision.Undecided(
                    List.of(
                        new Need(
                            Need.Kind.REGULAR_EXPRESSION,
                            "whether the server's engine matches \""
                                + user
                                + "\" with "
                                + role.text()))));
      };
    }
    return role.text().equals(user) ? Optional.of(allowed(mapping)) : Optional.empty();
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
    Words.single(map);
    Words.single(systemUser);
    Words.single(role);
    String ending = text.lineEnding().text();
    String before = text.text();
    boolean open = !before.isEmpty() && !before.endsWith("\n");
    String line = map + " " + systemUser + " " + role + ending;
    String changed = before + (open ? ending : "") + text.adopt(line);
    return new IdentFile(name, text.withText(changed), major, files);
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
