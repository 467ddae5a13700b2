package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.internal.schema.ReleaseHistory.Release;
import org.synapsepg.porting.internal.sqlite.SqliteColumn;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * The schema that Synapse would make in an empty PostgreSQL database, for the release whose deltas
 * the source has.
 *
 * <p>The release is found by the exact set of deltas that the source records, not by the schema's
 * version, which several different schemas share. Its catalogue is then replayed from facts that
 * were observed on Synapse itself, on both engines: the SQLite one must be what the source has, so
 * that the PostgreSQL one is what Synapse would have. What is not certain is a finding of severity
 * error, and its remedy is a target that Synapse prepared.
 *
 * <p>Comments are left out, and the trigger functions have bodies of our own. Immutable.
 */
public final class DerivedSchema {
  private static final String REMEDY =
      "let Synapse itself make the target: start the release that the source belongs to once on an"
          + " empty PostgreSQL database, stop it when its background updates are done, and port with"
          + " the schema PREPARED";

  private final Findings findings;
  private final List<String> statements;
  private final List<String> foreignTables;
  private final Optional<String> release;

  private DerivedSchema(
      List<Finding> findings,
      List<String> statements,
      List<String> foreignTables,
      Optional<String> release) {
    this.findings = Findings.of(findings);
    this.statements = List.copyOf(statements);
    this.foreignTables = List.copyOf(foreignTables);
    this.release = release;
  }

  /**
   * Derives the schema for a source.
   *
   * @param source what the source says about itself
   * @return the schema, or the findings that say why there is none
   */
  public static DerivedSchema of(SourceCatalogue source) {
    SchemaFacts facts = SchemaFacts.load();
    List<Finding> findings = new ArrayList<>();
    Optional<Release> release = release(source, facts.history(), findings);
    if (release.isEmpty()) {
      return new DerivedSchema(findings, List.of(), List.of(), Optional.empty());
    }
    int base = release.get().base();
    Facts expected = facts.sqlite().replay(base, release.get().sqliteDeltas());
    List<String> foreign = compare(source, expected, release.get(), findings);
    List<String> statements = List.of();
    if (findings.stream().noneMatch(f -> f.severity() == org.synapsepg.core.Severity.ERROR)) {
      Set<String> deltas = release.get().postgresDeltas();
      statements = new ArrayList<>(PostgresStatements.of(facts.postgres().replay(base, deltas)));
      List<String> recorded = new ArrayList<>(deltas);
      if (base < ReleaseHistory.FULL_SCHEMA) {
        recorded.addAll(0, facts.postgres().earlierDeltas());
      }
      statements.addAll(SchemaRows.statements(source, recorded));
    }
    return new DerivedSchema(findings, statements, foreign, Optional.of(release.get().name()));
  }

  /**
   * What Synapse of a source's release makes in PostgreSQL.
   *
   * @param source what the source says about itself
   * @return names of tables; empty if its deltas are those of no known release
   */
  public static Set<String> tablesOf(SourceCatalogue source) {
    SchemaFacts facts = SchemaFacts.load();
    return release(source, facts.history(), new ArrayList<>())
        .map(r -> Set.copyOf(facts.postgres().replay(r.base(), r.postgresDeltas()).tables()))
        .orElse(Set.of());
  }

  /**
   * What was found; without an error there are statements.
   *
   * @return the findings, errors with the remedy
   */
  public Findings findings() {
    return findings;
  }

  /**
   * The statements that turn an empty schema into Synapse's, in order: functions, sequences,
   * tables, indexes, foreign keys, triggers, what sequences have given out, and the rows in which
   * Synapse keeps the schema's state. They may run in one transaction or one by one; names are not
   * qualified.
   *
   * @return the statements; empty when there are errors
   */
  public List<String> statements() {
    return statements;
  }

  /**
   * The source's tables that Synapse does not make: modules' tables and leftovers.
   *
   * @return their names, in the source's order
   */
  public List<String> foreignTables() {
    return foreignTables;
  }

  /**
   * The release whose schema this is: the first (release candidate) that had it.
   *
   * @return for example {@code 1.72.0rc1}; empty when the deltas are those of no release
   */
  public Optional<String> release() {
    return release;
  }

