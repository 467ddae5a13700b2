package org.synapsepg.porting;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.porting.internal.report.Recording;
import org.synapsepg.porting.internal.report.ReportPage;

/**
 * A page about a port that a person would rather look at than a log: phases and tables over time,
 * rates, what was replaced, findings with their remedies, the verdict of the verification. It
 * listens while the port runs and is drawn when the port has ended. One file of HTML, complete in
 * itself. Safe for several threads.
 *
 * <p>Example:
 *
 * <pre>{@code
 * PortReport report = PortReport.beginningNow();
 * try (PortRun run = job.start(report)) {
 *   report.writeTo(Path.of("port.html"), run.await());
 * }
 * }</pre>
 */
public final class PortReport implements PortListener {
  private final Recording recording;

  private PortReport(InstantSource clock) {
    this.recording = new Recording(clock);
  }

  /**
   * A report whose clock begins to run now.
   *
   * @return a new listener
   */
  public static PortReport beginningNow() {
    return new PortReport(InstantSource.system());
  }

  /**
   * A report with a clock of the caller's.
   *
   * @param clock tells the time of each event
   * @return a new listener
   */
  public static PortReport beginningNow(InstantSource clock) {
    return new PortReport(clock);
  }

  @Override
  public void on(PortEvent event) {
    recording.accept(event);
  }

  /**
   * Draws the page.
   *
   * @param outcome how the port ended
   * @return an HTML document
   */
  public String toHtml(PortOutcome outcome) {
    return ReportPage.of(recording, outcome);
  }

  /**
   * Draws the page into a file, replacing it in one step.
   *
   * @param file the file
   * @param outcome how the port ended
   */
  public void writeTo(Path file, PortOutcome outcome) {
    FileReplacement.of(file).write(toHtml(outcome).getBytes(StandardCharsets.UTF_8));
  }
}
