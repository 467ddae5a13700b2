package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.util.Optional;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.RunPhase;
import org.synapsepg.porting.internal.state.RunRecord;
import org.synapsepg.porting.internal.state.StateSchema;

/** Removes what ports keep in a target. */
public final class StateRemoval {
  private StateRemoval() {}

  /**
   * Removes it, unless it is needed.
   *
   * @param target opens connections to the target
   * @return whether there was something
   * @throws PortException if the target cannot be asked, a run is under way, or the last one is not
   *     complete
   */
  public static boolean remove(ConnectionSource target) {
    try (PortSession session = PortSession.open(target, "control")) {
      if (!StateSchema.exists(session.connection())) {
        return false;
      }
      if (!Ownership.tryLock(session)) {
        throw new PortException(
            PortCode.TARGET_BUSY, "another run is porting into this target", null);
      }
      try {
        Optional<RunRecord> record = RunRecord.read(session.connection());
        if (record.isPresent() && record.get().phase() != RunPhase.COMPLETE) {
          throw new PortException(
              PortCode.CHECKPOINT_EXISTS,
              "the last run into this target is not complete (phase %s): what is left to be done,"
                      .formatted(record.get().phase())
                  + " such as indexes to be made again, is known there alone; start the same job"
                  + " again, or port with the existing checkpoint discarded",
              null);
        }
        session.transaction(() -> StateSchema.drop(session.connection()));
        return true;
      } finally {
        Ownership.unlock(session);
      }
    } catch (SQLException e) {
      throw new PortException(PortCode.TARGET_UNREACHABLE, ServerProblem.describe(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException(PortCode.ABORTED, "interrupted; nothing was removed", e);
    }
  }
}
