package org.synapsepg.porting.internal.schema;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * What a source says about its own schema.
 *
 * @param tables its tables, virtual ones, shadow tables and SQLite's own included or not
 * @param appliedDeltas the column {@code file} of {@code applied_schema_deltas}
 * @param schemaVersion {@code schema_version.version}
 * @param compatVersion {@code schema_compat_version.compat_version}; null where there is no row
 */
public record SourceCatalogue(
    List<SqliteTable> tables,
    Set<String> appliedDeltas,
    int schemaVersion,
    @Nullable Integer compatVersion) {
  /**
   * Takes copies.
   *
   * @param tables the tables
   * @param appliedDeltas the deltas' file names
   * @param schemaVersion the schema's version
   * @param compatVersion the oldest version that can use the database
   */
  public SourceCatalogue {
    tables = List.copyOf(tables);
    appliedDeltas = Set.copyOf(appliedDeltas);
  }

  /**
   * Reads Synapse's three tables about the schema.
   *
   * @param tables the source's tables
   * @param witness a connection to the source, for example {@code snapshot.witness()}
   * @return the catalogue
   * @throws SQLException if one of the tables is missing: then this is no database of Synapse
   */
  public static SourceCatalogue read(List<SqliteTable> tables, Connection witness)
      throws SQLException {
    try (Statement statement = witness.createStatement()) {
      Set<String> deltas = new HashSet<>();
      try (ResultSet rows = statement.executeQuery("SELECT file FROM applied_schema_deltas")) {
        while (rows.next()) {
          deltas.add(rows.getString(1));
        }
      }
      Integer version = number(statement, "SELECT version FROM schema_version");
      Integer compat = number(statement, "SELECT compat_version FROM schema_compat_version");
      return new SourceCatalogue(tables, deltas, version == null ? 0 : version, compat);
    }
  }

  private static @Nullable Integer number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : null;
    }
  }
}
