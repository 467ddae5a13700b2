package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.synapsepg.check.BackupPlan;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.VerifyLevel;

/** Compares a database, as it is at one moment, with what a certificate records. */
public final class CertificateCheck {
  private final Connection connection;
  private final CertificateContent certificate;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * A comparison that has not been made yet.
   *
   * @param connection a connection without a transaction under way; it is given back without one
   * @param certificate what to compare with
   */
  public CertificateCheck(Connection connection, CertificateContent certificate) {
    this.connection = connection;
    this.certificate = certificate;
  }

  /**
   * Makes the comparison.
   *
   * @return what was found
   * @throws SQLException as the server reports it
   */
  public VerificationReport run() throws SQLException {
    long begun = System.nanoTime();
    return ReadSession.run(
        connection,
        current -> {
          String schema = String.valueOf(certificate.target().getOrDefault("schema", current));
          Map<String, Map<String, TableShape>> everywhere = new HashMap<>();
          Map<String, TableShape> shapes = TableShapes.read(connection, schema);
          everywhere.put(schema, shapes);
          TargetDigests digests = TargetDigests.of(connection);
          if (digests.isStreamed()) {
            findings.add(
                Finding.of(
                    VerifyCode.ROWS_STREAMED,
                    "this server's hash functions give other results; rows were hashed here"));
          }
          List<VerificationReport.Table> tables = new ArrayList<>();
          for (CertifiedTable table : certificate.tables()) {
            String in = table.shape().schema();
            if (!everywhere.containsKey(in)) {
              everywhere.put(in, TableShapes.read(connection, in));
            }
            VerificationReport.Table found =
                table(
                    digests,
                    table,
                    everywhere.getOrDefault(in, Map.of()).get(table.shape().name()));
            if (!isLeftOut(found)) {
              tables.add(found);
            }
          }
          added(shapes);
          sequences(CatalogueFacts.sequences(connection, schema));
          if (!CatalogueFacts.fingerprint(connection, schema).equals(certificate.catalogue())) {
            findings.add(
                Finding.of(
                        VerifyCode.CATALOGUE_DIFFERS,
                        "columns, indexes, constraints, triggers or sequences of schema '"
                            + schema
                            + "' are not what they were")
                    .withHint(
                        "this is as it should be after an upgrade of Synapse or of PostgreSQL;"
                            + " otherwise compare 'pg_dump --schema-only' of both"));
          }
          return VerificationReport.of(
              VerifyLevel.CHECKSUMS,
              tables,
              Findings.of(findings),
              Duration.ofNanos(System.nanoTime() - begun));
        });
  }

  /** One-time keys are not in a backup, for none may be given out twice. */
  private boolean isLeftOut(VerificationReport.Table table) {
    if (table.verdict() != Verdict.CHANGED
        || table.actualRows() > 0
        || !BackupPlan.leftOut().contains(table.name())) {
      return false;
    }
    findings.add(
        Finding.of(
            VerifyCode.ROWS_LEFT_OUT,
            "table \""
                + table.name()
                + "\" is empty, as a backup leaves it on purpose; its "
                + table.expectedRows()
                + " rows were not compared"));
    return true;
  }

  private void added(Map<String, TableShape> shapes) {
    Map<String, CertifiedTable> known = new HashMap<>();
    certificate.tables().forEach(t -> known.put(t.shape().name(), t));
    for (String name : shapes.keySet()) {
      if (!known.containsKey(name)) {
        findings.add(
            Finding.of(
                VerifyCode.TABLE_ADDED,
                "table \"" + name + "\" is not in the certificate; it was not compared"));
      }
    }
  }

  private void sequences(List<SequenceValue> present) {
    Map<String, SequenceValue> byName =
        present.stream().collect(Collectors.toMap(SequenceValue::name, Function.identity()));
    for (SequenceValue was : certificate.sequences()) {
      SequenceValue now = byName.get(was.name());
      if (now == null) {
        findings.add(
            Finding.of(
                VerifyCode.SEQUENCE_MISSING, "sequence \"" + was.name() + "\" does not exist"));
      } else if (last(now) < last(was)) {
        findings.add(
            Finding.of(
                    VerifyCode.SEQUENCE_BEHIND,
                    "sequence \""
                        + was.name()
                        + "\" would go on after "
                        + last(now)
                        + ", but had already reached "
                        + last(was))
                .withHint("repair the sequences before Synapse is started"));
      }
    }
  }

