package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One setting of one major version, as a real server of that major described it in {@code
 * pg_settings}. Immutable and safe for use by several threads.
 *
 * <p>Example: {@code SettingCatalog.of(PgVersion.of(16)).require("work_mem").unit()} is {@code kB}.
 */
public final class SettingDefinition {
  /** What a server said of a setting. Text columns are empty where the server has no value. */
  record Facts(
      String name,
      SettingType type,
      SettingContext context,
      @Nullable SettingUnit unit,
      double lowest,
      double highest,
      @Nullable String defaultValue,
      List<String> values,
      Map<String, String> spellings,
      List<String> flags,
      String category) {}

  private final int major;
  private final Facts facts;

  SettingDefinition(int major, Facts facts) {
    this.major = major;
    this.facts = facts;
  }

  int major() {
    return major;
  }

  /**
   * The name.
   *
   * @return the name in the server's own spelling, for example {@code DateStyle}
   */
  public String name() {
    return facts.name();
  }

  /**
   * The type.
   *
   * @return the type
   */
  public SettingType type() {
    return facts.type();
  }

  /**
   * When it can be changed.
   *
   * @return the context
   */
  public SettingContext context() {
    return facts.context();
  }

  /**
   * The unit of a number that is written without one, and of the limits.
   *
   * @return the unit; empty for plain numbers and other types
   */
  public Optional<SettingUnit> unit() {
    return Optional.ofNullable(facts.unit());
  }

  /**
   * The least value.
   *
   * @return the least value in {@link #unit()}; empty for types that are no numbers
   */
  public Optional<String> minimum() {
    return limit(facts.lowest());
  }

  /**
   * The greatest value.
   *
   * @return the greatest value in {@link #unit()}; empty for types that are no numbers
   */
  public Optional<String> maximum() {
    return limit(facts.highest());
  }

  private Optional<String> limit(double limit) {
    return switch (type()) {
      case INTEGER -> Optional.of(String.valueOf((long) limit));
      case REAL -> Optional.of(NumberReading.general(limit));
      case BOOL, ENUM, STRING -> Optional.empty();
    };
  }

  double lowest() {
    return facts.lowest();
  }

  double highest() {
    return facts.highest();
  }

  /**
   * The default that is compiled in, in {@link #unit()}. The platform, the environment or the tool
   * that makes a cluster may give a server another one.
   *
   * @return the default; empty if the server has none or derives it
   */
  public Optional<String> defaultValue() {
    return Optional.ofNullable(facts.defaultValue());
  }

  /**
   * The words that an enum accepts and shows.
   *
   * @return the words in the server's order; empty for other types
   */
  public List<String> enumValues() {
    return facts.values();
  }

  /**
   * Words that an enum also accepts but does not list, and what each stands for; for example {@code
   * true} for {@code on}.
   *
   * @return word to meaning; empty for most settings
   */
  public Map<String, String> hiddenEnumValues() {
    return facts.spellings();
  }

  /**
   * Whether the text is a list whose items are separated by commas.
   *
   * @return true for lists
   */
  public boolean isList() {
    return facts.flags().contains("list");
  }

  /**
   * Whether it is a list whose items may stand in double quotes.
   *
   * @return true for lists of that kind
   */
  public boolean isQuotedList() {
    return facts.flags().contains("quoted");
  }

  /**
   * Whether the server marks it as one that does not belong in a file. Only {@code ALTER SYSTEM}
   * enforces that.
   *
   * @return true if so
   */
  public boolean isDisallowedInFile() {
    return facts.flags().contains("not-in-file");
  }

  /**
   * Whether the view {@code pg_settings} leaves it out although a file may set it.
   *
   * @return true for a few, for example {@code role}
   */
  public boolean isHidden() {
    return facts.flags().contains("hidden");
  }

  /**
   * Whether only some minor releases or builds of the major know it.
   *
   * @return true if so
   */
  public boolean isOfSomeBuilds() {
    return facts.flags().contains("some-builds");
  }

  /**
   * The group of settings that it belongs to.
   *
   * @return the column {@code category}, for example {@code Resource Usage / Memory}
   */
  public String category() {
    return facts.category();
  }

  /**
   * What a server of this major makes of a value. Values that depend on the server's machine
   * (locales, files, the limit of the stack) are taken to be right; use {@link
   * PgConfFile#serverView(ServerState)} to tell what is known of it.
   *
   * @param text the value, without the quotes and escapes of the file
   * @return what the server would make of it at its start
   */
  public ValueReading read(String text) {
    return read(text, name(), Situation.ofStart(ServerState.unknown()));
  }

  /** What a server makes of a value that a file gives under some spelling of the name. */
  ValueReading read(String text, String nameInFile, Situation situation) {
    String name = major >= 18 ? facts.name() : nameInFile;
    ValueReading read =
        switch (type()) {
          case BOOL -> bool(text, name);
          case INTEGER -> new NumberReading(this).integer(text, name);
          case REAL -> new NumberReading(this).real(text, name);
          case ENUM -> word(text, name);
          case STRING -> new ValueReading.Accepted(text);
        };
    return read instanceof ValueReading.Accepted accepted
        ? ValueChecks.check(this, accepted.setting(), situation)
        : read;
  }

  private static ValueReading bool(String text, String name) {
    Boolean value = parseBool(text);
    return value == null
        ? new ValueReading.Refused(
            "parameter \"" + name + "\" requires a Boolean value", null, null)
        : new ValueReading.Accepted(value ? "on" : "off");
  }

  /** As the server's parse_bool: beginnings of words, and at least two letters for on and off. */
  static @Nullable Boolean parseBool(String text) {
    String word = lower(text);
    if (word.isEmpty()) {
      return null;
    }
    if ("true".startsWith(word)
        || "yes".startsWith(word)
        || word.equals("on")
        || word.equals("1")) {
      return true;
    }
    boolean no = "false".startsWith(word) || "no".startsWith(word) || word.equals("0");
    return (no || word.equals("off") || word.equals("of")) ? Boolean.FALSE : null;
  }

  private ValueReading word(String text, String name) {
    String word = lower(text);
    String hidden = facts.spellings().get(word);
    if (hidden != null) {
      return new ValueReading.Accepted(hidden);
    }
    for (String value : facts.values()) {
      if (lower(value).equals(word)) {
        return new ValueReading.Accepted(value);
      }
    }
    return new ValueReading.Refused(
        "invalid value for parameter \"" + name + "\": \"" + text + "\"",
        null,
        "Available values: " + String.join(", ", facts.values()) + ".");
  }

  /** Lower case of ASCII letters only, as the server compares names and words. */
  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return lowerAscii(text);
      }
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static String lowerAscii(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return lower.toString();
  }

  /** The name, the type and the context. */
  @Override
  public String toString() {
    return facts.name() + " (" + type() + ", " + context().word() + ", PostgreSQL " + major + ")";
  }
}
