package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.util.Locale;

/**
 * The user directory's search out of the directory itself, as Synapse writes it ({@code
 * synapse/storage/databases/main/user_directory.py}): the localpart weighs most, then the display
 * name, then the server's name; names are compared in lower case and in Unicode's form NFKC.
 */
final class DirectorySearch {
  private static final int BATCH = 1000;

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
                    + " SELECT ?, setweight(to_tsvector('simple', ?), 'A')"
                    + " || setweight(to_tsvector('simple', ?), 'D')"
                    + " || setweight(to_tsvector('simple', ?), 'B')")) {
      statement.setFetchSize(BATCH);
      try (ResultSet rows =
          statement.executeQuery("SELECT user_id, display_name FROM user_directory")) {
        while (rows.next()) {
          String user = rows.getString(1);
          String name = rows.getString(2);
          int colon = user.indexOf(':');
          insert.setString(1, user);
          insert.setString(2, localpart(user, colon));
          insert.setString(3, user.substring(colon + 1));
          insert.setString(4, name == null ? "" : filtered(name));
          insert.addBatch();
          users++;
          if (users % BATCH == 0) {
            insert.executeBatch();
          }
        }
      }
      insert.executeBatch();
    }
    return users;
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
