package org.synapsepg.porting.internal.rehome;

import static org.synapsepg.porting.internal.plan.Identifiers.literal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.RehomeCode;
import org.synapsepg.porting.RehomeException;
import org.synapsepg.porting.RehomeReport;
import org.synapsepg.porting.internal.verify.Digest;
import org.synapsepg.porting.internal.verify.SchemaDigests;

/** Fills a new database from an old one and compares the two. One thread. */
final class Copying {
  private static final String SEQUENCES =
      """
      SELECT n.nspname, c.relname, c.oid::regclass
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                         AND e.objid = c.oid AND e.deptype = 'e')
       ORDER BY 3
      """;

  private final Names names;
  private final Session old;
  private final Session fresh;
  private final Progress progress;

  Copying(Names names, Session old, Session fresh, Progress progress) {
    this.names = names;
    this.old = old;
    this.fresh = fresh;
    this.progress = progress;
  }

  RehomeReport run() throws SQLException {
    List<TableRows> tables = hold();
    progress.expect(tables);
    Blueprint blueprint = Blueprint.read(old);
    fresh.executeAll(blueprint.before());
    progress.enter(Phase.LOADING);
    copy(tables);
    progress.enter(Phase.RESTORING);
    build(blueprint);
    progress.enter(Phase.FINISHING);
    int sequences = sequences();
    fresh.execute("ANALYZE");
    progress.enter(Phase.VERIFYING);
    compare(tables, blueprint);
    return new RehomeReport(
        names.database(),
        names.kept(),
        tables.size(),
        progress.rows(),
        progress.bytes(),
        sequences,
        Duration.ZERO);
  }

  /**
   * Keeps writers out until the session ends, and reads from one snapshot taken behind the locks.
   */
  private List<TableRows> hold() throws SQLException {
    List<TableRows> before = TableRows.read(old);
    old.connection().setAutoCommit(false);
    old.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    if (!before.isEmpty()) {
      old.execute(
          "LOCK TABLE ONLY "
              + String.join(", ONLY ", before.stream().map(TableRows::qualified).toList())
              + " IN SHARE MODE");
    }
    List<TableRows> tables = TableRows.read(old);
    if (!tables.stream()
        .map(TableRows::qualified)
        .toList()
        .equals(before.stream().map(TableRows::qualified).toList())) {
      throw new SQLException("tables were made or dropped at this moment", "40001");
    }
    return tables;
  }

  private void copy(List<TableRows> tables) throws SQLException {
    RowCopy rows = new RowCopy(old, fresh);
    for (TableRows table : tables) {
      progress.tell(new PortEvent.TableStarted(table.name(), table.rows(), table.bytes()));
      long written = rows.copy(table, progress::sent);
      progress.copied(written);
      progress.tell(new PortEvent.TableFinished(table.name(), written));
    }
  }

  private void build(Blueprint blueprint) throws SQLException {
    long total = blueprint.after().stream().mapToLong(Blueprint.Step::bytes).sum();
    long built = 0;
    for (Blueprint.Step step : blueprint.after()) {
      fresh.execute(step.sql());
      built += step.bytes();
      progress.built((double) built / Math.max(1, total));
      if (step.bytes() > 0) {
        progress.tell(new PortEvent.Restored("", step.what()));
      }
    }
  }

  private int sequences() throws SQLException {
    List<String> values = values(old);
    for (String value : values) {
      String[] parts = value.split(" ", 3);
      fresh.execute("SELECT setval(" + literal(parts[2]) + ", " + parts[0] + ", " + parts[1] + ")");
    }
    return values.size();
  }

  /** Each as its last value, whether that was given out, and its name. */
  private static List<String> values(Session session) throws SQLException {
    List<String> values = new ArrayList<>();
    for (List<String> sequence : session.rows(SEQUENCES)) {
      String name = sequence.get(2);
      List<String> row = session.rows("SELECT last_value, is_called::text FROM " + name).get(0);
      values.add(row.get(0) + " " + row.get(1) + " " + name);
    }
    return values;
  }

  private void compare(List<TableRows> tables, Blueprint blueprint) throws SQLException {
    List<String> different = new ArrayList<>(blueprint.differences(Blueprint.read(fresh)));
    List<String> given = values(old);
    List<String> set = values(fresh);
    given.stream().filter(v -> !set.contains(v)).forEach(v -> different.add("sequence: " + v));
    Map<String, SchemaDigests> ofOld = new HashMap<>();
    Map<String, SchemaDigests> ofFresh = new HashMap<>();
    long total = Math.max(1, tables.stream().mapToLong(TableRows::bytes).sum());
    long done = 0;
    for (TableRows table : tables) {
      Digest expected = digest(ofOld, old, table);
      Digest actual = digest(ofFresh, fresh, table);
      if (!expected.equals(actual)) {
        different.add(
            "table "
                + table.qualified()
                + (": " + expected.rows() + " rows there, " + actual.rows() + " here")
                + (expected.rows() == actual.rows() ? ", of other content" : ""));
      }
      done += table.bytes();
      progress.compared((double) done / total);
    }
    if (!different.isEmpty()) {
      throw new RehomeException(
          RehomeCode.DIFFERS,
          "the copy of database '"
              + names.database()
              + "' is not equal to it, so it was dropped; the database is as it was:"
              + Rehoming.listed(different)
              + "\nWhat to do: dump and restore, LocaleRepairPlan's first way; and report this",
          null);
    }
  }

  private static Digest digest(Map<String, SchemaDigests> known, Session session, TableRows table)
      throws SQLException {
    SchemaDigests digests = known.get(table.schema());
    if (digests == null) {
      digests = SchemaDigests.of(session.connection(), table.schema());
      known.put(table.schema(), digests);
    }
    return digests.of(table.name());
  }
}
