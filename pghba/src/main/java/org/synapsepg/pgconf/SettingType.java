package org.synapsepg.pgconf;

/** The type of a setting, the column {@code vartype} of the view {@code pg_settings}. */
public enum SettingType {
  /** {@code on} or {@code off}, also written in other words. */
  BOOL,
  /** A whole number of 32 bits, often with a unit. */
  INTEGER,
  /** A number in double precision, sometimes with a unit. */
  REAL,
  /** One of a closed list of words. */
  ENUM,
  /** Any text; some settings check it further. */
  STRING
}
