package org.synapsepg.porting.internal.report;

import java.time.Duration;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortReport;
import org.synapsepg.porting.PortSummary;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;

/** A run in which every name and every value tries to be markup. */
final class HostileRun {
  private HostileRun() {}

  static String page(String hostile) {
    PortReport report = PortReport.beginningNow();
    report.on(new PortEvent.PhaseStarted(PortEvent.Phase.LOADING));
    report.on(new PortEvent.TableStarted(hostile, 10, 100));
    report.on(new PortEvent.TableFinished(hostile, 10));
    report.on(new PortEvent.Restored(hostile, hostile));
    Finding finding = Finding.of(PortCode.BAD_VALUES, hostile).withHint(hostile);
    report.on(new PortEvent.Warned(finding));
    VerificationReport.Table table =
        new VerificationReport.Table(
            hostile,
            VerificationReport.Verdict.CHANGED,
            10,
            10,
            hostile,
            List.of(
                new VerificationReport.Difference(
                    VerificationReport.DifferenceKind.ALTERED,
                    List.of(new VerificationReport.Value("displayname", hostile)),
                    List.of(new VerificationReport.ColumnDifference(hostile, hostile, hostile)))),
            1);
    Findings findings = Findings.of(finding);
    return report.toHtml(
        new PortOutcome.Differs(
            new PortSummary(
                1, 10, 10, Duration.ofSeconds(1), List.of(hostile), List.of(), findings),
            VerificationReport.of(
                VerifyLevel.BYTES, List.of(table), findings, Duration.ofSeconds(1))));
  }
}
