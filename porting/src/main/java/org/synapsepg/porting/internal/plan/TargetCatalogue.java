package org.synapsepg.porting.internal.plan;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ordinary tables of one schema of the target, as its catalogue described them at one moment.
 * Read with a handful of queries, whatever the number of tables.
 */
public final class TargetCatalogue {
  private final String schema;
  private final Map<String, TargetTable> byName;

  TargetCatalogue(String schema, Map<String, TargetTable> byName) {
    this.schema = schema;
    this.byName = byName;
  }

  /**
   * Reads the catalogue of a schema.
   *
   * @param connection a connection to the target; its transaction state is left as it is
   * @param schema the schema, exactly as the server knows it
   * @return what is there now
   * @throws SQLException as the server reports it
   */
  public static TargetCatalogue read(Connection connection, String schema) throws SQLException {
    return new TargetCatalogue(schema, new CatalogueReader(connection, schema).tables());
  }

  /** The schema that was read. */
  public String schema() {
    return schema;
  }

  /** All tables, in the order of their names. */
  public Collection<TargetTable> tables() {
    return byName.values();
  }

  /** The table of a name: exactly that one, otherwise the one that differs in letter case alone. */
  public Optional<TargetTable> find(String name) {
    TargetTable exact = byName.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    return byName.values().stream()
        .filter(t -> t.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** Whether there is no table at all. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  static Map<String, TargetTable> sorted() {
    return new TreeMap<>();
  }
}
