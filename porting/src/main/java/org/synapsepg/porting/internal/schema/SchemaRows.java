package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows in which Synapse keeps the state of its schema (synapse/storage/prepare_database.py).
 * All other rows that a new schema holds are in the source as well and come with its data.
 */
final class SchemaRows {
  private SchemaRows() {}

  /** The rows for a source's version and these deltas, by PostgreSQL's file names. */
  static List<String> statements(SourceCatalogue source, List<String> deltas) {
    List<String> sql = new ArrayList<>();
    sql.add(
        "INSERT INTO schema_version (version, upgraded) VALUES ("
            + source.schemaVersion()
            + (deltas.isEmpty() ? ", false)" : ", true)"));
    if (source.compatVersion() != null) {
      sql.add(
          "INSERT INTO schema_compat_version (compat_version) VALUES ("
              + source.compatVersion()
              + ")");
    }
    List<String> rows = new ArrayList<>();
    for (String file : deltas) {
      rows.add("(" + EngineFacts.versionOf(file) + ", " + PostgresStatements.literal(file) + ")");
    }
    if (!rows.isEmpty()) {
      sql.add(
          "INSERT INTO applied_schema_deltas (version, file) VALUES " + String.join(", ", rows));
    }
    return sql;
  }
}