  private static Optional<Release> release(
      SourceCatalogue source, ReleaseHistory history, List<Finding> findings) {
    Set<String> applied = new TreeSet<>(source.appliedDeltas());
    Optional<Release> release = history.withSqliteDeltas(applied);
    if (release.isEmpty()) {
      findings.add(noRelease(applied, history));
      return release;
    }
    Set<String> withdrawn = new TreeSet<>(applied);
    withdrawn.retainAll(history.withdrawn());
    withdrawn.removeAll(release.get().sqliteDeltas());
    if (!withdrawn.isEmpty()) {
      findings.add(
          Finding.of(
              SchemaCode.WITHDRAWN_DELTAS,
              "the source went through a release whose schema deltas were withdrawn: "
                  + quoted(withdrawn)
                  + "; its schema is taken to be that of Synapse "
                  + release.get().name()));
    }
    int highest = applied.stream().mapToInt(EngineFacts::versionOf).max().orElse(0);
    if (source.schemaVersion() < Math.max(highest, ReleaseHistory.FULL_SCHEMA)) {
      findings.add(
          Finding.of(
                  SchemaCode.VERSION_DIFFERS,
                  "the source says that its schema has version "
                      + source.schemaVersion()
                      + ", but its deltas go up to version "
                      + highest
                      + " and schemas below version 72 are not known here")
              .withHint(
                  "let a current Synapse start once on the SQLite database, so that it brings the"
                      + " schema up to date, and port then; or "
                      + REMEDY));
    }
    return release;
  }

  private static Finding noRelease(Set<String> applied, ReleaseHistory history) {
    Set<String> above = new TreeSet<>(applied);
    above.removeIf(d -> EngineFacts.versionOf(d) <= ReleaseHistory.FULL_SCHEMA);
    above.removeAll(history.withdrawn());
    Set<String> unknown = new TreeSet<>(above);
    unknown.removeAll(history.newest().sqliteDeltas());
    if (!unknown.isEmpty()) {
      return Finding.of(
              SchemaCode.UNKNOWN_DELTAS,
              "the source has schema deltas that are not known here, up to Synapse "
                  + history.newest().name()
                  + ": "
                  + quoted(unknown))
          .withHint(REMEDY);
    }
    Release nearest =
        history.releases().stream()
            .filter(r -> r.sqliteDeltas().containsAll(above))
            .findFirst()
            .orElseGet(history::newest);
    Set<String> missing = new TreeSet<>(nearest.sqliteDeltas());
    missing.removeAll(above);
    return Finding.of(
            SchemaCode.NO_SUCH_RELEASE,
            "the source's schema deltas are those of no release of Synapse; against "
                + nearest.name()
                + " it lacks "
                + quoted(missing))
        .withHint(REMEDY);
  }

  /** The source's tables and columns against those of its release; what is foreign is returned. */
  private static List<String> compare(
      SourceCatalogue source, Facts expected, Release release, List<Finding> findings) {
    Set<String> missing = new LinkedHashSet<>(expected.tables());
    List<String> foreign = new ArrayList<>();
    for (SqliteTable table : source.tables()) {
      if (SynapseTables.isSourceInternal(table.name())) {
        continue;
      }
      if (!missing.remove(table.name())) {
        foreign.add(table.name());
      } else if (table.kind() != SqliteTable.Kind.VIRTUAL) {
        columns(table, expected.of("column", table.name()).keySet(), release)
            .ifPresent(findings::add);
      }
    }
    for (String table : missing) {
      findings.add(
          Finding.of(
                  SchemaCode.TABLE_MISSING,
                  "the source has no table " + table + ", but Synapse " + release.name() + " has")
              .withHint(REMEDY));
    }
    if (!foreign.isEmpty()) {
      findings.add(
          Finding.of(
                  SchemaCode.FOREIGN_TABLES,
                  "the source has tables that Synapse "
                      + release.name()
                      + " does not make: "
                      + quoted(foreign))
              .withHint("they are a module's or were left over; they are not part of the schema"));
    }
    return foreign;
  }

  private static Optional<Finding> columns(
      SqliteTable table, Set<String> expected, Release release) {
    Set<String> missing = new TreeSet<>();
    expected.forEach(name -> missing.add(name.toLowerCase(Locale.ROOT)));
    Set<String> unknown = new TreeSet<>();
    for (SqliteColumn column : table.columns()) {
      String name = column.name().toLowerCase(Locale.ROOT);
      if (!missing.remove(name)) {
        unknown.add(name);
      }
    }
    if (missing.isEmpty() && unknown.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                SchemaCode.COLUMNS_DIFFER,
                "the source's table "
                    + table.name()
                    + " is not that of Synapse "
                    + release.name()
                    + (missing.isEmpty() ? "" : "; it lacks the columns " + quoted(missing))
                    + (unknown.isEmpty() ? "" : "; it has the unknown columns " + quoted(unknown)))
            .withHint(REMEDY));
  }

  private static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(n -> quoted.add("'" + n + "'"));
    return String.join(", ", quoted);
  }
}
