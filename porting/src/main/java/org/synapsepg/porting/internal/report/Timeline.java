package org.synapsepg.porting.internal.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The run as a picture: phases in a row; below it the tables, packed into as many lanes as worked
 * at the same time; then a mark for each index, key or trigger put back and each table compared.
 */
final class Timeline {
  private static final int WIDTH = 1000;
  private static final int LEFT = 70;
  private static final int LANE = 22;
  private static final int MOST_LANES = 12;

  private Timeline() {}

  static void draw(Html page, Recording run) {
    Duration end = run.now();
    List<List<Recording.Span>> lanes = pack(run.tables(), end);
    List<Recording.Mark> marks = run.marks();
    int height = (lanes.size() + (marks.isEmpty() ? 1 : 2)) * LANE + 30;
    page.raw(
        String.format(
            Locale.ROOT,
            "<div class=wide><svg class=timeline viewBox='0 0 %d %d' role=img aria-label='Phases and tables over time'>",
            WIDTH,
            height));
    label(page, 0, "phases");
    for (Recording.Span phase : run.phases()) {
      bar(page, phase, end, 0, "phase");
    }
    for (int lane = 0; lane < lanes.size(); lane++) {
      label(page, lane + 1, "worker " + (lane + 1));
      for (Recording.Span table : lanes.get(lane)) {
        bar(page, table, end, lane + 1, "table");
      }
    }
    if (!marks.isEmpty()) {
      label(page, lanes.size() + 1, "done");
      marks.forEach(mark -> tick(page, mark, end, lanes.size() + 1));
    }
    axis(page, end, height);
    page.raw("</svg></div><ul class=phases>");
    for (Recording.Span phase : run.phases()) {
      String took = seconds(phase.toOr(end).minus(phase.from()));
      page.raw("<li>").text(phase.name() + " " + took);
    }
    page.raw("</ul>");
  }

  private static void label(Html page, int lane, String text) {
    page.raw(String.format(Locale.ROOT, "<text class=axis x='0' y='%d'>", lane * LANE + LANE - 8))
        .text(text)
        .raw("</text>");
  }

  private static void tick(Html page, Recording.Mark mark, Duration end, int lane) {
    page.raw(
            String.format(
                Locale.ROOT,
                "<g class=tick><rect x='%.1f' y='%d' width='1.5' height='%d' /><title>",
                x(mark.at(), end),
                lane * LANE,
                LANE - 3))
        .text(mark.name() + ": " + seconds(mark.at()))
        .raw("</title></g>");
  }

  private static List<List<Recording.Span>> pack(List<Recording.Span> tables, Duration end) {
    List<List<Recording.Span>> lanes = new ArrayList<>();
    List<Recording.Span> inOrder = new ArrayList<>(tables);
    inOrder.sort(Comparator.comparing(Recording.Span::from));
    for (Recording.Span table : inOrder) {
      List<Recording.Span> free = null;
      for (List<Recording.Span> lane : lanes) {
        if (lane.get(lane.size() - 1).toOr(end).compareTo(table.from()) <= 0) {
          free = lane;
          break;
        }
      }
      if (free == null && lanes.size() < MOST_LANES) {
        free = new ArrayList<>();
        lanes.add(free);
      }
      if (free != null) {
        free.add(table);
      }
    }
    return lanes;
  }

  private static void bar(Html page, Recording.Span span, Duration end, int lane, String kind) {
    double from = x(span.from(), end);
    double width = Math.max(1, x(span.toOr(end), end) - from);
    Duration took = span.toOr(end).minus(span.from());
    page.raw(
            String.format(
                Locale.ROOT,
                "<g class=%s><rect x='%.1f' y='%d' width='%.1f' height='%d' rx=2 /><title>",
                kind,
                from,
                lane * LANE,
                width,
                LANE - 3))
        .text(span.name() + ": " + seconds(took))
        .raw("</title>");
    if (width > 7.0 * span.name().length()) {
      page.raw(
              String.format(
                  Locale.ROOT, "<text x='%.1f' y='%d'>", from + 4, lane * LANE + LANE - 8))
          .text(span.name())
          .raw("</text>");
    }
    page.raw("</g>");
  }

  private static void axis(Html page, Duration end, int height) {
    for (int i = 0; i <= 4; i++) {
      page.raw(
              String.format(
                  Locale.ROOT,
                  "<text class=axis x='%d' y='%d' text-anchor='%s'>",
                  LEFT + (WIDTH - LEFT) * i / 4,
                  height - 6,
                  i == 0 ? "start" : i == 4 ? "end" : "middle"))
          .text(seconds(end.multipliedBy(i).dividedBy(4)))
          .raw("</text>");
    }
  }

  private static double x(Duration at, Duration end) {
    return LEFT + (end.isZero() ? 0 : (WIDTH - LEFT) * (double) at.toNanos() / end.toNanos());
  }

  static String seconds(Duration duration) {
    return duration.toMinutes() >= 2
        ? String.format(
            Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart())
        : String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }
}
