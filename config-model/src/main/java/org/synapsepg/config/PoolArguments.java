package org.synapsepg.config;

import java.util.List;
import java.util.Optional;
import org.synapsepg.config.internal.PythonText;

/**
 * The {@code cp_*} arguments, which Synapse hands to Twisted's connection pool and not to libpq.
 * Immutable and thread-safe.
 *
 * <ul>
 *   <li>{@code cp_min}, {@code cp_max}: connections a process holds; 3 and 5 if absent.
 *   <li>{@code cp_reconnect}: whether a lost connection is replaced; Synapse says yes unless told.
 *   <li>{@code cp_noisy}: whether the pool logs each connection; no if absent.
 *   <li>{@code cp_name}: the pool's name in logs; the driver's name if absent.
 *   <li>{@code cp_good_sql}: the statement that tests a connection; {@code select 1} if absent.
 *   <li>{@code cp_openfun}, {@code cp_reactor}: set by Synapse itself; giving them is an error.
 *   <li>any other {@code cp_} name is passed on to the driver, which rejects it.
 * </ul>
 */
public final class PoolArguments {
  private final List<Parameter> all;

  PoolArguments(List<Parameter> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Every argument, in the order of the file.
   *
   * @return an immutable list
   */
  public List<Parameter> all() {
    return all;
  }

  /**
   * An argument by its name.
   *
   * @param name the name with its {@code cp_}
   * @return the argument, if given
   */
  public Optional<Parameter> find(String name) {
    return all.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /**
   * The bounds in effect: what the file says, the defaults elsewhere, and the least lowered to the
   * greatest. A value that is no number counts as absent; the linter reports it.
   *
   * @return the bounds
   */
  public PoolBounds bounds() {
    int max = number("cp_max").filter(n -> n >= 1).orElse(PoolBounds.DEFAULT.max());
    int min = number("cp_min").filter(n -> n >= 0).orElse(PoolBounds.DEFAULT.min());
    return new PoolBounds(Math.min(min, max), max);
  }

  /**
   * Whether a lost connection is replaced.
   *
   * @return false only where {@code cp_reconnect} says so
   */
  public boolean isReconnecting() {
    return find("cp_reconnect").map(p -> PythonText.isTrue(p.secret().reveal())).orElse(true);
  }

  private Optional<Integer> number(String name) {
    return find(name).flatMap(p -> PythonText.wholeNumber(p.secret().reveal()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PoolArguments that && all.equals(that.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  /** All arguments. */
  @Override
  public String toString() {
    return all.toString();
  }
}
