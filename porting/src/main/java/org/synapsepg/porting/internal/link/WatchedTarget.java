package org.synapsepg.porting.internal.link;

import jakarta.annotation.Nullable;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.threads.Running;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * The target of one run. All its connections are known here: they can be cancelled or ended from
 * any thread, and a thread of its own notices when what is between the run and the server swallows
 * what they say to each other, which neither the driver nor TCP would notice for hours. Then all of
 * them are ended, and the run fails within seconds instead of waiting for ever. Safe for use by
 * several threads.
 */
public final class WatchedTarget implements ConnectionSource, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WatchedTarget.class.getName());

  /** Only a call that lasts longer is looked into. */
  private static final long LONG_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

  /** Looks, half a second apart, that must find both sides waiting for each other. */
  private static final int LOOKS = 5;

  private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ConnectionSource real;
  private final Runnable everyTick;
  private final Heartbeat heart;
  private final List<Link> links = new CopyOnWriteArrayList<>();

  /** When each connection that is not open yet was begun. */
  private final Map<Object, Long> openings = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Threads threads;
  private @Nullable Running watch;
  private volatile int holder;
  private volatile boolean ended;
  private volatile boolean lost;
  private boolean wake;

  /**
   * A target that is watched until it is closed.
   *
   * @param real opens connections
   * @param threads where the watching is done
   * @param everyTick called by the watching thread ten times a second, and after {@link #wake};
   *     must not wait long
   */
  public WatchedTarget(ConnectionSource real, Threads threads, Runnable everyTick) {
    this.real = real;
    this.threads = threads;
    this.everyTick = everyTick;
    this.heart = new Heartbeat(real);
  }

  /**
   * Begins to watch, and to tell other runs that this one lives.
   *
   * @param lockHolder the connection whose process holds the run's lock
   */
  public void begin(Connection lockHolder) throws SQLException {
    try (Statement statement = lockHolder.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      holder = row.getInt(1);
    }
    watch = threads.start("watch", this::watch);
  }

  @Override
  public Connection open() throws SQLException {
    if (lost) {
      throw new SQLException("the connection to the target was lost", "08006");
    }
    Object opening = new Object();
    openings.put(opening, System.nanoTime());
    Link link;
    try {
      link = Link.on(real.open());
    } finally {
      openings.remove(opening);
    }
    links.removeIf(Link::isClosed);
    links.add(link);
    if (lost) {
      abort();
    }
    return link.watched();
  }

  @Override
  public ConnectionSource forDatabase(String database) {
    return real.forDatabase(database);
  }

  /** Whether the server stopped answering, so that all connections were ended. */
  public boolean isLost() {
    return lost;
  }

  /** Asks the server to end every statement that is running. */
  public void cancel() {
    for (Link link : links) {
      try {
        link.cancel();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "a statement could not be cancelled", e);
      }
    }
  }

  /** Ends every connection at once. */
  public void abort() {
    for (Link link : links) {
      try {
        link.abort();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "a connection could not be ended", e);
      }
    }
  }

  /** Makes the watching thread look around now. */
  public void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    long lastBeat = System.nanoTime() - BEAT_NANOS;
    while (!ended && !lost) {
      everyTick.run();
      long now = System.nanoTime();
      if (now - lastBeat >= BEAT_NANOS) {
        lastBeat = now;
        look();
      }
      pause();
    }
    heart.close();
  }

  private void pause() {
    lock.lock();
    try {
      long left = TICK_NANOS;
      while (!wake && !ended && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
    } catch (InterruptedException e) {
      ended = true;
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    List<Link> waiting =
        links.stream().filter(link -> link.waitingNanos() > LONG_CALL_NANOS).toList();
    Set<Integer> working;
    try {
      working = heart.beat(holder, waiting.stream().map(Link::pid).toList());
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "the target does not answer", e);
      if (!ended && !Heartbeat.isAnswer(e) && somebodyWaits()) {
        lose();
      }
      return;
    }
    for (Link link : waiting) {
      if (link.suspicions(!working.contains(link.pid())) >= LOOKS) {
        lose();
        return;
      }
    }
  }

  private boolean somebodyWaits() {
    long now = System.nanoTime();
    return links.stream().anyMatch(link -> link.waitingNanos() > LONG_CALL_NANOS)
        || openings.values().stream().anyMatch(begun -> now - begun > LONG_CALL_NANOS);
  }

  private void lose() {
    lost = true;
    abort();
  }

  /** Ends the watch; the connections stay their owners'. */
  @Override
  public void close() {
    ended = true;
    wake();
    if (watch != null) {
      watch.joinUninterruptibly();
    }
  }
}
