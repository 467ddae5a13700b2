package org.synapsepg.porting.internal.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.audit.SqliteCondition;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * Rows that a CHECK constraint of the target would reject. Synapse added some of them to PostgreSQL
 * alone, or later than rows were written (a thread's name in {@code event_push_actions}, a user's
 * full name in {@code profiles}); one that is declared not valid binds new rows as well (PostgreSQL
 * docs, "ALTER TABLE").
 */
final class CheckConstraints implements PreflightCheck {
  private static final int LISTED = 5;

  private static final String CHECKS =
      """
      SELECT n.nspname, c.relname, con.conname, pg_get_expr(con.conbin, con.conrelid)
      FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE con.contype = 'c' ORDER BY 1, 2, 3
      """;

  private record Table(String schema, String name) {}

  private record Check(String name, String expression) {}

  @Override
  public Findings check(PreflightContext context) throws SQLException {
    Map<Table, List<Check>> checks = new HashMap<>();
    try (Statement statement = context.target().createStatement();
        ResultSet row = statement.executeQuery(CHECKS)) {
      while (row.next()) {
        checks
            .computeIfAbsent(
                new Table(row.getString(1), row.getString(2)), table -> new ArrayList<>())
            .add(new Check(row.getString(3), row.getString(4)));
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (TableMapping table : context.plan().tables()) {
      Table target = new Table(table.target().schema(), table.target().name());
      for (Check check : checks.getOrDefault(target, List.of())) {
        one(context.source().witness(), table, check.name(), check.expression())
            .ifPresent(findings::add);
      }
    }
    return Findings.of(findings);
  }

  private static String plain(String sql) {
    return sql.replaceAll("[\\s()]+", "").toLowerCase(Locale.ROOT);
  }

  private static boolean mentions(String expression, String column) {
    return expression.matches("(?s).*\\b" + Pattern.quote(column) + "\\b.*");
  }

  private static Optional<Finding> one(
      Connection witness, TableMapping table, String name, String expression) throws SQLException {
    Optional<String> condition = SqliteCondition.of(expression);
    if (condition.isEmpty()) {
      return Optional.of(
          Finding.of(
                  PreflightCode.CHECK_VIOLATED,
                  "table \"%s\": whether all rows meet the target's constraint \"%s\" (%s) cannot be asked of the source"
                      .formatted(table.source().name(), name, expression))
              .withSeverity(Severity.INFO)
              .withHint("if they do not, the port ends at the first such row"));
    }
    if (table.columns().stream().noneMatch(c -> mentions(expression, c.target().name()))) {
      // A column that the source lacks gets its default.
      return Optional.empty();
    }
    if (plain(table.source().sql()).contains("check" + plain(condition.get()))) {
      // SQLite holds the same; its quick_check has looked at every row.
      return Optional.empty();
    }
    boolean rowids = table.source().kind() == SqliteTable.Kind.ROWID;
    long count = 0;
    List<String> first = new ArrayList<>();
    try (Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + (rowids ? "rowid" : "NULL")
                    + " FROM main."
                    + Identifiers.quote(table.source().name())
                    + " WHERE NOT ("
                    + condition.get()
                    + ")")) {
      while (row.next()) {
        count++;
        if (rowids && first.size() < LISTED) {
          first.add(row.getString(1));
        }
      }
    }
    return count == 0
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    PreflightCode.CHECK_VIOLATED,
                    "table \"%s\": %,d rows that the target's constraint \"%s\" rejects, %s%s"
                        .formatted(
                            table.source().name(),
                            count,
                            name,
                            expression,
                            rowids ? "; first at rowid " + String.join(", ", first) : ""))
                .withHint("correct or delete these rows in a copy of the source"));
  }
}
