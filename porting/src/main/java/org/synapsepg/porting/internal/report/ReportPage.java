package org.synapsepg.porting.internal.report;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortSummary;
import org.synapsepg.porting.QuarantinedRow;
import org.synapsepg.porting.ReplacedValue;
import org.synapsepg.porting.VerificationReport;

/** One page about one port, complete in itself: no script, no font, no style from elsewhere. */
public final class ReportPage {
  private static final int MOST_LISTED = 500;

  private final Html page = new Html();
  private final Recording run;
  private final PortOutcome outcome;

  private ReportPage(Recording run, PortOutcome outcome) {
    this.run = run;
    this.outcome = outcome;
  }

  /**
   * Draws the page.
   *
   * @param run what the events told
   * @param outcome how the port ended
   * @return an HTML document
   */
  public static String of(Recording run, PortOutcome outcome) {
    return new ReportPage(run, outcome).draw();
  }

  private String draw() {
    page.raw("<!doctype html><html lang=en><head><meta charset=utf-8>")
        .raw("<meta name=viewport content='width=device-width, initial-scale=1'>")
        .raw(
            "<meta name=color-scheme content='light dark'><title>Port to PostgreSQL</title><style>")
        .raw(ReportStyle.CSS)
        .raw("</style></head><body><main>");
    head();
    section("Phases and workers");
    Timeline.draw(page, run);
    tables();
    if (outcome instanceof PortOutcome.Completed done) {
      sequences(done.summary());
      verification(done.proof());
      replaced(done.replaced());
      quarantined(done.quarantined());
      findings("Findings", done.summary().findings().toList());
    } else if (outcome instanceof PortOutcome.Differs differs) {
      sequences(differs.summary());
      verification(differs.proof());
      findings("Findings", differs.summary().findings().toList());
    } else if (outcome instanceof PortOutcome.Refused refused) {
      findings("Why it was refused", refused.findings().toList());
    } else if (outcome instanceof PortOutcome.Failed failed) {
      findings("Why it failed", failed.findings().toList());
    }
    findings("Warnings on the way", run.warnings());
    return page.raw("</main></body></html>\n").toString();
  }

  private void head() {
    String verdict = "Stopped on request";
    String mood = "halted";
    String sentence = "The same command goes on from the last checkpoint.";
    if (outcome instanceof PortOutcome.Completed done) {
      verdict = "Completed and verified";
      mood = done.quarantined().isEmpty() ? "good" : "halted";
      sentence = "Every row in PostgreSQL was compared with the SQLite database.";
    } else if (outcome instanceof PortOutcome.Differs) {
      verdict = "Verification found a difference";
      mood = "bad";
      sentence = "Do not start Synapse on this database before the difference is understood.";
    } else if (outcome instanceof PortOutcome.Refused) {
      verdict = "Refused";
      mood = "bad";
      sentence = "Nothing was written. Each reason below has its remedy.";
    } else if (outcome instanceof PortOutcome.Failed) {
      verdict = "Failed";
      mood = "bad";
      sentence = "What was written is a consistent checkpoint; the same command goes on from it.";
    }
    page.raw("<header class=" + mood + "><h1>").text(verdict).raw("</h1><p>").text(sentence);
    page.raw("</p></header><dl class=tiles>");
    tile("Started", run.begun().toString().substring(0, 19).replace('T', ' ') + " UTC");
    tile("Took", Timeline.seconds(run.now()));
    if (outcome instanceof PortOutcome.Completed done) {
      tiles(done.summary());
      page.raw("<div class=whole><dt>Certificate SHA-256</dt><dd><code>");
      page.text(done.certificate().sha256()).raw("</code></dd></div>");
    } else if (outcome instanceof PortOutcome.Differs differs) {
      tiles(differs.summary());
    }
    page.raw("</dl>");
  }

  private void tiles(PortSummary summary) {
    tile("Rows", String.format(Locale.ROOT, "%,d", summary.rows()));
    tile("Tables", String.valueOf(summary.tables()));
    tile("Rows per second", String.format(Locale.ROOT, "%,d", summary.rowsPerSecond()));
    tile("Sequences set", String.valueOf(summary.sequencesSet().size()));
  }

  private void tile(String name, String value) {
    page.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>");
  }

  private void section(String title) {
    page.raw("<h2>").text(title).raw("</h2>");
  }

  private void tables() {
    List<Recording.Span> tables =
        run.tables().stream()
            .sorted(Comparator.comparingLong(Recording.Span::rows).reversed())
            .toList();
    if (tables.isEmpty()) {
      return;
    }
    section("Tables");
    long most = Math.max(1, tables.get(0).rows());
    Duration end = run.now();
    page.raw(
            "<table><thead><tr><th>Table<th class=n>Rows<th class=n>Time<th class=n>Rows/s<th class=share>")
        .raw("</thead><tbody>");
    for (Recording.Span table : tables) {
      Duration took = table.toOr(end).minus(table.from());
      page.raw("<tr><td><code>").text(table.name()).raw("</code><td class=n>").number(table.rows());
      page.raw("<td class=n>").text(Timeline.seconds(took)).raw("<td class=n>");
      page.number(table.rows() * 1000 / Math.max(1, took.toMillis()));
      page.raw(
          String.format(
              Locale.ROOT,
              "<td class=share><i style='width:%.2f%%'></i>",
              100.0 * table.rows() / most));
    }
    page.raw("</tbody></table>");
  }

  private void sequences(PortSummary summary) {
    if (!summary.sequencesSet().isEmpty()) {
      section("Sequences");
      list(summary.sequencesSet());
    }
  }

  private void list(List<String> items) {
    page.raw("<ul>");
    for (String item : items.subList(0, Math.min(MOST_LISTED, items.size()))) {
      page.raw("<li><code>").text(item).raw("</code>");
    }
    if (items.size() > MOST_LISTED) {
      page.raw("<li>and ").number(items.size() - MOST_LISTED).raw(" more");
    }
    page.raw("</ul>");
  }

  private void verification(VerificationReport proof) {
    section("Verification");
    page.raw("<p>")
        .text(
            String.format(
                Locale.ROOT,
                "%s: %,d rows of %d tables, level %s, %s.",
                proof.isSame() ? "Equal" : "Different",
                proof.rows(),
                proof.tables().size(),
                proof.level().name().toLowerCase(Locale.ROOT),
                Timeline.seconds(proof.took())))
        .raw("</p>");
    List<VerificationReport.Table> others =
        proof.tables().stream()
            .filter(t -> t.verdict() != VerificationReport.Verdict.SAME)
            .toList();
    if (!others.isEmpty()) {
      list(others.stream().map(VerificationReport.Table::render).toList());
    }
    findings("", proof.findings().toList());
  }

  private void replaced(List<ReplacedValue> values) {
    if (!values.isEmpty()) {
      section("Replaced values");
      page.raw("<p>The originals are kept in the target's state schema.</p>");
      list(values.stream().map(ReplacedValue::toString).toList());
    }
  }

  private void quarantined(List<QuarantinedRow> rows) {
    if (!rows.isEmpty()) {
      section("Rows in quarantine");
      list(rows.stream().map(QuarantinedRow::toString).toList());
    }
  }

  private void findings(String title, List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      section(title);
    }
    for (Finding finding : Findings.of(findings)) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      page.raw("<article class=" + severity + "><strong>").text(severity).raw("</strong> <code>");
      page.text(finding.code().id()).raw("</code><p>").text(finding.message()).raw("</p>");
      finding.hint().ifPresent(hint -> page.raw("<p class=hint>").text(hint).raw("</p>"));
      page.raw("</article>");
    }
  }
}
