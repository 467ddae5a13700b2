package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.SourceLocation;

/**
 * What deserves a second look in a pg_hba.conf although the server takes it, and what it refuses.
 *
 * <p>Stateless. Example: {@code HbaLinter.lint(file).forEach(f -> out.println(f.render()))}.
 */
public final class HbaLinter {
  private HbaLinter() {}

  /**
   * Looks at a file and all that it includes.
   *
   * @param file the file
   * @return errors first, then everything else in the order of the rules
   */
  public static Findings lint(HbaFile file) {
    List<Finding> found = new ArrayList<>(file.errors().toList());
    LineLint.lint(file, found);
    List<HbaRule> rules = file.effectiveRules();
    Map<HbaRule, HbaRule> shadows = shadows(file);
    for (HbaRule rule : rules) {
      SourceLocation location = file.locationOf(rule);
      methodFindings(file, rule).forEach(found::add);
      RuleLint.lint(file, rule, location, found);
      HbaRule shadow = shadows.get(rule);
      if (shadow != null) {
        boolean same = shadow.sameMeaning(rule);
        found.add(
            Finding.of(
                    same ? HbaCode.DUPLICATE : HbaCode.SHADOWED,
                    "the rule never decides: '"
                        + brief(shadow)
                        + "' in line "
                        + file.lineOf(shadow)
                        + (same ? " says the same" : " comes first and takes all of it"))
                .withHint(
                    same
                        ? "Remove one of them."
                        : "Put the narrower rule before the wider one, or remove it.")
                .at(location));
      }
    }
    return Findings.of(found);
  }

  /**
   * The rules that never decide because one rule before each takes all of its connections.
   *
   * @param file the file
   * @return each such rule and the first rule that covers it; what only several rules cover
   *     together is not among them
   */
  public static Map<HbaRule, HbaRule> shadows(HbaFile file) {
    Map<HbaRule, HbaRule> shadows = new HashMap<>();
    ShadowIndex index = new ShadowIndex(file.server());
    for (HbaRule rule : file.effectiveRules()) {
      HbaRule cover = index.findCover(rule);
      if (cover != null) {
        shadows.put(rule, cover);
      }
      index.add(rule);
    }
    return shadows;
  }

  /**
   * The rules that would never decide any more if a rule were inserted before some other.
   *
   * @param file the file without the new rule
   * @param before a rule of the file
   * @param fresh the new rule, from a builder
   * @return the rules from {@code before} on that the new one covers and nothing covered so far
   */
  public static List<HbaRule> shadowedBy(HbaFile file, HbaRule before, HbaRule fresh) {
    Set<HbaRule> already = new HashSet<>(shadows(file).keySet());
    List<HbaRule> rules = file.effectiveRules();
    int from = rules.indexOf(before);
    if (from < 0) {
      throw new IllegalArgumentException("the rule '" + before.source() + "' is not in this file");
    }
    return rules.subList(from, rules.size()).stream()
        .filter(r -> !already.contains(r) && Coverage.covers(fresh, r, file.server()))
        .toList();
  }

  /**
   * What changes when the server is upgraded (or downgraded) and keeps the file.
   *
   * @param file the file as it is read today
   * @param version the other version
   * @return one finding for each line that the other version refuses, accepts or reads otherwise
   */
  public static Findings upgrade(HbaFile file, PgVersion version) {
    return VersionLint.compare(file, file.forServer(file.server().withVersion(version)));
  }

  /** What is to be said about a rule's method. */
  static Findings methodFindings(HbaFile file, HbaRule rule) {
    List<Finding> found = new ArrayList<>();
    boolean network = rule.type() != ConnectionType.LOCAL && !isLoopback(rule);
    boolean ssl = rule.type() == ConnectionType.HOSTSSL;
    SourceLocation location = file.locationOf(rule);
    switch (rule.method()) {
      case TRUST ->
          found.add(
              Finding.of(
                      HbaCode.TRUST,
                      "trust lets anyone in as "
                          + listed(rule.users())
                          + (network
                              ? " from " + rule.address().orElseThrow()
                              : " on this machine"))
                  .withHint("Use scram-sha-256, or peer on local.")
                  .at(location));
      case PASSWORD -> {
        if (network && !ssl) {
          found.add(
              Finding.of(HbaCode.CLEAR_TEXT_PASSWORD, "passwords cross the network readable")
                  .withHint("Use scram-sha-256, or hostssl.")
                  .at(location));
        }
      }
      case IDENT -> {
        if (network) {
          found.add(
              Finding.of(
                      HbaCode.IDENT_OVER_NETWORK,
                      "ident believes whatever the client's machine says about its user")
                  .withHint("Use scram-sha-256 or cert.")
                  .at(location));
        }
      }
      case MD5 -> {
        boolean deprecated = file.server().major() >= 18;
        found.add(
            Finding.of(
                    HbaCode.MD5,
                    deprecated
                        ? "md5 is deprecated from PostgreSQL 18 on"
                        : "md5 is weak, and deprecated from PostgreSQL 18 on")
                .withHint(
                    "Use scram-sha-256 once every password is stored as SCRAM; until then md5 lets"
                        + " those in as well.")
                .at(location));
      }
      default -> {
        // Nothing against it.
      }
    }
    return Findings.of(found);
  }

  static boolean isLoopback(HbaRule rule) {
    return rule.address().orElse(null) instanceof HbaAddress.Network network
        && (network.address().isIpv6()
            ? network.address().toString().equals("::1") && network.mask().prefixLength() == 128
            : network.address().byteAt(0) == 127 && network.mask().prefixLength() >= 8);
  }

  static String listed(List<HbaName> names) {
    return String.join(",", names.stream().map(HbaName::toString).toList());
  }

  /** A rule without its options, which may hold secrets, in one line. */
  static String brief(HbaRule rule) {
    return rule.type()
        + " "
        + listed(rule.databases())
        + " "
        + listed(rule.users())
        + rule.address().map(a -> " " + a).orElse("")
        + " "
        + rule.method();
  }
}
