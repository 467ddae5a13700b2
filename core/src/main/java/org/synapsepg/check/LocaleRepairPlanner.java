package org.synapsepg.check;

import static org.synapsepg.core.internal.Sql.identifier;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.synapsepg.check.LocaleRepairPlan.Method;
import org.synapsepg.check.LocaleRepairPlan.Way;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;

/** Works out the ways from the catalogue and from sizes. */
final class LocaleRepairPlanner {
  // Half of what was measured with everything in memory, see docs/locale.md; of the last, bytes of
  // indexes that are searched for duplicates and then built.
  private static final long DUMP_RATE = 15L << 20;
  private static final long COPY_RATE = 25L << 20;
  private static final long INDEX_RATE = 6L << 20;

  /**
   * Indexes with a key that sorts by a collation whose order is not that of bytes; beside them
   * those with expressions or conditions that depend on order or case, whose keys alone do not
   * tell.
   */
  private static final String INDEXES =
      """
      SELECT i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS relation,
             i.indisunique,
             (SELECT array_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k)
                FROM generate_series(1, i.indnkeyatts) k) AS keys,
             coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
             coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_equal,
             pg_relation_size(i.indexrelid) AS bytes
        FROM pg_index i
        JOIN pg_class t ON t.oid = i.indexrelid AND t.relkind = 'i'
        JOIN pg_am m ON m.oid = t.relam
        JOIN pg_namespace n ON n.oid = t.relnamespace
       WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
         AND ((m.amname <> 'hash'
               AND EXISTS (SELECT 1 FROM unnest(i.indcollation::oid[]) WITH ORDINALITY k(coll, nth)
                             JOIN pg_collation c ON c.oid = k.coll
                            WHERE k.nth <= i.indnkeyatts
                              AND (c.oid = 100
                                   OR c.collversion <> pg_collation_actual_version(c.oid))))
              OR concat(pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid))
                 ~* '[<>~]|\\m(lower|upper|initcap|like)\\M')
       ORDER BY 1
      """;

  private LocaleRepairPlanner() {}

  static LocaleRepairPlan plan(Connection connection) throws SQLException {
    LocaleReport report = LocaleReader.read(connection);
    boolean unfinished =
        ask(connection, "SELECT to_regclass('" + InPlaceRepair.LEDGER + "')") != null;
    boolean needed =
        unfinished || !report.mismatches().isEmpty() || report.database().isVersionMismatch();
    if (!needed) {
      return new LocaleRepairPlan(report, List.of(), List.of(), false);
    }
    List<AffectedIndex> indexes =
        unfinished || !report.database().isByteOrder() ? indexes(connection) : List.of();
    String user = String.valueOf(ask(connection, "SELECT current_user"));
    String owner =
        String.valueOf(
            ask(
                connection,
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname ="
                    + " current_database()"));
    String url = connection.getMetaData().getURL();
    ServerAddress address =
        ServerAddress.of(url == null ? "" : url, user, report.database().database());
    long size =
        Long.parseLong(
            String.valueOf(ask(connection, "SELECT pg_database_size(current_database())")));
    Findings rights = standby(connection).plus(mayMakeDatabases(connection, user));
    List<Way> ways =
        List.of(
            dumpAndRestore(address, owner, size, rights),
            rehome(report, size, rights),
            inPlace(connection, report, indexes));
    return new LocaleRepairPlan(report, indexes, ways, unfinished);
  }

