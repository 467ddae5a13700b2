package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.List;

/** The error texts that a server without GSSAPI, LDAP, PAM and SSL in use can show. */
final class Complaints {
  private Complaints() {}

  /** An error text without what differs from case to case. */
  static String general(String error) {
    String first = error.split("\n", 2)[0];
    if (first.startsWith("invalid regular expression ")) {
      return "invalid regular expression: " + first.substring(first.lastIndexOf("\": ") + 3);
    }
    if (first.startsWith("could not open secondary authentication file")) {
      return "could not open secondary authentication file";
    }
    return first
        .replaceAll("(not in name=value format:).*", "$1")
        .replaceAll(
            "(invalid connection type|CIDR mask is invalid:|mask in address|invalid IP mask"
                + "|invalid authentication method|option name:|port number:|could not open file"
                + "|could not open directory) \".*\"",
            "$1 …")
        .replaceAll("\\(\\d+\\)", "(N)");
  }

  static List<String> of(int major) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "multiple values specified for connection type",
                "invalid connection type …",
                "end-of-line before database specification",
                "end-of-line before role specification",
                "end-of-line before IP address specification",
                "multiple values specified for host address",
                "specifying both host name and CIDR mask is invalid: …",
                "invalid CIDR mask in address …",
                "end-of-line before netmask specification",
                "multiple values specified for netmask",
                "invalid IP mask …: Name or service not known",
                "IP address and mask do not match",
                "end-of-line before authentication method",
                "multiple values specified for authentication type",
                "invalid authentication method …",
                "invalid authentication method …: not supported by this build",
                "peer authentication is only supported on local sockets",
                "cert authentication is only supported on hostssl connections",
                "authentication option not in name=value format:",
                "unrecognized authentication option name: …",
                "clientcert can only be configured for \"hostssl\" rows",
                "clientname can only be configured for \"hostssl\" rows",
                "clientcert can only be set to \"verify-full\" when using \"cert\" authentication",
                "authentication option \"pamservice\" is only valid for authentication methods pam",
                "authentication option \"ldapport\" is only valid for authentication methods ldap",
                "authentication option \"ldapurl\" is only valid for authentication methods ldap",
                "authentication option \"krb_realm\" is only valid for authentication methods gssapi"
                    + " and sspi",
                "authentication option \"include_realm\" is only valid for authentication methods"
                    + " gssapi and sspi",
                "authentication option \"compat_realm\" is only valid for authentication methods"
                    + " sspi",
                "authentication option \"radiusservers\" is only valid for authentication methods"
                    + " radius",
                "authentication method \"radius\" requires argument \"radiusservers\" to be set",
                "authentication method \"radius\" requires argument \"radiussecrets\" to be set",
                "the number of RADIUS secrets (N) must be 1 or the same as the number of RADIUS"
                    + " servers (N)",
                "the number of RADIUS ports (N) must be 1 or the same as the number of RADIUS"
                    + " servers (N)",
                "the number of RADIUS identifiers (N) must be 1 or the same as the number of RADIUS"
                    + " servers (N)",
                "invalid RADIUS port number: …",
                "hostgssenc record cannot match because GSSAPI is not supported by this build",
                "hostssl record cannot match because SSL is disabled",
                "(none shown)"));
    if (major >= 16) {
      all.addAll(
          List.of(
              "could not open file …: No such file or directory",
              "could not open file …: maximum nesting depth exceeded",
              "could not open directory …",
              "empty configuration directory name",
              "invalid regular expression: parentheses () not balanced",
              "invalid regular expression: brackets [] not balanced",
              "invalid regular expression: braces {} not balanced",
              "invalid regular expression: quantifier operand invalid",
              "invalid regular expression: invalid escape \\ sequence",
              "invalid regular expression: invalid character class",
              "invalid regular expression: invalid character range",
              "invalid regular expression: invalid repetition count(s)",
              "invalid regular expression: invalid embedded option",
              "invalid regular expression: invalid regexp (reg version 0.8)"));
    } else {
      all.add("could not open secondary authentication file");
    }
    all.add(
        major >= 18
            ? "authentication option \"map\" is only valid for authentication methods ident, peer,"
                + " gssapi, sspi, cert, and oauth"
            : "authentication option \"map\" is only valid for authentication methods ident, peer,"
                + " gssapi, sspi, and cert");
    if (major >= 18) {
      all.add("authentication method \"oauth\" requires argument \"scope\" to be set");
      all.add("authentication method \"oauth\" requires argument \"issuer\" to be set");
      all.add("oauth_validator_libraries must be set for authentication method oauth");
    }
    return all;
  }
}
