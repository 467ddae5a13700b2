package org.synapsepg.porting.internal.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.KeptOut;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.DefectSink;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;

/**
 * Finds rows that must stay out as a whole although each value would fit: keys and texts that are
 * too long, references to nothing, and whatever refers to a row that stays out. For one thread.
 */
public final class WholeRows {
  private static final int LISTED = 5;

  private final LoadPlan plan;
  private final BadValuePolicy policy;
  private final SqliteSnapshot source;
  private final RealText realText;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Map<Long, KeptOut.Reason>> keptOut = new TreeMap<>();

  /**
   * A search that has found nothing yet.
   *
   * @param source the snapshot
   * @param plan what goes where
   * @param policy what happens to values that do not fit
   * @param realText how SQLite writes real numbers
   */
  public WholeRows(SqliteSnapshot source, LoadPlan plan, BadValuePolicy policy, RealText realText) {
    this.source = source;
    this.plan = plan;
    this.policy = policy;
    this.realText = realText;
  }

  /**
   * Asks the server about rows with long keys or texts.
   *
   * @param target a session of the target inside a transaction
   * @param audits of all tables
   */
  public void longKeys(Connection target, Map<String, TableAudit> audits) throws SQLException {
    LongKeys keys = new LongKeys(source, target, policy, realText);
    for (TableMapping table : mappings().toList()) {
      TableAudit audit = audits.get(table.name());
      if (audit == null || audit.longRows().isEmpty()) {
        continue;
      }
      Map<Long, String> refused = keys.refused(table, audit.longRows());
      if (refused.isEmpty()) {
        continue;
      }
      int column = LongKeys.column(table);
      refused.keySet().forEach(rowid -> keep(table, rowid, BadValue.LENGTH, column));
      String what =
          "table \"%s\": %,d %s, first at rowid %s: %s"
              .formatted(
                  table.source().name(),
                  refused.size(),
                  SearchStaging.isTarget(table)
                      ? "texts are too long for a search vector"
                      : "rows have a key that is too long for an index",
                  some(refused.keySet()),
                  refused.values().iterator().next());
      findings.add(
          policy.actionFor(BadValue.LENGTH) == Action.FAIL
              ? Finding.of(PreflightCode.KEY_TOO_LONG, what)
                  .withHint(
                      SearchStaging.isTarget(table)
                          ? "--bad-values length=quarantine keeps these texts out of the search; their events are ported"
                          : "shorten it in the source, or keep such rows out: --bad-values length=quarantine")
              : Finding.of(PortCode.ROWS_QUARANTINED, what + "; kept out of the target"));
    }
  }

  /**
   * Takes rows that refer to nothing.
   *
   * @param orphans by reference, as {@link References#orphans()} finds them
   */
  public void orphans(Map<References.Reference, List<Long>> orphans) {
    orphans.forEach(
        (reference, rows) -> {
          String what =
              "%,d rows break the foreign key %s: rowid %s"
                  .formatted(rows.size(), reference.describe(), some(rows));
          if (policy.actionFor(BadValue.ORPHAN) == Action.FAIL) {
            findings.add(
                Finding.of(PreflightCode.SOURCE_ORPHANS, what)
                    .withHint(
                        "delete these rows in a copy of the file, add the rows they refer to, or keep them out:"
                            + " --bad-values orphan=quarantine"));
          } else {
            findings.add(Finding.of(PortCode.ROWS_QUARANTINED, what + "; kept out of the target"));
            rows.forEach(r -> keep(reference.child(), r, BadValue.ORPHAN, reference.place()));
          }
        });
  }

  /**
   * Adds every row that refers to one that stays out, and so on.
   *
   * @param references of the plan
   * @param audits of all tables
   */
  public void dependents(References references, Map<String, TableAudit> audits)
      throws SQLException {
    Map<String, Set<Long>> gone = new HashMap<>();
    keptOut.forEach((table, rows) -> gone.put(table, new TreeSet<>(rows.keySet())));
    for (TableMapping table : plan.tables()) {
      TableAudit audit = audits.get(table.name());
      if (audit != null && audit.hasQuarantine() && !references.to(table.name()).isEmpty()) {
        gone.computeIfAbsent(table.name(), t -> new TreeSet<>()).addAll(quarantined(table));
      }
    }
    Map<References.Reference, Set<Long>> followed = new LinkedHashMap<>();
    Deque<Map.Entry<String, Set<Long>>> open = new ArrayDeque<>(Map.copyOf(gone).entrySet());
    while (!open.isEmpty()) {
      Map.Entry<String, Set<Long>> next = open.pop();
      for (References.Reference reference : references.to(next.getKey())) {
        Set<Long> known = gone.computeIfAbsent(reference.child().name(), t -> new TreeSet<>());
        Set<Long> more = new TreeSet<>(references.dependents(reference, next.getValue()));
        more.removeAll(known);
        if (!more.isEmpty()) {
          known.addAll(more);
          more.forEach(r -> keep(reference.child(), r, BadValue.ORPHAN, reference.place()));
          followed.computeIfAbsent(reference, r -> new TreeSet<>()).addAll(more);
          open.add(Map.entry(reference.child().name(), more));
        }
      }
    }
    followed.forEach(
        (reference, rows) ->
            findings.add(
                Finding.of(
                    PortCode.ROWS_QUARANTINED,
                    "%,d rows follow others into quarantine that they refer to by %s: rowid %s"
                        .formatted(rows.size(), reference.describe(), some(rows)))));
  }

  /** The rows of a table that stay out because of their values. */
  private List<Long> quarantined(TableMapping table) {
    List<Long> rowids = new ArrayList<>();
    DefectSink sink =
        new DefectSink() {
          @Override
          public void refused(BadValue kind, ColumnMapping column, RowCursor row) {}

          @Override
          public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
            rowids.add(row.rowid());
          }

          @Override
          public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {}
        };
    RowEncoder encoder = new RowEncoder(table, policy, realText, sink);
    CopyBuffer buffer = new CopyBuffer(64 * 1024);
    try (RowCursor row = source.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (row.next()) {
        buffer.clear(64 * 1024);
        encoder.encode(row, buffer);
      }
    }
    return rowids;
  }

  private void keep(TableMapping table, long rowid, BadValue kind, int column) {
    keptOut
        .computeIfAbsent(table.name(), t -> new TreeMap<>())
        .putIfAbsent(rowid, new KeptOut.Reason(kind, column));
  }

  private Stream<TableMapping> mappings() {
    return Stream.concat(plan.tables().stream(), plan.eventSearch().stream());
  }

  private static String some(Collection<Long> rows) {
    return rows.stream().limit(LISTED).map(String::valueOf).collect(Collectors.joining(", "))
        + (rows.size() > LISTED ? ", …" : "");
  }

  /** Everything that was found, in words. */
  public Findings findings() {
    return Findings.of(findings);
  }

  /** The rows that stay out, by table of the target. */
  public Map<String, KeptOut> keptOut() {
    Map<String, KeptOut> found = new TreeMap<>();
    keptOut.forEach((table, rows) -> found.put(table, KeptOut.of(rows)));
    return found;
  }
}
