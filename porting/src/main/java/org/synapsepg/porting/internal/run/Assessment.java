package org.synapsepg.porting.internal.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.TablePlan;
import org.synapsepg.porting.TargetSchema;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;

/**
 * Everything that is known before the first write.
 *
 * @param findings what was found; with an error among them the run does not begin
 * @param schema where the target's tables come from, decided
 * @param schemaStatements what makes them; empty unless derived
 * @param plan what goes where; missing if it could not be made
 * @param audits what the source has, by target table
 * @param kept tables that an earlier run copied and whose rows have not changed since
 * @param estimate what the port will take; missing without a plan
 * @param trusting whether the target holds what the last run left there
 * @param holdings what was proved to be in the target
 */
record Assessment(
    Findings findings,
    TargetSchema schema,
    List<String> schemaStatements,
    Optional<LoadPlan> plan,
    Map<String, TableAudit> audits,
    List<String> kept,
    Optional<PortEstimate> estimate,
    boolean trusting,
    Holdings holdings) {

  PreflightReport report() {
    return new PreflightReport(
        findings, plan.map(this::tables).orElse(List.of()), schema, estimate);
  }

  private List<TablePlan> tables(LoadPlan made) {
    List<TablePlan> tables = new java.util.ArrayList<>();
    made.tables().forEach(t -> tables.add(table(t, t.name())));
    made.eventSearch().ifPresent(t -> tables.add(table(t, "event_search")));
    made.emptied()
        .forEach(t -> tables.add(new TablePlan(t.name(), TablePlan.Handling.EMPTIED, 0, 0)));
    return tables;
  }

  private TablePlan table(TableMapping table, String name) {
    TableAudit audit = audits.get(table.name());
    TablePlan.Handling handling =
        kept.contains(table.name())
            ? TablePlan.Handling.KEPT
            : name.equals(table.name()) ? TablePlan.Handling.COPIED : TablePlan.Handling.COMPUTED;
    return new TablePlan(
        name, handling, audit == null ? 0 : audit.rows(), audit == null ? 0 : audit.bytes());
  }
}
