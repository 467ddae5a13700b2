package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.cli.TextLine.Look;

/**
 * What a live display shows: the phases, the whole, the tables in work, and what waits, as lines
 * that fit a width and a height.
 */
final class Board {
  /** What a port does, in order. */
  private static final List<Phase> PHASES =
      List.of(
          Phase.PREFLIGHT,
          Phase.PREPARING,
          Phase.LOADING,
          Phase.RESTORING,
          Phase.FINISHING,
          Phase.VERIFYING);

  private static final int NAME_WIDTH = 34;
  private static final int BAR_WIDTH = 40;
  private static final int SHORTEST_BAR = 4;
  private static final int INDENT = 11;

  private final boolean colour;
  private final Signs signs;
  private final Map<String, TableLine> inWork = new LinkedHashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private @Nullable PortEvent.Progress progress;
  private @Nullable Phase phase;
  private String doing = "";
  private int queued;

  /**
   * An empty board.
   *
   * @param colour whether control sequences for colours are wanted
   * @param unicode whether the terminal shows more than ASCII
   */
  Board(boolean colour, boolean unicode) {
    this.colour = colour;
    this.signs = unicode ? Signs.UNICODE : Signs.ASCII;
  }

  private record TableLine(String name, long done, long total) {}

  /** Takes in an event; true when it is worth painting at once. */
  boolean accept(PortEvent event) {
    if (event instanceof PortEvent.PhaseStarted e) {
      phase = e.phase();
      doing = "";
      inWork.clear();
      waiting.clear();
      queued = 0;
      return true;
    }
    if (event instanceof PortEvent.Queued e) {
      waiting.addAll(e.items());
      queued = waiting.size();
    } else if (event instanceof PortEvent.TableStarted e) {
      waiting.remove(e.table());
      inWork.put(e.table(), new TableLine(e.table(), 0, e.rows()));
    } else if (event instanceof PortEvent.CheckpointSaved e) {
      inWork.computeIfPresent(e.table(), (k, t) -> new TableLine(k, e.rows(), t.total));
    } else if (event instanceof PortEvent.TableFinished e) {
      waiting.remove(e.table());
      inWork.remove(e.table());
    } else if (event instanceof PortEvent.TableVerified e) {
      waiting.remove(e.table());
    } else if (event instanceof PortEvent.Restored e) {
      waiting.remove(e.name());
    } else if (event instanceof PortEvent.Progress e) {
      progress = e;
    } else if (event instanceof PortEvent.Warned e) {
      if (e.finding().severity() != Severity.INFO) {
        warnings.add(e.finding().message());
      }
    } else if (event instanceof PortEvent.StopRequested e) {
      doing = e.atOnce() ? "stopping at once" : "stopping at the next checkpoint";
      return true;
    }
    return false;
  }

  /**
   * The lines to show; never more than {@code height}, none wider than {@code width}.
   *
   * @param elapsed since the port began
   */
  List<String> lines(int width, int height, Duration elapsed) {
    List<TextLine> lines = new ArrayList<>();
    boolean strip = height > 2 && width >= phases().length();
    if (strip) {
      lines.add(phases());
    }
    lines.add(whole(width, strip, elapsed));
    PortEvent.Progress now = progress;
    if (now != null && now.rowsTotal() > 0) {
      lines.add(rows(now, width));
    }
    int room = height - lines.size() - (doing.isEmpty() ? 0 : 1);
    int shown = Math.min(inWork.size(), Math.max(0, room - (waiting.isEmpty() ? 0 : 1)));
    int names = nameWidth(width);
    inWork.values().stream().limit(shown).forEach(t -> lines.add(table(t, names, width)));
    if (!waiting.isEmpty()) {
      lines.add(waitingLine(width));
    }
    if (!doing.isEmpty()) {
      lines.add(Math.min(lines.size(), height - 1), new TextLine().add(Look.STRONG, doing));
    }
    for (int i = Math.max(0, warnings.size() - 3); i < warnings.size(); i++) {
      lines.add(new TextLine().add(Look.WARNING, "! " + warnings.get(i)));
    }
    return lines.stream()
        .limit(Math.max(1, height))
        .map(line -> line.render(width, colour, signs.more()))
        .toList();
  }

  /** The phases of a port, with marks on what is done and what is under way. */
  private TextLine phases() {
    TextLine line = new TextLine();
    for (Phase each : PHASES) {
      line.add(line.length() == 0 ? "" : "  ");
      int order = phase == null ? 1 : each.compareTo(phase);
      if (order < 0) {
        line.add(Look.GOOD, signs.done() + " " + word(each));
      } else if (order == 0) {
        line.add(Look.STRONG, signs.now() + " " + word(each));
      } else {
        line.add(Look.FAINT, signs.later() + " " + word(each));
      }
    }
    return line;
  }

