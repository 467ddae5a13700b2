package org.synapsepg.hba;

import java.util.List;

/**
 * How two files differ in what they decide: for each class of requests, which rule decided before
 * and which decides now.
 *
 * <p>The comparison is complete: all requests are divided by what the rules of both files can tell
 * apart (transport, networks with all their overlaps, client names, the server's own networks,
 * database and user names, role membership, replication), and each class is decided by both files.
 * Names that only regular expressions describe are represented by samples of each expression and of
 * each two of them joined; an expression that this library does not read is taken as a question of
 * its own.
 *
 * <p>Immutable. Example: {@code HbaComparison.between(before, after).changes().forEach(c ->
 * out.println(c.render()))}.
 */
public final class HbaComparison {
  private final List<Change> changes;

  /**
   * A class of requests that is decided otherwise.
   *
   * @param example one request of it
   * @param before what decided before
   * @param after what decides now
   */
  public record Change(ConnectionRequest example, String before, String after) {
    /**
     * The change for people.
     *
     * @return one line
     */
    public String render() {
      return example + ": " + before + " -> " + after;
    }
  }

  private HbaComparison(List<Change> changes) {
    this.changes = List.copyOf(changes);
  }

  /**
   * Compares two files.
   *
   * @param before the earlier file
   * @param after the later one
   * @return the differences
   */
  public static HbaComparison between(HbaFile before, HbaFile after) {
    return new HbaComparison(new ClassesOfRequests(before, after).changes());
  }

  /**
   * The differences.
   *
   * @return one example for each pair of what decided before and what decides now, in the order of
   *     the earlier file
   */
  public List<Change> changes() {
    return changes;
  }
}
