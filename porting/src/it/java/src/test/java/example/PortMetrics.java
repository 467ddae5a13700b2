package example;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortListener;

/** Counts rows and warnings of ports, and shows how far the one under way is. */
record PortMetrics(MeterRegistry registry, AtomicReference<Double> share) implements PortListener {
  static PortMetrics on(MeterRegistry registry) {
    AtomicReference<Double> share = new AtomicReference<>(0.0);
    registry.gauge("synapse.port.share", share, AtomicReference::get);
    return new PortMetrics(registry, share);
  }

  @Override
  public void on(PortEvent event) {
    if (event instanceof PortEvent.Progress progress) {
      share.set(progress.share());
    } else if (event instanceof PortEvent.TableFinished table) {
      registry.counter("synapse.port.rows", "table", table.table()).increment(table.rows());
    } else if (event instanceof PortEvent.Warned warned) {
      registry.counter("synapse.port.warnings", "code", warned.finding().code().id()).increment();
    }
  }
}
