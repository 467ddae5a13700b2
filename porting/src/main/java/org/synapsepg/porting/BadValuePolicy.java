package org.synapsepg.porting;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What happens to values that the target cannot hold, by {@link BadValue kind}. Nothing ever
 * happens silently: a replacement is recorded with its original, a quarantined row with its bytes.
 * Immutable.
 *
 * <p>Example: {@code BadValuePolicy.defaults().with(BadValue.ENCODING,
 * BadValuePolicy.Action.QUARANTINE)}.
 */
public final class BadValuePolicy {
  /** What happens to a value of one kind. */
  public enum Action {
    /** The port does not begin; preflight names every such value's table and column. */
    FAIL,
    /** The row is kept out of the target and put into quarantine. */
    QUARANTINE,
    /**
     * The nearest value that the target can hold takes its place, and the original is recorded. A
     * row whose value has none goes into quarantine.
     */
    REPLACE
  }

  private static final BadValuePolicy DEFAULTS =
      all(Action.FAIL).with(BadValue.NUL, Action.REPLACE);

  private final Map<BadValue, Action> actions;

  private BadValuePolicy(Map<BadValue, Action> actions) {
    this.actions = actions;
  }

  /**
   * The policy that lets a healthy server's database through: {@link BadValue#NUL} is replaced,
   * everything else stops the port before it begins.
   *
   * @return the default policy
   */
  public static BadValuePolicy defaults() {
    return DEFAULTS;
  }

  /**
   * One action for every kind.
   *
   * @param action what happens to all of them
   * @return the policy
   */
  public static BadValuePolicy all(Action action) {
    Map<BadValue, Action> actions = new EnumMap<>(BadValue.class);
    for (BadValue kind : BadValue.values()) {
      actions.put(kind, action);
    }
    return new BadValuePolicy(actions);
  }

  /**
   * This policy with another action for one kind.
   *
   * @param kind the kind
   * @param action what happens to it
   * @return a changed copy
   */
  public BadValuePolicy with(BadValue kind, Action action) {
    Map<BadValue, Action> changed = new EnumMap<>(actions);
    changed.put(kind, action);
    return new BadValuePolicy(changed);
  }

  /**
   * This policy with what a command-line option says: {@code kind=action}, or {@code action} alone
   * for every kind.
   *
   * @param option for example {@code encoding=quarantine} or {@code fail}
   * @return a changed copy
   * @throws IllegalArgumentException if the kind or the action is unknown; the message lists those
   *     that exist
   */
  public BadValuePolicy with(String option) {
    int equals = option.indexOf('=');
    Action action = action(option.substring(equals + 1), option);
    if (equals < 0) {
      return all(action);
    }
    String id = option.substring(0, equals);
    BadValue kind =
        BadValue.ofId(id)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'"
                            + id
                            + "' in '"
                            + option
                            + "' is no kind of value; there are "
                            + Arrays.stream(BadValue.values())
                                .map(BadValue::id)
                                .collect(Collectors.joining(", "))));
    return with(kind, action);
  }

  private static Action action(String name, String option) {
    try {
      return Action.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + name + "' in '" + option + "' is no action; there are fail, quarantine, replace",
          e);
    }
  }

  /**
   * What happens to values of a kind.
   *
   * @param kind the kind
   * @return the action
   */
  public Action actionFor(BadValue kind) {
    return actions.getOrDefault(kind, Action.FAIL);
  }

  /** The policy as options, for example {@code nul=replace, encoding=fail, …}. */
  @Override
  public String toString() {
    return Arrays.stream(BadValue.values())
        .map(k -> k.id() + "=" + actionFor(k).name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
