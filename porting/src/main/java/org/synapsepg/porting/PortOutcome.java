package org.synapsepg.porting;

import java.util.List;
import org.synapsepg.core.Findings;

/**
 * How a run ended. Immutable. What went wrong is said by findings, never thrown.
 *
 * <p>Example: {@code if (run.await() instanceof PortOutcome.Completed done) {
 * done.certificate().writeTo(file); }}
 */
public sealed interface PortOutcome {
  /**
   * The target holds everything, and that was proved.
   *
   * @param summary what was done
   * @param certificate what the target holds, to be kept
   * @param proof the comparison with the source
   * @param replaced the values that others took the place of, by this and earlier runs; the first
   *     10,000 by table and row if there are more
   * @param quarantined the rows that were kept out, by this and earlier runs; the first 10,000 by
   *     table and row if there are more ({@link Quarantine#rows} gives all)
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
   * @param rowsSoFar rows of the source that are safe in the target, those of earlier runs
   *     included; 0 if this run stopped before its first write
   */
  record Stopped(long rowsSoFar) implements PortOutcome {}

  /**
   * The run did not begin: it wrote nothing, and what earlier runs wrote is as it was.
   *
   * @param findings every reason, each with its remedy, and what else preflight found
   */
  record Refused(Findings findings) implements PortOutcome {}

  /**
   * The run went through, but the target is not equal to the source: somebody wrote there
   * meanwhile, or something is broken. There is no certificate. A run with {@link
   * PortJob.Builder#overwriteTarget} replaces the rows that differ.
   *
   * @param summary what was done
   * @param proof where they differ
   */
  record Differs(PortSummary summary, VerificationReport proof) implements PortOutcome {}

  /**
   * The run could not go on. What was written is a consistent checkpoint; start the same job again
   * once the cause is gone.
   *
   * @param findings what happened and what to do; {@link PortCode#ABORTED} if somebody ended the
   *     run at once, {@link PortCode#TARGET_LOST} if the target does not answer any more
   * @param cause the error; its message holds no value of a row
   */
  record Failed(Findings findings, Exception cause) implements PortOutcome {}
}
