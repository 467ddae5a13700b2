package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;

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
}
