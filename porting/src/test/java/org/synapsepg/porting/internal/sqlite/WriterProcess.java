package org.synapsepg.porting.internal.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * A process that commits to a database until its standard input ends, as a running server does:
 * {@code WriterProcess FILE}. Each transaction sets {@code t.v} of all rows to the number of rows
 * of {@code log}, to which it adds one, and checkpoints happen often.
 */
final class WriterProcess {
  private WriterProcess() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous=OFF");
      statement.execute("PRAGMA wal_autocheckpoint=50");
      long commits = 0;
      while (System.in.available() == 0) {
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("INSERT INTO log(filler) VALUES(randomblob(500))");
        statement.execute("UPDATE t SET v = (SELECT count(*) FROM log)");
        statement.execute("COMMIT");
        if (++commits == 5) {
          System.out.println("ready");
        }
      }
      System.out.println(commits);
    }
  }
}
