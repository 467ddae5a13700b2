package org.synapsepg.porting.internal.rehome;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The statements that make a database's objects again, read from its own catalogue. Two databases
 * that give the same statements hold the same objects.
 *
 * @param before what stands before the rows come in: schemas, extensions, functions, sequences,
 *     tables
 * @param after what comes back over the rows: indexes, keys, constraints, triggers, rights,
 *     comments
 */
record Blueprint(List<String> before, List<Step> after) {
  /**
   * A statement over the rows.
   *
   * @param sql the statement
   * @param what the object in words, for progress
   * @param bytes what the object weighs in the old database
   */
  record Step(String sql, String what, long bytes) {}

  /**
   * Copies the lists.
   *
   * @param before what stands before the rows
   * @param after what comes over them
   */
  Blueprint {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  static Blueprint read(Session session) throws SQLException {
    boolean named = session.is("SELECT current_setting('server_version_num')::int >= 180000");
    List<String> before = new ArrayList<>();
    for (String query : BlueprintSql.before(named)) {
      before.addAll(session.list(query));
    }
    List<Step> after = new ArrayList<>();
    for (String query : BlueprintSql.AFTER) {
      for (List<String> row : session.rows(query)) {
        after.add(new Step(row.get(0), row.get(1), Long.parseLong(row.get(2))));
      }
    }
    return new Blueprint(before, after);
  }

  /** The statements that only one of the two has. */
  List<String> differences(Blueprint other) {
    List<String> different = new ArrayList<>();
    Set<String> mine = all();
    Set<String> others = other.all();
    mine.stream().filter(s -> !others.contains(s)).forEach(s -> different.add("missing: " + s));
    others.stream().filter(s -> !mine.contains(s)).forEach(s -> different.add("more: " + s));
    return different;
  }

  private Set<String> all() {
    Set<String> all = new TreeSet<>(before);
    after.forEach(step -> all.add(step.sql()));
    return all;
  }
}
