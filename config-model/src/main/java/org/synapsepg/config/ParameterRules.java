package org.synapsepg.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.config.internal.PythonText;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.Finding;

/** Rules about single arguments: names, versions, types, words, ranges. */
final class ParameterRules {
  private static final Map<String, String> MEANT =
      Map.of(
          "username", "user",
          "hostname", "host",
          "server", "host",
          "address", "hostaddr",
          "passwd", "password",
          "pass", "password",
          "db", "dbname",
          "database_name", "dbname",
          "ssl", "sslmode",
          "timeout", "connect_timeout");

  private final List<Finding> found;
  private final ConfigLinter.Builder settings;

  ParameterRules(List<Finding> found, ConfigLinter.Builder settings) {
    this.found = found;
    this.settings = settings;
  }

  private void add(LintCode code, Parameter at, String message, String hint) {
    found.add(Finding.of(code, message).withHint(hint).at(at.location().orElse(null)));
  }

  void check(LibpqParams params) {
    Optional<Parameter> database =
        params.all().stream().filter(p -> p.name().equals("database")).findFirst();
    if (database.isPresent() && params.all().stream().anyMatch(p -> p.name().equals("dbname"))) {
      add(
          LintCode.DBNAME_TWICE,
          database.get(),
          "found 'database' and 'dbname'; psycopg2 refuses both",
          "remove 'database', the old name");
    }
    for (Parameter parameter : params.all()) {
      String value = parameter.secret().reveal();
      if (isAddress(value) || parameter.name().equals("dsn")) {
        uri(parameter);
        continue;
      }
      Optional<Keyword> keyword = Keyword.find(parameter.name());
      if (keyword.isEmpty()) {
        unknown(parameter);
        continue;
      }
      version(parameter, keyword.get());
      if (!value.isEmpty()) {
        value(parameter, keyword.get(), value);
      }
    }
  }

  private static boolean isAddress(String value) {
    return value.startsWith("postgres://")
        || value.startsWith("postgresql://")
        || value.startsWith("jdbc:postgresql:");
  }

  private void uri(Parameter parameter) {
    Finding finding =
        Finding.of(
                LintCode.URI_IN_ARGS,
                "'" + parameter.name() + "' holds a whole connection string; expected one value")
            .withHint("write 'host', 'port', 'user', 'password' and 'dbname' as arguments")
            .at(parameter.location().orElse(null));
    // psycopg2 itself understands dsn.
    found.add(
        parameter.name().equals("dsn")
            ? finding.withSeverity(org.synapsepg.core.Severity.WARNING)
            : finding);
  }

  private void unknown(Parameter parameter) {
    String name = parameter.name();
    if (name.equals("name") || name.equals("args") || name.equals("txn_limit")) {
      return; // reported as misplaced
    }
    String nearest = MEANT.getOrDefault(name.toLowerCase(Locale.ROOT), nearest(name));
    add(
        LintCode.UNKNOWN_LIBPQ_KEY,
        parameter,
        "'" + name + "' is no connection parameter of libpq",
        nearest.isEmpty() ? "remove it" : "did you mean '" + nearest + "'?");
  }

