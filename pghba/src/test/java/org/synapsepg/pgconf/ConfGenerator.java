package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Makes configuration files from a seed, and counts what they cover. */
final class ConfGenerator {
  private static final List<String> MEMORY = List.of("B", "kB", "MB", "GB", "TB");
  private static final List<String> TIME = List.of("us", "ms", "s", "min", "h", "d");
  private static final List<String> WRONG_UNITS =
      List.of("mb", "KB", "M", "sec", "m", "PB", "w", "S");
  private static final List<String> BROKEN =
      List.of(
          "work_mem == 8MB",
          "work_mem",
          "port =",
          "work_mem = 8 MB",
          "a.b.c = 1",
          "'x' = 1",
          "1x = 2",
          "log_filename = a.b",
          "search_path = a, b",
          "x = 'abc",
          "x = 'a' 'b'",
          "x = 'C:\\'",
          "x = 1e3",
          "x = /tmp",
          "x = %m",
          "= 1",
          "x = *",
          "; comment",
          "x = 'a'b",
          "\uFEFF# c",
          "x = 1 # c 'd' = ",
          "$x = 1",
          "x = 0xg1 2",
          "x = \f1",
          "x.1y = 2",
          "é = a.b");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "on",
          "b c",
          "it''s",
          "a\\tb",
          "x\\101y",
          "é",
          "\\303\\251",
          "a\\0b",
          "%m [%p]",
          "a#b",
          "1",
          "/tmp/x",
          "A, \"b\"",
          "C",
          "C.UTF-8",
          "DMY",
          "z\\\\");

  private final SettingCatalog catalog;
  private final List<SettingDefinition> settings;
  private final Random random;
  private final Map<String, Integer> coverage = new TreeMap<>();

  ConfGenerator(SettingCatalog catalog, Random random, Set<String> without) {
    this.catalog = catalog;
    this.random = random;
    this.settings =
        catalog.all().stream()
            .filter(d -> !d.isOfSomeBuilds() && !without.contains(d.name()))
            .filter(d -> !d.name().equals("session_authorization") && !d.name().equals("role"))
            .toList();
  }

  Map<String, Integer> coverage() {
    return coverage;
  }

  private void count(String what) {
    coverage.merge(what, 1, Integer::sum);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    boolean syntax = chance(9);
    boolean unknown = chance(8);
    int includes = random.nextInt(100);
    StringBuilder top = new StringBuilder(body(1 + random.nextInt(14), syntax, unknown));
    if (includes < 30) {
      include(files, top, includes);
    }
    if (chance(30)) {
      top.append(body(1 + random.nextInt(5), false, false));
    }
    if (chance(10) && top.length() > 0) {
      top.setLength(top.length() - 1);
    }
    files.put("postgresql.conf", top.toString());
    if (chance(25)) {
      count("postgresql.auto.conf");
      files.put("postgresql.auto.conf", body(1 + random.nextInt(3), chance(3), chance(3)));
    }
    return files;
  }

  private void include(Map<String, String> files, StringBuilder top, int which) {
    count("include");
    String inner = body(1 + random.nextInt(4), chance(5), false);
    if (which < 8) {
      files.put("part.conf", inner);
      top.append(pick(List.of("include 'part.conf'\n", "INCLUDE = './part.conf' # c\n")));
    } else if (which < 13) {
      files.put("conf.d/10.conf", inner);
      files.put("conf.d/9.conf", body(2, false, false));
      files.put("conf.d/B.conf", body(1, false, false));
      files.put("conf.d/.hidden.conf", "broken broken broken\n");
      files.put("conf.d/x.txt", "broken broken broken\n");
      top.append(pick(List.of("include_dir 'conf.d'\n", "include_dir conf.d/\n")));
    } else if (which < 16) {
      top.append(pick(List.of("include 'missing.conf'\n", "include sub/missing\n")));
    } else if (which < 18) {
      top.append("include_if_exists 'missing.conf'\n");
    } else if (which < 20) {
      top.append("include 'postgresql.conf'\n");
    } else if (which < 22) {
      files.put("loop.conf", inner + "include 'postgresql.conf'\n");
      top.append("include 'loop.conf'\n");
    } else if (which < 24) {
      top.append(pick(List.of("include ''\n", "include ' '\n")));
    } else if (which < 26) {
      top.append(pick(List.of("include_dir ''\n", "include_dir ' '\n")));
    } else if (which < 28) {
      top.append("include_dir 'nosuch.d'\n");
    } else {
      top.append("include 'base'\n");
    }
  }

  private String body(int lines, boolean broken, boolean unknown) {
    StringBuilder text = new StringBuilder();
    List<String> used = new ArrayList<>();
    int wrong = broken ? random.nextInt(lines) : -1;
    int strange = unknown ? random.nextInt(lines) : -1;
    for (int i = 0; i < lines; i++) {
      if (i == wrong) {
        text.append(pick(BROKEN)).append('\n');
      }
      if (i == strange) {
        text.append(
            pick(
                List.of(
                    "nosuch = 1\n",
                    "Wörk_mem = 2\n",
                    "work_mem\u00A0= 1\n",
                    "standby_mode = on\n")));
      }
      if (chance(12)) {
        text.append(
            pick(List.of("# comment\n", "\n", "  \t\n", "#work_mem = 1\n", "\r\n", "# it's\n")));
      }
      text.append(line(used));
    }
    return text.toString();
  }

  private String line(List<String> used) {
    if (chance(4)) {
      count("custom");
      return pick(List.of("my.x", "my.y", "My.X", "other.zé")) + " = " + quoted(pick(TEXTS)) + "\n";
    }
    if (!used.isEmpty() && chance(12)) {
      String again = pick(used);
      count("duplicate");
      return setting(catalog.require(again), chance(30) ? randomCase(again) : again);
    }
    SettingDefinition definition = pick(settings);
    if (chance(25)) {
      definition =
          catalog.find(pick(new ArrayList<>(SpecialTexts.BY_SETTING.keySet()))).orElse(definition);
    }
    used.add(definition.name());
    return setting(definition, chance(10) ? randomCase(definition.name()) : definition.name());
  }

  private String setting(SettingDefinition definition, String spelling) {
    count("type " + definition.type());
    count("context " + definition.context().word());
    definition.unit().ifPresent(u -> count("unit " + u.word()));
    String equals = pick(List.of(" = ", "=", " ", "\t", " =\t"));
    String end = pick(List.of("\n", "\n", "\n", " # c\n", "\t\n", "\r\n", "#c\n"));
    return spelling
        + (equals.isBlank() || equals.contains("=") ? equals : " ")
        + token(value(definition))
        + end;
  }

  String randomCase(String name) {
    StringBuilder mixed = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
    }
    return mixed.toString();
  }

  /** A value that is already escaped for quotes, as a token. */
  private String token(String value) {
    boolean bare =
        org.synapsepg.pghba.internal.syntax.ConfLexer.kindOf(value) != null
            && !value.startsWith("'")
            && !value.contains(".")
            && !value.equals("=");
    return bare && chance(60) ? value : quoted(value);
  }

  private static String quoted(String escaped) {
    return "'" + escaped + "'";
  }

  private String value(SettingDefinition definition) {
    return switch (definition.type()) {
      case BOOL ->
          pick(
              List.of(
                  "on", "off", "true", "FALSE", "t", "f", "y", "n", "ye", "of", "o", "1", "0", "2",
                  "", "enabled", "tru", "01"));
      case ENUM -> word(definition);
      case INTEGER -> integer(definition);
      case REAL -> real(definition);
      case STRING -> {
        List<String> special = SpecialTexts.BY_SETTING.get(definition.name());
        yield special == null ? pick(TEXTS) : pick(special).replace("'", "''");
      }
    };
  }

  private String word(SettingDefinition definition) {
    List<String> words = new ArrayList<>(definition.enumValues());
    words.addAll(definition.hiddenEnumValues().keySet());
    String word = pick(words);
    return switch (random.nextInt(6)) {
      case 0 -> word.toUpperCase(Locale.ROOT);
      case 1 -> "bogus";
      case 2 -> word + " ";
      default -> word;
    };
  }

  private String integer(SettingDefinition definition) {
    double low = definition.lowest();
    double high = definition.highest();
    long inside = (long) (low + random.nextDouble() * Math.min(high - low, 100_000));
    return switch (random.nextInt(14)) {
      case 0 -> String.valueOf((long) low);
      case 1 -> String.valueOf((long) high);
      case 2 -> String.valueOf((long) low - 1);
      case 3 -> String.valueOf((long) high + 1);
      case 4 -> "0x" + Long.toHexString(Math.abs(inside)) + (chance(30) ? unit(definition) : "");
      case 5 -> "0" + Long.toOctalString(Math.abs(inside));
      case 6 -> inside + ".5";
      case 7 -> (random.nextInt(4000) / 8.0) + unit(definition);
      case 8 -> random.nextInt(100) + " " + unit(definition);
      case 9 -> random.nextInt(100) + pick(WRONG_UNITS);
      case 10 ->
          pick(
              List.of(
                  "99999999999999999999",
                  "inf",
                  "nan",
                  "",
                  "abc",
                  "1e3",
                  "-",
                  "08",
                  "1e400",
                  " 7 ",
                  "0x",
                  "+5",
                  "1e-3"));
      default -> chance(50) ? String.valueOf(inside) : random.nextInt(300) + unit(definition);
    };
  }

  private String unit(SettingDefinition definition) {
    boolean memory = definition.unit().map(SettingUnit::isMemory).orElse(chance(50));
    String unit = pick(memory ? MEMORY : TIME);
    count("written " + unit);
    return unit;
  }

  private String real(SettingDefinition definition) {
    return switch (random.nextInt(9)) {
      case 0 -> String.valueOf(definition.lowest());
      case 1 -> definition.highest() > 1e300 ? "1e308" : String.valueOf(definition.highest());
      case 2 -> "-0.5";
      case 3 -> "1e1";
      case 4 -> random.nextInt(50) + unit(definition);
      case 5 ->
          pick(List.of("inf", "nan", "-inf", "0x1.8p1", "1e400", "", "x", ".5", "5.", "1e-400"));
      case 6 -> (random.nextInt(4000) / 8.0) + unit(definition);
      default -> String.valueOf(random.nextInt(1000) / 1000.0);
    };
  }
}
