package org.synapsepg.porting;

import java.util.List;
import org.synapsepg.core.Findings;

/** How a run ended. */
public sealed interface PortOutcome {
  /**
   * The target holds everything, and that was proved.
   *
   * @param summary what was done
   * @param certificate what the target holds, to be kept
   * @param proof the comparison with the source
   * @param replaced the values that others took the place of, the first 10,000 if there are more
   * @param quarantined the rows that were kept out, the first 10,000 if there are more
   */
  record Completed(
      PortSummary summary,
      PortCertificate certificate,
      VerificationReport proof,
      List<ReplacedValue> replaced,
      List<QuarantinedRow> quarantined)
      implements PortOutcome {
    /**
     * Keeps its own copies of the lists.
     *
     * @param summary what was done
     * @param certificate what the target holds
     * @param proof the comparison with the source
     * @param replaced the values that others took the place of
     * @param quarantined the rows that were kept out
     */
    public Completed {
      replaced = List.copyOf(replaced);
      quarantined = List.copyOf(quarantined);
    }
  }

  /**
   * The run stopped because it was asked to; start the same job again to go on.
   *
   * @param rowsSoFar rows of the source that are safe in the target
   */
  record Stopped(long rowsSoFar) implements PortOutcome {}

  /**
   * Nothing was written.
   *
   * @param findings every reason, each with its remedy
   */
  record Refused(Findings findings) implements PortOutcome {}

  /**
   * The run went through, but the target is not equal to the source.
   *
   * @param summary what was done
   * @param proof where they differ
   */
  record Differs(PortSummary summary, VerificationReport proof) implements PortOutcome {}

  /**
   * The run could not go on. What was written is a consistent checkpoint; start the same job again
   * once the cause is gone.
   *
   * @param findings what happened
   * @param cause the error; its message holds no value of a row
   */
  record Failed(Findings findings, Exception cause) implements PortOutcome {}
}
