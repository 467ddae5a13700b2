package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.plan.Batches;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.threads.Answer;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * Compares a target with its source: every table that was copied, several at a time, largest first;
 * then what is no table row. Writes nothing.
 */
public final class Verifier {
  /** Tables with fewer rows are read together. */
  private static final long SMALL = 65_536;

  /** About what a row takes on the target's disk, where nobody has counted the rows. */
  private static final long ROW_BYTES = 128;

  private final SqliteSnapshot snapshot;
  private final RowReader reader;
  private final LoadPlan plan;
  private final ConnectionSource target;
  private final BadValuePolicy policy;
  private final int workers;
  private final Map<String, Long> quarantined;
  private final Map<String, ExpectedTable> known;
  private final Consumer<String> afterTable;
  private final Map<String, CertifiedTable> certified = new ConcurrentHashMap<>();
  private Threads threads = Threads.own();
  private Map<String, CertifiedTable> unread = Map.of();

  /**
   * A comparison that has not been made yet.
   *
   * @param snapshot the source's state that was ported
   * @param plan what went where
   * @param target opens connections as the target's owner
   * @param policy what happened to values that did not fit
   * @param workers how many tables are compared at once, at least 1
   * @param quarantined how many rows of each table were kept out, as recorded; tables by their name
   *     in the target
   * @param known what tables of the target should hold, where all rows of the source were read
   *     already; tables by their name in the target
   * @param afterTable told the name of each table after it was compared, by any thread
   */
  public Verifier(
      SqliteSnapshot snapshot,
      LoadPlan plan,
      ConnectionSource target,
      BadValuePolicy policy,
      int workers,
      Map<String, Long> quarantined,
      Map<String, ExpectedTable> known,
      Consumer<String> afterTable) {
    this(snapshot, snapshot::rows, plan, target, policy, workers, quarantined, known, afterTable);
  }

  /** The same with another reader, for tests that make it fail. */
  Verifier(
      SqliteSnapshot snapshot,
      RowReader reader,
      LoadPlan plan,
      ConnectionSource target,
      BadValuePolicy policy,
      int workers,
      Map<String, Long> quarantined,
      Map<String, ExpectedTable> known,
      Consumer<String> afterTable) {
    this.snapshot = snapshot;
    this.reader = reader;
    this.plan = plan;
    this.target = target;
    this.policy = policy;
    this.workers = Math.max(1, workers);
    this.quarantined = Map.copyOf(quarantined);
    this.known = Map.copyOf(known);
    this.afterTable = afterTable;
  }

  /** Lets the work be done elsewhere than in threads made for it. */
  public Verifier in(Threads others) {
    this.threads = others;
    return this;
  }

  /**
   * Lets tables go unread where it is known what they hold, as far as that is what they should
   * hold; all others are read. At level BYTES every table is.
   *
   * @param holdings what tables hold, by name
   */
  public Verifier knowing(Map<String, CertifiedTable> holdings) {
    this.unread = Map.copyOf(holdings);
    return this;
  }

