package org.synapsepg.diagnose;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.synapsepg.diagnose.PgProblem.TlsReason;

/** What Java's own exceptions mean that drivers keep as causes; their types have no language. */
final class Causes {
  private Causes() {}

  static Optional<PgProblem> explain(String message, Throwable cause) {
    String text = cause.getMessage() == null ? "" : cause.getMessage();
    if (cause instanceof UnknownHostException) {
      int colon = text.indexOf(':');
      return Optional.of(
          new PgProblem.HostUnknown(message, colon < 0 ? text : text.substring(0, colon)));
    }
    if (cause instanceof NoRouteToHostException || cause instanceof PortUnreachableException) {
      return Optional.of(new PgProblem.Unreachable(message));
    }
    if (cause instanceof ConnectException) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (lower.contains("unreachable")) {
        return Optional.of(new PgProblem.Unreachable(message));
      }
      if (lower.contains("timed out")) {
        return Optional.of(new PgProblem.ConnectTimedOut(message));
      }
      return Optional.of(new PgProblem.NotListening(message, ""));
    }
    if (cause instanceof SocketTimeoutException) {
      return Optional.of(
          text.toLowerCase(Locale.ROOT).startsWith("connect")
              ? new PgProblem.ConnectTimedOut(message)
              : new PgProblem.ConnectionLost(message));
    }
    if (cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException) {
      return Optional.of(new PgProblem.TlsFailed(message, TlsReason.EXPIRED));
    }
    if (cause instanceof CertPathBuilderException) {
      return Optional.of(new PgProblem.TlsFailed(message, TlsReason.UNTRUSTED));
    }
    if (cause instanceof SSLException && cause.getCause() == null) {
      return Optional.of(new PgProblem.TlsFailed(message, TlsReason.OTHER));
    }
    return Optional.empty();
  }
}
