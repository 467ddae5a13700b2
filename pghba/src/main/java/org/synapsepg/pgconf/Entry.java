package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;

/** One item of the server's list while it reads files: a setting, or an error. */
final class Entry {
  final @Nullable String file;
  final int line;
  final @Nullable PgConfSetting setting;
  boolean ignored;
  boolean applied;
  @Nullable String error;

  Entry(@Nullable String file, int line, @Nullable PgConfSetting setting) {
    this.file = file;
    this.line = line;
    this.setting = setting;
  }
}
