package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.Locale;

/** Comparisons of address fields. */
final class Addresses {
  private Addresses() {}

  /** Whether both fields mean the same clients. */
  static boolean same(@Nullable HbaAddress a, @Nullable HbaAddress b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof HbaAddress.Network x && b instanceof HbaAddress.Network y) {
      return x.mask().equals(y.mask())
          && x.address().and(x.mask()).equals(y.address().and(y.mask()));
    }
    if (a instanceof HbaAddress.HostName x && b instanceof HbaAddress.HostName y) {
      return x.name().toLowerCase(Locale.ROOT).equals(y.name().toLowerCase(Locale.ROOT));
    }
    return a.equals(b);
  }

  /** Whether every client of b is one of a. */
  static boolean covers(@Nullable HbaAddress a, @Nullable HbaAddress b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof HbaAddress.All) {
      return true;
    }
    if (a instanceof HbaAddress.SameNet && b instanceof HbaAddress.SameHost) {
      return true;
    }
    if (a instanceof HbaAddress.Network x && b instanceof HbaAddress.Network y) {
      return x.address().length() == y.address().length()
          && y.mask().and(x.mask()).equals(x.mask())
          && y.address().isIn(x.address(), x.mask());
    }
    if (a instanceof HbaAddress.HostName x && b instanceof HbaAddress.HostName y) {
      return x.matches(y.name()) || same(a, b);
    }
    return a.equals(b);
  }

  /** Whether some client might be one of both. */
  static boolean overlaps(@Nullable HbaAddress a, @Nullable HbaAddress b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof HbaAddress.Network x && b instanceof HbaAddress.Network y) {
      return x.address().length() == y.address().length()
          && x.address().isIn(y.address(), x.mask().and(y.mask()));
    }
    if (a instanceof HbaAddress.HostName x && b instanceof HbaAddress.HostName y) {
      boolean bothSuffixes = x.name().startsWith(".") && y.name().startsWith(".");
      boolean nested = x.name().endsWith(y.name()) || y.name().endsWith(x.name());
      return x.matches(y.name()) || y.matches(x.name()) || (bothSuffixes && nested);
    }
    return true;
  }
}
