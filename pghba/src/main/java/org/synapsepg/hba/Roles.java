package org.synapsepg.hba;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All roles of a server and what each was explicitly made a member of. As the server does, it
 * follows memberships through other roles whether or not they are inherited; a role is a member of
 * itself; a superuser is not a member of everything; a role that does not exist is in none.
 *
 * <p>Immutable.
 */
public final class Roles {
  private final Map<String, List<String>> memberOf = new HashMap<>();

  private Roles(Map<String, ? extends Collection<String>> memberOf) {
    memberOf.forEach((role, groups) -> this.memberOf.put(role, List.copyOf(groups)));
    memberOf
        .values()
        .forEach(groups -> groups.forEach(g -> this.memberOf.putIfAbsent(g, List.of())));
  }

  /**
   * Some roles.
   *
   * @param memberOf for each role of the server the roles that it was directly granted; a role that
   *     is only named as a grant exists too
   * @return the roles
   */
  public static Roles of(Map<String, ? extends Collection<String>> memberOf) {
    return new Roles(memberOf);
  }

  /**
   * Whether a user is a member of a role.
   *
   * @param user the user
   * @param role the role
   * @return true if both exist and the user is, directly or through others
   */
  public boolean isMember(String user, String role) {
    if (!memberOf.containsKey(user) || !memberOf.containsKey(role)) {
      return false;
    }
    Set<String> seen = new HashSet<>(Set.of(user));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String here = open.remove();
      if (here.equals(role)) {
        return true;
      }
      for (String next : memberOf.getOrDefault(here, List.of())) {
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }
}
