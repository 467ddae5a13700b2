package org.synapsepg.hba;

import java.util.List;

/** Which connections rules have in common, as far as that can be told from the rules alone. */
final class Coverage {
  private Coverage() {}

  /** Whether every connection of one rule is one of the other, for certain. */
  static boolean covers(HbaRule wide, HbaRule narrow, HbaServer server) {
    return covers(wide.type(), narrow.type(), server)
        && Addresses.covers(wide.content().address(), narrow.content().address())
        && coversDatabases(wide, narrow, server)
        && coversUsers(wide, narrow, server);
  }

  /** Whether some connection may be one of both, so that the first of them takes it. */
  static boolean takesFrom(HbaRule first, HbaRule second, HbaServer server) {
    return overlaps(first.type(), second.type())
        && Addresses.overlaps(first.content().address(), second.content().address())
        && overlapsNames(first.databases(), second.databases(), false, server)
        && overlapsNames(first.users(), second.users(), true, server);
  }

  private static boolean covers(ConnectionType wide, ConnectionType narrow, HbaServer server) {
    if (wide == narrow || (wide == ConnectionType.HOST && narrow != ConnectionType.LOCAL)) {
      return true;
    }
    if (wide == ConnectionType.HOSTNOGSSENC) {
      return narrow == ConnectionType.HOSTSSL
          || (!server.has(ServerFeature.GSSAPI) && narrow != ConnectionType.LOCAL);
    }
    if (wide == ConnectionType.HOSTNOSSL) {
      return narrow == ConnectionType.HOSTGSSENC
          || (narrow != ConnectionType.LOCAL
              && (!server.sslEnabled() || !server.has(ServerFeature.SSL)));
    }
    return false;
  }

  private static boolean overlaps(ConnectionType a, ConnectionType b) {
    if (a == ConnectionType.LOCAL || b == ConnectionType.LOCAL) {
      return a == b;
    }
    return !isPair(a, b, ConnectionType.HOSTSSL, ConnectionType.HOSTNOSSL)
        && !isPair(a, b, ConnectionType.HOSTGSSENC, ConnectionType.HOSTNOGSSENC)
        && !isPair(a, b, ConnectionType.HOSTSSL, ConnectionType.HOSTGSSENC);
  }

  private static boolean isPair(
      ConnectionType a, ConnectionType b, ConnectionType x, ConnectionType y) {
    return (a == x && b == y) || (a == y && b == x);
  }

  private static boolean isRegex(HbaName name, HbaServer server) {
    return server.major() >= 16 && name.text().startsWith("/");
  }

  private static boolean coversDatabases(HbaRule wide, HbaRule narrow, HbaServer server) {
    for (HbaName wanted : narrow.databases()) {
      boolean covered = false;
      for (HbaName name : wide.databases()) {
        covered |= coversDatabase(name, wanted, server);
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  private static boolean coversDatabase(HbaName wide, HbaName narrow, HbaServer server) {
    if (narrow.isKeyword("replication")) {
      return wide.isKeyword("replication");
    }
    if (wide.isKeyword("all")) {
      return true;
    }
    if (isKeyword(wide) || isKeyword(narrow)) {
      return wide.equals(narrow) || (isRoleKeyword(wide) && isRoleKeyword(narrow));
    }
    if (isRegex(wide, server) || isRegex(narrow, server)) {
      return wide.text().equals(narrow.text())
          || (isRegex(wide, server) && wide.text().equals("/"));
    }
    return wide.text().equals(narrow.text());
  }

  private static boolean isKeyword(HbaName name) {
    return name.isKeyword("all")
        || name.isKeyword("sameuser")
        || name.isKeyword("replication")
        || isRoleKeyword(name);
  }

  private static boolean isRoleKeyword(HbaName name) {
    return name.isKeyword("samerole") || name.isKeyword("samegroup");
  }

  private static boolean coversUsers(HbaRule wide, HbaRule narrow, HbaServer server) {
    for (HbaName wanted : narrow.users()) {
      boolean covered = false;
      for (HbaName name : wide.users()) {
        covered |=
            name.isKeyword("all")
                || (isRegex(name, server) && !name.isGroup() && name.text().equals("/"))
                || (name.text().equals(wanted.text())
                    && name.isGroup() == wanted.isGroup()
                    && !wanted.isKeyword("all"));
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  private static boolean overlapsNames(
      List<HbaName> first, List<HbaName> second, boolean users, HbaServer server) {
    for (HbaName a : first) {
      for (HbaName b : second) {
        if (overlap(a, b, users, server)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean overlap(HbaName a, HbaName b, boolean users, HbaServer server) {
    if (!users && (a.isKeyword("replication") || b.isKeyword("replication"))) {
      return a.isKeyword("replication") && b.isKeyword("replication");
    }
    boolean special =
        isRegex(a, server)
            || isRegex(b, server)
            || (users ? a.isGroup() || b.isGroup() : isKeyword(a) || isKeyword(b))
            || a.isKeyword("all")
            || b.isKeyword("all");
    return special || a.text().equals(b.text());
  }
}