  private static List<AffectedIndex> indexes(Connection connection) throws SQLException {
    List<AffectedIndex> indexes = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(INDEXES)) {
      while (rows.next()) {
        indexes.add(
            new AffectedIndex(
                rows.getString("name"),
                rows.getString("relation"),
                rows.getBoolean("indisunique"),
                Arrays.asList((String[]) rows.getArray("keys").getArray()),
                rows.getString("predicate"),
                rows.getBoolean("nulls_equal"),
                rows.getLong("bytes")));
      }
    }
    return indexes;
  }

  private static Findings standby(Connection connection) throws SQLException {
    return "t".equals(ask(connection, "SELECT pg_is_in_recovery()"))
        ? Findings.of(
            Finding.of(
                    CheckCode.STANDBY,
                    "the server is a standby; only its primary can be repaired, and it follows")
                .withHint("plan and apply on the primary"))
        : Findings.none();
  }

  private static Findings mayMakeDatabases(Connection connection, String user) throws SQLException {
    String may =
        ask(
            connection,
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user");
    return "t".equals(may)
        ? Findings.none()
        : Findings.of(
            Finding.of(
                    CheckCode.LOCALE_RIGHT_MISSING,
                    "role '" + user + "' has no CREATEDB, which a new database needs")
                .withHint(
                    "as an administrator: ALTER ROLE "
                        + identifier(user)
                        + " CREATEDB; take it back afterwards"));
  }

  private static Way dumpAndRestore(
      ServerAddress address, String owner, long size, Findings rights) {
    String old = address.database();
    String next = old + "_c";
    BackupPlan backup =
        BackupPlan.of(new ServerAddress(address.host(), address.port(), owner, old));
    List<Command> commands = new ArrayList<>();
    commands.add(backup.dump(Path.of(old + ".dump")));
    commands.addAll(backup.restore(Path.of(old + ".dump"), next));
    return new Way(
        Method.DUMP_AND_RESTORE,
        "the safe way: the old database stays as it is until it is dropped. Rows that only got in"
            + " because an index was out of order make the restore stop at the unique index, and"
            + " nothing is lost. Synapse must be stopped from the dump on",
        seconds(size, DUMP_RATE),
        ByteSize.bytes(size + size / 2),
        commands,
        swap(old, next),
        rights);
  }

  private static List<String> swap(String old, String next) {
    return List.of(
        "ALTER DATABASE " + identifier(old) + " RENAME TO " + identifier(old + "_before") + ";",
        "ALTER DATABASE " + identifier(next) + " RENAME TO " + identifier(old) + ";");
  }

  private static Way rehome(LocaleReport report, long size, Findings rights) {
    String old = report.database().database();
    return new Way(
        Method.REHOME,
        "as safe, without pg_dump and without a file: org.synapsepg.porting.RehomeJob copies every"
            + " row by COPY into a new database, compares both, then renames, all in one call. The"
            + " old database stays, under another name. Synapse must be stopped",
        seconds(size, COPY_RATE),
        ByteSize.bytes(size),
        List.of(),
        swap(old, old + "_c"),
        rights);
  }

  private static Way inPlace(
      Connection connection, LocaleReport report, List<AffectedIndex> indexes) throws SQLException {
    List<Finding> obstacles = new ArrayList<>(standby(connection).toList());
    if (!report.database().encoding().equals("UTF8")) {
      obstacles.add(
          Finding.of(
              CheckCode.IN_PLACE_IMPOSSIBLE,
              "the encoding is " + report.database().encoding() + ", which changes every text"));
    }
    if (!"on".equals(ask(connection, "SELECT current_setting('is_superuser')"))) {
      obstacles.add(
          Finding.of(
              CheckCode.IN_PLACE_IMPOSSIBLE,
              "only a superuser may change pg_database; managed servers give nobody that right"));
    }
    if (!"0"
        .equals(
            ask(
                connection,
                "SELECT count(*) FROM pg_partitioned_table WHERE partcollation::oid[] &&"
                    + " ARRAY[100::oid]"))) {
      obstacles.add(
          Finding.of(
              CheckCode.IN_PLACE_IMPOSSIBLE,
              "tables are partitioned by text; their bounds would be wrong under another order"));
    }
    long bytes = indexes.stream().mapToLong(AffectedIndex::bytes).sum();
    long largest = indexes.stream().mapToLong(AffectedIndex::bytes).max().orElse(0);
    List<String> statements = new ArrayList<>();
    statements.add(InPlaceRepair.catalogueStatement(report) + ";");
    indexes.forEach(i -> statements.add("REINDEX INDEX " + i.name() + ";"));
    return new Way(
        Method.IN_PLACE,
        "the quick way, and the only one that changes the one database there is: take a backup."
            + " From the first statement until the last index is built every query may give wrong"
            + " answers. Full-text vectors keep their old notion of upper and lower case",
        seconds(bytes, INDEX_RATE),
        ByteSize.bytes(largest * 2),
        List.of(),
        statements,
        Findings.of(obstacles));
  }

  private static Duration seconds(long bytes, long rate) {
    return Duration.ofSeconds(Math.max(1, bytes / rate));
  }

  private static @jakarta.annotation.Nullable String ask(Connection connection, String query)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
