package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.hba.RuleParser.Refused;
import org.synapsepg.pghba.internal.values.CNumber;

/**
 * Reads the options of one rule: their names, values and the checks on all of them together, in the
 * server's order and with its words; and what {@code pg_hba_file_rules} shows of them.
 *
 * <p>Original: {@code parse_hba_auth_opt} in {@code src/backend/libpq/hba.c} and {@code
 * get_hba_options} in {@code src/backend/utils/adt/hbafuncs.c}.
 */
final class OptionParser {
  private static final Set<String> LDAP_TEXTS =
      Set.of(
          "ldapscheme",
          "ldapserver",
          "ldapbinddn",
          "ldapbindpasswd",
          "ldapsearchattribute",
          "ldapsearchfilter",
          "ldapbasedn",
          "ldapprefix",
          "ldapsuffix");

  private final HbaServer server;
  private final int major;
  private final ConnectionType type;
  private final AuthMethod method;
  private final List<HbaOption> options = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();
  private final RadiusOptions radius;
  private @Nullable String clientCert;
  private boolean includeRealm = true;
  private boolean ldapTls;
  private boolean delegates;
  private int ldapPort;
  private int ldapScope;

  OptionParser(HbaServer server, ConnectionType type, AuthMethod method) {
    this.server = server;
    this.major = server.major();
    this.type = type;
    this.method = method;
    this.radius = new RadiusOptions(server, method, values);
  }

  List<HbaOption> options() {
    return List.copyOf(options);
  }

  void add(String token) throws Refused {
    int equals = token.indexOf('=');
    if (equals < 0) {
      throw refuse("authentication option not in name=value format: " + token);
    }
    String name = token.substring(0, equals);
    String value = token.substring(equals + 1);
    ldapScope = LdapUrl.SUBTREE;
    read(name, value);
    options.add(new HbaOption(name, value));
  }

  private void read(String name, String value) throws Refused {
    switch (name) {
      case "map" -> {
        requireMapMethod();
        values.put(name, value);
      }
      case "clientcert" -> readClientCert(value);
      case "clientname" -> readClientName(value);
      case "pamservice" -> text(name, value, AuthMethod.PAM);
      case "pam_use_hostname" -> only(name, AuthMethod.PAM);
      case "ldapurl" -> readLdapUrl(value);
      case "ldaptls" -> {
        only(name, AuthMethod.LDAP);
        ldapTls = value.equals("1");
      }
      case "ldapport" -> {
        only(name, AuthMethod.LDAP);
        ldapPort = CNumber.atoi(value);
        if (ldapPort == 0) {
          throw refuse("invalid LDAP port number: \"" + value + "\"");
        }
      }
      case "krb_realm" -> {
        requireGssOrSspi(name);
        values.put(name, value);
      }
      case "include_realm" -> {
        requireGssOrSspi(name);
        includeRealm = value.equals("1");
      }
      case "compat_realm", "upn_username" -> only(name, AuthMethod.SSPI);
      default -> {
        if (LDAP_TEXTS.contains(name)) {
          text(name, value, AuthMethod.LDAP);
        } else if (!radius.read(name, value) && !readOauth(name, value)) {
          throw refuse("unrecognized authentication option name: \"" + name + "\"");
        }
      }
    }
  }

  static Refused refuse(String text) {
    return new Refused(RuleError.of(text));
  }

  static Refused wrongMethod(String name, String methods) {
    return refuse(
        "authentication option \""
            + name
            + "\" is only valid for authentication methods "
            + methods);
  }

  private void only(String name, AuthMethod valid) throws Refused {
    if (method != valid) {
      throw wrongMethod(name, valid.word());
    }
  }

  private void text(String name, String value, AuthMethod valid) throws Refused {
    only(name, valid);
    values.put(name, value);
  }

  private void requireMapMethod() throws Refused {
    boolean valid =
        switch (method) {
          case IDENT, PEER, GSS, SSPI, CERT, OAUTH -> true;
          default -> false;
        };
    if (!valid) {
      throw wrongMethod(
          "map",
          major >= 18
              ? "ident, peer, gssapi, sspi, cert, and oauth"
              : "ident, peer, gssapi, sspi, and cert");
    }
  }

  private void requireGssOrSspi(String name) throws Refused {
    if (method != AuthMethod.GSS && method != AuthMethod.SSPI) {
      throw wrongMethod(name, "gssapi and sspi");
    }
  }

  private void requireHostssl(String name) throws Refused {
    if (type != ConnectionType.HOSTSSL) {
      throw refuse(name + " can only be configured for \"hostssl\" rows");
    }
  }

  private void readClientCert(String value) throws Refused {
    requireHostssl("clientcert");
    boolean old = major < 14;
    if (value.equals("verify-full")) {
      clientCert = "verify-full";
    } else if (value.equals("verify-ca") || (old && value.equals("1"))) {
      if (!old && method == AuthMethod.CERT) {
        throw refuse(
            "clientcert can only be set to \"verify-full\" when using \"cert\" authentication");
      }
      clientCert = "verify-ca";
    } else if (old && (value.equals("0") || value.equals("no-verify"))) {
      if (method == AuthMethod.CERT) {
        throw refuse(
            "clientcert cannot be set to \"no-verify\" when using \"cert\" authentication");
      }
      clientCert = null;
    } else {
      throw new Refused(
          RuleError.hidden(
              "invalid value for clientcert: \"" + value + "\"",
              "Expected verify-ca or verify-full."));
    }
  }

