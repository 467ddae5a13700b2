package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.PortEvent;

/**
 * What a live display shows: the phase, the whole, and the tables in work, as lines that fit a
 * width and a height.
 */
final class Board {
  private static final int NAME_WIDTH = 34;
  private static final String FULL = "█";
  private static final String[] PARTS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private final boolean colour;
  private final Map<String, TableLine> inWork = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private @Nullable PortEvent.Progress progress;
  private String phase = "starting";
  private String doing = "";
  private int tablesDone;

  Board(boolean colour) {
    this.colour = colour;
  }

  private record TableLine(String name, long done, long total) {}

  /** Takes in an event; true when it is worth painting at once. */
  boolean accept(PortEvent event) {
    if (event instanceof PortEvent.PhaseStarted e) {
      phase = e.phase().name().toLowerCase(Locale.ROOT);
      doing = "";
      inWork.clear();
      return true;
    }
    if (event instanceof PortEvent.TableStarted e) {
      inWork.put(e.table(), new TableLine(e.table(), 0, e.rows()));
    } else if (event instanceof PortEvent.CheckpointSaved e) {
      inWork.computeIfPresent(e.table(), (k, t) -> new TableLine(k, e.rows(), t.total));
    } else if (event instanceof PortEvent.TableFinished e) {
      inWork.remove(e.table());
      tablesDone++;
    } else if (event instanceof PortEvent.Restored e) {
      doing = "restored " + e.name();
    } else if (event instanceof PortEvent.Progress e) {
      progress = e;
    } else if (event instanceof PortEvent.Warned e) {
      if (e.finding().severity() != Severity.INFO) {
        warnings.add(e.finding().message());
      }
      return true;
    } else if (event instanceof PortEvent.StopRequested e) {
      doing = e.atOnce() ? "stopping at once" : "stopping at the next checkpoint";
      return true;
    }
    return false;
  }

  /** The lines to show; never more than {@code height}, none wider than {@code width}. */
  List<String> lines(int width, int height) {
    List<String> lines = new ArrayList<>();
    PortEvent.Progress now = progress;
    double share = now == null ? 0 : now.share();
    lines.add(
        fit(
            String.format(
                Locale.ROOT,
                "%-10s %s %3d %%",
                phase,
                bar(share, barWidth(width)),
                Math.round(share * 100)),
            width,
            barWidth(width)));
    if (now != null) {
      lines.add(
          clip(
              String.format(
                  Locale.ROOT,
                  "%,d of %,d rows  %,d rows/s  %d tables done  %s%s",
                  now.rowsDone(),
                  now.rowsTotal(),
                  now.rowsPerSecond(),
                  tablesDone,
                  clock(now.elapsed().toSeconds()),
                  now.remaining().map(r -> ", " + r.render() + " left").orElse("")),
              width));
    }
    for (TableLine table : inWork.values()) {
      if (lines.size() < height - 1) {
        double part = table.total == 0 ? 1 : Math.min(1, (double) table.done / table.total);
        String rows = String.format(Locale.ROOT, "%,d", table.done);
        int bar = Math.max(0, Math.min(20, width - NAME_WIDTH - rows.length() - 4));
        String name = String.format("  %-" + NAME_WIDTH + "s ", clip(table.name, NAME_WIDTH));
        lines.add(fit(name + bar(part, bar) + " " + rows, width, bar));
      }
    }
    if (!doing.isEmpty() && lines.size() < height) {
      lines.add(clip("  " + doing, width));
    }
    for (int i = Math.max(0, warnings.size() - 3); i < warnings.size(); i++) {
      if (lines.size() < height) {
        lines.add(clip("! " + warnings.get(i), width));
      }
    }
    return lines.subList(0, Math.min(lines.size(), Math.max(1, height)));
  }

  private static int barWidth(int width) {
    return Math.max(0, Math.min(40, width - 20));
  }

  private String bar(double share, int width) {
    if (width == 0) {
      return "";
    }
    int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * width * 8);
    String filled = FULL.repeat(eighths / 8) + PARTS[eighths % 8];
    String text = filled + "·".repeat(width - eighths / 8 - (eighths % 8 == 0 ? 0 : 1));
    return colour ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  /**
   * A line with a coloured bar is longer than it looks; it is only clipped when the bar has no
   * room.
   */
  private static String fit(String line, int width, int bar) {
    return bar == 0 ? clip(line, width) : line;
  }

  static String clip(String text, int width) {
    if (text.codePointCount(0, text.length()) <= width) {
      return text;
    }
    int end = text.offsetByCodePoints(0, Math.max(0, width - 1));
    return text.substring(0, end) + "…";
  }

  private static String clock(long seconds) {
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
