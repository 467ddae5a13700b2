package org.synapsepg.porting.internal.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;

/**
 * What the server says about itself, the role and the database. Reads catalogues only; opens at
 * most two connections.
 */
public final class TargetCheck {
  private static final int OLDEST_TESTED = 140_000;
  private static final int FIRST_UNTESTED = 190_000;

  private static final String STATE_OWNER =
      "SELECT quote_ident(pg_get_userbyid(nspowner)) FROM pg_namespace WHERE nspname ="
          + " 'synapse_pg_port' AND NOT pg_has_role(current_user, nspowner, 'USAGE')";

  private static final String SLOTS =
      "SELECT 'replication slot ' || slot_name FROM pg_replication_slots ORDER BY 1";

  private static final String WATCHERS =
      "SELECT 'publication ' || quote_ident(pubname) FROM pg_publication WHERE puballtables"
          + " UNION ALL SELECT 'event trigger ' || quote_ident(evtname) FROM pg_event_trigger"
          + " WHERE evtenabled <> 'D' ORDER BY 1";

  private static final String OTHER_SCHEMAS =
      "SELECT quote_ident(n.nspname) FROM pg_class c JOIN pg_namespace n"
          + " ON n.oid = c.relnamespace WHERE c.relname = 'schema_version' AND c.relkind = 'r'"
          + " AND n.nspname <> current_schema() AND n.nspname !~ '^pg_' ORDER BY 1";

  private static final String MEMBERS =
      "SELECT quote_ident(c.relname) || ' (' || quote_ident(e.extname) || ')' FROM pg_depend d"
          + " JOIN pg_class c ON c.oid = d.objid AND d.classid = 'pg_class'::regclass"
          + " JOIN pg_extension e ON e.oid = d.refobjid"
          + " WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'"
          + " AND c.relkind IN ('r', 'v', 'm') AND c.relnamespace ="
          + " to_regnamespace(quote_ident(current_schema())) ORDER BY 1 LIMIT 5";

  private static final String VERSION = "SHOW server_version_num";

  private static final String RECOVERY = "SELECT pg_is_in_recovery()";

  private static final String READ_ONLY = "SHOW default_transaction_read_only";

  private static final String MAY_CREATE =
      "SELECT has_database_privilege(current_database(), 'CREATE')";

  private static final String MAY_TEMPORARY =
      "SELECT has_database_privilege(current_database(), 'TEMPORARY')";

  private static final String SCHEMA = "SELECT current_schema()";

  private static final String MAY_CREATE_TABLES =
      "SELECT has_schema_privilege(current_schema(), 'CREATE')";

  private static final String ARCHIVE = "SHOW archive_mode";

  private static final String STANDBYS = "SHOW synchronous_standby_names";

  private static final String FREE_CONNECTIONS =
      """
      SELECT least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0)
          - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
        (SELECT CASE WHEN rolconnlimit < 0 THEN 1000000 ELSE rolconnlimit - (SELECT count(*)
           FROM pg_stat_activity WHERE usename = current_user) END FROM pg_roles WHERE rolname = current_user),
        (SELECT CASE WHEN datconnlimit < 0 THEN 1000000 ELSE datconnlimit - (SELECT count(*)
           FROM pg_stat_activity WHERE datname = current_database()) END
           FROM pg_database WHERE datname = current_database()))\
      """;

  private static final String STRANGERS =
      """
      SELECT quote_ident(c.relname) || ' (owner ' || quote_ident(pg_get_userbyid(c.relowner)) || ')'
      FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
        AND c.relkind IN ('r', 'S') AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
      ORDER BY 1 LIMIT 5\
      """;

  /** What is asked of every server. */
  private static final List<String> QUESTIONS =
      List.of(
          STATE_OWNER,
          SLOTS,
          WATCHERS,
          OTHER_SCHEMAS,
          MEMBERS,
          VERSION,
          RECOVERY,
          READ_ONLY,
          MAY_CREATE,
          MAY_TEMPORARY,
          SCHEMA,
          MAY_CREATE_TABLES,
          ARCHIVE,
          STANDBYS,
          FREE_CONNECTIONS,
          STRANGERS);

  private final int connectionsNeeded;
  private final Map<String, List<String>> answers = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private TargetCheck(int connectionsNeeded) {
    this.connectionsNeeded = connectionsNeeded;
  }

