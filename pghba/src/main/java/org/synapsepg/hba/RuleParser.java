package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.synapsepg.pghba.internal.regex.PgRegex;

/**
 * Makes a rule of the fields of a line, looking for errors in the server's order and with its
 * words.
 *
 * <p>Original: {@code parse_hba_line} in {@code src/backend/libpq/hba.c}.
 */
final class RuleParser {
  private static final String UNKNOWN_NAME = "Name or service not known";

  private final HbaServer server;
  private final List<List<HbaName>> fields;
  private int next;
  private @Nullable String notice;

  private RuleParser(HbaServer server, List<List<HbaName>> fields) {
    this.server = server;
    this.fields = fields;
  }

  /** Ends the parsing of a line. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RuleError error;

    Refused(RuleError error) {
      super(error.logged(), null, false, false);
      this.error = error;
    }

    RuleError error() {
      return error;
    }
  }

  static RuleContent parse(HbaServer server, List<List<HbaName>> fields) throws Refused {
    return new RuleParser(server, fields).parse();
  }

  /**
   * The complaint about a word that is no valid regular expression, or null. What cannot be told is
   * taken to be valid.
   */
  static @Nullable RuleError regexError(HbaName name, int major) {
    if (!name.text().startsWith("/")) {
      return null;
    }
    String pattern = name.text().substring(1);
    String error = PgRegex.errorOf(pattern.getBytes(StandardCharsets.UTF_8), major);
    return error == null
        ? null
        : RuleError.of("invalid regular expression \"" + pattern + "\": " + error);
  }

  private RuleContent parse() throws Refused {
    ConnectionType type = type();
    List<HbaName> databases = names("end-of-line before database specification");
    List<HbaName> users = names("end-of-line before role specification");
    HbaAddress address = type == ConnectionType.LOCAL ? null : address();
    AuthMethod method = method();
    AuthMethod effective =
        type == ConnectionType.LOCAL && method == AuthMethod.IDENT ? AuthMethod.PEER : method;
    requireCombination(type, effective);
    OptionParser options = new OptionParser(server, type, effective);
    while (next < fields.size()) {
      for (HbaName token : fields.get(next)) {
        try {
          options.add(token.text());
        } catch (Refused e) {
          throw withNotice(e);
        }
      }
      next++;
    }
    try {
      options.finish();
    } catch (Refused e) {
      throw withNotice(e);
    }
    return new RuleContent(
        type, databases, users, address, method, options.options(), options.shown(), notice);
  }

  /** A refusal without a text leaves the earlier notice standing in the view. */
  private Refused withNotice(Refused refused) {
    RuleError error = refused.error();
    return error.shown() == null && notice != null
        ? new Refused(new RuleError(notice, error.logged(), error.hint()))
        : refused;
  }

  private static Refused refuse(String text) {
    return new Refused(RuleError.of(text));
  }

  private static Refused refuse(String text, String hint) {
    return new Refused(RuleError.of(text, hint));
  }

  private ConnectionType type() throws Refused {
    HbaName token =
        single(
            fields.get(next++),
            "multiple values specified for connection type",
            "Specify exactly one connection type per line.");
    ConnectionType type =
        ConnectionType.find(token.text())
            .orElseThrow(
                () ->
                    refuse(
                        "invalid connection type \"" + token.text() + "\"",
                        typeHint(token.text())));
    if (type == ConnectionType.HOSTSSL && !server.has(ServerFeature.SSL)) {
      notice = "hostssl record cannot match because SSL is not supported by this build";
    } else if (type == ConnectionType.HOSTSSL && !server.sslEnabled()) {
      notice = "hostssl record cannot match because SSL is disabled";
    } else if (type == ConnectionType.HOSTGSSENC && !server.has(ServerFeature.GSSAPI)) {
      notice = "hostgssenc record cannot match because GSSAPI is not supported by this build";
    }
    return type;
  }

  private String typeHint(String word) {
    if (server.major() < 16 && AuthLine.IncludeWord.of(word) != null) {
      return "Includes exist from PostgreSQL 16 on; put the rules into this file.";
    }
    return "Expected local, host, hostssl, hostnossl, hostgssenc or hostnogssenc, in lower case.";
  }

  private static HbaName single(List<HbaName> tokens, String error, String hint) throws Refused {
    if (tokens.size() > 1) {
      throw refuse(error, hint);
    }
    return tokens.get(0);
  }

