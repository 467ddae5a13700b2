package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.PgVersion;

/**
 * Reads the ALTER SYSTEM statements of the cases and does with {@link AlterSystem} what they say.
 */
final class SystemStatements {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?is)alter\\s+system\\s+(?:(reset)\\s+(all|\\S+)|set\\s+(\\S+?)\\s*(?:=|\\s+to\\s)\\s*(.*))");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern RADIX = Pattern.compile("0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+");

  private final PgVersion version;
  private final Path auto;

  SystemStatements(PgVersion version, Path auto) {
    this.version = version;
    this.auto = auto;
  }

  /** Runs a statement on the file. Null, or the error. */
  @Nullable
  String run(String sql) throws IOException {
    Matcher matcher = STATEMENT.matcher(sql.strip());
    if (!matcher.matches()) {
      return "syntax error at " + sql;
    }
    try {
      String reset = matcher.group(2);
      AlterSystem none = AlterSystem.of(version);
      if (reset != null) {
        if (reset.equalsIgnoreCase("all")) {
          Files.writeString(auto, AlterSystem.emptyFile());
          return null;
        }
        return write(none.reset(name(reset)));
      }
      String name = name(matcher.group(3));
      String value = matcher.group(4).strip();
      if (value.equalsIgnoreCase("default")) {
        return write(none.reset(name));
      }
      String text = value(name, value);
      return text == null ? "syntax error at or near " + value : write(none.set(name, text));
    } catch (FindingsException e) {
      return e.findings().toList().get(0).message();
    }
  }

  private @Nullable String write(AlterSystem change) throws IOException {
    if (Files.exists(auto)) {
      Files.writeString(auto, change.applyTo(PgConfFile.read(auto, version)));
    } else {
      Files.writeString(auto, change.applyTo(PgConfFile.parse("", version)));
    }
    return null;
  }

  private static String name(String sql) {
    List<String> parts = new ArrayList<>();
    for (String part : sql.split("\\.", -1)) {
      parts.add(
          part.startsWith("\"")
              ? part.substring(1, part.length() - 1)
              : SettingDefinition.lower(part));
    }
    return String.join(".", parts);
  }

  /** The value that the server makes of the constants behind the sign; null for wrong syntax. */
  private @Nullable String value(String name, String sql) {
    boolean quotedList =
        SettingCatalog.of(version).find(name).map(SettingDefinition::isQuotedList).orElse(false);
    List<String> items = new ArrayList<>();
    for (String item : items(sql)) {
      String text = constant(item.strip());
      if (text == null) {
        return null;
      }
      items.add(quotedList ? identifier(text) : text);
    }
    return String.join(", ", items);
  }

  private static List<String> items(String sql) {
    List<String> items = new ArrayList<>();
    boolean inside = false;
    int start = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\'' || c == '"') {
        inside = !inside;
      } else if (c == ',' && !inside) {
        items.add(sql.substring(start, i));
        start = i + 1;
      }
    }
    items.add(sql.substring(start));
    return items;
  }

  private @Nullable String constant(String sql) {
    if (sql.matches("(?s)[eE]'.*'")) {
      return sql.substring(2, sql.length() - 1).translateEscapes().replace("''", "'");
    }
    if (sql.matches("(?s)'.*'")) {
      return sql.substring(1, sql.length() - 1).replace("''", "'");
    }
    if (sql.matches("\".*\"")) {
      return sql.substring(1, sql.length() - 1);
    }
    if (RADIX.matcher(sql).matches()) {
      return version.isAtLeast(16) ? Long.decode(sql).toString() : null;
    }
    if (NUMBER.matcher(sql).matches()) {
      return sql;
    }
    return sql.matches("[A-Za-z_]\\w*") ? SettingDefinition.lower(sql) : null;
  }

  private static String identifier(String text) {
    return text.matches("[a-z_][a-z0-9_]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
