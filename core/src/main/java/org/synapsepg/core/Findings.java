package org.synapsepg.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a check found, in the order in which it was found. A check reports everything at once; it
 * does not stop at the first error.
 *
 * <p>Example: {@code findings.throwIfErrors()} ends the caller's work if anything in it forbids
 * going on.
 */
public final class Findings implements Iterable<Finding> {
  private static final Findings NONE = new Findings(List.of());

  private final List<Finding> all;

  private Findings(List<Finding> all) {
    this.all = all;
  }

  /**
   * No findings.
   *
   * @return an empty collection
   */
  public static Findings none() {
    return NONE;
  }

  /**
   * The given findings.
   *
   * @param findings the findings, copied
   * @return an immutable collection of them
   */
  public static Findings of(Collection<Finding> findings) {
    return findings.isEmpty() ? NONE : new Findings(List.copyOf(findings));
  }

  /**
   * The given findings.
   *
   * @param findings the findings, copied
   * @return an immutable collection of them
   */
  public static Findings of(Finding... findings) {
    return of(List.of(findings));
  }

  /**
   * These findings followed by others.
   *
   * @param others what to append
   * @return both
   */
  public Findings plus(Findings others) {
    if (others.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return others;
    }
    List<Finding> both = new ArrayList<>(all);
    both.addAll(others.all);
    return of(both);
  }

  /**
   * Those that matter at least so much.
   *
   * @param least the lowest severity to keep
   * @return the part of these findings with that severity or a higher one
   */
  public Findings atLeast(Severity least) {
    return of(all.stream().filter(f -> f.severity().compareTo(least) >= 0).toList());
  }

  /**
   * Those of one kind.
   *
   * @param code the kind
   * @return the part of these findings that has this code
   */
  public Findings withCode(FindingCode code) {
    return of(all.stream().filter(f -> f.code() == code).toList());
  }

  /**
   * Whether anything here has severity {@link Severity#ERROR}.
   *
   * @return true if so
   */
  public boolean hasErrors() {
    return all.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  /**
   * Whether there is nothing here.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * How many findings there are.
   *
   * @return their number
   */
  public int size() {
    return all.size();
  }

  /**
   * The findings as a list.
   *
   * @return an immutable list
   */
  public List<Finding> toList() {
    return all;
  }

  /**
   * The findings as a stream.
   *
   * @return a new stream
   */
  public Stream<Finding> stream() {
    return all.stream();
  }

  /**
   * Throws if anything here is an error; otherwise does nothing.
   *
   * @throws FindingsException with all errors in its message
   */
  public void throwIfErrors() {
    if (hasErrors()) {
      throw new FindingsException(this);
    }
  }

  /**
   * All findings for people, one after another, each as {@link Finding#render()} gives it.
   *
   * @return the text, without a line break at its end; empty when there are none
   */
  public String render() {
    return all.stream().map(Finding::render).collect(Collectors.joining("\n"));
  }

  @Override
  public Iterator<Finding> iterator() {
    return all.iterator();
  }

  /** The same as {@link #render()}. */
  @Override
  public String toString() {
    return render();
  }
}
