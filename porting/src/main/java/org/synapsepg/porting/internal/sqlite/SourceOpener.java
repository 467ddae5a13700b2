package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

/**
 * Decides how a file is read, from what is beside it, and takes hold of that state.
 *
 * <p>Where SQLite can hold the state without writing, it does: in rollback mode by its shared lock,
 * with a write-ahead log by its read locks in {@code -shm}. A clean file in WAL mode can only be
 * locked by creating files beside it, so it is read without and watched. A log without {@code
 * -shm}, or a hot journal, belongs to no running server: our reader lays it over the file, and
 * SQLite works on a private copy.
 */
final class SourceOpener {
  private final SqliteSource source;
  private final int tries;
  private final SourceFiles files;
  private final SourceProblems problems;
  private final FileChannel main;
  private final Holdings holdings;
  private final List<Finding> findings;

  SourceOpener(
      SqliteSource source,
      int tries,
      SourceFiles files,
      FileChannel main,
      SourceProblems problems,
      Holdings holdings,
      List<Finding> findings) {
    this.source = source;
    this.tries = tries;
    this.files = files;
    this.main = main;
    this.problems = problems;
    this.holdings = holdings;
    this.findings = findings;
  }

  SourceState open() throws IOException, SQLException {
    byte[] first = firstBytes(main);
    if (first.length == 0) {
      throw problems.refusal(
          SourceCode.EMPTY_FILE,
          "the file is empty",
          "name the homeserver's own file; SQLite makes an empty one when it is given a wrong path");
    }
    int journalPageSize = first.length < FileHeader.BYTES ? 0 : FileHeader.parse(first).pageSize();
    if (SourceFiles.size(files.journal()) > 0) {
      try (FileChannel journal = FileChannel.open(files.journal(), StandardOpenOption.READ)) {
        RollbackJournal read = RollbackJournal.read(journal, journalPageSize);
        if (read != null) {
          return withJournal(first, read);
        }
      }
    }
    FileHeader header = requireHeader(first);
    return header.usesWal() ? inWalMode(header) : inRollbackMode(header);
  }

