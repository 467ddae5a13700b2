package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How two files differ in what they decide: for each class of requests, which rule decided before
 * and which decides now.
 *
 * <p>The classes are made of the rules of both files: each combination of one of a rule's
 * databases, users and an address of it, over each transport that it is about, and as many with
 * names and addresses that no rule mentions. A difference that shows only where several rules
 * overlap in part may not have a request of its own among them.
 *
 * <p>Immutable. Example: {@code HbaComparison.between(before, after).changes().forEach(c ->
 * out.println(c.render()))}.
 */
public final class HbaComparison {
  private static final int MOST_WORDS = 12;
  private static final String UNMENTIONED = "some_other_name";

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
    Map<String, Change> found = new LinkedHashMap<>();
    for (ConnectionRequest request : requests(before, after)) {
      HbaDecision old = before.decide(request);
      HbaDecision fresh = after.decide(request);
      String was = words(before, old);
      String is = words(after, fresh);
      if (!meaning(old).equals(meaning(fresh))) {
        found.putIfAbsent(was + "\n" + is, new Change(request, was, is));
      }
    }
    return new HbaComparison(new ArrayList<>(found.values()));
  }

  /**
   * The differences.
   *
   * @return one example for each pair of what decided before and what decides now
   */
  public List<Change> changes() {
    return changes;
  }

  private static String meaning(HbaDecision decision) {
    if (decision instanceof HbaDecision.Matched matched) {
      return matched.rule().content().effectiveMethod()
          + " "
          + matched.rule().content().shownOptions();
    }
    return decision instanceof HbaDecision.Undecided undecided
        ? "undecided " + undecided.needs()
        : decision.getClass().getSimpleName();
  }

  private static String words(HbaFile file, HbaDecision decision) {
    if (decision instanceof HbaDecision.Matched matched) {
      return "line " + file.lineOf(matched.rule()) + " (" + HbaLinter.brief(matched.rule()) + ")";
    }
    if (decision instanceof HbaDecision.Undecided undecided) {
      return "line " + file.lineOf(undecided.rule()) + " perhaps";
    }
    return decision instanceof HbaDecision.NoRule ? "no rule" : "file rejected";
  }

  private static Set<ConnectionRequest> requests(HbaFile before, HbaFile after) {
    Set<ConnectionRequest> requests = new LinkedHashSet<>();
    for (HbaFile file : List.of(before, after)) {
      for (HbaRule rule : file.effectiveRules()) {
        addRequests(rule, requests);
      }
    }
    return requests;
  }

  private static void addRequests(HbaRule rule, Set<ConnectionRequest> requests) {
    for (String database : names(rule.databases())) {
      for (String user : names(rule.users())) {
        for (ConnectionRequest.Builder builder : transports(rule)) {
          boolean physical = rule.databases().stream().anyMatch(n -> n.isKeyword("replication"));
          requests.add(builder.database(database).user(user).build());
          if (physical) {
            requests.add(builder.replication(ConnectionRequest.Replication.PHYSICAL).build());
          }
        }
      }
    }
  }

  private static List<String> names(List<HbaName> words) {
    List<String> names = new ArrayList<>();
    for (HbaName word : words.subList(0, Math.min(words.size(), MOST_WORDS))) {
      boolean special =
          word.text().isEmpty()
              || word.isGroup()
              || word.text().startsWith("/")
              || (!word.quoted() && Words.DATABASE_KEYWORDS.contains(word.text()));
      names.add(special ? UNMENTIONED : word.text());
    }
    return names;
  }

  private static List<ConnectionRequest.Builder> transports(HbaRule rule) {
    if (rule.type() == ConnectionType.LOCAL) {
      return List.of(ConnectionRequest.local());
    }
    String address = "203.0.113.77";
    if (rule.content().address() instanceof HbaAddress.Network network) {
      address = network.address().toString();
    }
    List<ConnectionRequest.Builder> builders = new ArrayList<>();
    if (rule.type() != ConnectionType.HOSTNOSSL && rule.type() != ConnectionType.HOSTGSSENC) {
      builders.add(ConnectionRequest.tcp(address).ssl(true));
    }
    if (rule.type() != ConnectionType.HOSTSSL && rule.type() != ConnectionType.HOSTGSSENC) {
      builders.add(ConnectionRequest.tcp(address).ssl(false).gssEncrypted(false));
    }
    if (rule.type() != ConnectionType.HOSTSSL && rule.type() != ConnectionType.HOSTNOGSSENC) {
      builders.add(ConnectionRequest.tcp(address).ssl(false).gssEncrypted(true));
    }
    return builders;
  }
}
