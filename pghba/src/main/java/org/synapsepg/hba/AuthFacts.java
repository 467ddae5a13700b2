package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.Optional;

/**
 * What the server knows of a client and its role once a rule is found, to tell what it answers.
 *
 * @param storedSecret how the role's password is stored; {@link StoredSecret#NONE} also for a role
 *     that does not exist
 * @param certificate the client's valid certificate, or null if it has none
 * @param identMaps the server's pg_ident.conf, or null if it has none
 * @param passwordEncryption the setting {@code password_encryption}, or null for the default of the
 *     server's version (md5 up to 13)
 */
public record AuthFacts(
    StoredSecret storedSecret,
    @Nullable ClientCertificate certificate,
    @Nullable IdentFile identMaps,
    @Nullable StoredSecret passwordEncryption) {
  /** How a password is stored. */
  public enum StoredSecret {
    /** A SCRAM verifier. */
    SCRAM,
    /** An MD5 hash. */
    MD5,
    /** No password, or no such role; the server does not let the client tell the difference. */
    NONE
  }

  /**
   * The subject of a client's certificate.
   *
   * @param commonName its CN
   * @param distinguishedName all of it in the form of RFC 2253, last component first, without
   *     blanks: {@code CN=synapse,O=Org}
   */
  public record ClientCertificate(String commonName, String distinguishedName) {}

  StoredSecret encryption(int major) {
    return Optional.ofNullable(passwordEncryption)
        .orElse(major >= 14 ? StoredSecret.SCRAM : StoredSecret.MD5);
  }
}
