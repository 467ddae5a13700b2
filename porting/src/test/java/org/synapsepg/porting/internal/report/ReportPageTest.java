package org.synapsepg.porting.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortReport;

/** What the page never does, whatever a database holds. */
class ReportPageTest {
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "'\"><svg/onload=alert(1)>",
          "</title></style></svg><iframe src=//evil.test>",
          "&lt;b&gt; \u202Ereversed \u0000 \uD800 \u2066 \u0007");

  @Test
  void keepsNamesAndValuesText() {
    for (String hostile : HOSTILE) {
      String page = HostileRun.page(hostile);
      assertThat(page).doesNotContainIgnoringCase("<script", "<img", "<iframe", "<svg/");
      assertThat(page.codePoints().filter(c -> c == 0x202E || c == 0x2066 || c == 0 || c == 7))
          .isEmpty();
      assertThat(page.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
    }
    assertThat(HostileRun.page("<b>&amp;'")).contains("&lt;b&gt;&amp;amp;&#39;");
  }

  @Test
  void namesTheTimeOfTheCallersClock() {
    Instant then = Instant.parse("2031-02-03T04:05:06Z");
    PortReport report = PortReport.beginningNow(() -> then);
    report.on(new PortEvent.PhaseStarted(PortEvent.Phase.LOADING));
    assertThat(report.toHtml(new PortOutcome.Stopped(0)))
        .contains("2031-02-03 04:05:06 UTC", "<li>loading 0.00 s");
  }

  @Test
  void asksNobodyForAnything() {
    assertThat(HostileRun.page("users"))
        .doesNotContain("http:", "https:", "url(", "@import", "<link", "src=");
  }
}
