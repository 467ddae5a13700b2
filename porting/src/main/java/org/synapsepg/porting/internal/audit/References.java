package org.synapsepg.porting.internal.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetForeignKey;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * The target's validated foreign keys, asked of the source: which rows refer to nothing, and which
 * to given rows. Keys that the target has as not valid bind no old row.
 */
public final class References {
  private static final Pattern DEFINITION =
      Pattern.compile("FOREIGN KEY \\((.+?)\\) REFERENCES .+?\\((.+?)\\)");
  private static final int AT_ONCE = 500;

  private final Connection witness;
  private final List<Reference> all = new ArrayList<>();

  /**
   * A foreign key between two tables that are copied.
   *
   * @param key the target's key
   * @param child the referring table
   * @param parent the table referred to
   * @param columns the referring columns in the source
   * @param parentColumns the columns referred to in the source
   * @param place the first referring column's place in the child's plan
   */
  public record Reference(
      TargetForeignKey key,
      TableMapping child,
      TableMapping parent,
      List<String> columns,
      List<String> parentColumns,
      int place) {
    /** How it is named in findings. */
    public String describe() {
      return "\""
          + child.name()
          + "\" ("
          + String.join(", ", columns)
          + ") -> \""
          + parent.name()
          + "\"";
    }
  }

  /**
   * The references of a plan.
   *
   * @param witness a connection to the source's snapshot
   * @param plan what goes where
   */
  public References(Connection witness, LoadPlan plan) {
    this.witness = witness;
    for (TableMapping child : plan.tables()) {
      for (TargetForeignKey key : child.target().foreignKeys()) {
        if (key.validated()) {
          plan.find(key.referenced()).flatMap(p -> reference(key, child, p)).ifPresent(all::add);
        }
      }
    }
  }

  private static Optional<Reference> reference(
      TargetForeignKey key, TableMapping child, TableMapping parent) {
    Matcher parts = DEFINITION.matcher(key.definition());
    if (!parts.find()
        || child.source().kind() != SqliteTable.Kind.ROWID
        || parent.source().kind() != SqliteTable.Kind.ROWID) {
      return Optional.empty();
    }
    List<String> names = child.columns().stream().map(c -> c.target().name()).toList();
    List<String> columns = names(parts.group(1));
    int place = names.indexOf(columns.get(0));
    List<String> own = sourceNames(child, columns);
    List<String> others = sourceNames(parent, names(parts.group(2)));
    return place < 0 || own.isEmpty() || others.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reference(key, child, parent, own, others, place));
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(", ", -1)).map(n -> n.replace("\"", "")).toList();
  }

  /** Empty if one of the columns is not copied. */
  private static List<String> sourceNames(TableMapping table, List<String> columns) {
    List<String> names =
        columns.stream()
            .flatMap(c -> table.columns().stream().filter(m -> m.target().name().equals(c)))
            .map(m -> m.sourceName())
            .toList();
    return names.size() == columns.size() ? names : List.of();
  }

  /** The rows that refer to nothing, by reference. */
  public Map<Reference, List<Long>> orphans() throws SQLException {
    Map<Reference, List<Long>> orphans = new LinkedHashMap<>();
    for (Reference each : all) {
      String sql =
          "SELECT c.rowid FROM "
              + table(each.child())
              + " c WHERE "
              + each.columns().stream()
                  .map(c -> "c." + Identifiers.quote(c) + " IS NOT NULL")
                  .collect(Collectors.joining(" AND "))
              + " AND NOT EXISTS (SELECT 1 FROM "
              + table(each.parent())
              + " p WHERE "
              + join(each)
              + ") ORDER BY 1";
      List<Long> rows = new ArrayList<>();
      try (Statement statement = witness.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          rows.add(row.getLong(1));
        }
      }
      if (!rows.isEmpty()) {
        orphans.put(each, rows);
      }
    }
    return orphans;
  }

  /** The references to a table. */
  List<Reference> to(String table) {
    return all.stream().filter(r -> r.parent().name().equals(table)).toList();
  }

  /** The rows that refer to any of these rows of the parent. */
  List<Long> dependents(Reference reference, Collection<Long> parents) throws SQLException {
    List<Long> found = new ArrayList<>();
    Iterator<Long> left = parents.iterator();
    while (left.hasNext()) {
      List<Long> part = new ArrayList<>();
      while (left.hasNext() && part.size() < AT_ONCE) {
        part.add(left.next());
      }
      String sql =
          "SELECT DISTINCT c.rowid FROM "
              + table(reference.parent())
              + " p CROSS JOIN "
              + table(reference.child())
              + " c WHERE p.rowid IN ("
              + part.stream().map(r -> "?").collect(Collectors.joining(","))
              + ") AND "
              + join(reference);
      try (PreparedStatement statement = witness.prepareStatement(sql)) {
        for (int i = 0; i < part.size(); i++) {
          statement.setLong(i + 1, part.get(i));
        }
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            found.add(row.getLong(1));
          }
        }
      }
    }
    return found;
  }

  private static String table(TableMapping table) {
    return "main." + Identifiers.quote(table.source().name());
  }

  private static String join(Reference reference) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < reference.columns().size(); i++) {
      terms.add(
          "p."
              + Identifiers.quote(reference.parentColumns().get(i))
              + " = c."
              + Identifiers.quote(reference.columns().get(i)));
    }
    return String.join(" AND ", terms);
  }
}