  static byte[] firstBytes(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FileHeader.BYTES);
    int read = ChannelReads.read(channel, bytes, 0);
    return Arrays.copyOf(bytes.array(), read);
  }

  private FileHeader requireHeader(byte[] first) {
    if (!FileHeader.hasMagic(first) || first.length < FileHeader.BYTES) {
      throw problems.refusal(
          SourceCode.NOT_A_DATABASE,
          "the file does not begin as a SQLite database does; " + ForeignFormat.describe(first),
          "name the homeserver's own file, as `database: args: database:` in homeserver.yaml does");
    }
    FileHeader header = FileHeader.parse(first);
    String broken = header.brokenRule();
    if (broken != null) {
      throw problems.corrupt(broken);
    }
    return header;
  }

  /** The shared lock of the first reader keeps every writer from committing. */
  private SourceState inRollbackMode(FileHeader header) throws IOException, SQLException {
    if (SourceFiles.size(files.wal()) >= 0) {
      WalFile log = readLog(Long.MAX_VALUE);
      if (log != null && log.frames() > 0) {
        throw foreignLog("the file is in rollback mode, but committed frames are in the log");
      }
      return unlocked(header);
    }
    return locked();
  }

  private SourceState locked() throws IOException, SQLException {
    Witnesses witnesses = witnesses(new Witnesses(files.main(), Witnesses.Way.LOCKING));
    Connection witness;
    try {
      witness = witnesses.add();
    } catch (SQLiteException e) {
      if (e.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code) {
        // Says more of a file that is too short.
        pageCount(requireHeader(firstBytes(main)));
      }
      throw e;
    }
    FileHeader header = requireHeader(firstBytes(main));
    if (header.usesWal()) {
      throw problems.refusal(
          SourceCode.CHANGED_WHILE_READ,
          "the file was switched to a write-ahead log at the moment of opening it",
          "run again");
    }
    return state(null, new PageOverlay(), pageCount(header), null, witness, witnesses, noGuard());
  }

  private SourceState withJournal(byte[] first, RollbackJournal journal)
      throws IOException, SQLException {
    boolean rollbackMode = FileHeader.hasMagic(first) && !FileHeader.parse(first).usesWal();
    if (rollbackMode && SourceFiles.size(files.wal()) < 0) {
      try {
        // SQLite knows whether a writer is at work, whose journal this then is.
        return locked();
      } catch (SQLiteException e) {
        if (e.getErrorCode() != SQLiteErrorCode.SQLITE_READONLY.code) {
          throw e;
        }
      }
    }
    return hotJournal(first, journal);
  }

  private SourceState hotJournal(byte[] first, RollbackJournal journal)
      throws IOException, SQLException {
    if (journal.superJournal() != null) {
      throw foreignLog(
          "the journal belongs to a transaction over several databases, whose outcome is in \""
              + journal.superJournal()
              + "\"");
    }
    boolean readable = FileHeader.hasMagic(first) && first.length == FileHeader.BYTES;
    FileHeader now = readable ? FileHeader.parse(first) : null;
    if (now != null
        && FileHeader.isPageSize(now.pageSize())
        && now.pageSize() != journal.pageSize()) {
      throw foreignLog(
          "pages of the journal have "
              + journal.pageSize()
              + " bytes, those of the file "
              + now.pageSize());
    }
    ChangeGuard guard = ChangeGuard.of(problems, files.main(), files.journal());
    FileChannel channel = hold(FileChannel.open(files.journal(), StandardOpenOption.READ));
    FileHeader before = requireHeader(firstPage(journal, channel, first));
    if (now != null && now.changeCounter() - before.changeCounter() > 1) {
      throw foreignLog(
          "the journal is of change "
              + before.changeCounter()
              + ", the file of change "
              + now.changeCounter());
    }
    findings.add(
        problems.finding(
            SourceCode.HOT_JOURNAL,
            "an interrupted transaction of "
                + journal.overlay().size()
                + " pages is left out, as SQLite would roll it back",
            "nothing needs to be done"));
    Witnesses witnesses = copyWitnesses(files.journal(), "-journal");
    return state(
        channel, journal.overlay(), journal.pageCount(), null, witnesses.add(), witnesses, guard);
  }

  private static byte[] firstPage(RollbackJournal journal, FileChannel channel, byte[] first)
      throws IOException {
    long at = journal.overlay().find(1);
    if (at < 0) {
      return first;
    }
    ByteBuffer bytes = ByteBuffer.allocate(FileHeader.BYTES);
    ChannelReads.read(channel, bytes, at);
    return bytes.array();
  }

  private SourceState inWalMode(FileHeader header) throws IOException, SQLException {
    long walSize = SourceFiles.size(files.wal());
    boolean indexed = SourceFiles.size(files.shm()) >= 0;
    if (walSize < 0 && indexed) {
      requireNothingLost();
    }
    if (walSize < 0 && files.isMountedAlone()) {
      throw problems.refusal(
          SourceCode.SINGLE_FILE_MOUNT,
          "the file alone is mounted here, so that a write-ahead log beside the original cannot be"
              + " seen, and the file uses one",
          "mount the folder that holds the file (read-only is enough)");
    }
    if (walSize >= 0 && indexed) {
      SourceState live = tryLive();
      if (live != null) {
        return live;
      }
    }
    WalFile log = walSize > 0 ? readLog(Long.MAX_VALUE) : null;
    return log != null && log.frames() > 0 ? leftLog(header, log) : unlocked(header);
  }

  private @Nullable SourceState tryLive() throws IOException, SQLException {
    if (files.isOnSharedFileSystem()) {
      throw problems.refusal(
          SourceCode.NETWORK_FILE_SYSTEM,
          "a write-ahead log is in use and the file is on a network or shared file system, where"
              + " locks and shared memory of another machine cannot be seen",
          "stop the server and copy the file and its -wal to a local disk, or run on the machine"
              + " that the server runs on");
    }
    try {
      LiveLog live = new LiveLog(source, files, main, problems, holdings, findings);
      return live.open(() -> pageCount(requireHeader(firstBytes(main))), tries);
    } catch (SQLiteException e) {
      // The index cannot be written to and nobody keeps it up to date: there is no server.
      boolean noIndex =
          e.getErrorCode() == SQLiteErrorCode.SQLITE_READONLY.code
              || e.getErrorCode() == SQLiteErrorCode.SQLITE_CANTOPEN.code;
      if (!noIndex) {
        throw e;
      }
      return null;
    }
  }

  /** A log that a server left behind and nobody has open. */
  private SourceState leftLog(FileHeader header, WalFile log) throws IOException, SQLException {
    if (log.pageSize() != header.pageSize()) {
      throw foreignLog(
          "pages of the log have "
              + log.pageSize()
              + " bytes, those of the file "
              + header.pageSize());
    }
    ChangeGuard guard = ChangeGuard.of(problems, files.main(), files.wal());
    FileChannel channel = hold(FileChannel.open(files.wal(), StandardOpenOption.READ));
    findings.add(LiveLog.logFinding(problems, log.frames(), log.pageSize()));
    Witnesses witnesses = copyWitnesses(files.wal(), "-wal");
    return state(channel, log.overlay(), log.pageCount(), log, witnesses.add(), witnesses, guard);
  }

  /** A file that is complete in itself, and that SQLite could lock only by making others. */
  private SourceState unlocked(FileHeader header) throws IOException, SQLException {
    ChangeGuard guard = ChangeGuard.of(problems, files.main());
    Witnesses witnesses = witnesses(new Witnesses(files.main(), Witnesses.Way.IMMUTABLE));
    findings.add(
        problems.finding(
            SourceCode.NOT_LOCKED,
            "the file is read without a lock, as SQLite would have to create files beside it for"
                + " one; a change is noticed and ends the run",
            "do not start the server before the run has ended"));
    return state(
        null, new PageOverlay(), pageCount(header), null, witnesses.add(), witnesses, guard);
  }

  /**
   * {@code -shm} goes before {@code -wal} when SQLite is closed; the other way round is not its.
   */
  private void requireNothingLost() throws IOException {
    OpenFiles.Shared index = OpenFiles.open(files.shm());
    holdings.add(index::close);
    WalIndexHeader header = WalIndexHeader.read(index.channel());
    if (header != null && header.lastFrame() > header.backfilled()) {
      throw problems.refusal(
          SourceCode.LOG_MISSING,
          "the -shm file tells of a write-ahead log with "
              + header.lastFrame()
              + " frames, of which "
              + header.backfilled()
              + " are in the file; the log is not there",
          "copy the -wal file too, or stop the server (which empties its log) and copy again");
    }
  }

  private Witnesses copyWitnesses(Path log, String suffix) throws IOException, SQLException {
    long bytes = main.size() + SourceFiles.size(log);
    PrivateCopy copy = PrivateCopy.in(source.copyFolder().orElse(null), 2 * bytes, problems);
    holdings.add(copy::close);
    copy.take(main, log, suffix);
    try (Witnesses owner = new Witnesses(copy.file(), Witnesses.Way.OWNING)) {
      owner.add();
    }
    findings.add(
        problems.finding(
            SourceCode.PRIVATE_COPY,
            "SQLite answers from a private copy in "
                + copy.file().getParent()
                + ", for it would have to write to the file",
            "nothing needs to be done; the copy is removed at the end"));
    return witnesses(new Witnesses(copy.file(), Witnesses.Way.IMMUTABLE));
  }

  private SourceState state(
      @Nullable FileChannel other,
      PageOverlay overlay,
      long pageCount,
      @Nullable WalFile log,
      Connection witness,
      Witnesses witnesses,
      ChangeGuard guard) {
    Supplier<Connection> more =
        () -> {
          try {
            return witnesses.add();
          } catch (SQLException e) {
            throw problems.failed("the database cannot be opened once more", e);
          }
        };
    long frames = log == null ? 0 : log.frames();
    long salt = log == null ? 0 : log.salt();
    return new SourceState(main, other, overlay, pageCount, frames, salt, witness, more, guard);
  }

  private ChangeGuard noGuard() {
    return ChangeGuard.ofNothing(problems);
  }

  private Witnesses witnesses(Witnesses witnesses) {
    holdings.add(witnesses::close);
    return witnesses;
  }

  private FileChannel hold(FileChannel channel) {
    holdings.add(channel::close);
    return channel;
  }

  private @Nullable WalFile readLog(long mostFrames) throws IOException {
    try (FileChannel channel = FileChannel.open(files.wal(), StandardOpenOption.READ)) {
      return WalFile.read(channel, mostFrames);
    }
  }

  /** The database's size in pages when there is no log. */
  private long pageCount(FileHeader header) throws IOException {
    long filePages = main.size() / header.pageSize();
    if (header.pageCountIsValid() && header.pageCount() > filePages) {
      throw problems.refusal(
          SourceCode.TRUNCATED,
          "the header tells of "
              + header.pageCount()
              + " pages, the file has "
              + filePages
              + (header.usesWal() ? "; the rest may be in a -wal file that is not there" : ""),
          "the copy is incomplete: copy the file again with the server stopped, a -wal beside it"
              + " too");
    }
    return header.pageCountIsValid() ? header.pageCount() : filePages;
  }

  private SqliteSourceException foreignLog(String what) {
    return problems.refusal(
        SourceCode.LOG_FOREIGN,
        what,
        "the log or journal beside the file is not its own, or the file was replaced: put back both"
            + " as the server left them");
  }
}
