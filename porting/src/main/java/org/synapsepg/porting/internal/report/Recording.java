package org.synapsepg.porting.internal.report;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PortEvent;

/** What the events of one run told, with the times at which they came. Safe for several threads. */
public final class Recording {
  private final InstantSource clock;
  private final Instant begun;
  private final List<Span> phases = new ArrayList<>();
  private final Map<String, Span> tables = new LinkedHashMap<>();
  private final List<Mark> marks = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  /**
   * A recording that begins now.
   *
   * @param clock tells the time
   */
  public Recording(InstantSource clock) {
    this.clock = clock;
    this.begun = clock.instant();
  }

  /** Something that was done at a moment: the offset from the beginning. */
  record Mark(String name, Duration at) {}

  /** Something that lasted: offsets from the beginning; the end is null while it lasts. */
  record Span(String name, Duration from, @Nullable Duration to, long rows, long bytes) {
    Span endingAt(Duration end, long rowsAtEnd) {
      return new Span(name, from, end, rowsAtEnd, bytes);
    }

    Duration toOr(Duration end) {
      return to == null ? end : to;
    }
  }

  /**
   * Takes in an event.
   *
   * @param event what happened now
   */
  public synchronized void accept(PortEvent event) {
    Duration now = now();
    if (event instanceof PortEvent.PhaseStarted e) {
      endPhase(now);
      phases.add(new Span(e.phase().name().toLowerCase(Locale.ROOT), now, null, 0, 0));
    } else if (event instanceof PortEvent.TableStarted e) {
      tables.putIfAbsent(e.table(), new Span(e.table(), now, null, e.rows(), e.bytes()));
    } else if (event instanceof PortEvent.TableFinished e) {
      tables.computeIfPresent(e.table(), (k, span) -> span.endingAt(now, e.rows()));
    } else if (event instanceof PortEvent.Restored e) {
      marks.add(new Mark(e.name() + " put back", now));
    } else if (event instanceof PortEvent.TableVerified e) {
      marks.add(new Mark(e.table() + " compared", now));
    } else if (event instanceof PortEvent.Warned e) {
      warnings.add(e.finding());
    }
  }

  private void endPhase(Duration now) {
    if (!phases.isEmpty()) {
      Span last = phases.remove(phases.size() - 1);
      phases.add(last.to() == null ? last.endingAt(now, 0) : last);
    }
  }

  synchronized Duration now() {
    return Duration.between(begun, clock.instant());
  }

  Instant begun() {
    return begun;
  }

  synchronized List<Span> phases() {
    return List.copyOf(phases);
  }

  synchronized List<Span> tables() {
    return List.copyOf(tables.values());
  }

  synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  synchronized List<Finding> warnings() {
    return List.copyOf(warnings);
  }
}
