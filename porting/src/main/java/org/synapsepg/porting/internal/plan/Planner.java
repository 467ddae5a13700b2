package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.synapse.SynapseTables;
import org.synapsepg.porting.internal.synapse.TableRole;

/**
 * Makes the plan from the two catalogues. Tables and columns are matched by name, letter case
 * ignored ({@code Lock} in SQLite is {@code lock} in PostgreSQL); their order means nothing.
 */
public final class Planner {
  private final TargetCatalogue target;
  private final @Nullable TargetCatalogue carried;
  private final Collection<SqliteTable> source;
  private final Predicate<SqliteTable> hasRows;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * A planner for one source and one target.
   *
   * @param source the source's tables
   * @param hasRows whether a table of the source holds any row
   * @param target the target's catalogue
   */
  public Planner(
      Collection<SqliteTable> source, Predicate<SqliteTable> hasRows, TargetCatalogue target) {
    this(source, hasRows, target, null);
  }

  /**
   * A planner for a target with tables in a second schema.
   *
   * @param source the source's tables
   * @param hasRows whether a table of the source holds any row
   * @param target the target's catalogue
   * @param carried the schema with tables that are no part of Synapse; null if there is none
   */
  public Planner(
      Collection<SqliteTable> source,
      Predicate<SqliteTable> hasRows,
      TargetCatalogue target,
      @Nullable TargetCatalogue carried) {
    this.carried = carried;
    this.source = List.copyOf(source);
    // Without rowids no cheap look tells; such a table is never taken for an empty one.
    this.hasRows = t -> t.kind() == SqliteTable.Kind.WITHOUT_ROWID || hasRows.test(t);
    this.target = target;
  }

  /** Makes the plan, with everything that is wrong with it among its findings. */
  public LoadPlan plan() {
    List<TableMapping> tables = new ArrayList<>();
    List<TargetTable> emptied = new ArrayList<>();
    for (SqliteTable table : source) {
      if (!isOfInterest(table)) {
        continue;
      }
      TableRole role = SynapseTables.roleOf(table.name());
      Optional<TargetTable> counterpart = target.find(table.name());
      if (counterpart.isEmpty()) {
        Optional<TargetTable> elsewhere =
            Optional.ofNullable(carried).flatMap(c -> c.find(table.name()));
        if (elsewhere.isPresent() && role == TableRole.DATA) {
          tables.add(map(table, elsewhere.get()));
        } else {
          leftOut(table);
        }
      } else if (role == TableRole.DATA) {
        tables.add(map(table, counterpart.get()));
      } else if (role == TableRole.LOCK) {
        emptied.add(counterpart.get());
      }
    }
    return new LoadPlan(
        target,
        tables,
        eventSearch(),
        target.find(SynapseTables.USER_DIRECTORY_SEARCH).isPresent()
            && target.find("user_directory").isPresent(),
        emptied,
        Findings.of(findings));
  }

  private static boolean isOfInterest(SqliteTable table) {
    return !SynapseTables.isSourceInternal(table.name())
        && !table.isInternal()
        && SynapseTables.roleOf(table.name()) != TableRole.TARGET;
  }

  /**
   * The ordinary tables of a source that a target lacks, such as a module's. What a full-text table
   * keeps behind itself belongs to it.
   *
   * @param source the source's tables
   * @param target the target's catalogue
   * @return in the order of the source
   */
  public static List<SqliteTable> lacking(Collection<SqliteTable> source, TargetCatalogue target) {
    List<String> virtual =
        source.stream()
            .filter(t -> t.kind() == SqliteTable.Kind.VIRTUAL)
            .map(t -> t.name().toLowerCase(Locale.ROOT) + "_")
            .toList();
    return source.stream()
        .filter(Planner::isOfInterest)
        .filter(t -> t.kind() != SqliteTable.Kind.VIRTUAL)
        .filter(t -> SynapseTables.roleOf(t.name()) == TableRole.DATA)
        .filter(t -> virtual.stream().noneMatch(t.name().toLowerCase(Locale.ROOT)::startsWith))
        .filter(t -> target.find(t.name()).isEmpty())
        .toList();
  }

