package org.synapsepg.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;

/**
 * Every sequence of a database, each with its {@link SequenceState.Standing standing}.
 *
 * <p>Example: {@code report.planRepair().statements().forEach(out::println)}
 *
 * @param states one for each sequence that the search path sees, by name
 * @param selfRepairing whether the Synapse that made this schema raises a sequence that is behind
 *     its rows by itself when it starts (1.109 and later); earlier ones refuse to start
 */
public record SequenceReport(List<SequenceState> states, boolean selfRepairing) {
  /**
   * Copies the list.
   *
   * @param states one for each sequence
   * @param selfRepairing whether Synapse raises sequences by itself
   */
  public SequenceReport {
    states = List.copyOf(states);
  }

  /**
   * The sequences on which Synapse would refuse to start or misbehave.
   *
   * @return those whose standing needs a repair
   */
  public List<SequenceState> wrong() {
    return states.stream().filter(s -> s.standing().needsRepair()).toList();
  }

  /**
   * One sequence, for example the one that {@code PgProblem.SequenceInconsistent} names.
   *
   * @param sequence its name without schema
   * @return its state, if the database has it
   */
  public Optional<SequenceState> find(String sequence) {
    return states.stream().filter(s -> s.name().equals(sequence)).findFirst();
  }

  /**
   * The report as findings: errors for what needs a repair, warnings for what could not be judged.
   *
   * @return the findings; empty when all is well
   */
  public Findings findings() {
    List<Finding> findings = new ArrayList<>();
    for (SequenceState state : states) {
      CheckCode code =
          switch (state.standing()) {
            case FINE, AHEAD -> null;
            case NOT_CALLED -> CheckCode.SEQUENCE_NOT_CALLED;
            case BEHIND -> CheckCode.SEQUENCE_BEHIND;
            case BEHIND_POSITION -> CheckCode.SEQUENCE_BEHIND_POSITION;
            case NOTED_AHEAD -> CheckCode.SEQUENCE_NOTED_AHEAD;
            case INSTANCE_AHEAD -> CheckCode.SEQUENCE_INSTANCE_AHEAD;
            case UNREADABLE -> CheckCode.SEQUENCE_UNREADABLE;
            case UNKNOWN -> CheckCode.SEQUENCE_UNKNOWN;
          };
      if (code != null) {
        Finding finding = Finding.of(code, "sequence '" + state.name() + "': " + state.remark());
        findings.add(
            state.repairValue().isPresent()
                ? finding.withHint("stop Synapse, then: " + SequenceRepair.statement(state))
                : finding);
      }
    }
    return Findings.of(findings);
  }

  /**
   * Plans to set every wrong sequence to the highest number in use. No sequence is lowered.
   *
   * @return the plan; it does nothing until it is applied
   */
  public SequenceRepair planRepair() {
    return planRepairAlso(Set.of());
  }

  /**
   * As {@link #planRepair()}, and sets the named sequences too, although Synapse would run with
   * them: one that is {@link SequenceState.Standing#NOTED_AHEAD} is raised to what is noted, one
   * that is {@link SequenceState.Standing#AHEAD} is <em>lowered</em> to the highest number in use.
   * A number that was given out but left no trace may then be given again; there is seldom a
   * reason.
   *
   * @param names sequences, without schema
   * @return the plan; it does nothing until it is applied
   * @throws IllegalArgumentException if a name is none of this report's
   */
  public SequenceRepair planRepairAlso(Set<String> names) {
    for (String name : names) {
      if (find(name).isEmpty()) {
        throw new IllegalArgumentException("'" + name + "' is no sequence of this report");
      }
    }
    return SequenceRepair.of(this, names);
  }
}
