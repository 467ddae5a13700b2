package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a rule says, decoded.
 *
 * @param type the connection type
 * @param databases the database list
 * @param users the user list
 * @param address the address; null for {@code local}
 * @param method the method as written; {@code ident} on {@code local} stays that
 * @param options the options as written
 * @param shownOptions the options as {@code pg_hba_file_rules} shows them
 * @param notice an error text that does not keep the rule from loading, or null
 */
record RuleContent(
    ConnectionType type,
    List<HbaName> databases,
    List<HbaName> users,
    @Nullable HbaAddress address,
    AuthMethod method,
    List<HbaOption> options,
    List<String> shownOptions,
    @Nullable String notice) {
  /** The method that is used: {@code peer} for {@code ident} on {@code local}. */
  AuthMethod effectiveMethod() {
    return type == ConnectionType.LOCAL && method == AuthMethod.IDENT ? AuthMethod.PEER : method;
  }

  /** The value of an option; of a repeated one the last. */
  Optional<String> findOption(String name) {
    return options.stream()
        .filter(o -> o.name().equals(name))
        .map(HbaOption::value)
        .reduce((first, second) -> second);
  }

  /** Whether no server would tell a rule of this content from one of the other. */
  boolean sameMeaning(RuleContent other) {
    return type == other.type
        && names(databases, false).equals(names(other.databases, false))
        && names(users, true).equals(names(other.users, true))
        && Addresses.same(address, other.address)
        && effectiveMethod() == other.effectiveMethod()
        && new HashSet<>(shownOptions).equals(new HashSet<>(other.shownOptions))
        && findOption("clientname")
            .orElse("CN")
            .equals(other.findOption("clientname").orElse("CN"));
  }

  private static Set<HbaName> names(List<HbaName> names, boolean users) {
    Set<HbaName> set = new HashSet<>();
    for (HbaName name : names) {
      boolean matters =
          users
              ? name.text().equals("all") || name.text().startsWith("+")
              : Set.of("all", "sameuser", "samerole", "samegroup", "replication")
                  .contains(name.text());
      String text = !users && name.isKeyword("samegroup") ? "samerole" : name.text();
      set.add(new HbaName(text, matters && name.quoted()));
    }
    return set;
  }
}