  static String nearest(String name) {
    String best = "";
    int least = Math.max(2, name.length() / 3) + 1;
    for (Keyword keyword : Keyword.all()) {
      int distance = distance(name.toLowerCase(Locale.ROOT), keyword.name());
      if (distance < least) {
        least = distance;
        best = keyword.name();
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(diagonal + same, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private void version(Parameter parameter, Keyword keyword) {
    settings
        .libpq()
        .filter(v -> !keyword.isKnownTo(v.major()))
        .ifPresent(
            v ->
                add(
                    LintCode.LIBPQ_KEY_VERSION,
                    parameter,
                    "libpq "
                        + v.major()
                        + " does not know '"
                        + keyword.name()
                        + "'"
                        + (keyword.last() < 99
                            ? ", which went with libpq " + (keyword.last() + 1)
                            : ", which came with libpq " + keyword.since()),
                    "remove it, or use another libpq"));
    settings
        .server()
        .ifPresent(
            server -> {
              String value = parameter.text().orElse("");
              int needs =
                  switch (keyword.name()) {
                    case "sslnegotiation" -> value.equals("direct") ? 17 : 0;
                    case "min_protocol_version" ->
                        value.equals("3.2") || value.equals("latest") ? 18 : 0;
                    case "oauth_issuer", "oauth_client_id", "oauth_client_secret", "oauth_scope" ->
                        18;
                    default -> 0;
                  };
              if (!server.isAtLeast(needs)) {
                add(
                    LintCode.LIBPQ_KEY_VERSION,
                    parameter,
                    "'"
                        + keyword.name()
                        + "' as given needs a server of version "
                        + needs
                        + " or later, but it is "
                        + server.major(),
                    "remove it, or upgrade the server");
              }
            });
  }

  private void value(Parameter parameter, Keyword keyword, String value) {
    boolean misread = misread(parameter, keyword);
    switch (keyword.type()) {
      case INTEGER, SWITCH -> {
        if (!misread) {
          number(parameter, keyword, value);
        }
      }
      case PORTS -> {
        if (!misread) {
          ports(parameter, value);
        }
      }
      case WORD, WORD_ANY_CASE -> {
        if (!misread) {
          word(parameter, keyword, value);
        }
      }
      default -> {
        String plain = value.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
        if (keyword.name().equals("client_encoding")
            && !List.of("utf8", "unicode", "auto").contains(plain)) {
          add(
              LintCode.ENCODING_NOT_UTF8,
              parameter,
              "'client_encoding' is '" + value + "'; Synapse's data is UTF-8",
              "remove it");
        }
      }
    }
  }

  /** Whether YAML made something else of the value than was written. */
  private boolean misread(Parameter parameter, Keyword keyword) {
    Optional<String> written = parameter.written();
    String value = parameter.secret().reveal();
    if (written.isEmpty() || written.get().equals(value)) {
      return false;
    }
    boolean secret = parameter.isSecret();
    boolean name = List.of("user", "dbname", "password").contains(keyword.name());
    add(
        name ? LintCode.PASSWORD_NOT_TEXT : LintCode.VALUE_TYPE,
        parameter,
        secret
            ? "YAML does not read the value of '" + parameter.name() + "' as it is written"
            : "YAML reads '" + written.get() + "' as '" + value + "'",
        "put the value in quotes");
    return true;
  }

  private void number(Parameter parameter, Keyword keyword, String value) {
    Optional<Integer> number = PythonText.wholeNumber(value);
    if (number.isEmpty()) {
      boolean digits = value.strip().matches("[-+]?[0-9]+");
      add(
          digits ? LintCode.VALUE_RANGE : LintCode.VALUE_TYPE,
          parameter,
          "'" + parameter.name() + "' is '" + value + "'; expected a whole number",
          "write a number");
    } else if (number.get() < 0) {
      add(
          LintCode.VALUE_RANGE,
          parameter,
          "'" + parameter.name() + "' is '" + value + "'; expected 0 or more",
          "write 0 for the system's own value");
    } else if (keyword.type() == Keyword.Type.SWITCH && number.get() > 1) {
      add(
          LintCode.VALUE_RANGE,
          parameter,
          "'" + parameter.name() + "' is '" + value + "'; expected 0 or 1",
          "write 1 for on, 0 for off");
    }
    quoted(parameter, value);
  }

  private void quoted(Parameter parameter, String value) {
    if (parameter.isQuoted() && PythonText.wholeNumber(value).isPresent()) {
      add(
          LintCode.VALUE_QUOTED_NUMBER,
          parameter,
          "the number '" + value + "' is in quotes",
          "it works, but the quotes can go");
    }
  }

  private void ports(Parameter parameter, String value) {
    for (String port : value.split(",", -1)) {
      if (port.isBlank()) {
        continue;
      }
      Optional<Integer> number = PythonText.wholeNumber(port);
      if (number.isEmpty() || number.get() < 1 || number.get() > 65_535) {
        add(
            LintCode.VALUE_RANGE,
            parameter,
            "'" + port.strip() + "' is no port; expected 1 to 65535",
            "PostgreSQL's own port is 5432");
      }
    }
    quoted(parameter, value);
  }

  private void word(Parameter parameter, Keyword keyword, String value) {
    boolean anyCase = keyword.type() == Keyword.Type.WORD_ANY_CASE;
    boolean known =
        keyword.words().stream()
            .anyMatch(w -> anyCase ? w.equalsIgnoreCase(value) : w.equals(value));
    boolean tooOld =
        keyword.name().equals("target_session_attrs")
            && !value.equals("any")
            && !value.equals("read-write")
            && settings.libpq().filter(v -> !v.isAtLeast(14)).isPresent();
    if (!known) {
      add(
          LintCode.VALUE_WORD,
          parameter,
          "'" + parameter.name() + "' is '" + parameter.text().orElse("****") + "'",
          "expected one of " + String.join(", ", keyword.words()));
    } else if (tooOld) {
      add(
          LintCode.LIBPQ_KEY_VERSION,
          parameter,
          "'" + parameter + "' needs libpq 14 or later",
          "write 'read-write' or 'any'");
    }
  }
}
