package org.synapsepg.porting.internal.verify;

import java.util.Locale;
import java.util.Set;

/**
 * Columns whose values must not be printed: whoever reads them can act as a user or read their
 * messages. Kept by hand, for no catalogue marks them; names from Synapse's schema files
 * (synapse/storage/schema/main), all versions from 72 on.
 */
final class Secrets {
  private static final Set<String> COLUMNS =
      Set.of(
          "access_token",
          "access_token_hash",
          "client_secret",
          "clientdict",
          "device_data",
          "key_json",
          "macaroon",
          "password_hash",
          "pushkey",
          "refresh_token",
          "secret",
          "serverdict",
          "session_data",
          "signing_key",
          "token",
          "tokens");
  private static final Set<String> QUALIFIED =
      Set.of(
          "access_tokens.token",
          "e2e_cross_signing_keys.keydata",
          "e2e_room_keys_versions.auth_data",
          "pushers.data",
          "ui_auth_sessions_credentials.result",
          "deleted_pushers.pushkey");

  private Secrets() {}

  static boolean isSecret(String table, String column) {
    String name = column.toLowerCase(Locale.ROOT);
    return COLUMNS.contains(name)
        || name.contains("password")
        || QUALIFIED.contains(table.toLowerCase(Locale.ROOT) + "." + name);
  }
}
