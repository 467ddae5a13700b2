package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.sqlite.SQLiteConnection;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

/**
 * A database whose write-ahead log and its index are there: a server runs on it, or was killed.
 *
 * <p>Each of SQLite's connections takes its read lock in the index, which keeps what it sees in
 * place: frames of the log are not overwritten, and no page of the main file is, but with frames
 * that the log has and our reader takes from there. That all see the same state is shown by the
 * index's header, which was the same before the first began and after the last did; when writers
 * were faster, all begin anew.
 *
 * <p>If all frames are in the main file already once the readers have begun, the log is not read at
 * all, for a reader that needs no frame does not keep the log from being used anew.
 */
final class LiveLog {
  static final int TRIES = 400;

  private final SqliteSource source;
  private final SourceFiles files;
  private final FileChannel main;
  private final SourceProblems problems;
  private final Holdings holdings;
  private final List<Finding> findings;

  LiveLog(
      SqliteSource source,
      SourceFiles files,
      FileChannel main,
      SourceProblems problems,
      Holdings holdings,
      List<Finding> findings) {
    this.source = source;
    this.files = files;
    this.main = main;
    this.problems = problems;
    this.holdings = holdings;
    this.findings = findings;
  }

  /** How many pages the main file has; only asked while a log that holds nothing is locked. */
  interface MainPages {
    long count() throws IOException;
  }

  SourceState open(MainPages mainPages, int tries) throws IOException, SQLException {
    // Closed after SQLite's connections, for closing it takes their locks away.
    OpenFiles.Shared index = OpenFiles.open(files.shm());
    holdings.add(index::close);
    Object opened = key(files.shm());
    Witnesses witnesses = new Witnesses(files.main(), Witnesses.Way.LOCKING);
    holdings.add(witnesses::close);
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < source.witnesses(); i++) {
      connections.add(witnesses.add());
    }
    if (!Objects.equals(opened, key(files.shm()))) {
      throw moved("the server was stopped and started at the moment of opening its file");
    }
    WalIndexHeader state = agree(index.channel(), witnesses, tries);
    if (state == null) {
      return copyOf(connections.get(0));
    }
    boolean inMain = state.backfilled() >= state.lastFrame();
    Deque<Connection> spare = new ArrayDeque<>(connections.subList(1, connections.size()));
    Object lock = new Object();
    Supplier<Connection> more =
        () -> {
          synchronized (lock) {
            Connection next = spare.poll();
            return next != null ? next : another(index.channel(), witnesses, state);
          }
        };
    if (inMain) {
      long pages = state.lastFrame() == 0 ? mainPages.count() : state.pageCount();
      return new SourceState(
          main, null, new PageOverlay(), pages, 0, 0, connections.get(0), more, unguarded());
    }
    FileChannel channel = FileChannel.open(files.wal(), StandardOpenOption.READ);
    holdings.add(channel::close);
    WalFile log = WalFile.read(channel, state.lastFrame());
    if (log == null || log.frames() != state.lastFrame() || log.salt() != state.salt()) {
      throw problems.corrupt(
          "the write-ahead log has "
              + (log == null ? 0 : log.frames())
              + " sound frames, its index"
              + " tells of "
              + state.lastFrame());
    }
    findings.add(logFinding(problems, log.frames(), log.pageSize()));
    return new SourceState(
        main,
        channel,
        log.overlay(),
        state.pageCount(),
        log.frames(),
        log.salt(),
        connections.get(0),
        more,
        unguarded());
  }

  static Finding logFinding(SourceProblems problems, long frames, int pageSize) {
    return problems.finding(
        SourceCode.WRITE_AHEAD_LOG,
        frames
            + " frames ("
            + ByteSize.bytes(frames * (pageSize + 24L))
            + ") of the write-ahead log belong to the state that is read",
        "while a server runs, its log cannot be emptied before the port has ended, and grows;"
            + " see that the disk has room");
  }

  /**
   * The state that all connections see, and how much of it is in the main file; null when writers
   * left no moment for it. Once frames follow, a checkpoint leaves pages out that these write
   * again, and tells the same number: it counts only as long as the state is the last one.
   */
  private static @Nullable WalIndexHeader agree(FileChannel index, Witnesses witnesses, int tries)
      throws IOException, SQLException {
    for (int i = 0; i < tries; i++) {
      WalIndexHeader before = WalIndexHeader.read(index);
      witnesses.renew();
      long backfilled = WalIndexHeader.readBackfilled(index);
      if (before != null && before.sameState(WalIndexHeader.read(index))) {
        return before.withBackfilled(backfilled);
      }
    }
    return null;
  }

  private Connection another(FileChannel index, Witnesses witnesses, WalIndexHeader state) {
    try {
      boolean same = state.sameState(WalIndexHeader.read(index));
      Connection added = witnesses.add();
      if (same && state.sameState(WalIndexHeader.read(index))) {
        return added;
      }
      added.close();
    } catch (SQLException e) {
      throw problems.failed("the database cannot be opened once more", e);
    } catch (IOException e) {
      throw problems.refusal(
          SourceCode.NOT_READABLE, "the log's index cannot be read", "see the system's log", e);
    }
    throw moved(
        "more than "
            + source.witnesses()
            + " connections of SQLite were asked for, and the server"
            + " has written since the first ones");
  }

  /** One connection sees one state, however fast others write; a copy of that serves all. */
  private SourceState copyOf(Connection connection) throws IOException, SQLException {
    long bytes = main.size() + SourceFiles.size(files.wal());
    PrivateCopy copy = PrivateCopy.in(source.copyFolder().orElse(null), bytes, problems);
    holdings.add(copy::close);
    ((SQLiteConnection) connection).getDatabase().backup("main", copy.file().toString(), null);
    findings.add(
        problems.finding(
            SourceCode.PRIVATE_COPY,
            "the server writes so fast that a private copy of one state was made in "
                + copy.file().getParent(),
            "nothing needs to be done; the copy is removed at the end"));
    FileChannel copied = FileChannel.open(copy.file(), StandardOpenOption.READ);
    holdings.add(copied::close);
    Witnesses witnesses = new Witnesses(copy.file(), Witnesses.Way.IMMUTABLE);
    holdings.add(witnesses::close);
    long pages = copied.size() / FileHeader.parse(SourceOpener.firstBytes(copied)).pageSize();
    return new SourceState(
        copied,
        null,
        new PageOverlay(),
        pages,
        0,
        0,
        witnesses.add(),
        () -> {
          try {
            return witnesses.add();
          } catch (SQLException e) {
            throw problems.failed("the private copy cannot be opened once more", e);
          }
        },
        unguarded());
  }

  private ChangeGuard unguarded() {
    return ChangeGuard.ofNothing(problems);
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private SqliteSourceException moved(String what) {
    return problems.refusal(SourceCode.CHANGED_WHILE_READ, what, "run again");
  }
}
