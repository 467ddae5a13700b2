package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Findings;

/**
 * How to let a connection in: the changed file, what the change opens and what is needed beside it.
 * Nothing is written. Immutable.
 */
public final class HbaAdvice {
  private final HbaFile file;
  private final @Nullable HbaRule rule;
  private final List<Alternative> alternatives;
  private final Findings findings;

  /**
   * Another rule that would let the connection in.
   *
   * @param rule the rule, to be inserted instead of the advised one
   * @param reason when to prefer it and what it opens
   */
  public record Alternative(HbaRule rule, String reason) {}

  HbaAdvice(
      HbaFile file, @Nullable HbaRule rule, List<Alternative> alternatives, Findings findings) {
    this.file = file;
    this.rule = rule;
    this.alternatives = List.copyOf(alternatives);
    this.findings = findings;
  }

  /**
   * The file with the new rule where it takes effect.
   *
   * @return the document; unchanged if no new rule helps
   */
  public HbaFile file() {
    return file;
  }

  /**
   * The new rule.
   *
   * @return the rule; empty if no new rule helps, and the findings tell what does
   */
  public Optional<HbaRule> rule() {
    return Optional.ofNullable(rule);
  }

  /**
   * Wider or stricter rules.
   *
   * @return rules that are in no document
   */
  public List<Alternative> alternatives() {
    return alternatives;
  }

  /**
   * What the rule opens, and what else must change.
   *
   * @return the findings
   */
  public Findings findings() {
    return findings;
  }
}
