package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.porting.internal.plan.SearchStaging;

/** The tables that a port keeps in the target. Only the role that ports can read them. */
public final class StateSchema {
  /** Raised whenever a table changes its meaning. */
  public static final int FORMAT = 4;

  private static final String[] DEFINITIONS = {
    "CREATE SCHEMA synapse_pg_port",
    """
    CREATE TABLE synapse_pg_port.run (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      format integer NOT NULL,
      epoch bigint NOT NULL,
      phase text NOT NULL,
      source text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      completed_at timestamptz)
    """,
    """
    CREATE TABLE synapse_pg_port.backend (
      epoch bigint NOT NULL,
      pid integer NOT NULL,
      backend_start timestamptz NOT NULL)
    """,
    """
    CREATE TABLE synapse_pg_port.progress (
      table_name text PRIMARY KEY,
      digest bigint NOT NULL,
      rows_expected bigint NOT NULL,
      last_rowid bigint,
      rows_read bigint NOT NULL DEFAULT 0,
      rows_written bigint NOT NULL DEFAULT 0,
      bytes bigint NOT NULL DEFAULT 0,
      done boolean NOT NULL DEFAULT false,
      reconcile boolean NOT NULL DEFAULT false)
    """,
    """
    CREATE TABLE synapse_pg_port.pending (
      ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL,
      table_name text NOT NULL,
      name text NOT NULL,
      bytes bigint NOT NULL,
      statements text[] NOT NULL)
    """,
    """
    CREATE TABLE synapse_pg_port.replaced (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      table_name text NOT NULL,
      column_name text NOT NULL,
      kind text NOT NULL,
      source_rowid bigint NOT NULL,
      row_key text NOT NULL,
      storage_class text NOT NULL,
      original bytea NOT NULL)
    """,
    """
    CREATE TABLE synapse_pg_port.quarantine (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      table_name text NOT NULL,
      column_name text NOT NULL,
      kind text NOT NULL,
      source_rowid bigint NOT NULL,
      row_key text NOT NULL,
      reason text NOT NULL,
      row_values text NOT NULL)
    """,
    """
    CREATE TABLE synapse_pg_port.end_mark (
      kind text NOT NULL,
      name text NOT NULL,
      value text NOT NULL,
      PRIMARY KEY (kind, name))
    """,
    """
    CREATE TABLE synapse_pg_port.row_log (
      table_name text NOT NULL,
      segment bigint NOT NULL,
      shape bigint NOT NULL,
      digest bigint NOT NULL,
      rows bytea NOT NULL,
      PRIMARY KEY (table_name, segment))
    """,
    "ALTER TABLE synapse_pg_port.row_log ALTER rows SET STORAGE EXTERNAL",
    """
    CREATE TABLE synapse_pg_port.row_place (
      table_name text NOT NULL,
      first_rowid bigint NOT NULL,
      last_rowid bigint NOT NULL,
      first_block bigint NOT NULL,
      end_block bigint NOT NULL)
    """,
    """
    CREATE TABLE synapse_pg_port.certificate (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      document text NOT NULL)
    """,
  };

  private StateSchema() {}

  /** Whether the schema is there. */
  public static boolean exists(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('synapse_pg_port.run') IS NOT NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Makes the schema if it is not there. */
  static void ensure(Connection connection) throws SQLException {
    if (exists(connection)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS synapse_pg_port");
      statement.execute(String.join(";\n", DEFINITIONS));
      revokeDefaults(statement);
    }
  }

  /** Default privileges of the role may give others rights on whatever it makes. */
  private static void revokeDefaults(Statement statement) throws SQLException {
    List<String> revokes = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            """
            SELECT DISTINCT format('REVOKE ALL ON %s %s FROM %s', g.kind, g.object,
                CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END)
            FROM (SELECT 'SCHEMA' AS kind, quote_ident(n.nspname) AS object, a.grantee, n.nspowner AS owner
                    FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'synapse_pg_port'
                  UNION ALL
                  SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass::text,
                         a.grantee, c.relowner
                    FROM pg_class c, aclexplode(c.relacl) a
                   WHERE c.relnamespace = 'synapse_pg_port'::regnamespace) g
            WHERE g.grantee <> g.owner ORDER BY 1\
            """)) {
      while (row.next()) {
        revokes.add(row.getString(1));
      }
    }
    if (!revokes.isEmpty()) {
      statement.execute(String.join(";\n", revokes));
    }
  }

  /** Makes the table for the texts of the message search if it is not there. */
  public static void ensureStaging(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SearchStaging.definition());
    }
  }

  /** Removes everything that a port keeps in the target, quarantined rows included. */
  public static void drop(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS synapse_pg_port CASCADE");
    }
  }
}
