package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.internal.audit.EqualKeys;
import org.synapsepg.porting.internal.audit.References;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.preflight.EventRules;
import org.synapsepg.porting.internal.preflight.SourceCheck;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;

/** What SQLite itself says of the source. It is asked while the audit reads every row. */
final class SqliteAnswers {
  private final RunSettings settings;
  private final SqliteSnapshot source;
  private final LoadPlan plan;
  private final FutureTask<Findings> integrity;
  private final FutureTask<Relations> relations;

  /**
   * What holds between rows.
   *
   * @param findings in words
   * @param orphans rows that refer to nothing
   */
  record Relations(Findings findings, Map<References.Reference, List<Long>> orphans) {}

  private SqliteAnswers(RunSettings settings, SqliteSnapshot source, LoadPlan plan) {
    this.settings = settings;
    this.source = source;
    this.plan = plan;
    this.integrity = start("integrity", this::checkIntegrity);
    this.relations = start("source check", this::relate);
  }

  /** Begins to ask; {@link #await} must be called before the snapshot is closed. */
  static SqliteAnswers ask(RunSettings settings, SqliteSnapshot source, LoadPlan plan) {
    return new SqliteAnswers(settings, source, plan);
  }

  private <T> FutureTask<T> start(String what, Callable<T> question) {
    FutureTask<T> task = new FutureTask<>(question);
    settings.host().threads().start(what, task);
    return task;
  }

  /** Waits until all is said, whichever it is. */
  void await() throws InterruptedException {
    ended(integrity);
    ended(relations);
  }

  private static void ended(Future<?> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      // Whoever asks for the answer gets the failure.
      return;
    }
  }

  /** Whether the file is whole. */
  Findings damage() throws Exception {
    return integrity.get();
  }

  /** What SQLite answers out of a damaged file is worth nothing, be it an error or not. */
  Relations relations() throws Exception {
    return damage().hasErrors() ? new Relations(Findings.none(), Map.of()) : relations.get();
  }

  /** SQLite reads every page once more. */
  private Findings checkIntegrity() throws SQLException {
    try (Connection witness = source.openWitness()) {
      return SourceCheck.of(witness, settings.thoroughCheck());
    }
  }

  private Relations relate() throws SQLException {
    try (Connection witness = source.openWitness()) {
      return new Relations(
          EqualKeys.duplicates(witness, plan).plus(EventRules.of(witness, plan)),
          new References(witness, plan).orphans());
    }
  }
}
