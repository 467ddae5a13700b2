package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.synapsepg.pghba.internal.values.CNumber;

/**
 * An LDAP URL as OpenLDAP's {@code ldap_url_parse} splits it. Its error numbers are shown by the
 * server with the texts of LDAP result codes of the same number, which is why they read oddly.
 *
 * @param error the server's text for a URL that does not parse, or null
 * @param scheme {@code ldap}, {@code ldaps} or another
 * @param host the host, or null
 * @param port the port; that of the scheme if none is given
 * @param dn the base, or null
 * @param attribute the first attribute, or null
 * @param scope 0 base, 1 one level, 2 subtree, 3 children
 * @param filter the filter, or null
 */
record LdapUrl(
    @Nullable String error,
    String scheme,
    @Nullable String host,
    int port,
    @Nullable String dn,
    @Nullable String attribute,
    int scope,
    @Nullable String filter) {
  static final int SUBTREE = 2;

  private static final String BAD_SCHEME = "Time limit exceeded";
  private static final String BAD_ENCLOSURE = "Size limit exceeded";
  private static final String BAD_URL = "Compare False";
  private static final String BAD_SCOPE = "Strong(er) authentication required";

  private static LdapUrl failed(String error) {
    return new LdapUrl(error, "", null, 0, null, null, 0, null);
  }

  static LdapUrl parse(String text) {
    String url = text;
    boolean enclosed = url.startsWith("<");
    if (enclosed) {
      url = url.substring(1);
    }
    if (url.regionMatches(true, 0, "URL:", 0, 4)) {
      url = url.substring(4);
    }
    String scheme = "";
    for (String known : new String[] {"ldap", "ldaps", "ldapi", "cldap"}) {
      if (url.regionMatches(true, 0, known + "://", 0, known.length() + 3)) {
        scheme = known;
      }
    }
    if (scheme.isEmpty()) {
      return failed(BAD_SCHEME);
    }
    String rest = url.substring(scheme.length() + 3);
    if (enclosed) {
      if (!rest.endsWith(">")) {
        return failed(BAD_ENCLOSURE);
      }
      rest = rest.substring(0, rest.length() - 1);
    }
    int slash = rest.indexOf('/');
    int question = rest.indexOf('?');
    if (slash < 0 && question >= 0) {
      return failed(BAD_URL);
    }
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int port = scheme.equals("ldaps") ? 636 : scheme.equals("ldapi") ? 0 : 389;
    int colon =
        authority.startsWith("[")
            ? authority.indexOf(':', authority.indexOf(']') + 1)
            : authority.lastIndexOf(':');
    if (colon >= 0) {
      String digits = authority.substring(colon + 1);
      if (!digits.isEmpty()) {
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
          return failed(BAD_URL);
        }
        port = CNumber.atoi(digits);
      }
      authority = authority.substring(0, colon);
    }
    String host = decode(authority);
    if (slash < 0) {
      return new LdapUrl(null, scheme, host.isEmpty() ? null : host, port, null, null, 0, null);
    }
    return parseParts(scheme, host, port, rest.substring(slash + 1).split("\\?", -1));
  }

  private static LdapUrl parseParts(String scheme, String host, int port, String[] parts) {
    String attribute = null;
    if (parts.length > 1 && !parts[1].isEmpty()) {
      int comma = parts[1].indexOf(',');
      attribute = decode(comma < 0 ? parts[1] : parts[1].substring(0, comma));
    }
    int scope = 0;
    if (parts.length > 2 && !parts[2].isEmpty()) {
      switch (parts[2].toLowerCase(Locale.ROOT)) {
        case "base" -> scope = 0;
        case "one", "onelevel" -> scope = 1;
        case "sub", "subtree" -> scope = SUBTREE;
        case "children", "subordinate" -> scope = 3;
        default -> {
          return failed(BAD_SCOPE);
        }
      }
    }
    String filter = parts.length > 3 && !parts[3].isEmpty() ? decode(parts[3]) : null;
    if (parts.length > 5) {
      return failed(BAD_URL);
    }
    return new LdapUrl(
        null,
        scheme,
        host.isEmpty() ? null : host,
        port,
        decode(parts[0]),
        attribute,
        scope,
        filter);
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
      if (low >= 0) {
        decoded[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        decoded[length++] = bytes[i];
      }
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }
}
