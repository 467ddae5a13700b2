package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** What makes two keys equal for Python: 1, 1.0 and true are one key. */
final class Keys {
  private record Numeric(BigDecimal value) {}

  private record Surrogates(String value) {}

  private enum Special {
    NONE,
    NAN,
    PLUS_INFINITY,
    MINUS_INFINITY
  }

  private Keys() {}

  /** Null where the value cannot be a key. A text is its own key. */
  static @Nullable Object of(YamlValue value) {
    Object scalar = value.scalar();
    switch (value.kind()) {
      case NULL -> {
        return Special.NONE;
      }
      case BOOL -> {
        return number(Boolean.TRUE.equals(scalar) ? BigDecimal.ONE : BigDecimal.ZERO);
      }
      case INT -> {
        return scalar instanceof BigInteger i ? number(new BigDecimal(i)) : null;
      }
      case FLOAT -> {
        return scalar instanceof Double d ? ofDouble(d) : null;
      }
      case TEXT -> {
        return value.node() instanceof Node.Scalar node && node.hasSurrogates()
            ? new Surrogates(node.value())
            : scalar;
      }
      case BINARY -> {
        return scalar instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
      }
      case DATE -> {
        return scalar;
      }
      case TIME -> {
        return scalar instanceof PythonTime time ? time.key() : null;
      }
      default -> {
        return null;
      }
    }
  }

  private static Object ofDouble(double d) {
    if (Double.isNaN(d)) {
      return Special.NAN;
    }
    if (Double.isInfinite(d)) {
      return d > 0 ? Special.PLUS_INFINITY : Special.MINUS_INFINITY;
    }
    return number(new BigDecimal(d));
  }

  private static Numeric number(BigDecimal value) {
    return new Numeric(value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros());
  }
}