  private TextLine whole(int width, boolean strip, Duration elapsed) {
    TextLine line = new TextLine();
    if (!strip && phase != null && width >= 40) {
      line.add(Look.FAINT, PHASES.indexOf(phase) + 1 + "/" + PHASES.size() + " ");
    }
    line.add(phase == null ? "starting" : word(phase)).to(width < 60 ? 0 : INDENT);
    double share = share();
    String time = clock(elapsed.toSeconds());
    line.add(line.length() == INDENT && strip ? "" : " ");
    if (share < 0) {
      int room = width - line.length() - time.length() - 2;
      String what = phase == null || room < INDENT ? "" : clip(describe(phase), room) + "  ";
      return line.add(what).add(Look.FAINT, time);
    }
    String percent = String.format(Locale.ROOT, " %3d %%", (int) Math.floor(share * 100));
    PortEvent.Progress now = progress;
    String left =
        phase == Phase.VERIFYING || now == null || doing.startsWith("stopping")
            ? ""
            : now.remaining().map(r -> ", " + r.render() + " left").orElse("");
    String end = percent + "  " + time + left;
    int room = width - line.length() - end.length();
    if (room < SHORTEST_BAR) {
      end = percent;
      room = width - line.length() - end.length();
    }
    bar(line, share, Math.min(BAR_WIDTH, room));
    return line.add(end);
  }

  /** How much of the work is done; negative where nobody can tell. */
  private double share() {
    if (phase == Phase.VERIFYING && queued > 0) {
      return (queued - waiting.size()) / (double) queued;
    }
    PortEvent.Progress now = progress;
    return (phase == Phase.LOADING || phase == Phase.RESTORING) && now != null ? now.share() : -1;
  }

  /** What is done in a phase, for people. */
  static String describe(Phase phase) {
    return switch (phase) {
      case PREFLIGHT -> "reading source and target; nothing is written yet";
      case PREPARING -> "making the schema";
      case LOADING -> "copying rows";
      case RESTORING -> "putting indexes, keys and triggers back";
      case FINISHING -> "setting sequences, gathering statistics";
      case VERIFYING -> "comparing every row with the source";
      case RENAMING -> "exchanging the names of two databases";
    };
  }

  private TextLine rows(PortEvent.Progress now, int width) {
    TextLine line = new TextLine().to(width < 75 ? 0 : INDENT);
    String numbers = String.format(Locale.ROOT, "%,d of %,d rows", now.rowsDone(), now.rowsTotal());
    line.add(numbers);
    if (phase == Phase.LOADING) {
      line.add(String.format(Locale.ROOT, ", %,d rows/s", now.rowsPerSecond()));
    }
    if (queued > 0) {
      int done = queued - waiting.size() - inWork.size();
      String what = phase == Phase.RESTORING ? "indexes and keys" : "tables";
      line.add(String.format(Locale.ROOT, ", %,d of %,d %s", done, queued, what));
    }
    return line;
  }

  private int nameWidth(int width) {
    int longest =
        inWork.keySet().stream().mapToInt(n -> n.codePointCount(0, n.length())).max().orElse(0);
    return Math.min(longest, Math.max(8, Math.min(NAME_WIDTH, width / 2 - 4)));
  }

  private TextLine table(TableLine table, int nameWidth, int width) {
    double part = table.total == 0 ? 1 : Math.min(1, (double) table.done / table.total);
    TextLine line = new TextLine().add("  ").add(clip(table.name, nameWidth)).to(nameWidth + 4);
    String rows = String.format(Locale.ROOT, " %,d of %,d", table.done, table.total);
    bar(line, part, Math.min(20, width - line.length() - rows.length()));
    return line.add(rows);
  }

  private TextLine waitingLine(int width) {
    TextLine line = new TextLine().add(Look.FAINT, "  waiting: ");
    int more = waiting.size();
    for (String name : waiting) {
      String rest = String.format(Locale.ROOT, " and %,d more", more - 1);
      boolean last = more == 1;
      if (line.length() + name.length() + (last ? 2 : 2 + rest.length()) > width) {
        break;
      }
      line.add(Look.FAINT, (more == waiting.size() ? "" : ", ") + name);
      more--;
    }
    String rest = more == waiting.size() ? "%,d" : " and %,d more";
    return more == 0 ? line : line.add(Look.FAINT, String.format(Locale.ROOT, rest, more));
  }

  private void bar(TextLine line, double share, int width) {
    if (width < SHORTEST_BAR) {
      return;
    }
    int parts = signs.parts().length();
    int filled = (int) Math.floor(Math.max(0, Math.min(1, share)) * width * parts);
    String full = signs.parts().substring(parts - 1).repeat(filled / parts);
    int rest = filled % parts;
    String begun = rest == 0 ? "" : signs.parts().substring(rest - 1, rest);
    line.add(Look.GOOD, full + begun);
    line.add(Look.FAINT, signs.empty().repeat(width - filled / parts - begun.length()));
  }

  private String clip(String text, int width) {
    return new TextLine().add(text).render(width, false, signs.more());
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static String clock(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /**
   * What the display draws with.
   *
   * @param parts a cell of a bar, from the least filled to the full one
   * @param empty a cell that is not filled
   */
  private record Signs(
      String parts, String empty, String done, String now, String later, String more) {
    private static final Signs UNICODE = new Signs("▏▎▍▌▋▊▉█", "·", "✓", "▶", "·", "…");
    private static final Signs ASCII = new Signs("#", ".", "x", ">", "-", "~");
  }
}
