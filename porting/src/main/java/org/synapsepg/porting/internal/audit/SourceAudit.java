package org.synapsepg.porting.internal.audit;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;
import org.synapsepg.porting.internal.verify.ExpectedRow;
import org.synapsepg.porting.internal.verify.ExpectedTable;
import org.synapsepg.porting.internal.verify.RowLog;

/** The audit of all tables that a port would copy. */
public final class SourceAudit {
  /** More than most rows take; a longer one makes the buffer grow for the moment. */
  private static final int ENCODED = 64 * 1024;

  /** Whether to stop is asked before every 1,024th row. */
  private static final int STOP_EVERY = 1_023;

  private final SqliteSnapshot source;
  private final BadValuePolicy policy;
  private final RealText realText;
  private final boolean expecting;
  private final BooleanSupplier stop;
  private final RowLog.Budget memory = RowLog.Budget.ofHeap();

  /**
   * An audit of a snapshot.
   *
   * @param source the snapshot
   * @param policy what would happen to values that do not fit
   * @param realText how SQLite writes real numbers
   * @param expecting whether to gather what the target should hold, for the comparison at the end
   * @param stop ends the audit early when it says true
   */
  public SourceAudit(
      SqliteSnapshot source,
      BadValuePolicy policy,
      RealText realText,
      boolean expecting,
      BooleanSupplier stop) {
    this.source = source;
    this.policy = policy;
    this.realText = realText;
    this.expecting = expecting;
    this.stop = stop;
  }

  /**
   * Reads all rows of a table. Each is hashed as the target should hold it; only a row about which
   * there is something to tell is also encoded as it would be sent.
   */
  public TableAudit audit(TableMapping table) {
    DefectCounter defects = new DefectCounter();
    RowKeys keys = new RowKeys(table);
    RowEncoder encoder = new RowEncoder(table, policy, realText, defects);
    CopyBuffer buffer = new CopyBuffer(ENCODED);
    ExpectedRow wanted = new ExpectedRow(table, policy, realText);
    @Nullable ExpectedTable expected = expecting ? expected(table, wanted) : null;
    int lengths = Short.BYTES + Integer.BYTES * table.columns().size();
    long rows = 0;
    long bytes = 0;
    long digest = digestOf(table.copyStatement());
    try (RowCursor row = source.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (row.next()) {
        rows++;
        boolean fits = wanted.read(row);
        digest = digestOf(digestOf(digest, row.rowid()), fits ? wanted.hash() : 0);
        long size = lengths + wanted.size();
        if (!wanted.isPlain() || !keys.isShort(size)) {
          buffer.clear(ENCODED);
          defects.nextRow();
          if (encoder.encode(row, buffer)) {
            keys.see(row, defects.replacedColumns(), buffer);
          }
          size = buffer.size();
        }
        bytes += size;
        if (expected != null) {
          expected.add(row, fits);
        }
        if ((rows & STOP_EVERY) == 0 && stop.getAsBoolean()) {
          break;
        }
      }
    }
    return new TableAudit(
        table.name(),
        rows,
        bytes,
        digestOf(digest, defects.digest()),
        defects.counts(),
        defects.rewritten(),
        keys.longRows(),
        keys.replacedKeys(),
        keys.equalRows(),
        wanted.oddlyStored(),
        Optional.ofNullable(expected));
  }

  private ExpectedTable expected(TableMapping table, ExpectedRow row) {
    ExpectedTable expected = new ExpectedTable(table, row, source.fingerprint().encoding() == 1);
    if (SearchStaging.isTarget(table)) {
      expected.keep(new RowLog(memory), new RowLog(memory), table);
    } else {
      expected.keep(new RowLog(memory));
    }
    return expected;
  }

  private static long digestOf(String text) {
    return text.chars().asLongStream().reduce(text.length(), SourceAudit::digestOf);
  }

  /** What a digest becomes by one more value; what came before, and in which order, shows in it. */
  private static long digestOf(long before, long value) {
    long mixed = (before ^ value) * 0x9E3779B97F4A7C15L;
    return (mixed ^ mixed >>> 32) + Long.rotateLeft(before, 7);
  }

  /** The defects as findings. */
  public static Findings findings(Collection<TableAudit> audits) {
    List<Finding> findings = new ArrayList<>();
    for (TableAudit audit : audits) {
      for (DefectCount defect : audit.defects()) {
        findings.add(finding(audit.table(), defect));
      }
      audit
          .rewritten()
          .forEach(
              (column, numbers) ->
                  findings.add(
                      Finding.of(
                          PortCode.NUMBERS_REWRITTEN,
                          "table \"%s\", column \"%s\": %,d %s that jsonb keeps equal and writes in another way (1e2 as 100)"
                              .formatted(
                                  audit.table(),
                                  column,
                                  numbers,
                                  numbers == 1 ? "number" : "numbers"))));
    }
    return Findings.of(findings);
  }

  private static Finding finding(String table, DefectCount defect) {
    String what =
        "table \"%s\", column \"%s\": %,d %s that the target cannot hold (%s), first at rowid %s"
            .formatted(
                table,
                defect.column(),
                defect.count(),
                defect.count() == 1 ? "value" : "values",
                defect.kind().id(),
                defect.rowids().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    return switch (defect.action()) {
      case FAIL ->
          Finding.of(PortCode.BAD_VALUES, what)
              .withHint(
                  "repair them in the source, or choose what shall happen to them: --bad-values %s=%s or %s=%s"
                      .formatted(
                          defect.kind().id(),
                          Action.REPLACE.name().toLowerCase(java.util.Locale.ROOT),
                          defect.kind().id(),
                          Action.QUARANTINE.name().toLowerCase(java.util.Locale.ROOT)));
      case QUARANTINE -> Finding.of(PortCode.ROWS_QUARANTINED, what + "; kept out of the target");
      case REPLACE ->
          Finding.of(PortCode.VALUES_REPLACED, what + "; replaced, the originals are recorded");
    };
  }
}
