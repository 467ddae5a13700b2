package org.synapsepg.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.core.internal.Sql;

/** Puts a locale report into words. */
final class LocaleFindings {
  private static final String MOVE =
      "make a new database: CREATE DATABASE … ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE"
          + " template0, and move the data; DatabaseInspector.planLocaleRepair() has the ways";

  private LocaleFindings() {}

  static Findings of(LocaleReport report) {
    List<Finding> findings = new ArrayList<>();
    DatabaseLocale database = report.database();
    for (LocaleReport.Mismatch mismatch : report.mismatches()) {
      CheckCode code =
          switch (mismatch.setting()) {
            case "encoding" -> CheckCode.LOCALE_ENCODING;
            case "LOCALE_PROVIDER" -> CheckCode.LOCALE_ICU;
            default -> CheckCode.LOCALE_REFUSED;
          };
      String more =
          code == CheckCode.LOCALE_ICU
              ? "; Synapse looks at LC_COLLATE and LC_CTYPE only, but the order is ICU's and changes"
                  + " with its version"
              : "";
      findings.add(
          Finding.of(
                  code,
                  "%s of database '%s' is '%s', Synapse needs '%s'%s"
                      .formatted(
                          mismatch.setting(),
                          database.database(),
                          mismatch.actual(),
                          mismatch.expected(),
                          more))
              .withHint(MOVE));
    }
    versions(database, findings);
    objects(report, findings);
    report
        .template1()
        .filter(t -> !t.collate().equals("C") || !t.encoding().equals("UTF8"))
        .ifPresent(
            t ->
                findings.add(
                    Finding.of(
                            CheckCode.LOCALE_TEMPLATE,
                            "template1 is %s, %s: a database made without TEMPLATE template0 copies it"
                                .formatted(t.encoding(), t.order()))
                        .withHint("always say TEMPLATE template0, as SynapseDatabase does")));
    return Findings.of(findings);
  }

  private static void versions(DatabaseLocale database, List<Finding> findings) {
    if (database.isVersionMismatch()) {
      findings.add(
          Finding.of(
                  CheckCode.LOCALE_VERSION,
                  "database '%s' was made with version %s of its sort order, the server has %s:"
                          .formatted(database.database(), database.recorded(), database.actual())
                      + " indexes on text may be out of order, unique ones may hold duplicates")
              .withHint(
                  "check the indexes with amcheck, find duplicates, REINDEX, and only then ALTER"
                      + " DATABASE "
                      + Sql.identifier(database.database())
                      + " REFRESH COLLATION VERSION"));
    } else if (database.recorded() == null && database.actual() != null) {
      findings.add(
          Finding.of(
              CheckCode.LOCALE_VERSION_UNKNOWN,
              "database '%s' has no record of the sort order it was made with; whether it changed is"
                      .formatted(database.database())
                  + " unknown"));
    } else if (!database.isByteOrder()
        && database.provider() == LocaleProvider.LIBC
        && database.actual() == null) {
      findings.add(
          Finding.of(
              CheckCode.LOCALE_VERSION_UNKNOWN,
              "the server knows no version of the sort order '%s', so nobody notices when it changes"
                  .formatted(database.collate())));
    }
  }

  private static void objects(LocaleReport report, List<Finding> findings) {
    List<CollatedObject> own =
        report.objects().stream().filter(o -> !o.isDatabaseDefault()).toList();
    if (own.isEmpty()) {
      return;
    }
    String names =
        own.stream()
            .limit(20)
            .map(o -> o.name() + " (" + o.collation() + ")")
            .collect(Collectors.joining(", "));
    boolean changed =
        own.stream()
            .anyMatch(
                o ->
                    o.recorded() != null && o.actual() != null && !o.recorded().equals(o.actual()));
    findings.add(
        Finding.of(
                CheckCode.LOCALE_OBJECTS,
                own.size()
                    + " columns, indexes or types have a collation of their own that is not C: "
                    + names
                    + (own.size() > 20 ? ", …" : "")
                    + (changed ? "; its version has changed since" : ""))
            .withSeverity(changed ? Severity.ERROR : Severity.WARNING)
            .withHint(
                "Synapse makes none of these; for a column: ALTER TABLE … ALTER COLUMN … TYPE text"
                    + " COLLATE \"C\""));
  }
}
