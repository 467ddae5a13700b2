package org.synapsepg.porting.internal.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetIndex;
import org.synapsepg.porting.internal.sqlite.SqliteIndex;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.value.RealText;

/**
 * Rows that differ in the source and have the same unique key in the target: through a replaced
 * value ({@code a\0} and {@code a\uFFFD}), through the storage class, which SQLite tells apart and
 * PostgreSQL does not have (the text {@code 1} and the number), or because the source has no such
 * unique key.
 */
public final class EqualKeys {
  private static final int LISTED = 10;
  private static final String WHERE = " WHERE ";

  private EqualKeys() {}

  /**
   * Collisions that replaced values cause.
   *
   * @param witness a connection to the source's snapshot
   * @param plan what goes where
   * @param audits of all tables
   * @return one error for each pair, the first ten of a table
   */
  public static Findings replaced(Connection witness, LoadPlan plan, Map<String, TableAudit> audits)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (TableMapping table : plan.tables()) {
      TableAudit audit = audits.get(table.name());
      if (audit == null) {
        continue;
      }
      List<long[]> pairs = new ArrayList<>(audit.equalRows());
      if (table.source().kind() == SqliteTable.Kind.ROWID) {
        for (RowKeys.ReplacedKey key : audit.replacedKeys()) {
          other(witness, table, key).ifPresent(r -> pairs.add(new long[] {r, key.rowid()}));
        }
      }
      pairs.stream()
          .limit(LISTED)
          .forEach(
              p ->
                  findings.add(
                      Finding.of(
                              PreflightCode.KEYS_COLLIDE,
                              "table \"%s\": the rows with rowid %d and %d have the same unique key once values are replaced"
                                  .formatted(table.source().name(), p[0], p[1]))
                          .withHint(
                              "repair one of them in the source, or keep rows with such values out:"
                                  + " --bad-values nul=quarantine")));
    }
    return Findings.of(findings);
  }

  private static Optional<Long> other(
      Connection witness, TableMapping table, RowKeys.ReplacedKey key) throws SQLException {
    String sql =
        key.columns().stream()
            .map(c -> Identifiers.quote(c) + " = ?")
            .collect(
                Collectors.joining(
                    " AND ",
                    "SELECT rowid FROM main."
                        + Identifiers.quote(table.source().name())
                        + " WHERE ",
                    " AND rowid <> ? LIMIT 1"));
    try (PreparedStatement statement = witness.prepareStatement(sql)) {
      int parameter = 1;
      for (Object value : key.values()) {
        statement.setObject(parameter++, value);
      }
      statement.setLong(parameter, key.rowid());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }

  /** Which unique keys are looked at. */
  private interface Which {
    boolean is(TableMapping table, List<ColumnMapping> key, boolean keptUnique);
  }

  /**
   * Rows with the same key where the source has no such unique key.
   *
   * @param witness a connection to the source's snapshot
   * @param plan what goes where
   * @return one error for each key
   */
  public static Findings duplicates(Connection witness, LoadPlan plan) throws SQLException {
    return duplicates(witness, plan, (table, key, keptUnique) -> !keptUnique);
  }

  /**
   * Rows whose keys differ in the source by nothing but their storage class.
   *
   * @param witness a connection to the source's snapshot
   * @param plan what goes where
   * @param audits of all tables
   * @return one error for each key
   */
  public static Findings oddlyStored(
      Connection witness, LoadPlan plan, Map<String, TableAudit> audits) throws SQLException {
    return duplicates(
        witness,
        plan,
        (table, key, keptUnique) -> {
          TableAudit audit = audits.get(table.name());
          return keptUnique
              && audit != null
              && key.stream().anyMatch(c -> audit.oddlyStored().contains(c.target().name()));
        });
  }

  private static Findings duplicates(Connection witness, LoadPlan plan, Which which)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (TableMapping table : plan.tables()) {
      for (TargetIndex index : table.target().indexes()) {
        Optional<String> condition = condition(index);
        List<ColumnMapping> key = columns(table, index);
        if (!index.unique() || condition.isEmpty() || key.isEmpty()) {
          continue;
        }
        String partial = condition.get().isEmpty() ? "" : index.name();
        if (which.is(table, key, isUnique(table.source(), key, partial))) {
          duplicates(witness, table, index, key, condition.get()).ifPresent(findings::add);
        }
      }
    }
    return Findings.of(findings);
  }

  /** The columns of an index; none if one of them is not copied. */
  private static List<ColumnMapping> columns(TableMapping table, TargetIndex index) {
    List<ColumnMapping> columns =
        index.columns().stream()
            .flatMap(n -> table.columns().stream().filter(c -> c.target().name().equals(n)))
            .toList();
    return columns.size() == index.columns().size() ? columns : List.of();
  }

  /** Which rows an index is about, in SQLite's words; nothing if SQLite cannot tell its keys. */
  private static Optional<String> condition(TargetIndex index) {
    if (index.columns().isEmpty()) {
      return Optional.empty();
    }
    int where = index.definition().indexOf(WHERE);
    return where < 0
        ? Optional.of("")
        : SqliteCondition.of(index.definition().substring(where + WHERE.length()));
  }

  /**
   * The same for unique indexes whose keys or conditions only the server can evaluate.
   *
   * @param source the snapshot
   * @param target a session of the target inside a transaction
   * @param plan what goes where
   * @param policy what happens to values that do not fit
   * @param realText how SQLite writes real numbers
   * @return one error for each index
   * @throws SQLException as the server reports it
   */
  public static Findings onServer(
      SqliteSnapshot source,
      Connection target,
      LoadPlan plan,
      BadValuePolicy policy,
      RealText realText)
      throws SQLException {
    ServerKeys keys = new ServerKeys(source, target, policy, realText);
    List<Finding> findings = new ArrayList<>();
    for (TableMapping table : plan.tables()) {
      for (TargetIndex index : table.target().indexes()) {
        if (index.unique() && index.valid() && condition(index).isEmpty()) {
          List<String> groups = keys.equal(table, index);
          if (!groups.isEmpty()) {
            findings.add(collide(table, index, "of its definition", groups));
          }
        }
      }
    }
    return Findings.of(findings);
  }

  private static Optional<Finding> duplicates(
      Connection witness,
      TableMapping table,
      TargetIndex index,
      List<ColumnMapping> columns,
      String condition)
      throws SQLException {
    List<String> keys = columns.stream().map(EqualKeys::asStored).toList();
    String sql =
        "SELECT "
            + (table.source().kind() == SqliteTable.Kind.ROWID
                ? "group_concat(rowid)"
                : "count(*) || ' rows'")
            + " FROM main."
            + Identifiers.quote(table.source().name())
            + " WHERE "
            + columns.stream()
                .map(c -> Identifiers.quote(c.sourceName()) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "))
            + (condition.isEmpty() ? "" : " AND (" + condition + ")")
            + " GROUP BY "
            + String.join(", ", keys)
            + " HAVING count(*) > 1 LIMIT "
            + LISTED;
    List<String> groups = new ArrayList<>();
    try (Statement statement = witness.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        groups.add(row.getString(1));
      }
    }
    return groups.isEmpty()
        ? Optional.empty()
        : Optional.of(collide(table, index, String.join(", ", index.columns()), groups));
  }

  private static Finding collide(
      TableMapping table, TargetIndex index, String key, List<String> groups) {
    return Finding.of(
            PreflightCode.KEYS_COLLIDE,
            "table \"%s\": rows have the same key (%s) for the target's unique index \"%s\": rowid %s"
                .formatted(table.source().name(), key, index.name(), String.join("; ", groups)))
        .withHint("delete all but one of them in a copy of the source");
  }

  /**
   * Whether SQLite keeps the same columns unique, whatever their order; of rows that meet a
   * condition, by an index of the same name.
   */
  private static boolean isUnique(
      SqliteTable table, List<ColumnMapping> columns, String partialIndex) {
    TreeSet<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    columns.forEach(c -> wanted.add(c.sourceName()));
    if (columns.size() == 1 && columns.get(0).sourceIndex() == table.rowidAlias()) {
      return true;
    }
    for (SqliteIndex index : table.indexes()) {
      if (index.unique() && (!index.partial() || index.name().equals(partialIndex))) {
        TreeSet<String> found = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        index.columns().forEach(c -> found.add(String.valueOf(c.column())));
        if (wanted.containsAll(found)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String asStored(ColumnMapping column) {
    return "CAST("
        + Identifiers.quote(column.sourceName())
        + " AS "
        + column.type().storage()
        + ")";
  }
}