  /**
   * Asks the server everything.
   *
   * @param target the database
   * @param connectionsNeeded how many connections the port will hold at most
   * @return what stands in the way or will surprise
   * @throws SQLException if the server cannot be asked
   */
  public static Findings of(ConnectionSource target, int connectionsNeeded) throws SQLException {
    TargetCheck check = new TargetCheck(connectionsNeeded);
    try (Connection first = target.open()) {
      check.ask(first);
      check.version(first);
      check.writable(first);
      check.connections(first);
      check.rights(first);
      check.reactions(first);
      check.surprises(first);
      try (Connection second = target.open()) {
        check.pooling(first, second);
      }
    }
    return Findings.of(check.findings);
  }

  private void version(Connection connection) throws SQLException {
    int number = Integer.parseInt(one(connection, VERSION));
    if (number < OLDEST_TESTED || number >= FIRST_UNTESTED) {
      findings.add(
          Finding.of(
                  PreflightCode.SERVER_UNTESTED,
                  "The server is PostgreSQL "
                      + one(connection, "SHOW server_version")
                      + "; this library is tested with 14 to 18.")
              .withHint(
                  "Port into a supported version, or make sure of the result with 'verify --level"
                      + " bytes'."));
    }
  }

  private void writable(Connection connection) throws SQLException {
    if (one(connection, RECOVERY).equals("t")) {
      findings.add(
          Finding.of(PreflightCode.TARGET_READ_ONLY, "The server is a standby; it takes no writes.")
              .withHint("Name the primary server, or promote this one."));
    } else if (one(connection, READ_ONLY).equals("on")) {
      findings.add(
          Finding.of(
                  PreflightCode.TARGET_READ_ONLY,
                  "default_transaction_read_only is on for this role or database.")
              .withHint(
                  "ALTER ROLE … RESET default_transaction_read_only, likewise for the database;"
                      + " Synapse needs it too."));
    }
  }

  /**
   * Connections left for an ordinary role: PostgreSQL documentation, "Connections and
   * Authentication".
   */
  private void connections(Connection connection) throws SQLException {
    long free = Long.parseLong(one(connection, FREE_CONNECTIONS));
    // The connection that asks is counted as used and will be free again.
    if (free + 1 < connectionsNeeded) {
      findings.add(
          Finding.of(
                  PreflightCode.CONNECTIONS_SHORT,
                  "The port needs "
                      + connectionsNeeded
                      + " connections; "
                      + (free + 1)
                      + " are free for this role and database.")
              .withHint("Close other sessions, raise the connection limit, or use fewer workers."));
    }
  }

  private void rights(Connection connection) throws SQLException {
    if (one(connection, MAY_CREATE).equals("f")) {
      findings.add(
          Finding.of(
                  PreflightCode.CREATE_MISSING,
                  "The role "
                      + one(connection, "SELECT quote_ident(current_user)")
                      + " may not create a schema in this database, where the port keeps its"
                      + " state.")
              .withHint("GRANT CREATE ON DATABASE … TO …, or make the role the database's owner."));
    }
    if (one(connection, MAY_TEMPORARY).equals("f")) {
      findings.add(
          Finding.of(
                  PreflightCode.CREATE_MISSING,
                  "The role may not create temporary tables in this database, in which a port tries"
                      + " long keys.")
              .withHint(
                  "GRANT TEMPORARY ON DATABASE … TO …, or make the role the database's owner."));
    }
    String state = one(connection, STATE_OWNER);
    if (!state.isEmpty()) {
      findings.add(
          Finding.of(
                  PreflightCode.NOT_OWNER,
                  "The schema synapse_pg_port, in which a port keeps its state, belongs to "
                      + state
                      + ".")
              .withHint(
                  "Connect as its owner, or let that role drop it if no port of it shall go on."));
    }
    String schema = one(connection, SCHEMA);
    if (schema.isEmpty()) {
      findings.add(
          Finding.of(
                  PreflightCode.CREATE_MISSING,
                  "search_path ("
                      + one(connection, "SHOW search_path")
                      + ") names no schema that exists, so there is no place for tables.")
              .withHint("CREATE SCHEMA public, or ALTER ROLE … SET search_path."));
    }
    if (!schema.isEmpty() && one(connection, MAY_CREATE_TABLES).equals("f")) {
      findings.add(
          Finding.of(
                  PreflightCode.CREATE_MISSING,
                  "The role may not create tables or indexes in schema \"" + schema + "\".")
              .withHint("GRANT CREATE ON SCHEMA … TO …, or make the role the schema's owner."));
    }
    for (String table : all(connection, STRANGERS)) {
      findings.add(
          Finding.of(
                  PreflightCode.NOT_OWNER,
                  "The table or sequence " + table + " does not belong to the role of the port.")
              .withHint(
                  "Connect as its owner, or REASSIGN OWNED BY … TO …; indexes and foreign keys are"
                      + " rebuilt by their owner alone."));
    }
  }

