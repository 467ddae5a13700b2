package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The user directory's search out of the directory itself, as Synapse writes it ({@code
 * synapse/storage/databases/main/user_directory.py}): the localpart weighs most, then the display
 * name, then the server's name; names are compared in lower case and in Unicode's form NFKC.
 */
final class DirectorySearch {
  private static final int BATCH = 4096;
  private static final int COLUMNS = 4;

  private DirectorySearch() {}

  /** Computes it anew, in the caller's transaction; gives the number of users. */
  static long fill(Connection connection) throws SQLException {
    long users = 0;
    try (Statement clear = connection.createStatement()) {
      clear.execute("DELETE FROM user_directory_search");
    }
    try (Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO user_directory_search (user_id, vector)"
                    + " SELECT x.id, setweight(to_tsvector('simple', x.local), 'A')"
                    + " || setweight(to_tsvector('simple', x.server), 'D')"
                    + " || setweight(to_tsvector('simple', x.name), 'B')"
                    + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
                    + " x(id, local, server, name)")) {
      statement.setFetchSize(BATCH);
      try (ResultSet rows =
          statement.executeQuery("SELECT user_id, display_name FROM user_directory")) {
        List<String[]> batch = new ArrayList<>();
        while (rows.next()) {
          String user = rows.getString(1);
          String name = rows.getString(2);
          int colon = user.indexOf(':');
          batch.add(
              new String[] {
                user,
                localpart(user, colon),
                user.substring(colon + 1),
                name == null ? "" : filtered(name)
              });
          users++;
          if (batch.size() == BATCH) {
            add(insert, batch);
          }
        }
        add(insert, batch);
      }
    }
    return users;
  }

  /** Adds users in one round trip. */
  private static void add(PreparedStatement insert, List<String[]> users) throws SQLException {
    if (users.isEmpty()) {
      return;
    }
    for (int i = 0; i < COLUMNS; i++) {
      int column = i;
      Object[] values = users.stream().map(user -> user[column]).toArray();
      insert.setArray(i + 1, insert.getConnection().createArrayOf("text", values));
    }
    insert.execute();
    users.clear();
  }

  /** Without its sign; a name without a server, which no Synapse gives, is all of it. */
  private static String localpart(String user, int colon) {
    String local = colon < 0 ? user : user.substring(0, colon);
    return local.isEmpty() ? "" : local.substring(1);
  }

  private static String filtered(String name) {
    return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
  }
}
