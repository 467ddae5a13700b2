package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.internal.load.Loading;
import org.synapsepg.porting.internal.preflight.TargetCheck;
import org.synapsepg.porting.internal.state.PortSession;

/**
 * What is done in another way where round trips are long, as preflight measured them.
 *
 * @param isFar whether waiting for the line is worth more sessions
 */
record FarServer(boolean isFar) {
  private static final Duration FAR = Duration.ofMillis(8);

  static FarServer of(Assessment assessment) {
    return new FarServer(
        assessment
            .estimate()
            .map(PortEstimate::roundTrip)
            .filter(trip -> trip.compareTo(FAR) >= 0)
            .isPresent());
  }

  /**
   * How many sessions copy. Where the server is far, half of them wait for the line at any time, so
   * there are twice as many, as far as the server lets them in.
   */
  int copiers(int workers, PortSession control) throws SQLException {
    if (!isFar) {
      return workers;
    }
    long free = TargetCheck.freeConnections(control.connection());
    return (int) Math.max(workers, Math.min(2L * workers, free));
  }

  /** The order in which tables are copied. */
  List<List<Loading>> order(List<List<Loading>> largestFirst, int workers) {
    return isFar ? Loading.waitingEarly(largestFirst, workers) : largestFirst;
  }
}
