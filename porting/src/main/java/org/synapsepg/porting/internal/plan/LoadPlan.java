package org.synapsepg.porting.internal.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.synapsepg.core.Findings;

/**
 * What goes where.
 *
 * @param catalogue the target's catalogue that the plan was made from
 * @param tables every table that is copied as it is
 * @param eventSearch the source's message texts, copied into a staging table from which {@code
 *     event_search} is computed
 * @param userDirectory whether the target has a user directory to be computed
 * @param emptied tables of the target that lose the rows they have and get none: locks
 * @param findings everything that forbids or deserves mention
 */
public record LoadPlan(
    TargetCatalogue catalogue,
    List<TableMapping> tables,
    Optional<TableMapping> eventSearch,
    boolean userDirectory,
    List<TargetTable> emptied,
    Findings findings) {
  /** Keeps its own copies of the lists. */
  public LoadPlan {
    tables = List.copyOf(tables);
    emptied = List.copyOf(emptied);
  }

  /** The same plan, but for rows that are kept out; by the names of {@link TableMapping#name()}. */
  public LoadPlan without(Map<String, KeptOut> rows) {
    return new LoadPlan(
        catalogue,
        tables.stream().map(t -> without(rows, t)).toList(),
        eventSearch.map(t -> without(rows, t)),
        userDirectory,
        emptied,
        findings);
  }

  private static TableMapping without(Map<String, KeptOut> rows, TableMapping table) {
    KeptOut out = rows.get(table.name());
    return out == null ? table : table.without(out);
  }

  /** All tables of the target, those in a second schema included. */
  public Stream<TargetTable> targets() {
    return Stream.concat(
        catalogue.tables().stream(),
        tables.stream()
            .map(TableMapping::target)
            .filter(t -> !t.schema().equals(catalogue.schema())));
  }

  /** The mapping of a target table. */
  public Optional<TableMapping> find(String table) {
    return tables.stream().filter(t -> t.name().equals(table)).findFirst();
  }
}
