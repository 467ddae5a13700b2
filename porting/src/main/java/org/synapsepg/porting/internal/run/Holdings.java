package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.verify.CertifiedTable;
import org.synapsepg.porting.internal.verify.TableLedger;

/**
 * What tables of a target hold without reading them: what the last run's certificate says, and what
 * this run has taken out and put in since. It holds as long as the server has counted no other
 * writes. Safe for use by several threads.
 */
final class Holdings {
  private final Map<String, CertifiedTable> certified;
  private final Optional<WriteCounters> counters;
  private final Map<String, TableLedger> ledgers = new ConcurrentHashMap<>();

  /**
   * What is known before the first write.
   *
   * @param certified what the target was proved to hold, by table
   * @param counters the server's counters then; without them nothing is known later
   */
  Holdings(Map<String, CertifiedTable> certified, Optional<WriteCounters> counters) {
    this.certified = Map.copyOf(certified);
    this.counters = counters;
  }

  /** Nothing is known. */
  static Holdings unknown() {
    return new Holdings(Map.of(), Optional.empty());
  }

  /** A ledger for a table that is about to change; to be told of by {@link #changed}. */
  Optional<TableLedger> ledger(TableMapping table) {
    return Optional.ofNullable(certified.get(table.name()))
        .flatMap(before -> TableLedger.of(before, table));
  }

  /** The changes of a table were committed. */
  void changed(TableMapping table, TableLedger ledger) {
    ledgers.put(table.name(), ledger);
  }

  /**
   * What tables hold now; those of which that is not known are missing.
   *
   * @param connection a connection without a transaction under way
   */
  Map<String, CertifiedTable> now(Connection connection) throws SQLException, InterruptedException {
    if (counters.isEmpty()) {
      return Map.of();
    }
    Map<String, WriteCounters.Counts> own = new HashMap<>();
    ledgers.forEach(
        (table, ledger) ->
            own.put(
                table, new WriteCounters.Counts(ledger.rowsInserted(), 0, ledger.rowsRemoved())));
    Set<String> sure = counters.get().onlyChangedBy(connection, own);
    Map<String, CertifiedTable> now = new HashMap<>();
    for (Map.Entry<String, CertifiedTable> table : certified.entrySet()) {
      if (!sure.contains(table.getKey())) {
        continue;
      }
      TableLedger ledger = ledgers.get(table.getKey());
      if (ledger == null) {
        now.put(table.getKey(), table.getValue().unread());
      } else {
        ledger.after().ifPresent(t -> now.put(table.getKey(), t));
      }
    }
    return now;
  }
}
