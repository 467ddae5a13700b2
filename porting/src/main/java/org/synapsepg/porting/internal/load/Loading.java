package org.synapsepg.porting.internal.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.synapsepg.porting.internal.plan.Batches;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.state.TableProgress;

/**
 * A table whose rows are to be copied.
 *
 * @param mapping what goes where
 * @param from how far it has come
 * @param bytes what will be sent for all of its rows
 */
public record Loading(TableMapping mapping, TableProgress from, long bytes) {
  /** A table with more bytes of rows has a transaction of its own. */
  private static final long SMALL = 1 << 20;

  /**
   * The tables that are loaded together, the largest first.
   *
   * @param tables all that is to be loaded
   * @param settings what a chunk may hold
   */
  public static List<List<Loading>> batches(Collection<Loading> tables, LoadSettings settings) {
    long small = Math.min(SMALL, settings.chunkBytes() / 4);
    return Batches.of(
        tables, t -> t.fitsBesideOthers(settings) ? t.bytes() : Math.max(small, t.bytes()), small);
  }

  /**
   * Another order for a server that is far: behind the largest tables come at once the small ones,
   * whose sessions mostly wait for the line, beside others that work.
   *
   * @param batches tables that are loaded together, the largest first
   * @param first so many stay in front
   */
  public static List<List<Loading>> waitingEarly(List<List<Loading>> batches, int first) {
    List<List<Loading>> large = batches.stream().filter(b -> b.size() == 1).toList();
    List<List<Loading>> order = new ArrayList<>(large.subList(0, Math.min(first, large.size())));
    batches.stream().filter(b -> b.size() > 1).forEach(order::add);
    order.addAll(large.subList(Math.min(first, large.size()), large.size()));
    return order;
  }

  private boolean fitsBesideOthers(LoadSettings settings) {
    return !from.reconcile() && from.rowsExpected() < settings.chunkRows();
  }
}
