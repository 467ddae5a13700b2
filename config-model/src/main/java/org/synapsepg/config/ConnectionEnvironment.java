package org.synapsepg.config;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SourceLocation;

/**
 * What libpq would add to the parameters of a file: the service file, the {@code PG*} variables and
 * the password file, in libpq's order (PostgreSQL documentation, "Environment Variables", "The
 * Connection Service File", "The Password File"). All of it is handed in; the environment of this
 * process is never read. Immutable and thread-safe.
 *
 * <p>Example: {@code new ConnectionEnvironment(variables, home).resolve(postgres).engine()}.
 */
public final class ConnectionEnvironment {
  private static final int LONGEST_SERVICE_LINE = 1023;

  private final Map<String, String> variables;
  private final @Nullable Path home;

  /**
   * What was found.
   *
   * @param engine the engine with everything that libpq would use
   * @param findings files that libpq would ignore or refuse
   */
  public record Resolved(DatabaseEngine.Postgres engine, Findings findings) {}

  /**
   * An environment.
   *
   * @param variables the environment variables of Synapse's process, {@code PGPASSWORD} and the
   *     like
   * @param home the home folder of Synapse's user, for {@code ~/.pgpass} and {@code
   *     ~/.pg_service.conf}
   */
  public ConnectionEnvironment(Map<String, String> variables, Path home) {
    this.variables = Map.copyOf(variables);
    this.home = home;
  }

