package org.synapsepg.config.internal.libpq;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * libpq's connection strings: {@code key=value} pairs and URIs (PostgreSQL documentation,
 * "Connection Strings"), read as libpq's own parser reads them.
 */
public final class Conninfo {
  /** A text that libpq refuses. The problem holds no value. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    Refused(String problem) {
      super(problem, null, false, false);
      this.problem = problem;
    }

    /** What is wrong. */
    public String problem() {
      return problem;
    }
  }

  private final int major;
  private final Map<String, String> values = new LinkedHashMap<>();

  private Conninfo(int major) {
    this.major = major;
  }

  /** Whether libpq takes a text for a URI. */
  public static boolean isUri(String text) {
    return text.startsWith("postgresql://") || text.startsWith("postgres://");
  }

  /**
   * Reads a string or URI.
   *
   * @param major the release of libpq whose keywords are known; 0 for those of every release
   */
  public static Map<String, String> parse(String text, int major) {
    Conninfo conninfo = new Conninfo(major);
    if (isUri(text)) {
      conninfo.uri(text.substring(text.indexOf("://") + 3));
    } else {
      conninfo.pairs(text);
    }
    return conninfo.values;
  }

  private void store(String name, String value) {
    if (!storeKnown(name, value)) {
      throw new Refused("invalid connection option \"" + name + "\"");
    }
  }

  private boolean storeKnown(String name, String value) {
    if (name.equals("requiressl")) {
      values.put("sslmode", value.startsWith("1") ? "require" : "prefer");
      return true;
    }
    Optional<Keyword> keyword = name.equals("database") ? Optional.empty() : Keyword.find(name);
    if (keyword.filter(k -> major == 0 || k.isKnownTo(major)).isEmpty()) {
      return false;
    }
    values.put(name, value);
    return true;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private void pairs(String text) {
    int i = 0;
    int end = text.length();
    while (true) {
      while (i < end && isSpace(text.charAt(i))) {
        i++;
      }
      if (i == end) {
        return;
      }
      int start = i;
      while (i < end && text.charAt(i) != '=' && !isSpace(text.charAt(i))) {
        i++;
      }
      String name = text.substring(start, i);
      while (i < end && isSpace(text.charAt(i))) {
        i++;
      }
      if (i == end || text.charAt(i) != '=') {
        throw new Refused("missing \"=\" after \"" + name + "\" in connection info string");
      }
      i++;
      while (i < end && isSpace(text.charAt(i))) {
        i++;
      }
      StringBuilder value = new StringBuilder();
      boolean quoted = i < end && text.charAt(i) == '\'';
      i += quoted ? 1 : 0;
      while (i < end && (quoted ? text.charAt(i) != '\'' : !isSpace(text.charAt(i)))) {
        if (text.charAt(i) == '\\') {
          i++;
          if (i == end) {
            break;
          }
        }
        value.append(text.charAt(i++));
      }
      if (quoted) {
        if (i == end) {
          throw new Refused("unterminated quoted string in connection info string");
        }
        i++;
      }
      store(name, value.toString());
    }
  }

  private static int find(String text, int from, String any) {
    int i = from;
    while (i < text.length() && any.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private void uri(String text) {
    int at = 0;
    int credentials = find(text, 0, "@/");
    if (credentials < text.length() && text.charAt(credentials) == '@') {
      int colon = find(text, 0, ":@");
      storeDecoded("user", text.substring(0, colon));
      if (colon < credentials) {
        storeDecoded("password", text.substring(colon + 1, credentials));
      }
      at = credentials + 1;
    }
    StringBuilder hosts = new StringBuilder();
    StringBuilder ports = new StringBuilder();
    while (true) {
      int end;
      if (at < text.length() && text.charAt(at) == '[') {
        int close = find(text, at, "]");
        if (close == text.length()) {
          throw new Refused("an IPv6 address in the URI has no \"]\"");
        }
        if (close == at + 1) {
          throw new Refused("IPv6 host address may not be empty in URI");
        }
        hosts.append(text, at + 1, close);
        end = close + 1;
        if (end < text.length() && ":/?,".indexOf(text.charAt(end)) < 0) {
          throw new Refused("unexpected character after the IPv6 address in URI");
        }
      } else {
        end = find(text, at, ":/?,");
        hosts.append(text, at, end);
      }
      if (end < text.length() && text.charAt(end) == ':') {
        int portEnd = find(text, end + 1, "/?,");
        ports.append(text, end + 1, portEnd);
        end = portEnd;
      }
      at = end;
      if (at == text.length() || text.charAt(at) != ',') {
        break;
      }
      at++;
      hosts.append(',');
      ports.append(',');
    }
    storeDecoded("host", hosts.toString());
    storeDecoded("port", ports.toString());
    if (at < text.length() && text.charAt(at) == '/') {
      int end = find(text, at + 1, "?");
      storeDecoded("dbname", text.substring(at + 1, end));
      at = end;
    }
    if (at < text.length()) {
      query(text.substring(at + 1));
    }
  }

  private void storeDecoded(String name, String encoded) {
    if (!encoded.isEmpty()) {
      store(name, decode(encoded));
    }
  }

  private void query(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = find(text, at, "&");
      String part = text.substring(at, end);
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new Refused("missing key/value separator \"=\" in URI query parameter");
      }
      if (part.indexOf('=', equals + 1) >= 0) {
        throw new Refused("extra key/value separator \"=\" in URI query parameter");
      }
      String name = decode(part.substring(0, equals));
      String value = decode(part.substring(equals + 1));
      if (name.equals("ssl") && value.equals("true")) {
        name = "sslmode";
        value = "require";
      }
      if (!storeKnown(name, value)) {
        throw new Refused("invalid URI query parameter: \"" + name + "\"");
      }
      at = end + 1;
    }
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      int high = i + 1 < bytes.length ? Character.digit((char) (bytes[i + 1] & 0xFF), 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit((char) (bytes[i + 2] & 0xFF), 16) : -1;
      if (high < 0 || low < 0) {
        throw new Refused("invalid percent-encoded token in URI");
      }
      if (high == 0 && low == 0) {
        throw new Refused("forbidden value %00 in percent-encoded value");
      }
      decoded.write(high << 4 | low);
      i += 2;
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  /** The values as {@code key='value'} pairs. */
  public static String toPairs(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : " ")
                .append(name)
                .append("='")
                .append(value.replace("\\", "\\\\").replace("'", "\\'"))
                .append('\''));
    return text.toString();
  }

  /** The values as a URI; hosts and ports go into the query, where every host can stand. */
  public static String toUri(Map<String, String> values) {
    StringBuilder text = new StringBuilder("postgresql://");
    String separator = "?";
    if (!values.getOrDefault("dbname", "").isEmpty()) {
      text.append('/').append(encode(values.get("dbname")));
    }
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (entry.getKey().equals("dbname") && !entry.getValue().isEmpty()) {
        continue;
      }
      text.append(separator).append(entry.getKey()).append('=').append(encode(entry.getValue()));
      separator = "&";
    }
    return text.toString();
  }

  private static String encode(@jakarta.annotation.Nullable String value) {
    StringBuilder text = new StringBuilder();
    for (byte b : String.valueOf(value).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || "-._~".indexOf(c) >= 0;
      if (plain) {
        text.append(c);
      } else {
        text.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return text.toString();
  }
}
