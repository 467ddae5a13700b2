package org.synapsepg.porting.internal.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;

/**
 * Rows that a Synapse lives with on SQLite and trips over on PostgreSQL, although each of them can
 * be ported. {@code docs/port-engine.md} lists these and all others, with the reports they come
 * from.
 */
final class OldDefects implements PreflightCheck {
  /**
   * A defect.
   *
   * @param name what it is called
   * @param table the table it is in
   * @param column a column of it, for a version that does not have it has no such defect
   * @param where which rows
   * @param meaning what happens, and why
   * @param remedy what to do
   */
  private record Defect(
      String name, String table, String column, String where, String meaning, String remedy) {}

  private static final List<Defect> ALL =
      List.of(
          // synapse/storage/databases/main/registration.py: names of guests come from user_id_seq,
          // which SQLite does not have; there the next free number is looked for.
          new Defect(
              "user-number-exhausted",
              "users",
              "name",
              "name >= '@0' AND name < '@:' AND instr(name, ':') > 2"
                  + " AND substr(name, 2, instr(name, ':') - 2) NOT GLOB '*[^0-9]*'"
                  + " AND substr('00000000000000000000' || substr(name, 2, instr(name, ':') - 2),"
                  + " -max(20, instr(name, ':') - 2)) >= '09223372036854775807'",
              "a user's name is a number at or above the end of user_id_seq, from which PostgreSQL"
                  + " names guests; one at the very end uses the sequence up, those beyond it do"
                  + " not count",
              "no guest can register once the sequence is used up: afterwards set it back with"
                  + " SELECT setval('user_id_seq', …), to a number above every other such name"),
          // synapse/storage/util/id_generators.py: MultiWriterIdGenerator compares the numbers of
          // all rows; the column may be NULL in both schemas since the table was made.
          new Defect(
              "presence-number-missing",
              "presence_stream",
              "stream_id",
              "stream_id IS NULL",
              "rows of the presence stream have no number; what reads the stream by number does not"
                  + " see them, and comparing them with a number fails",
              "delete these rows in a copy of the source: presence is sent anew"),
          // synapse/storage/databases/main/event_push_actions.py: rows are taken over by event, and
          // cleared by age; one without its event is taken over never.
          new Defect(
              "staged-notification-left",
              "event_push_actions_staging",
              "event_id",
              "NOT EXISTS (SELECT 1 FROM main.events e WHERE e.event_id = t.event_id)",
              "notifications are prepared for events that were never stored, as a server leaves"
                  + " them that was killed; they are copied as they are",
              "nothing needs to be done, Synapse clears them by age; or delete them in the"
                  + " source"));

  @Override
  public Findings check(PreflightContext context) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (Defect defect : ALL) {
      if (applies(context.source(), defect)) {
        ask(context.source().witness(), defect, findings);
      }
    }
    return Findings.of(findings);
  }

  private static boolean applies(SqliteSnapshot source, Defect defect) {
    return source
        .findTable(defect.table())
        .filter(t -> t.findColumn(defect.column()).isPresent())
        .isPresent();
  }

  private static void ask(Connection witness, Defect defect, List<Finding> findings)
      throws SQLException {
    try (Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), min(rowid) FROM main."
                    + defect.table()
                    + " t WHERE "
                    + defect.where())) {
      row.next();
      if (row.getLong(1) > 0) {
        findings.add(
            Finding.of(
                    PreflightCode.OLD_DEFECT,
                    "%s: table \"%s\" has %,d such rows, first at rowid %d: %s"
                        .formatted(
                            defect.name(),
                            defect.table(),
                            row.getLong(1),
                            row.getLong(2),
                            defect.meaning()))
                .withHint(defect.remedy()));
      }
    }
  }
}
