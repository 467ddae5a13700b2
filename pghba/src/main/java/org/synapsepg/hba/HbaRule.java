package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.core.PgVersion;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * One rule of a pg_hba.conf.
 *
 * <p>A rule has identity, not value: two rules of the same text are different rules. A rule from a
 * builder stays recognisable in the document that it was inserted into, where it also gets its
 * exact text. {@link #sameMeaning} compares what rules say.
 *
 * <p>Immutable and safe for use by several threads. Example: {@code
 * HbaRule.hostssl().database("synapse").user("synapse_user").address("10.0.0.0/24")
 * .method(AuthMethod.SCRAM_SHA_256).build()}.
 */
public final class HbaRule implements HbaLine {
  private final RuleContent content;
  private final List<String> words;
  private final @Nullable RawLine raw;
  private final @Nullable Object origin;

  HbaRule(RuleContent content, RawLine raw, @Nullable Object origin) {
    this.content = content;
    this.words = List.of();
    this.raw = raw;
    this.origin = origin;
  }

  private HbaRule(RuleContent content, List<String> words) {
    this.content = content;
    this.words = words;
    this.raw = null;
    this.origin = null;
  }

  /**
   * Begins a rule for Unix-domain sockets.
   *
   * @return a builder
   */
  public static Builder local() {
    return new Builder(ConnectionType.LOCAL);
  }

  /**
   * Begins a rule for TCP, encrypted or not.
   *
   * @return a builder
   */
  public static Builder host() {
    return new Builder(ConnectionType.HOST);
  }

  /**
   * Begins a rule for TCP with SSL.
   *
   * @return a builder
   */
  public static Builder hostssl() {
    return new Builder(ConnectionType.HOSTSSL);
  }

  /**
   * Begins a rule for TCP without SSL.
   *
   * @return a builder
   */
  public static Builder hostnossl() {
    return new Builder(ConnectionType.HOSTNOSSL);
  }

  /**
   * Begins a rule for TCP with encryption by GSSAPI.
   *
   * @return a builder
   */
  public static Builder hostgssenc() {
    return new Builder(ConnectionType.HOSTGSSENC);
  }

  /**
   * Begins a rule for TCP without encryption by GSSAPI.
   *
   * @return a builder
   */
  public static Builder hostnogssenc() {
    return new Builder(ConnectionType.HOSTNOGSSENC);
  }

  /**
   * Begins a rule of any type.
   *
   * @param type the connection type
   * @return a builder
   */
  public static Builder of(ConnectionType type) {
    return new Builder(type);
  }

  /**
   * A name as it has to be written so that it means nothing but itself: in quotes. {@code
   * literal("all")} is a database of that name, {@code "all"} as a builder's string is the keyword.
   * From 16 on a name that begins with a slash is a regular expression even in quotes.
   *
   * @param name any name without line feed, carriage return and NUL
   * @return the lexeme, to be given to a builder
   */
  public static String literal(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\n' || c == '\r' || c == '\0') {
        throw new IllegalArgumentException(
            "a name with a line end or a NUL byte cannot be written into the file");
      }
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * The connection type.
   *
   * @return the first field
   */
  public ConnectionType type() {
    return content.type();
  }

  /**
   * The databases.
   *
   * @return the words of the second field, those of an {@code @file} put in; at least one
   */
  public List<HbaName> databases() {
    return content.databases();
  }

  /**
   * The users.
   *
   * @return the words of the third field, those of an {@code @file} put in; at least one
   */
  public List<HbaName> users() {
    return content.users();
  }

  /**
   * The address.
   *
   * @return the client addresses; empty for {@code local}
   */
  public Optional<HbaAddress> address() {
    return Optional.ofNullable(content.address());
  }

  /**
   * The method as written.
   *
   * @return the method; {@code ident} on {@code local} is used as {@code peer}
   */
  public AuthMethod method() {
    return content.method();
  }

  /**
   * The options as written.
   *
   * @return the options in order; of a repeated one the last counts
   */
  public List<HbaOption> options() {
    return content.options();
  }

  /**
   * The value of an option.
   *
   * @param name the option's name, exact case
   * @return its value; of a repeated one the last
   */
  public Optional<String> findOption(String name) {
    return content.findOption(name);
  }

  /**
   * What the server notes against the rule although it loads it: that it can never match on a
   * server without the encryption that it asks for.
   *
   * @return the server's text, if there is one
   */
  public Optional<String> notice() {
    return Optional.ofNullable(content.notice());
  }

  @Override
  public String source() {
    return raw == null ? String.join(" ", words) : raw.body();
  }

  /**
   * Whether another rule says the same: the same connections, the same method, the same options in
   * effect, however they are written ({@code 127.0.0.1/32} and {@code 127.0.0.1 255.255.255.255},
   * lists in another order).
   *
   * @param other another rule, perhaps of another document
   * @return true if so
   */
  public boolean sameMeaning(HbaRule other) {
    return content.sameMeaning(other.content);
  }

  RuleContent content() {
    return content;
  }

  /** The words to write, field by field; a list is one of them. */
  List<String> words() {
    return words;
  }

  @Nullable
  RawLine raw() {
    return raw;
  }

  Object identity() {
    return origin == null ? this : origin;
  }

  /** Whether both are the same rule: the same object, or the one that was made of it. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HbaRule that && identity() == that.identity();
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(identity());
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }

  /**
   * Collects the fields of a rule. Strings are lexemes as they would be written without quotes:
   * {@code all} is the keyword, {@code +grp} a group; for a name use {@link HbaRule#literal}. Not
   * safe for use by several threads.
   */
  public static final class Builder {
    private final ConnectionType type;
    private final List<String> databases = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> address = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private @Nullable AuthMethod method;

    private Builder(ConnectionType type) {
      this.type = type;
    }

    /**
     * Adds databases.
     *
     * @param lexemes one or more lexemes
     * @return this
     */
    public Builder database(String... lexemes) {
      databases.addAll(List.of(lexemes));
      return this;
    }

    /**
     * Adds users.
     *
     * @param lexemes one or more lexemes
     * @return this
     */
    public Builder user(String... lexemes) {
      users.addAll(List.of(lexemes));
      return this;
    }

    /**
     * The client addresses.
     *
     * @param lexeme a range such as {@code 172.16.0.0/12}, a host name, {@code all}, {@code
     *     samehost} or {@code samenet}
     * @return this
     */
    public Builder address(String lexeme) {
      address.clear();
      address.add(lexeme);
      return this;
    }

    /**
     * The client addresses with a separate mask.
     *
     * @param lexeme a numeric address
     * @param mask a mask of the same family
     * @return this
     */
    public Builder address(String lexeme, String mask) {
      address(lexeme);
      address.add(mask);
      return this;
    }

    /**
     * The method.
     *
     * @param chosen how clients prove who they are
     * @return this
     */
    public Builder method(AuthMethod chosen) {
      method = chosen;
      return this;
    }

    /**
     * Adds an option; the value is quoted where it has to be.
     *
     * @param name the option's name
     * @param value its value
     * @return this
     */
    public Builder option(String name, String value) {
      options.add(new HbaName(name + "=" + value, false).toString());
      return this;
    }

    /**
     * The rule. It is checked again, for the server's version, when it is inserted.
     *
     * @return a rule that is in no document yet
     * @throws IllegalArgumentException if a field is missing, a string is not one lexeme, or no
     *     server would take the rule
     */
    public HbaRule build() {
      AuthMethod chosen = method;
      if (databases.isEmpty() || users.isEmpty() || chosen == null) {
        throw new IllegalArgumentException(
            "a rule needs at least one database, one user and a method");
      }
      if (type == ConnectionType.LOCAL != address.isEmpty()) {
        throw new IllegalArgumentException(
            type == ConnectionType.LOCAL
                ? "a rule for local has no address"
                : "a rule for " + type + " needs an address; all means any");
      }
      List<List<HbaName>> fields = new ArrayList<>();
      fields.add(List.of(new HbaName(type.word(), false)));
      fields.add(lexemes(databases));
      fields.add(lexemes(users));
      address.forEach(a -> fields.add(lexemes(List.of(a))));
      fields.add(List.of(new HbaName(chosen.word(), false)));
      options.forEach(o -> fields.add(lexemes(List.of(o))));
      List<String> words = new ArrayList<>();
      words.add(type.word());
      words.add(String.join(",", databases));
      words.add(String.join(",", users));
      words.addAll(address);
      words.add(chosen.word());
      words.addAll(options);
      try {
        HbaServer any =
            HbaServer.builder(PgVersion.of(18))
                .features(Set.of(ServerFeature.values()))
                .oauthValidators(validators())
                .build();
        return new HbaRule(RuleParser.parse(any, fields), List.copyOf(words));
      } catch (RuleParser.Refused e) {
        throw new IllegalArgumentException(
            "no server takes '" + String.join(" ", words) + "': " + e.error().logged(), e);
      }
    }

    private List<String> validators() {
      for (String option : options) {
        if (option.startsWith("validator=")) {
          return List.of(option.substring("validator=".length()));
        }
      }
      return List.of("any");
    }

    private static List<HbaName> lexemes(List<String> texts) {
      List<HbaName> names = new ArrayList<>();
      for (String text : texts) {
        names.add(Words.single(text));
      }
      return names;
    }
  }
}