  private static long last(SequenceValue sequence) {
    return sequence.called() ? sequence.lastValue() : sequence.lastValue() - 1;
  }

  private VerificationReport.Table table(
      TargetDigests digests, CertifiedTable was, @jakarta.annotation.Nullable TableShape now)
      throws SQLException {
    if (now == null) {
      findings.add(
          Finding.of(
              VerifyCode.TABLE_MISSING,
              "table \"" + was.shape().name() + "\" of the certificate does not exist"));
      return verdict(was, Verdict.CHANGED, 0, "the table does not exist");
    }
    String shape = unlike(was.shape(), now);
    if (!shape.isEmpty()) {
      return verdict(was, Verdict.CANNOT_TELL, digests.count(now), shape);
    }
    if (!certificate.algorithm().equals(DigestSql.ALGORITHM)) {
      return verdict(
          was,
          Verdict.CANNOT_TELL,
          digests.count(now),
          "the certificate's rows were hashed by '"
              + certificate.algorithm()
              + "', which this release does not know");
    }
    if (was.shape().growth() == null || was.segments().isEmpty()) {
      return withoutGrowth(was, digests.whole(was.shape()));
    }
    return withGrowth(was, digests.ranges(was.shape(), was.segments()));
  }

  /** Why the recorded columns cannot be hashed in the table as it is now; empty when they can. */
  private static String unlike(TableShape was, TableShape now) {
    Map<String, DigestColumn> columns =
        now.columns().stream().collect(Collectors.toMap(DigestColumn::name, Function.identity()));
    for (DigestColumn column : was.columns()) {
      DigestColumn present = columns.get(column.name());
      if (present == null) {
        return "column \"" + column.name() + "\" does not exist any more";
      }
      if (present.kind() != column.kind()) {
        return "column \""
            + column.name()
            + "\" is of type "
            + present.type()
            + " now, it was "
            + column.type();
      }
      if (present.nullable() && !column.nullable()) {
        return "column \"" + column.name() + "\" may be NULL now";
      }
    }
    return "";
  }

  private static VerificationReport.Table withoutGrowth(CertifiedTable was, Digest now) {
    if (now.equals(was.digest())) {
      return verdict(was, Verdict.SAME, now.rows(), "");
    }
    if (now.rows() > was.digest().rows() && was.digest().rows() == 0) {
      return verdict(was, Verdict.GREW, now.rows(), "it was empty");
    }
    if (now.rows() > was.digest().rows()) {
      return verdict(
          was,
          Verdict.CANNOT_TELL,
          now.rows(),
          "rows were added, and without a rising key nothing tells them from the old ones");
    }
    return verdict(
        was,
        Verdict.CHANGED,
        now.rows(),
        now.rows() < was.digest().rows() ? "rows are gone" : "rows were altered");
  }

  private static VerificationReport.Table withGrowth(CertifiedTable was, List<Digest> now) {
    List<Segment> segments = was.segments();
    String growth = was.shape().growth();
    Digest beyond = now.get(segments.size());
    long rows = now.stream().mapToLong(Digest::rows).sum();
    String denser = "";
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      Digest present = now.get(i);
      if (present.equals(segment.digest())) {
        continue;
      }
      String range = growth + " from " + segment.from() + " to " + segment.to();
      if (present.rows() <= segment.digest().rows()) {
        return verdict(
            was,
            Verdict.CHANGED,
            rows,
            (present.rows() < segment.digest().rows() ? "rows are gone: " : "rows were altered: ")
                + range);
      }
      denser = range;
    }
    if (!denser.isEmpty()) {
      return verdict(
          was,
          Verdict.CANNOT_TELL,
          rows,
          "rows were added between the old ones, which hides whether those changed: " + denser);
    }
    if (beyond.rows() == 0) {
      return verdict(was, Verdict.SAME, rows, "");
    }
    return verdict(
        was,
        Verdict.GREW,
        rows,
        beyond.rows()
            + " rows were added outside of "
            + growth
            + " from "
            + segments.get(0).from()
            + " to "
            + segments.get(segments.size() - 1).to());
  }

  private static VerificationReport.Table verdict(
      CertifiedTable was, Verdict verdict, long rows, String reason) {
    return new VerificationReport.Table(
        was.shape().name(),
        verdict,
        was.digest().rows(),
        rows,
        reason,
        List.of(),
        verdict == Verdict.SAME ? 0 : -1);
  }
}
