package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the rules that may apply to a request without trying each one: by user, by database and by
 * address, whichever leaves the fewest. Built once for a document.
 */
final class HbaIndex {
  private final HbaFile file;
  private final boolean loads;
  private final List<HbaRule> rules;
  private final RuleTester.Regexes regexes;
  private final Postings byUser = new Postings();
  private final Postings byDatabase = new Postings();
  private final Postings byAddress = new Postings();
  private final boolean[] prefixes4 = new boolean[33];
  private final boolean[] prefixes6 = new boolean[129];

  /** The numbers of rules by key, and of those that any key may lead to. */
  private static final class Postings {
    private final Map<Object, IntList> keyed = new HashMap<>();
    private final IntList open = new IntList();

    void add(Object key, int number) {
      keyed.computeIfAbsent(key, k -> new IntList()).add(number);
    }

    IntList of(Object key) {
      return keyed.getOrDefault(key, IntList.NONE);
    }
  }

  /** A growing list of numbers. */
  private static final class IntList {
    static final IntList NONE = new IntList();

    private int[] values = new int[2];
    private int size;

    void add(int value) {
      if (size > 0 && values[size - 1] == value) {
        return;
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }
  }

  private record NetworkKey(IpAddress network, int prefix) {}

  HbaIndex(HbaFile file) {
    this.file = file;
    this.loads = file.loads();
    this.rules = file.effectiveRules();
    this.regexes = new RuleTester.Regexes(file.server().major());
    boolean regexesExist = file.server().major() >= 16;
    for (int i = 0; i < rules.size(); i++) {
      RuleContent content = rules.get(i).content();
      addNames(byUser, content.users(), true, regexesExist, i);
      addNames(byDatabase, content.databases(), false, regexesExist, i);
      addAddress(content.address(), i);
    }
  }

  RuleTester.Regexes regexes() {
    return regexes;
  }

  private static void addNames(
      Postings postings, List<HbaName> names, boolean users, boolean regexesExist, int number) {
    boolean special = false;
    for (HbaName name : names) {
      special |= regexesExist && name.text().startsWith("/");
      special |=
          users
              ? name.isGroup() || name.isKeyword("all")
              : name.isKeyword("all")
                  || name.isKeyword("sameuser")
                  || name.isKeyword("samerole")
                  || name.isKeyword("samegroup")
                  || name.isKeyword("replication");
    }
    if (special) {
      postings.open.add(number);
      return;
    }
    names.forEach(name -> postings.add(name.text(), number));
  }

  private void addAddress(@jakarta.annotation.Nullable HbaAddress address, int number) {
    if (address == null) {
      byAddress.add("local", number);
      return;
    }
    if (address instanceof HbaAddress.Network network && network.mask().prefixLength() >= 0) {
      int prefix = network.mask().prefixLength();
      (network.address().isIpv6() ? prefixes6 : prefixes4)[prefix] = true;
      byAddress.add(new NetworkKey(network.address().and(network.mask()), prefix), number);
      return;
    }
    byAddress.open.add(number);
  }

  HbaDecision decide(ConnectionRequest request) {
    if (!loads) {
      return new HbaDecision.FileRejected(file.errors(), HbaTrace.none());
    }
    RuleTester tester = new RuleTester(file.server(), request, regexes);
    HbaTrace trace = new HbaTrace(file, request);
    for (int number : candidates(request)) {
      HbaRule rule = rules.get(number);
      RuleTester.Verdict verdict = tester.test(rule);
      switch (verdict.result()) {
        case MATCHES -> {
          return new HbaDecision.Matched(rule, trace);
        }
        case UNKNOWN -> {
          return new HbaDecision.Undecided(rule, verdict.needs(), trace);
        }
        case FAILS -> {
          // On to the next.
        }
      }
    }
    return new HbaDecision.NoRule(trace);
  }

  private int[] candidates(ConnectionRequest request) {
    List<IntList> users = List.of(byUser.open, byUser.of(request.user()));
    List<IntList> databases = List.of(byDatabase.open, byDatabase.of(request.database()));
    List<IntList> addresses = addresses(request);
    List<IntList> fewest = users;
    if (size(databases) < size(fewest)
        && request.replication() != ConnectionRequest.Replication.PHYSICAL) {
      fewest = databases;
    }
    if (size(addresses) < size(fewest)) {
      fewest = addresses;
    }
    int[] all = new int[size(fewest)];
    int at = 0;
    for (IntList list : fewest) {
      System.arraycopy(list.values, 0, all, at, list.size);
      at += list.size;
    }
    Arrays.sort(all);
    return all;
  }

  private List<IntList> addresses(ConnectionRequest request) {
    Optional<IpAddress> client = request.clientAddress();
    if (client.isEmpty()) {
      return List.of(byAddress.of("local"));
    }
    List<IntList> found = new ArrayList<>();
    found.add(byAddress.open);
    boolean[] prefixes = client.get().isIpv6() ? prefixes6 : prefixes4;
    for (int prefix = 0; prefix < prefixes.length; prefix++) {
      if (prefixes[prefix]) {
        IpAddress network = client.get().and(IpAddress.mask(prefix, client.get().isIpv6()));
        found.add(byAddress.of(new NetworkKey(network, prefix)));
      }
    }
    return found;
  }

  private static int size(List<IntList> lists) {
    int size = 0;
    for (IntList list : lists) {
      size += list.size;
    }
    return size;
  }
}