  /**
   * An environment without a home folder.
   *
   * @param variables the environment variables of Synapse's process
   */
  public ConnectionEnvironment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
    this.home = null;
  }

  /**
   * Adds what the parameters leave out: first from the service, then from the variables, and the
   * password at last from the password file.
   *
   * @param engine the engine as the file has it
   * @return the engine as libpq would use it
   */
  public Resolved resolve(DatabaseEngine.Postgres engine) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : engine.params().all()) {
      String value = parameter.secret().reveal();
      if (!value.isEmpty()) {
        values.put(parameter.name().equals("database") ? "dbname" : parameter.name(), value);
      }
    }
    String service = values.getOrDefault("service", variables.getOrDefault("PGSERVICE", ""));
    if (!service.isEmpty()) {
      service(service, values, findings);
    }
    for (Keyword keyword : Keyword.all()) {
      String variable = keyword.variable() == null ? null : variables.get(keyword.variable());
      if (variable != null && !variable.isEmpty()) {
        values.putIfAbsent(keyword.name(), variable);
      }
    }
    if ("1".equals(variables.get("PGREQUIRESSL"))) {
      values.putIfAbsent("sslmode", "require");
    }
    if (!values.containsKey("password")) {
      passwordFile(values, findings);
    }
    values.remove("service");
    values.remove("passfile");
    PostgresBuilder builder =
        new PostgresBuilder(new LibpqParams(List.of()), engine.poolArguments());
    List<Parameter> unknown = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (Keyword.find(name).isPresent()) {
            builder.parameter(name, value);
          } else {
            unknown.add(new Parameter(name, value, null));
          }
        });
    DatabaseEngine.Postgres resolved = builder.build();
    if (!unknown.isEmpty()) {
      unknown.addAll(0, resolved.params().all());
      resolved = new DatabaseEngine.Postgres(new LibpqParams(unknown), resolved.poolArguments());
    }
    return new Resolved(resolved, Findings.of(findings));
  }

  private void problem(List<Finding> findings, Path file, int line, String message, String hint) {
    findings.add(
        Finding.of(LintCode.CONNECTION_FILE, message)
            .withHint(hint)
            .at(new SourceLocation(file.toString(), line, 0)));
  }

  private void service(String name, Map<String, String> values, List<Finding> findings) {
    List<Path> files = new ArrayList<>();
    String given = variables.getOrDefault("PGSERVICEFILE", "");
    if (!given.isEmpty()) {
      files.add(Path.of(given));
    } else if (home != null) {
      files.add(home.resolve(".pg_service.conf"));
    }
    String system = variables.getOrDefault("PGSYSCONFDIR", "");
    if (!system.isEmpty()) {
      files.add(Path.of(system, "pg_service.conf"));
    }
    for (Path file : files) {
      if (Files.isRegularFile(file) && serviceFile(file, name, values, findings)) {
        return;
      }
    }
    findings.add(
        Finding.of(LintCode.CONNECTION_FILE, "no service file defines the service '" + name + "'")
            .withHint("add a section [" + name + "] to ~/.pg_service.conf"));
  }

  private boolean serviceFile(
      Path file, String name, Map<String, String> values, List<Finding> findings) {
    boolean inside = false;
    int number = 0;
    Map<String, String> own = new LinkedHashMap<>();
    for (String raw : lines(file, findings)) {
      number++;
      String line = raw.strip();
      if (raw.getBytes(StandardCharsets.UTF_8).length >= LONGEST_SERVICE_LINE) {
        problem(findings, file, number, "the line is too long for libpq", "shorten it");
        return true;
      }
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        if (inside) {
          break;
        }
        inside = line.startsWith("[" + name + "]");
        continue;
      }
      if (!inside) {
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals);
      if (equals < 0 || Keyword.find(key).isEmpty() || key.equals("database")) {
        problem(findings, file, number, "the line sets no keyword of libpq", "write keyword=value");
        return true;
      }
      if (key.equals("service")) {
        problem(findings, file, number, "a service cannot name another", "remove the line");
        return true;
      }
      own.putIfAbsent(key, line.substring(equals + 1));
    }
    own.forEach(values::putIfAbsent);
    return inside;
  }

  private List<String> lines(Path file, List<Finding> findings) {
    try {
      return Files.readString(file).lines().toList();
    } catch (IOException e) {
      problem(findings, file, 0, "the file cannot be read", "check its mode and encoding");
      return List.of();
    }
  }

  private void passwordFile(Map<String, String> values, List<Finding> findings) {
    String given = values.getOrDefault("passfile", "");
    Path file = !given.isEmpty() ? Path.of(given) : home == null ? null : home.resolve(".pgpass");
    if (file == null || !Files.exists(file)) {
      return;
    }
    if (!Files.isRegularFile(file) || isOpen(file)) {
      problem(
          findings,
          file,
          0,
          "libpq ignores this password file: it is no plain file, or others may read it",
          "chmod 0600 '" + file + "'");
      return;
    }
    String user = values.getOrDefault("user", "");
    String[] wanted = {
      host(values), port(values), values.getOrDefault("dbname", user), user,
    };
    for (String line : lines(file, findings)) {
      Optional<String> password = line.startsWith("#") ? Optional.empty() : match(line, wanted);
      if (password.isPresent()) {
        values.put("password", password.get());
        return;
      }
    }
  }

  private static String host(Map<String, String> values) {
    String host = values.getOrDefault("host", values.getOrDefault("hostaddr", ""));
    String first = host.split(",", -1)[0];
    boolean usual =
        first.isEmpty()
            || first.equals("/tmp")
            || first.equals("/var/run/postgresql")
            || first.equals("/run/postgresql");
    return usual ? "localhost" : first;
  }

  private static String port(Map<String, String> values) {
    String first = values.getOrDefault("port", "").split(",", -1)[0];
    return first.isEmpty() ? "5432" : first;
  }

  private static boolean isOpen(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      return mode.stream()
          .anyMatch(p -> p.name().startsWith("GROUP_") || p.name().startsWith("OTHERS_"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static Optional<String> match(String line, String[] wanted) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    List<Boolean> any = new ArrayList<>();
    boolean escaped = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        field.append(line.charAt(++i));
        escaped = true;
      } else if (c == ':' && fields.size() < wanted.length) {
        any.add(!escaped && field.toString().equals("*"));
        fields.add(field.toString());
        field.setLength(0);
        escaped = false;
      } else {
        field.append(c);
      }
    }
    if (fields.size() < wanted.length) {
      return Optional.empty();
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!any.get(i) && !fields.get(i).equals(wanted[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(field.toString());
  }

  /** Names nothing that was handed in. */
  @Override
  public String toString() {
    return "ConnectionEnvironment";
  }
}
