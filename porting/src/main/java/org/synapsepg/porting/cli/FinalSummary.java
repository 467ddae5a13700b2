package org.synapsepg.porting.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortSummary;
import org.synapsepg.porting.TableChange;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;

/** What a port was, in a few lines that can be pasted into a ticket: no secret, no colour. */
final class FinalSummary {
  private final Map<String, String> lines = new LinkedHashMap<>();

  /**
   * What the port did.
   *
   * @param summary the run
   * @param proof the comparison
   */
  FinalSummary(PortSummary summary, VerificationReport proof) {
    line("rows", "%,d in %,d tables", summary.rows(), summary.tables());
    if (summary.rowsCopied() > 0) {
      line(
          "copied",
          "%,d rows in %s, %,d rows/s",
          summary.rowsCopied(),
          seconds(summary.took()),
          summary.rowsPerSecond());
    }
    long inserted = summary.changes().stream().mapToLong(TableChange::inserted).sum();
    long updated = summary.changes().stream().mapToLong(TableChange::updated).sum();
    long deleted = summary.changes().stream().mapToLong(TableChange::deleted).sum();
    if (inserted + updated + deleted > 0) {
      line(
          "brought up",
          "%,d inserted, %,d updated, %,d deleted in %,d tables",
          inserted,
          updated,
          deleted,
          summary.changes().size());
    }
    line("sequences", "%,d sequences set", summary.sequencesSet().size());
    long unread = proof.with(Verdict.SAME).stream().filter(t -> !t.reason().isEmpty()).count();
    line(
        "verification",
        "%s (%s, %s)%s",
        proof.isSame() ? "verified: every row is equal" : "A DIFFERENCE WAS FOUND",
        proof.level().name().toLowerCase(Locale.ROOT),
        seconds(proof.took()),
        unread == 0
            ? ""
            : String.format(Locale.ROOT, "; %,d tables not read again as a whole", unread));
  }

  /** Adds the hash that the certificate bears. */
  FinalSummary certified(PortCertificate certificate) {
    line("sha256", "%s", certificate.sha256());
    return this;
  }

  /**
   * Adds a line.
   *
   * @param name what it is about
   * @param format the text, with {@code arguments}
   */
  FinalSummary line(String name, String format, Object... arguments) {
    lines.put(name, String.format(Locale.ROOT, format, arguments));
    return this;
  }

  private static String seconds(Duration took) {
    return took.toMinutes() >= 2
        ? took.toMinutes() + " min " + took.toSecondsPart() + " s"
        : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "  %-13s %s%n", name, value)));
    return text.toString().stripTrailing();
  }
}
