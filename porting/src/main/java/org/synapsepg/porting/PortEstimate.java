package org.synapsepg.porting;

import java.time.Duration;
import java.util.Locale;
import org.synapsepg.core.ByteSize;

/**
 * What a port will take, told before it begins: from the round trip to the server, from the speed
 * at which the source was just read, and from the cores of this machine. How fast the server's disk
 * is can only be seen while it writes, so the range is wide; a run's {@link
 * PortEvent.Progress#remaining()} narrows it.
 *
 * <p>Example: {@code job.preflight().estimate().ifPresent(e -> out.println(e.render()))}
 *
 * @param port from the first write to the last index, key and sequence
 * @param whole everything that a caller of {@link PortJob#start()} waits for: preflight, port, and
 *     the comparison of every row
 * @param roundTrip the time that the server takes to answer a question about nothing
 * @param scanned bytes of rows that were read and converted each second
 * @param cores of this machine that the process may use
 * @param disk what is needed at the server
 */
public record PortEstimate(
    PortEvent.Remaining port,
    PortEvent.Remaining whole,
    Duration roundTrip,
    ByteSize scanned,
    int cores,
    DiskNeed disk) {

  /**
   * Two lines for people.
   *
   * @return time with what it was told from, and disk space
   */
  public String render() {
    return String.format(
        Locale.ROOT,
        "time: %s, verification included %s (round trip %.1f ms, source read at %s/s, %d %s)%ndisk:"
            + " %s",
        port.render(),
        whole.render(),
        roundTrip.toNanos() / 1e6,
        scanned,
        cores,
        cores == 1 ? "core" : "cores",
        disk.render());
  }
}
