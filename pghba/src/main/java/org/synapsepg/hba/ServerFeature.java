package org.synapsepg.hba;

/** What a server may have been built with. */
public enum ServerFeature {
  /** SSL connections and certificates. */
  SSL,
  /** GSSAPI: the method gss and encryption by it. */
  GSSAPI,
  /** LDAP. */
  LDAP,
  /** Pluggable authentication modules. */
  PAM,
  /** Windows' SSPI. */
  SSPI,
  /** OpenBSD's authentication. */
  BSD
}
