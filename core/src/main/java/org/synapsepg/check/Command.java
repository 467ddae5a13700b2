package org.synapsepg.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command for an administrator or a process builder: an argument list and environment variables.
 * No secret is ever part of it; programs of PostgreSQL read passwords from the password file.
 *
 * @param arguments the program and its arguments, each one word
 * @param environment what to add to the environment
 */
public record Command(List<String> arguments, Map<String, String> environment) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /**
   * Copies both.
   *
   * @param arguments the program and its arguments
   * @param environment what to add to the environment
   */
  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /**
   * A command with nothing added to the environment.
   *
   * @param arguments the program and its arguments
   * @return the command
   */
  public static Command of(String... arguments) {
    return new Command(List.of(arguments), Map.of());
  }

  /**
   * The command as one line for a POSIX shell, quoted where needed.
   *
   * @return the line
   */
  public String render() {
    StringBuilder line = new StringBuilder();
    new TreeMap<>(environment)
        .forEach((name, value) -> line.append(name).append('=').append(quoted(value)).append(' '));
    return line + arguments.stream().map(Command::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The same as {@link #render()}. */
  @Override
  public String toString() {
    return render();
  }
}