  private void reactions(Connection connection) throws SQLException {
    List<String> consumers = new ArrayList<>();
    if (!one(connection, ARCHIVE).equals("off")) {
      consumers.add("archive_mode is on");
    }
    consumers.addAll(all(connection, SLOTS));
    String standbys = one(connection, STANDBYS);
    if (!standbys.isEmpty()) {
      consumers.add("synchronous_standby_names = '" + standbys + "'");
    }
    if (!consumers.isEmpty()) {
      findings.add(
          Finding.of(
                  PreflightCode.WAL_CONSUMERS,
                  "Everything that is written will also be kept or shipped as WAL: "
                      + String.join(", ", consumers)
                      + ".")
              .withHint(
                  "Expect about as much WAL as the source has bytes; see that the archive and the"
                      + " slots' disk have room."));
    }
    List<String> watchers = all(connection, WATCHERS);
    if (!watchers.isEmpty()) {
      findings.add(
          Finding.of(
                  PreflightCode.REACTIONS,
                  "These react to the port's tables and rows: " + String.join(", ", watchers) + ".")
              .withHint("Make sure that they may, or disable them for the time of the port."));
    }
  }

  /**
   * What unqualified names might mean to Synapse, which sets no search path (PostgreSQL docs, "The
   * Schema Search Path"): its tables in several schemas, or tables of extensions among them.
   */
  private void surprises(Connection connection) throws SQLException {
    List<String> schemas = all(connection, OTHER_SCHEMAS);
    if (!schemas.isEmpty()) {
      findings.add(
          Finding.of(
                  PreflightCode.SCHEMA_SURPRISE,
                  "The search path ("
                      + one(connection, "SHOW search_path")
                      + ") leads to schema "
                      + one(connection, "SELECT quote_ident(current_schema())")
                      + ", but tables of a Synapse are also in "
                      + String.join(", ", schemas)
                      + ".")
              .withHint(
                  "Make sure that Synapse's role has the same search path; ALTER ROLE … SET"
                      + " search_path."));
    }
    List<String> members = all(connection, MEMBERS);
    if (!members.isEmpty()) {
      findings.add(
          Finding.of(
                  PreflightCode.SCHEMA_SURPRISE,
                  "Extensions keep tables or views where Synapse's tables are: "
                      + String.join(", ", members)
                      + ".")
              .withHint("They are left alone; ALTER EXTENSION … SET SCHEMA moves them away."));
    }
  }

  /**
   * A pooler in transaction mode gives a server session away at every commit. So when one session
   * asks for its process and another begins a transaction, the second gets the first one's process,
   * or the first has another one afterwards.
   */
  private void pooling(Connection first, Connection second) throws SQLException {
    String before = one(first, "SELECT pg_backend_pid()");
    second.setAutoCommit(false);
    String held = one(second, "SELECT pg_backend_pid()");
    String after = one(first, "SELECT pg_backend_pid()");
    second.rollback();
    second.setAutoCommit(true);
    if (before.equals(held) || !before.equals(after)) {
      findings.add(transactionPooling());
    }
  }

  /** The finding of a pooler that gives a session away at every commit. */
  public static Finding transactionPooling() {
    return Finding.of(
            PreflightCode.TRANSACTION_POOLING,
            "A connection pooler in transaction mode stands between: one session was served by"
                + " different server processes.")
        .withHint(
            "Connect to the PostgreSQL server itself, or through a pooler in session mode; Synapse"
                + " needs the same.");
  }

  /** Asks all of it in one round trip. */
  private void ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join(";\n", QUESTIONS));
      for (String question : QUESTIONS) {
        try (ResultSet rows = statement.getResultSet()) {
          answers.put(question, values(rows));
        }
        statement.getMoreResults();
      }
    }
  }

  /**
   * How many more connections the role of this one may open.
   *
   * @param connection an open connection
   * @return the number, as of now
   * @throws SQLException if the server cannot be asked
   */
  public static long freeConnections(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FREE_CONNECTIONS)) {
      row.next();
      return row.getLong(1);
    }
  }

  private String one(Connection connection, String sql) throws SQLException {
    List<String> values = all(connection, sql);
    return values.isEmpty() ? "" : values.get(0);
  }

  private List<String> all(Connection connection, String sql) throws SQLException {
    List<String> known = answers.get(sql);
    if (known != null) {
      return known;
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return values(rows);
    }
  }

  private static List<String> values(ResultSet rows) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) {
      String value = rows.getString(1);
      values.add(value == null ? "" : value);
    }
    return values;
  }
}
