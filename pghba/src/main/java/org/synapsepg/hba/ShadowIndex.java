package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules seen so far, so that the first one that covers a new rule is found without comparing it
 * with each: a rule whose users are plain names can only cover one that begins with one of these.
 */
final class ShadowIndex {
  private final HbaServer server;
  private final Map<String, List<HbaRule>> byUser = new HashMap<>();
  private final Map<String, List<HbaRule>> byDatabase = new HashMap<>();
  private final Map<HbaAddress, List<HbaRule>> byAddress = new HashMap<>();
  private final List<HbaRule> others = new ArrayList<>();
  private final Map<HbaRule, Integer> numbers = new HashMap<>();

  ShadowIndex(HbaServer server) {
    this.server = server;
  }

  void add(HbaRule rule) {
    numbers.put(rule, numbers.size());
    if (rule.users().stream().noneMatch(n -> isWideUser(n))) {
      rule.users().forEach(n -> put(byUser, n.text(), rule));
    } else if (rule.databases().stream().noneMatch(n -> isWideDatabase(n))) {
      rule.databases().forEach(n -> put(byDatabase, n.text(), rule));
    } else if (isSingle(rule.content().address())) {
      byAddress.computeIfAbsent(rule.content().address(), a -> new ArrayList<>()).add(rule);
    } else {
      others.add(rule);
    }
  }

  private static void put(Map<String, List<HbaRule>> map, String key, HbaRule rule) {
    map.computeIfAbsent(key, k -> new ArrayList<>()).add(rule);
  }

  private boolean isWideUser(HbaName name) {
    return name.isKeyword("all") || (server.major() >= 16 && name.text().equals("/"));
  }

  private boolean isWideDatabase(HbaName name) {
    return name.isKeyword("all")
        || name.isKeyword("samerole")
        || name.isKeyword("samegroup")
        || (server.major() >= 16 && name.text().equals("/"));
  }

  /** Whether only the same address is covered by it. */
  private static boolean isSingle(@Nullable HbaAddress address) {
    return address instanceof HbaAddress.Network network
        && network.mask().prefixLength() == network.mask().length() * 8;
  }

  @Nullable
  HbaRule findCover(HbaRule rule) {
    HbaRule first = firstOf(others, rule, null);
    first = firstOf(byUser.getOrDefault(rule.users().get(0).text(), List.of()), rule, first);
    first =
        firstOf(byDatabase.getOrDefault(rule.databases().get(0).text(), List.of()), rule, first);
    HbaAddress address = rule.content().address();
    return address == null
        ? first
        : firstOf(byAddress.getOrDefault(address, List.of()), rule, first);
  }

  private @Nullable HbaRule firstOf(
      List<HbaRule> candidates, HbaRule rule, @Nullable HbaRule soFar) {
    for (HbaRule candidate : candidates) {
      if (Coverage.covers(candidate, rule, server)) {
        boolean earlier =
            soFar == null || numbers.getOrDefault(candidate, 0) < numbers.getOrDefault(soFar, 0);
        return earlier ? candidate : soFar;
      }
    }
    return soFar;
  }
}