  private List<HbaName> field(String missing, String hint) throws Refused {
    if (next >= fields.size()) {
      throw refuse(missing, hint);
    }
    return fields.get(next++);
  }

  private List<HbaName> names(String missing) throws Refused {
    List<HbaName> names =
        field(missing, "A rule needs type, database, user, address (not for local) and method.");
    if (server.major() >= 16) {
      for (HbaName name : names) {
        RuleError error = regexError(name, server.major());
        if (error != null) {
          throw new Refused(error);
        }
      }
    }
    return List.copyOf(names);
  }

  private HbaAddress address() throws Refused {
    HbaName token =
        single(
            field(
                "end-of-line before IP address specification",
                "A host rule needs an address, for example 127.0.0.1/32 or all."),
            "multiple values specified for host address",
            "Specify one address range per line.");
    if (token.isKeyword("all")) {
      return new HbaAddress.All();
    }
    if (token.isKeyword("samehost")) {
      return new HbaAddress.SameHost();
    }
    if (token.isKeyword("samenet")) {
      return new HbaAddress.SameNet();
    }
    String text = token.text();
    int slash = text.indexOf('/');
    IpAddress numeric = AddressReader.numeric(slash < 0 ? text : text.substring(0, slash));
    if (numeric == null) {
      if (slash >= 0) {
        throw refuse(
            "specifying both host name and CIDR mask is invalid: \"" + text + "\"",
            "What is left of the slash is not a numeric address for the server.");
      }
      return new HbaAddress.HostName(text);
    }
    if (slash >= 0) {
      int prefix = AddressReader.prefixLength(text.substring(slash + 1), numeric.isIpv6());
      if (prefix < 0) {
        throw refuse(
            "invalid CIDR mask in address \"" + text + "\"",
            "Expected a number from 0 to " + (numeric.isIpv6() ? 128 : 32) + " after the slash.");
      }
      return new HbaAddress.Network(numeric, IpAddress.mask(prefix, numeric.isIpv6()));
    }
    return new HbaAddress.Network(numeric, netmask(numeric));
  }

  private IpAddress netmask(IpAddress address) throws Refused {
    HbaName token =
        single(
            field(
                "end-of-line before netmask specification",
                "Specify an address range in CIDR notation, or provide a separate netmask."),
            "multiple values specified for netmask",
            "Specify one netmask.");
    IpAddress mask = AddressReader.numeric(token.text());
    if (mask == null) {
      throw refuse(
          "invalid IP mask \"" + token.text() + "\": " + UNKNOWN_NAME,
          "There is no default mask: write "
              + address
              + (address.isIpv6() ? "/128" : "/32")
              + " for this one address.");
    }
    if (mask.isIpv6() != address.isIpv6()) {
      throw refuse("IP address and mask do not match");
    }
    return mask;
  }

  private AuthMethod method() throws Refused {
    HbaName token =
        single(
            field(
                "end-of-line before authentication method",
                "The last field that a rule needs is its method, for example scram-sha-256."),
            "multiple values specified for authentication type",
            "Specify exactly one authentication type per line.");
    String word = token.text();
    AuthMethod method =
        AuthMethod.find(word)
            .filter(m -> m.isKnownTo(server.version()))
            .orElseThrow(() -> refuse("invalid authentication method \"" + word + "\""));
    boolean built =
        switch (method) {
          case GSS -> server.has(ServerFeature.GSSAPI);
          case SSPI -> server.has(ServerFeature.SSPI);
          case PAM -> server.has(ServerFeature.PAM);
          case LDAP -> server.has(ServerFeature.LDAP);
          case BSD -> server.has(ServerFeature.BSD);
          case CERT -> server.has(ServerFeature.SSL);
          default -> true;
        };
    if (!built) {
      throw refuse("invalid authentication method \"" + word + "\": not supported by this build");
    }
    return method;
  }

  private static void requireCombination(ConnectionType type, AuthMethod method) throws Refused {
    if (type == ConnectionType.LOCAL && method == AuthMethod.GSS) {
      throw refuse("gssapi authentication is not supported on local sockets");
    }
    if (type != ConnectionType.LOCAL && method == AuthMethod.PEER) {
      throw refuse("peer authentication is only supported on local sockets");
    }
    if (type != ConnectionType.HOSTSSL && method == AuthMethod.CERT) {
      throw refuse("cert authentication is only supported on hostssl connections");
    }
  }
}
