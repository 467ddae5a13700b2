package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What a server answered first once the rule was found. */
final class AuthenticationCase {
  private AuthenticationCase() {}

  static void check(CaseFile cases, JsonObject c) {
    Map<String, byte[]> files = CaseFile.files(c);
    for (JsonObject connection : c.getJsonArray("connections").getValuesAs(JsonObject.class)) {
      CaseFile.forEachVersion(
          connection,
          (major, result) -> {
            HbaFile file = cases.hba(files, cases.server(major, true));
            AuthFacts facts =
                new AuthFacts(
                    stored(connection.getString("user")),
                    certificate(connection),
                    CaseFile.ident(files, major),
                    null);
            FirstAnswer answer = FirstAnswer.of(file, request(cases, connection), facts);
            assertThat(text(answer))
                .as("%s on %d", connection, major)
                .isEqualTo(result.getString("first_answer"));
          });
    }
    for (int major : CaseFile.ints(c.getJsonArray("does_not_load_on"))) {
      assertThat(cases.hba(files, cases.server(major, true)).loads()).isFalse();
    }
  }

  private static ConnectionRequest request(CaseFile cases, JsonObject connection) {
    ConnectionRequest.Builder builder =
        connection.getString("type").equals("local")
            ? ConnectionRequest.local()
            : ConnectionRequest.tcp(connection.getString("src", "192.168.1.20"))
                .ssl(CaseFile.isTrue(connection, "ssl"))
                .gssEncrypted(false);
    if (connection.containsKey("database")) {
      builder.database(connection.getString("database"));
    }
    if (connection.containsKey("system_user")) {
      builder.systemUser(connection.getString("system_user"));
    }
    return builder
        .user(connection.getString("user"))
        .roles(cases.roles())
        .hostNames(cases.hostNames())
        .build();
  }

  /** The roles of these cases are named after how their password is stored. */
  private static AuthFacts.StoredSecret stored(String user) {
    if (user.startsWith("md5")) {
      return AuthFacts.StoredSecret.MD5;
    }
    return user.startsWith("no") ? AuthFacts.StoredSecret.NONE : AuthFacts.StoredSecret.SCRAM;
  }

  /** From the order of the certificate to that of RFC 2253. */
  private static @Nullable AuthFacts.ClientCertificate certificate(JsonObject connection) {
    if (!connection.containsKey("client_certificate_subject")
        || connection.isNull("client_certificate_subject")) {
      return null;
    }
    List<String> parts =
        new ArrayList<>(List.of(connection.getString("client_certificate_subject").split(",\\s*")));
    String commonName =
        parts.stream()
            .filter(p -> p.startsWith("CN="))
            .map(p -> p.substring("CN=".length()))
            .findFirst()
            .orElseThrow();
    Collections.reverse(parts);
    return new AuthFacts.ClientCertificate(commonName, String.join(",", parts));
  }

  private static String text(FirstAnswer answer) {
    return switch (answer.kind()) {
      case OK -> "OK";
      case SASL -> "SASL " + answer.text();
      case MD5 -> "md5";
      case CLEAR_TEXT -> "cleartext";
      case REFUSED -> "E:" + answer.text();
      default -> answer.toString();
    };
  }
}
