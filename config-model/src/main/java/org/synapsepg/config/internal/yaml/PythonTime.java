package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A date with time as Python has it.
 *
 * @param local the date and time, to the microsecond
 * @param offset minutes from UTC; null for none
 */
public record PythonTime(LocalDateTime local, @Nullable Integer offset) {
  /** What Python compares: the instant where there is an offset. */
  Object key() {
    return offset == null ? local : local.minusMinutes(offset).toInstant(ZoneOffset.UTC);
  }
}