  private void readClientName(String value) throws Refused {
    if (major < 14) {
      throw refuse("unrecognized authentication option name: \"clientname\"");
    }
    requireHostssl("clientname");
    if (!value.equals("CN") && !value.equals("DN")) {
      throw new Refused(
          RuleError.hidden(
              "invalid value for clientname: \"" + value + "\"", "Expected CN or DN."));
    }
  }

  private void readLdapUrl(String value) throws Refused {
    only("ldapurl", AuthMethod.LDAP);
    LdapUrl url = LdapUrl.parse(value);
    if (url.error() != null) {
      throw refuse("could not parse LDAP URL \"" + value + "\": " + url.error());
    }
    if (!url.scheme().equals("ldap") && !url.scheme().equals("ldaps")) {
      throw refuse("unsupported LDAP URL scheme: " + url.scheme());
    }
    values.put("ldapscheme", url.scheme());
    ldapPort = url.port();
    ldapScope = url.scope();
    if (url.host() != null) {
      values.put("ldapserver", url.host());
    }
    if (url.dn() != null) {
      values.put("ldapbasedn", url.dn());
    }
    if (url.attribute() != null) {
      values.put("ldapsearchattribute", url.attribute());
    }
    if (url.filter() != null) {
      values.put("ldapsearchfilter", url.filter());
    }
  }

  private boolean readOauth(String name, String value) throws Refused {
    if (major < 18) {
      return false;
    }
    switch (name) {
      case "issuer", "scope", "validator" -> text(name, value, AuthMethod.OAUTH);
      case "delegate_ident_mapping" -> {
        only(name, AuthMethod.OAUTH);
        delegates = value.equals("1");
      }
      default -> {
        return major >= 19 && method == AuthMethod.OAUTH && name.startsWith("validator.");
      }
    }
    return true;
  }

  void finish() throws Refused {
    switch (method) {
      case LDAP -> checkLdap();
      case RADIUS -> radius.check();
      case CERT -> clientCert = "verify-full";
      case OAUTH -> checkOauth();
      default -> {
        // The other methods need nothing.
      }
    }
  }

  private boolean has(String name) {
    return values.containsKey(name);
  }

  private void checkLdap() throws Refused {
    if (has("ldapprefix") || has("ldapsuffix")) {
      if (has("ldapbasedn")
          || has("ldapbinddn")
          || has("ldapbindpasswd")
          || has("ldapsearchattribute")
          || has("ldapsearchfilter")) {
        throw refuse(
            major >= 17
                ? "cannot mix options for simple bind and search+bind modes"
                : "cannot use ldapbasedn, ldapbinddn, ldapbindpasswd, ldapsearchattribute,"
                    + " ldapsearchfilter, or ldapurl together with ldapprefix");
      }
    } else if (!has("ldapbasedn")) {
      throw refuse(
          "authentication method \"ldap\" requires argument \"ldapbasedn\", \"ldapprefix\", or"
              + " \"ldapsuffix\" to be set");
    }
    if (has("ldapsearchattribute") && has("ldapsearchfilter")) {
      throw refuse("cannot use ldapsearchattribute together with ldapsearchfilter");
    }
  }

  private void require(String name) throws Refused {
    if (!has(name)) {
      throw refuse(
          "authentication method \""
              + method.word()
              + "\" requires argument \""
              + name
              + "\" to be set");
    }
  }

  private void checkOauth() throws Refused {
    require("scope");
    require("issuer");
    List<String> allowed = server.oauthValidators();
    String validator = values.get("validator");
    if (allowed.isEmpty()) {
      throw refuse("oauth_validator_libraries must be set for authentication method oauth");
    }
    if (validator == null && allowed.size() > 1) {
      throw refuse(
          "authentication method \"oauth\" requires argument \"validator\" to be set when"
              + " oauth_validator_libraries contains multiple options");
    }
    if (validator == null) {
      values.put("validator", allowed.get(0));
    } else if (!allowed.contains(validator)) {
      throw refuse("validator \"" + validator + "\" is not permitted by oauth_validator_libraries");
    }
    if (delegates && has("map")) {
      throw refuse("map cannot be used in combination with delegate_ident_mapping");
    }
  }

  /** What the view shows, in its order. */
  List<String> shown() {
    List<String> shown = new ArrayList<>();
    if (method == AuthMethod.GSS || method == AuthMethod.SSPI) {
      if (includeRealm) {
        shown.add("include_realm=true");
      }
      show(shown, "krb_realm");
    }
    show(shown, "map");
    if (clientCert != null) {
      shown.add("clientcert=" + clientCert);
    }
    show(shown, "pamservice");
    if (method == AuthMethod.LDAP) {
      showLdap(shown);
    }
    show(shown, "radiusservers");
    show(shown, "radiussecrets");
    show(shown, "radiusidentifiers");
    show(shown, "radiusports");
    show(shown, "issuer");
    show(shown, "scope");
    show(shown, "validator");
    if (delegates) {
      shown.add("delegate_ident_mapping=true");
    }
    return List.copyOf(shown);
  }

  private void showLdap(List<String> shown) {
    show(shown, "ldapserver");
    if (ldapPort != 0) {
      shown.add("ldapport=" + ldapPort);
    }
    show(shown, "ldapscheme");
    if (ldapTls) {
      shown.add("ldaptls=true");
    }
    for (String name :
        List.of(
            "ldapprefix",
            "ldapsuffix",
            "ldapbasedn",
            "ldapbinddn",
            "ldapbindpasswd",
            "ldapsearchattribute",
            "ldapsearchfilter")) {
      show(shown, name);
    }
    if (ldapScope != 0) {
      shown.add("ldapscope=" + ldapScope);
    }
  }

  private void show(List<String> shown, String name) {
    String value = values.get(name);
    if (value != null) {
      shown.add(name + "=" + value);
    }
  }
}
