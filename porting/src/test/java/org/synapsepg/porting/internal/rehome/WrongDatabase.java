package org.synapsepg.porting.internal.rehome;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.synapsepg.porting.internal.schema.CatalogueLines;
import org.synapsepg.testing.TestDatabase;

/** A database with a locale that Synapse must not have; closing it removes all its names. */
record WrongDatabase(TestDatabase owner, TestDatabase database) implements AutoCloseable {
  static WrongDatabase of(TestDatabase owner) {
    String name = owner.name() + "_w";
    String locale =
        owner.server().major() >= 15
            ? "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C'"
            : "LOCALE 'C.UTF-8'";
    owner
        .server()
        .execute(
            "postgres",
            "ALTER ROLE " + owner.owner() + " CREATEDB",
            "CREATE DATABASE "
                + name
                + " OWNER "
                + owner.owner()
                + " ENCODING 'UTF8' TEMPLATE template0 "
                + locale);
    return new WrongDatabase(
        owner, new TestDatabase(owner.server(), name, owner.owner(), owner.password()));
  }

  String name() {
    return database.name();
  }

  /** Everything of a database: its catalogue, its rows by their printed form, its sequences. */
  static Set<String> content(TestDatabase database) throws SQLException {
    try (Connection connection = database.superuser().open()) {
      Set<String> lines = new TreeSet<>(CatalogueLines.of(connection));
      List<String> parts = new ArrayList<>();
      for (String table :
          database.query(
              "SELECT oid::regclass FROM pg_class WHERE relkind = 'r'"
                  + " AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'")) {
        parts.add(
            "SELECT 'rows "
                + table
                + " ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY"
                + " t::text COLLATE \"C\")), '-') AS line FROM "
                + table
                + " t");
      }
      parts.add(
          "SELECT concat('sequence value ', schemaname, '.', sequencename, ' ', last_value)"
              + " FROM pg_sequences");
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(String.join(" UNION ALL ", parts))) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      return lines;
    }
  }

  @Override
  public void close() {
    for (String suffix : List.of("", "_c", "_before")) {
      owner
          .server()
          .execute("postgres", "DROP DATABASE IF EXISTS " + name() + suffix + " WITH (FORCE)");
    }
  }
}