  /**
   * Makes the comparison.
   *
   * @param level how thoroughly
   * @return what was found
   * @throws SQLException as either side reports it
   * @throws InterruptedException if the calling thread is interrupted; the work has ended then
   */
  public VerificationReport run(VerifyLevel level) throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    Queue<List<TableMapping>> left =
        new ConcurrentLinkedQueue<>(Batches.of(plan.tables(), this::rows, SMALL));
    Map<String, VerificationReport.Table> tables = new ConcurrentHashMap<>();
    Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    List<Answer<Findings>> crew = new ArrayList<>();
    try {
      for (int i = 1; i <= workers; i++) {
        crew.add(
            threads.ask(
                "verify " + i,
                () -> {
                  work(level, left, tables, findings);
                  return Findings.none();
                }));
      }
      crew.add(
          threads.ask(
              "verify besides",
              () -> {
                Findings found = besides(level);
                // While the server works for one of the others, SQLite can for this one.
                work(level, left, tables, findings);
                return found;
              }));
      for (Answer<Findings> each : crew) {
        findings.addAll(each.get().stream().toList());
      }
    } finally {
      left.clear();
      crew.forEach(Answer::interrupt);
      crew.forEach(Answer::joinUninterruptibly);
    }
    return VerificationReport.of(
        level,
        new TreeMap<>(tables).values(),
        Findings.of(List.copyOf(findings)),
        Duration.ofNanos(System.nanoTime() - begun));
  }

  /** The rows that a table should hold, or about as many as it has. */
  private long rows(TableMapping table) {
    ExpectedTable expected = known.get(table.name());
    return expected == null ? table.target().bytes() / ROW_BYTES : expected.totals().rows();
  }

  private void work(
      VerifyLevel level,
      Queue<List<TableMapping>> left,
      Map<String, VerificationReport.Table> tables,
      Queue<Finding> findings)
      throws SQLException {
    try (Connection witness = snapshot.openWitness();
        Connection connection = target.open()) {
      ReadSession.run(
          connection,
          current -> {
            Map<String, Map<String, TableShape>> bySchema = new HashMap<>();
            TargetDigests digests = TargetDigests.of(connection);
            TableVerifier verifier =
                new TableVerifier(
                    snapshot, reader, known, unread, witness, connection, digests, policy, level);
            for (List<TableMapping> batch = left.poll();
                batch != null && !Thread.currentThread().isInterrupted();
                batch = left.poll()) {
              Map<String, TableShape> there = shapesOf(connection, batch, bySchema);
              if (there.size() > 1) {
                verifier.readAhead(List.copyOf(there.values()));
              }
              for (TableMapping table : batch) {
                String name = table.name();
                TableShape shape = there.get(name);
                if (shape == null) {
                  tables.put(name, missing(table, findings));
                  continue;
                }
                TableVerifier.Outcome outcome =
                    verifier.verify(table, shape, quarantined.getOrDefault(name, 0L));
                tables.put(name, outcome.report());
                outcome.certified().ifPresent(c -> certified.put(c.shape().name(), c));
                outcome.misread().ifPresent(findings::add);
                afterTable.accept(name);
                if (Thread.currentThread().isInterrupted()) {
                  return false;
                }
              }
            }
            return true;
          });
    }
  }

  /**
   * The shapes of those tables of a batch that are there, by name.
   *
   * @param bySchema all shapes that were read before, by schema and name; added to
   */
  private static Map<String, TableShape> shapesOf(
      Connection connection,
      List<TableMapping> batch,
      Map<String, Map<String, TableShape>> bySchema)
      throws SQLException {
    Map<String, TableShape> there = new LinkedHashMap<>();
    for (TableMapping table : batch) {
      String schema = table.target().schema();
      Map<String, TableShape> inSchema = bySchema.get(schema);
      if (inSchema == null) {
        inSchema = TableShapes.read(connection, schema);
        bySchema.put(schema, inSchema);
      }
      TableShape shape = inSchema.get(table.target().name());
      if (shape != null) {
        there.put(table.name(), shape);
      }
    }
    return there;
  }

  private static VerificationReport.Table missing(TableMapping table, Queue<Finding> findings) {
    findings.add(
        Finding.of(
            VerifyCode.TABLE_MISSING, "the target has no table \"" + table.name() + "\" any more"));
    return new VerificationReport.Table(
        table.name(), Verdict.CHANGED, 0, 0, "the table does not exist", List.of(), -1);
  }

  private Findings besides(VerifyLevel level) throws SQLException {
    try (Connection witness = snapshot.openWitness();
        Connection connection = target.open()) {
      return ReadSession.run(
          connection,
          current -> {
            SearchCheck search = new SearchCheck(witness, connection, plan, level);
            if (plan.eventSearch().isPresent()) {
              search.messages();
            }
            if (plan.userDirectory()) {
              search.directory();
            }
            if (level != VerifyLevel.COUNTS) {
              certifyOthers(connection, current, level);
            }
            return search.findings().plus(new TargetCondition(connection, plan).findings());
          });
    }
  }

  /** Tables that hold no copied rows belong to the certificate as well. */
  private void certifyOthers(Connection connection, String schema, VerifyLevel level)
      throws SQLException {
    List<TableShape> others = new ArrayList<>();
    for (TableShape shape : TableShapes.read(connection, schema).values()) {
      if (plan.find(shape.name()).isPresent()) {
        continue;
      }
      CertifiedTable held = unread.get(shape.name());
      if (level != VerifyLevel.BYTES && held != null && held.shape().equals(shape)) {
        certified.put(shape.name(), held);
      } else {
        others.add(shape);
      }
    }
    if (!others.isEmpty()) {
      TargetDigests.of(connection)
          .certified(others)
          .forEach((shape, read) -> certified.put(shape.name(), read));
    }
  }

  /**
   * What the tables that were found the same hold, for a certificate.
   *
   * @return tables by name in the target
   */
  public Map<String, CertifiedTable> certified() {
    return new TreeMap<>(certified);
  }
}
