package org.synapsepg.porting.internal.preflight;

import java.util.List;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.plan.Planner;
import org.synapsepg.porting.internal.schema.DerivedSchema;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * Tables that are no module's: Synapse of the source's release makes them in PostgreSQL, the source
 * has rows in them, and the target lacks them. The schema's version does not tell, for releases
 * with the same version differ by tables.
 */
final class MissingTables implements PreflightCheck {
  @Override
  public Findings check(PreflightContext context) {
    List<String> missing =
        Planner.lacking(context.source().tables(), context.plan().catalogue()).stream()
            .filter(t -> context.source().rowidBounds(t).isPresent())
            .map(SqliteTable::name)
            .filter(t -> context.plan().find(t).isEmpty())
            .toList();
    if (missing.isEmpty()) {
      return Findings.none();
    }
    Set<String> known = DerivedSchema.tablesOf(context.sourceCatalogue());
    List<String> lost = missing.stream().filter(known::contains).sorted().toList();
    return lost.isEmpty()
        ? Findings.none()
        : Findings.of(
            Finding.of(
                    PreflightCode.TABLE_MISSING,
                    "the target lacks tables of Synapse in which the source has rows: "
                        + String.join(", ", lost))
                .withHint(
                    "another release of Synapse made the target, or somebody changed it: start the"
                        + " Synapse that the source belongs to once on an empty database, or port"
                        + " into an empty one with the schema derived"));
  }
}
