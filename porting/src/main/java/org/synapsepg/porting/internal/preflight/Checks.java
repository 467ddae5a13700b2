package org.synapsepg.porting.internal.preflight;

import java.util.List;

/** The checks of every port, in the order of their findings. */
public final class Checks {
  private static final List<PreflightCheck> ALL =
      List.of(
          new PendingUpdatesCheck(),
          new SchemaVersionCheck(),
          new CompatVersionCheck(),
          new ServerNameCheck(),
          new MissingTables(),
          new GuardedTables(),
          new CheckConstraints(),
          new OldDefects());

  private Checks() {}

  /** All checks. */
  public static List<PreflightCheck> all() {
    return ALL;
  }
}
