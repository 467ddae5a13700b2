package org.synapsepg.hba;

import java.util.Optional;

/**
 * What a server answers first once it has found the rule for a connection: that the client is in, a
 * challenge, or a refusal.
 *
 * @param kind which
 * @param text the SASL mechanisms, or the server's message of a refusal; else empty
 */
public record FirstAnswer(Kind kind, String text) {
  /** What kinds of answer there are. */
  public enum Kind {
    /** Authenticated without a challenge. */
    OK,
    /** A challenge by SCRAM. */
    SASL,
    /** A challenge by MD5. */
    MD5,
    /** The password is wanted in clear text. */
    CLEAR_TEXT,
    /** Refused; the text is the server's message. */
    REFUSED,
    /** A method that asks someone else: an ident, LDAP, RADIUS, Kerberos or OAuth server, PAM. */
    ASKS_OTHERS,
    /** It cannot be told from what is known. */
    UNKNOWN
  }

  private static final FirstAnswer OK = new FirstAnswer(Kind.OK, "");

  /**
   * What the server answers first.
   *
   * @param file the rules
   * @param request the connection, with SSL told and for {@code peer} the system user
   * @param facts what the server knows of client and role
   * @return the answer
   */
  public static FirstAnswer of(HbaFile file, ConnectionRequest request, AuthFacts facts) {
    HbaDecision decision = file.decide(request);
    int major = file.server().major();
    if (decision instanceof HbaDecision.NoRule) {
      return refused("no pg_hba.conf entry for " + described(request, major));
    }
    if (!(decision instanceof HbaDecision.Matched matched)) {
      return new FirstAnswer(Kind.UNKNOWN, "");
    }
    HbaRule rule = matched.rule();
    boolean wantsCertificate =
        rule.content().shownOptions().stream().anyMatch(o -> o.startsWith("clientcert="));
    if (wantsCertificate && facts.certificate() == null) {
      return refused("connection requires a valid client certificate");
    }
    AuthMethod method = rule.content().effectiveMethod();
    FirstAnswer answer = byMethod(rule, method, request, facts, major);
    boolean full =
        rule.content().shownOptions().contains("clientcert=verify-full")
            || method == AuthMethod.CERT;
    return answer.kind() == Kind.OK && full ? withName(rule, method, request, facts) : answer;
  }

  private static FirstAnswer byMethod(
      HbaRule rule, AuthMethod method, ConnectionRequest request, AuthFacts facts, int major) {
    return switch (method) {
      case TRUST, CERT -> OK;
      case REJECT -> refused("pg_hba.conf rejects connection for " + described(request, major));
      case PASSWORD -> new FirstAnswer(Kind.CLEAR_TEXT, "");
      case SCRAM_SHA_256 -> sasl(request);
      case MD5 -> {
        AuthFacts.StoredSecret stored = facts.storedSecret();
        AuthFacts.StoredSecret used =
            stored == AuthFacts.StoredSecret.NONE ? facts.encryption(major) : stored;
        yield used == AuthFacts.StoredSecret.MD5 ? new FirstAnswer(Kind.MD5, "") : sasl(request);
      }
      case PEER -> {
        Optional<String> systemUser = request.systemUser();
        yield systemUser.isEmpty()
            ? new FirstAnswer(Kind.UNKNOWN, "")
            : mapped(rule, method, systemUser.get(), request, facts);
      }
      default -> new FirstAnswer(Kind.ASKS_OTHERS, method.word());
    };
  }

  private static FirstAnswer sasl(ConnectionRequest request) {
    boolean ssl = request.ssl().orElse(false);
    return new FirstAnswer(Kind.SASL, ssl ? "SCRAM-SHA-256-PLUS,SCRAM-SHA-256" : "SCRAM-SHA-256");
  }

  private static FirstAnswer withName(
      HbaRule rule, AuthMethod method, ConnectionRequest request, AuthFacts facts) {
    AuthFacts.ClientCertificate certificate = facts.certificate();
    if (certificate == null) {
      return refused("connection requires a valid client certificate");
    }
    String name =
        rule.findOption("clientname").orElse("CN").equals("DN")
            ? certificate.distinguishedName()
            : certificate.commonName();
    return mapped(rule, method, name, request, facts);
  }

  private static FirstAnswer mapped(
      HbaRule rule,
      AuthMethod method,
      String systemUser,
      ConnectionRequest request,
      AuthFacts facts) {
    String map = rule.findOption("map").orElse("");
    IdentFile maps = facts.identMaps();
    IdentFile known = maps == null ? IdentFile.none() : maps;
    IdentDecision decision = known.decide(map, systemUser, request.user(), request.roles());
    if (decision instanceof IdentDecision.Undecided) {
      return new FirstAnswer(Kind.UNKNOWN, "");
    }
    return decision.isAllowed()
        ? OK
        : refused(failed(method) + " authentication failed for user \"" + request.user() + "\"");
  }

  private static String failed(AuthMethod method) {
    return switch (method) {
      case PEER -> "Peer";
      case CERT -> "certificate";
      default -> "\"" + method.word() + "\"";
    };
  }

  private static FirstAnswer refused(String message) {
    return new FirstAnswer(Kind.REFUSED, message);
  }

  /** As the server ends its messages. */
  static String described(ConnectionRequest request, int major) {
    boolean ssl = request.ssl().orElse(false);
    boolean gss = request.gssEncrypted().orElse(false);
    String encryption =
        major >= 14
            ? ssl ? "SSL encryption" : gss ? "GSS encryption" : "no encryption"
            : ssl ? "SSL on" : "SSL off";
    boolean physical = request.replication() == ConnectionRequest.Replication.PHYSICAL;
    String from = request.clientAddress().map(a -> "host \"" + a + "\"").orElse("host \"[local]\"");
    return (physical ? "replication connection from " : "")
        + from
        + ", user \""
        + request.user()
        + "\""
        + (physical ? "" : ", database \"" + request.database() + "\"")
        + ", "
        + encryption;
  }
}
