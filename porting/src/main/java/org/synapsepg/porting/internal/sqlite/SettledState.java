package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.synapsepg.porting.SourceCode;

/**
 * A state that SQLite and we agree on: the header as that state has it, every page where it should
 * be, and the same size, schema and free pages seen from both sides.
 *
 * @param header the file's header in this state
 * @param pages reads its pages
 * @param fingerprint what identifies it
 */
record SettledState(FileHeader header, Pages pages, SourceFingerprint fingerprint) {

  /**
   * Settles what was decided on.
   *
   * @param state where its pages are, and what answers SQL in it
   * @param problems makes refusals
   * @return the same state, proved
   * @throws org.synapsepg.porting.SqliteSourceException if a page is nowhere, or SQLite sees
   *     another state
   */
  static SettledState of(SourceState state, SourceProblems problems)
      throws IOException, SQLException {
    FileHeader header = header(state);
    Pages pages =
        new Pages(
            problems,
            state.main(),
            state.other(),
            state.overlay(),
            header.pageSize(),
            header.usableSize(),
            state.pageCount());
    requireComplete(state, pages);
    requireSameState(state, header, problems);
    return new SettledState(header, pages, fingerprint(state, header));
  }

  private static FileHeader header(SourceState state) throws IOException {
    long elsewhere = state.overlay().find(1);
    FileChannel other = state.other();
    ByteBuffer first = ByteBuffer.allocate(FileHeader.BYTES);
    if (elsewhere >= 0 && other != null) {
      ChannelReads.read(other, first, elsewhere);
    } else {
      ChannelReads.read(state.main(), first, 0);
    }
    return FileHeader.parse(first.array());
  }

  /** Pages beyond the main file's end must be in the log or journal. */
  private static void requireComplete(SourceState state, Pages pages) throws IOException {
    long mainPages = state.main().size() / pages.pageSize();
    for (long page = mainPages + 1; page <= state.pageCount(); page++) {
      if (pages.has(page) && !pages.isElsewhere(page)) {
        throw pages
            .problems()
            .refusal(
                state.overlay().size() > 0 ? SourceCode.LOG_FOREIGN : SourceCode.TRUNCATED,
                "the database has "
                    + state.pageCount()
                    + " pages, the file "
                    + mainPages
                    + ", and page "
                    + page
                    + " is nowhere",
                "the copy is incomplete, or the log beside the file is not its own: copy the file"
                    + " and its -wal again with the server stopped");
      }
    }
  }

  /** What SQLite sees and what we see must be the same. */
  private static void requireSameState(
      SourceState state, FileHeader header, SourceProblems problems) throws SQLException {
    String sql =
        "SELECT page_size, page_count, schema_version, freelist_count FROM pragma_page_size,"
            + " pragma_page_count, pragma_schema_version, pragma_freelist_count";
    try (Statement statement = state.witness().createStatement();
        ResultSet seen = statement.executeQuery(sql)) {
      seen.next();
      String theirs =
          seen.getLong(1)
              + "/"
              + seen.getLong(2)
              + "/"
              + (int) seen.getLong(3)
              + "/"
              + seen.getLong(4);
      String ours =
          header.pageSize()
              + "/"
              + state.pageCount()
              + "/"
              + (int) header.schemaCookie()
              + "/"
              + header.freelistPages();
      if (!theirs.equals(ours)) {
        throw problems.refusal(
            SourceCode.CHANGED_WHILE_READ,
            "SQLite sees another state of the file (page size/pages/schema/free pages "
                + theirs
                + ") than its header and log tell ("
                + ours
                + ")",
            "run again; if it says the same, the log beside the file is not its own");
      }
    }
  }

  private static SourceFingerprint fingerprint(SourceState state, FileHeader header)
      throws IOException {
    return new SourceFingerprint(
        state.main().size(),
        header.pageSize(),
        state.pageCount(),
        header.changeCounter(),
        header.schemaCookie(),
        header.schemaFormat(),
        header.encoding(),
        header.freelistPages(),
        header.autoVacuum(),
        header.userVersion(),
        header.applicationId(),
        state.walFrames(),
        state.walSalt());
  }
}
