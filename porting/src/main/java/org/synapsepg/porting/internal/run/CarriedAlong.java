package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.Planner;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.schema.CarriedTable;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.state.RunRecord;

/**
 * Tables that the source has and the target lacks, made in a schema of the target when that is
 * asked for. Works in the caller's transaction.
 */
final class CarriedAlong {
  private final Connection connection;
  private final SqliteSnapshot source;
  private final @Nullable String schema;
  private final List<Finding> findings = new ArrayList<>();

  CarriedAlong(Connection connection, SqliteSnapshot source, @Nullable String schema) {
    this.connection = connection;
    this.source = source;
    this.schema = schema;
  }

  /** What was made, or could not be. */
  Findings findings() {
    return Findings.of(findings);
  }

  /** The tables' schema if it is another one than Synapse's, as it is now. */
  static Optional<TargetCatalogue> read(
      Connection connection, @Nullable String schema, TargetCatalogue target) throws SQLException {
    return schema == null || schema.equals(target.schema())
        ? Optional.empty()
        : Optional.of(TargetCatalogue.read(connection, schema));
  }

  /**
   * Makes the tables that are not there yet.
   *
   * @param target Synapse's tables
   * @param confirmed whether rows of other origin may be lost
   * @return the tables' schema if it is another one than Synapse's
   */
  Optional<TargetCatalogue> make(TargetCatalogue target, boolean confirmed) throws SQLException {
    String into = schema;
    if (into == null) {
      return Optional.empty();
    }
    boolean elsewhere = !into.equals(target.schema());
    List<String> statements = new ArrayList<>();
    if (elsewhere) {
      statements.add("CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(into));
    }
    Optional<TargetCatalogue> before = read(connection, into, target);
    List<String> names = new ArrayList<>();
    for (SqliteTable table : Planner.lacking(source.tables(), target)) {
      Optional<TargetTable> there = before.flatMap(c -> c.find(table.name()));
      if (there.isEmpty()) {
        statements.addAll(CarriedTable.statements(table, into));
        names.add(table.name());
      } else if (!confirmed && isForeign(there.get())) {
        findings.add(
            Finding.of(
                    PortCode.TARGET_FOREIGN,
                    "the target's table %s holds rows that no port wrote"
                        .formatted(there.get().qualified()))
                .withHint("take the tables along into another schema, or drop this one"));
      }
    }
    Savepoint start = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      connection.rollback(start);
      findings.add(
          Finding.of(
                  PortCode.RIGHTS_MISSING,
                  "tables that the target lacks cannot be made in schema \"%s\": %s"
                      .formatted(into, ServerProblem.describe(e)))
              .withHint("name a schema in which the role may create tables"));
    }
    if (!names.isEmpty()) {
      findings.add(
          Finding.of(
              PortCode.TABLES_CARRIED,
              "tables that the target lacks are made in schema \"%s\": %s"
                  .formatted(into, String.join(", ", names))));
    }
    return read(connection, into, target);
  }

  private boolean isForeign(TargetTable table) throws SQLException {
    if (table.bytes() == 0 || RunRecord.read(connection).isPresent()) {
      return false;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT EXISTS (SELECT FROM " + table.qualified() + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
