package org.synapsepg.hba;

import java.util.Optional;
import org.synapsepg.core.PgVersion;

/** How a client that a rule matches must prove who it is. */
public enum AuthMethod {
  /** No proof at all. */
  TRUST("trust", 0, 0),
  /** The connection is refused. */
  REJECT("reject", 0, 0),
  /** A password by SCRAM; never falls back to md5. */
  SCRAM_SHA_256("scram-sha-256", 0, 0),
  /** A password by MD5, or by SCRAM if the role's stored secret is one. Deprecated from 18 on. */
  MD5("md5", 0, 0),
  /** A password in clear text. */
  PASSWORD("password", 0, 0),
  /** Kerberos by GSSAPI. Needs a server that was built with it. */
  GSS("gss", 0, 0),
  /** Windows' own; only servers on Windows have it. */
  SSPI("sspi", 0, 0),
  /** Asks the ident server of the client's machine; on {@code local} the same as {@link #PEER}. */
  IDENT("ident", 0, 0),
  /** The operating system's name of the client; {@code local} only. */
  PEER("peer", 0, 0),
  /** An LDAP server. Needs a server that was built with it. */
  LDAP("ldap", 0, 0),
  /** RADIUS servers; removed in 19. */
  RADIUS("radius", 0, 19),
  /** The client's certificate; {@code hostssl} only. */
  CERT("cert", 0, 0),
  /** Pluggable authentication modules. Needs a server that was built with it. */
  PAM("pam", 0, 0),
  /** OpenBSD's own; only servers there have it. */
  BSD("bsd", 0, 0),
  /** OAuth bearer tokens; 18 and later, with a validator module. */
  OAUTH("oauth", 18, 0);

  private final String word;
  private final int since;
  private final int until;

  AuthMethod(String word, int since, int until) {
    this.word = word;
    this.since = since;
    this.until = until;
  }

  /**
   * As it is written in the file.
   *
   * @return the word, in lower case
   */
  public String word() {
    return word;
  }

  /**
   * Whether servers of a version know the word.
   *
   * @param version the server's version
   * @return true if so; a server may still have been built without it
   */
  public boolean isKnownTo(PgVersion version) {
    return version.major() >= since && (until == 0 || version.major() < until);
  }

  /**
   * From the word in the file; exact case, as the server wants it.
   *
   * @param word a word
   * @return the method, if it is one of any version
   */
  public static Optional<AuthMethod> find(String word) {
    for (AuthMethod method : values()) {
      if (method.word.equals(word)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /** The same as {@link #word()}. */
  @Override
  public String toString() {
    return word;
  }
}
