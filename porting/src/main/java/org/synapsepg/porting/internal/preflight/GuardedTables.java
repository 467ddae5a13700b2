package org.synapsepg.porting.internal.preflight;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * Tables of the target that would not take, show or give back every row, though the role owns them:
 * row security that binds the owner, rules, rights that the owner took from itself (PostgreSQL
 * docs, "Row Security Policies", "The Rule System", "Privileges").
 */
final class GuardedTables implements PreflightCheck {
  private static final String GUARDS =
      """
      SELECT c.relname,
             row_security_active(c.oid) AS secured,
             array_to_string(ARRAY(SELECT quote_ident(r.rulename) FROM pg_rewrite r
                                   WHERE r.ev_class = c.oid AND r.ev_enabled <> 'D' ORDER BY 1), ', ') AS rules,
             array_to_string(ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                                                              'REFERENCES']) p
                                   WHERE NOT has_table_privilege(c.oid, p)), ', ') AS missing
      FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(?)) AND c.relkind IN ('r', 'p')
      ORDER BY 1
      """;

  private static final int LISTED = 5;

  @Override
  public Findings check(PreflightContext context) throws SQLException {
    List<String> secured = new ArrayList<>();
    List<String> ruled = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    Set<String> ours = written(context.plan());
    try (PreparedStatement statement = context.target().prepareStatement(GUARDS)) {
      statement.setString(1, context.plan().catalogue().schema());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (!ours.contains(row.getString("relname"))) {
            continue;
          }
          String table = "\"" + row.getString("relname") + "\"";
          if (row.getBoolean("secured")) {
            secured.add(table);
          }
          if (!row.getString("rules").isEmpty()) {
            ruled.add(table + " (" + row.getString("rules") + ")");
          }
          if (!row.getString("missing").isEmpty()) {
            closed.add(table + " (" + row.getString("missing") + ")");
          }
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    add(
        findings,
        secured,
        "row security binds the role of the port in %s: rows would be refused or hidden",
        "ALTER TABLE … NO FORCE ROW LEVEL SECURITY, or connect as the tables' owner itself; Synapse"
            + " needs every row too");
    add(
        findings,
        ruled,
        "rules would turn what is written into something else in %s",
        "DROP RULE …; Synapse makes none");
    add(
        findings,
        closed,
        "the role of the port lacks rights in %s",
        "GRANT ALL ON ALL TABLES IN SCHEMA … TO …; an owner can give itself what it took away");
    return Findings.of(findings);
  }

  /** Not an administrator's own tables beside them. */
  private static Set<String> written(LoadPlan plan) {
    Stream<String> filled = plan.tables().stream().map(TableMapping::name);
    Stream<String> emptied = plan.emptied().stream().map(TargetTable::name);
    Stream<String> computed =
        Stream.of(SynapseTables.EVENT_SEARCH, SynapseTables.USER_DIRECTORY_SEARCH);
    return Stream.of(filled, emptied, computed).flatMap(s -> s).collect(Collectors.toSet());
  }

  private static void add(
      List<Finding> findings, List<String> tables, String message, String hint) {
    if (!tables.isEmpty()) {
      String some = String.join(", ", tables.subList(0, Math.min(LISTED, tables.size())));
      String more = tables.size() <= LISTED ? "" : " and " + (tables.size() - LISTED) + " more";
      findings.add(
          Finding.of(PreflightCode.TABLE_GUARDED, message.formatted(some + more)).withHint(hint));
    }
  }
}
