package org.synapsepg.porting.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a command has of the outside world: its streams, its environment, and what kind of terminal
 * it writes to. Commands use nothing else, so that tests can run them in their own process.
 *
 * @param out standard output
 * @param err standard error
 * @param environment the environment variables
 * @param terminal whether {@code out} is a terminal that understands control sequences
 */
record Console(
    PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
  /** The process's own. */
  static Console ofProcess(Map<String, String> environment, PrintStream out, PrintStream err) {
    boolean terminal = isTerminal() && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Console(out, err, environment, terminal);
  }

  /**
   * Until JDK 21 there is a console only on a terminal; from 22 on there always is one, and it can
   * be asked.
   */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(java.io.Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Colour is used on a terminal unless the user said no (no-color.org). */
  boolean colour() {
    return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /**
   * Whether more than ASCII can be shown: unless the locale names another charset. Containers often
   * name none, on terminals that can.
   */
  boolean unicode() {
    for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String locale = environment.getOrDefault(name, "");
      if (!locale.isEmpty()) {
        return locale.toUpperCase(Locale.ROOT).matches(".*UTF-?8.*");
      }
    }
    return true;
  }

  /** Stack traces are for those who ask for them. */
  boolean verbose() {
    return !environment.getOrDefault("SYNAPSE_PG_VERBOSE", "").isEmpty();
  }

  /** The terminal's width in columns, 80 when it is not known. */
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : 80;
  }

  PrintWriter outWriter() {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  PrintWriter errWriter() {
    return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
  }
}
