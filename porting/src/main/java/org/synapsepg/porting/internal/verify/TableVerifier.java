package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Difference;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.value.WitnessRealText;

/**
 * Compares tables of the source with tables of the target, one after another, over one connection
 * to each side. For one thread.
 */
final class TableVerifier {
  /** How many differing rows of each side of a table are listed. */
  static final int MOST_LISTED = 50;

  private static final String UNREAD =
      "not all rows were read again: it follows from the last run's digests, and the server counted"
          + " no other writes since";

  private final SqliteSnapshot snapshot;
  private final RowReader reader;
  private final Map<String, ExpectedTable> known;
  private final Map<String, CertifiedTable> unread;
  private final Connection witness;
  private final Connection target;
  private final TargetDigests digests;
  private final BadValuePolicy policy;
  private final VerifyLevel level;
  private final Map<TableShape, CertifiedTable> ahead = new HashMap<>();

  TableVerifier(
      SqliteSnapshot snapshot,
      RowReader reader,
      Map<String, ExpectedTable> known,
      Map<String, CertifiedTable> unread,
      Connection witness,
      Connection target,
      TargetDigests digests,
      BadValuePolicy policy,
      VerifyLevel level) {
    this.snapshot = snapshot;
    this.reader = reader;
    this.known = known;
    this.unread = unread;
    this.witness = witness;
    this.target = target;
    this.digests = digests;
    this.policy = policy;
    this.level = level;
  }

  /**
   * The outcome for one table.
   *
   * @param report what is reported
   * @param certified what a certificate records; nothing unless the table is the same
   * @param misread a finding if SQLite itself disagrees with what was read
   */
  record Outcome(
      VerificationReport.Table report,
      Optional<CertifiedTable> certified,
      Optional<Finding> misread) {}

  /**
   * Reads tables of the target that will be compared next, in two statements for all of them; a
   * statement for each would be a round trip for each.
   */
  void readAhead(List<TableShape> shapes) throws SQLException {
    ahead.clear();
    if (level != VerifyLevel.COUNTS) {
      List<TableShape> read =
          level == VerifyLevel.BYTES
              ? shapes
              : shapes.stream().filter(s -> !unread.containsKey(s.name())).toList();
      if (!read.isEmpty()) {
        ahead.putAll(digests.certified(read));
      }
    }
  }

  /**
   * Compares a table.
   *
   * @param table the table
   * @param shape the same table as the certificate hashes it, all columns in their own order
   * @param quarantined how many of its rows the port kept out, as it recorded
   */
  Outcome verify(TableMapping table, TableShape shape, long quarantined) throws SQLException {
    return level == VerifyLevel.COUNTS
        ? count(table, shape, quarantined)
        : compare(table, shape, quarantined);
  }

  private Outcome count(TableMapping table, TableShape shape, long quarantined)
      throws SQLException {
    long expected;
    try (Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM main." + DigestSql.quote(table.source().name()))) {
      row.next();
      expected = row.getLong(1) - quarantined;
    }
    long actual = digests.count(shape);
    return new Outcome(
        new VerificationReport.Table(
            table.name(),
            expected == actual ? Verdict.SAME : Verdict.CHANGED,
            expected,
            actual,
            expected == actual ? "" : "the numbers of rows differ",
            List.of(),
            expected == actual ? 0 : -1),
        Optional.empty(),
        Optional.empty());
  }

  private Outcome compare(TableMapping table, TableShape shape, long quarantined)
      throws SQLException {
    ExpectedRow row = new ExpectedRow(table, policy, new WitnessRealText(witness));
    SourceRows source = new SourceRows(reader, table, row);
    ExpectedTable gathered = known.get(table.name());
    if (gathered == null) {
      gathered = source.whole(snapshot.fingerprint().encoding() == 1);
    }
    WitnessTotals totals = gathered.totals();
    Digest expected = gathered.digest();
    Optional<Finding> misread =
        misread(table, totals.differences(witness), totals.rows() - expected.rows(), quarantined);
    CertifiedTable held = unread.get(table.name());
    if (level != VerifyLevel.BYTES
        && held != null
        && held.shape().equals(shape)
        && isWhole(table, shape)
        && expected.equals(held.digest())) {
      return new Outcome(
          new VerificationReport.Table(
              table.name(),
              Verdict.SAME,
              expected.rows(),
              held.digest().rows(),
              UNREAD,
              List.of(),
              0),
          Optional.of(held),
          misread);
    }
    CertifiedTable before = ahead.remove(shape);
    CertifiedTable certified = before == null ? CertificateTaker.table(digests, shape) : before;
    Digest actual = isWhole(table, shape) ? certified.digest() : digests.whole(ownShape(table));
    boolean same = expected.equals(actual);
    if (same && level == VerifyLevel.BYTES) {
      same = BytesComparison.isSame(source, target);
    }
    if (same) {
      return new Outcome(
          new VerificationReport.Table(
              table.name(), Verdict.SAME, expected.rows(), actual.rows(), "", List.of(), 0),
          Optional.of(certified),
          misread);
    }
    RowDifferences.Found found =
        new RowDifferences(source, target, digests.isStreamed(), RowDifferences.defaultCapacity())
            .find();
    List<Difference> listed = new DifferenceLister(source, target).list(found, MOST_LISTED);
    return new Outcome(
        new VerificationReport.Table(
            table.name(),
            Verdict.CHANGED,
            expected.rows(),
            actual.rows(),
            found.missing().length
                + " rows are missing or altered, "
                + found.surplus().size()
                + " are there that should not be as they are",
            listed,
            Math.max(found.missing().length, found.surplus().size())),
        Optional.empty(),
        misread);
  }

  private static TableShape ownShape(TableMapping table) {
    return ExpectedRow.shape(table);
  }

  /** Whether the port fills every column of the table, in the table's own order. */
  private static boolean isWhole(TableMapping table, TableShape shape) {
    return ownShape(table).columns().equals(shape.columns());
  }

  private static Optional<Finding> misread(
      TableMapping table, List<String> differences, long keptOut, long quarantined) {
    if (!differences.isEmpty()) {
      return Optional.of(
          Finding.of(
                  VerifyCode.SOURCE_MISREAD,
                  "table \""
                      + table.source().name()
                      + "\" was not read as SQLite reads it: "
                      + String.join("; ", differences))
              .withHint(
                  "do not use the target; this is a fault of this library, please report it"));
    }
    if (keptOut != quarantined) {
      return Optional.of(
          Finding.of(
              VerifyCode.SOURCE_MISREAD,
              "table \""
                  + table.source().name()
                  + "\" has "
                  + keptOut
                  + " rows that the policy keeps out, but "
                  + quarantined
                  + " are recorded as quarantined"));
    }
    return Optional.empty();
  }
}
