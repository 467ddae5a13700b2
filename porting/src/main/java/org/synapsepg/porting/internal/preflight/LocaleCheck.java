package org.synapsepg.porting.internal.preflight;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.check.CheckCode;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;

/** Whether the target sorts as Synapse wants it, which it looks at before anything else. */
public final class LocaleCheck {
  private LocaleCheck() {}

  /**
   * Asks the server.
   *
   * @param target the database
   * @param allowed whether Synapse's configuration allows another locale than C; its refusals are
   *     warnings then, but for the encoding, which it never lets pass
   * @return what is wrong with the locale
   */
  public static Findings of(ConnectionSource target, boolean allowed) {
    List<Finding> found = new ArrayList<>();
    for (Finding each : DatabaseInspector.on(target).checkLocale().findings()) {
      if (each.severity() == Severity.WARNING) {
        found.add(each);
      } else if (each.severity() == Severity.ERROR) {
        found.add(
            allowed && each.code() != CheckCode.LOCALE_ENCODING
                ? each.withSeverity(Severity.WARNING)
                : each);
      }
    }
    return Findings.of(found);
  }
}
