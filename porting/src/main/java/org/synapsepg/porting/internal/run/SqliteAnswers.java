package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.internal.audit.EqualKeys;
import org.synapsepg.porting.internal.audit.References;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.preflight.EventRules;
import org.synapsepg.porting.internal.preflight.SourceCheck;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.threads.Answer;

/**
 * What SQLite itself says of the source. It reads the whole file for that, so it is asked whether
 * the file is whole before anything else begins, and what holds between rows while the audit reads
 * them.
 */
final class SqliteAnswers {
  private final RunSettings settings;
  private final SqliteSnapshot source;
  private final Answer<Findings> integrity;
  private Optional<Answer<Relations>> relations = Optional.empty();

  /**
   * What holds between rows.
   *
   * @param findings in words
   * @param orphans rows that refer to nothing
   */
  record Relations(Findings findings, Map<References.Reference, List<Long>> orphans) {}

  private SqliteAnswers(RunSettings settings, SqliteSnapshot source) {
    this.settings = settings;
    this.source = source;
    this.integrity = settings.host().threads().ask("integrity", this::checkIntegrity);
  }

  /**
   * Begins to ask whether the file is whole; {@link #end} must be called before the snapshot ends.
   */
  static SqliteAnswers ask(RunSettings settings, SqliteSnapshot source) {
    return new SqliteAnswers(settings, source);
  }

  /** Begins to ask what holds between the rows of a plan. */
  void ask(LoadPlan plan) {
    relations = Optional.of(settings.host().threads().ask("source check", () -> relate(plan)));
  }

  /** Whether the file is whole. */
  Findings damage() throws Exception {
    return integrity.get();
  }

  /** What SQLite answers out of a damaged file is worth nothing, be it an error or not. */
  Relations relations() throws Exception {
    return relations.isEmpty() || damage().hasErrors()
        ? new Relations(Findings.none(), Map.of())
        : relations.get().get();
  }

  /** If answers are not waited for any more, no read of the source is. */
  void end() {
    if (!integrity.isThere() || relations.filter(r -> !r.isThere()).isPresent()) {
      source.endReads();
    }
    integrity.joinUninterruptibly();
    relations.ifPresent(Answer::joinUninterruptibly);
  }

  /** SQLite reads every page once more. */
  private Findings checkIntegrity() throws SQLException {
    try (Connection witness = source.openWitness()) {
      return SourceCheck.of(witness, settings.thoroughCheck());
    }
  }

  private Relations relate(LoadPlan plan) throws SQLException {
    try (Connection witness = source.openWitness()) {
      return new Relations(
          EqualKeys.duplicates(witness, plan).plus(EventRules.of(witness, plan)),
          new References(witness, plan).orphans());
    }
  }
}
