package org.synapsepg.hba;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.synapsepg.hba.HbaDecision.Need;
import org.synapsepg.pghba.internal.regex.PgRegex;

/**
 * What one mapping says about a login. Original: {@code check_ident_usermap} in {@code
 * src/backend/libpq/hba.c}.
 */
final class MappingTester {
  private final IdentFile file;
  private final int major;
  private final IdentMapping mapping;

  MappingTester(IdentFile file, int major, IdentMapping mapping) {
    this.file = file;
    this.major = major;
    this.mapping = mapping;
  }

  /** The decision; empty if the mapping is about something else. */
  Optional<IdentDecision> decide(String systemUser, String user, Optional<Roles> roles) {
    HbaName role = mapping.role();
    String pattern = mapping.systemUser().text();
    if (!pattern.startsWith("/")) {
      return pattern.equals(systemUser) ? accept(role, user, roles) : Optional.empty();
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
      return accept(role, user, roles);
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
    return expanded.equals(user) ? Optional.of(allowed()) : Optional.empty();
  }

  private IdentDecision allowed() {
    return new IdentDecision.Allowed(
        file.locationOf(mapping)
            + ": "
            + mapping.map()
            + " "
            + mapping.systemUser()
            + " "
            + mapping.role());
  }

  private Optional<IdentDecision> accept(HbaName role, String user, Optional<Roles> roles) {
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
      return roles.get().isMember(user, group) ? Optional.of(allowed()) : Optional.empty();
    }
    if (major >= 16 && role.isKeyword("all")) {
      return Optional.of(allowed());
    }
    if (major >= 16 && role.text().startsWith("/")) {
      PgRegex regex = PgRegex.of(role.text().substring(1).getBytes(StandardCharsets.UTF_8), major);
      return switch (regex.matches(user.getBytes(StandardCharsets.UTF_8))) {
        case YES -> Optional.of(allowed());
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
    return role.text().equals(user) ? Optional.of(allowed()) : Optional.empty();
  }
}