  private void leftOut(SqliteTable table) {
    if (table.kind() != SqliteTable.Kind.VIRTUAL && hasRows.test(table)) {
      findings.add(
          Finding.of(
                  PortCode.TABLE_LEFT_OUT,
                  "the target has no table \"" + table.name() + "\"; the source's rows stay behind")
              .withHint(
                  "if a module needs them, take the table along: --carry-tables public, or let the module"
                      + " make it in the target first"));
    }
  }

  private TableMapping map(SqliteTable from, TargetTable to) {
    boolean rows = hasRows.test(from);
    List<ColumnMapping> columns = new ArrayList<>();
    for (TargetColumn column : to.columns()) {
      Optional<Integer> index = from.findColumn(column.name());
      if (index.isEmpty()) {
        unfilled(to, column, rows);
      } else if (column.type() == null) {
        unsupported(to, column, rows);
      } else if (!column.generated()) {
        int place = index.get();
        columns.add(
            new ColumnMapping(place, from.columns().get(place).name(), column, column.type()));
      }
    }
    from.columns().stream()
        .filter(c -> to.column(c.name()).isEmpty())
        .forEach(
            c ->
                add(
                    PortCode.COLUMN_MISSING,
                    rows,
                    "the target's table \""
                        + to.name()
                        + "\" has no column \""
                        + c.name()
                        + "\", which the source's has",
                    "bring both databases to the same version of Synapse"));
    return new TableMapping(from, to, columns);
  }

  private void unfilled(TargetTable table, TargetColumn column, boolean rows) {
    if (column.notNull() && !column.hasDefault()) {
      add(
          PortCode.COLUMN_UNFILLED,
          rows,
          "the target's column \""
              + table.name()
              + "."
              + column.name()
              + "\" refuses NULL and has no default, and the source has no such column",
          "bring both databases to the same version of Synapse");
    }
  }

  private void unsupported(TargetTable table, TargetColumn column, boolean rows) {
    add(
        PortCode.TYPE_UNSUPPORTED,
        rows,
        "the target's column \""
            + table.name()
            + "."
            + column.name()
            + "\" has the type "
            + column.declared()
            + ", which a port cannot fill",
        "leave the table out of the target, or change the column's type for the port");
  }

  /** A flaw of a table without rows is worth knowing, but harms nothing. */
  private void add(PortCode code, boolean rows, String message, String hint) {
    Finding finding = Finding.of(code, message).withHint(hint);
    findings.add(rows ? finding : finding.withSeverity(Severity.INFO));
  }

  /**
   * The texts behind SQLite's full-text table are rows of an ordinary table, whose columns carry
   * their place before their name (SQLite docs, "FTS3 and FTS4", section "Data Structures").
   */
  private Optional<TableMapping> eventSearch() {
    String content = SynapseTables.EVENT_SEARCH + "_content";
    Optional<SqliteTable> texts =
        source.stream().filter(t -> t.name().toLowerCase(Locale.ROOT).equals(content)).findFirst();
    if (texts.isEmpty() || target.find(SynapseTables.EVENT_SEARCH).isEmpty()) {
      return Optional.empty();
    }
    TargetTable staging = SearchStaging.table();
    List<ColumnMapping> columns = new ArrayList<>();
    for (TargetColumn column : staging.columns()) {
      for (int i = 0; i < texts.get().columns().size(); i++) {
        String name = texts.get().columns().get(i).name();
        ValueType type = column.type();
        if (type != null && name.replaceFirst("^c\\d+", "").equalsIgnoreCase(column.name())) {
          columns.add(new ColumnMapping(i, name, column, type));
        }
      }
    }
    return Optional.of(new TableMapping(texts.get(), staging, columns));
  }
}
