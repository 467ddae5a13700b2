package org.synapsepg.porting;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;

/**
 * What a comparison of a PostgreSQL database with its source, or with a certificate, found: one
 * verdict per table, the rows that differ as far as they were listed, and findings about everything
 * that is no table row (sequences, catalogue, message search, user directory). Immutable and safe
 * for use by several threads.
 *
 * <p>Example: {@code if (!report.isSame()) { out.println(report.render()); }}
 */
public final class VerificationReport {
  private final VerifyLevel level;
  private final List<Table> tables;
  private final Findings findings;
  private final Duration took;

  private VerificationReport(
      VerifyLevel level, List<Table> tables, Findings findings, Duration took) {
    this.level = level;
    this.tables = tables;
    this.findings = findings;
    this.took = took;
  }

  /**
   * A report of these parts.
   *
   * @param level how thoroughly was compared
   * @param tables the tables compared, copied
   * @param findings everything beside the tables' rows
   * @param took how long the comparison took
   * @return the report
   */
  public static VerificationReport of(
      VerifyLevel level, Collection<Table> tables, Findings findings, Duration took) {
    return new VerificationReport(level, List.copyOf(tables), findings, took);
  }

  /** What is known of one table. */
  public enum Verdict {
    /** Every row is as it should be. */
    SAME,
    /**
     * Everything that was there is unaltered, and rows were added beyond it. Only a comparison with
     * a certificate says this, and only where the table has a key that rises or falls.
     */
    GREW,
    /** At least one row is missing, too much, or altered. */
    CHANGED,
    /** The comparison could not decide; the reason says why. */
    CANNOT_TELL
  }

  /**
   * The outcome for one table.
   *
   * @param name the table's name in PostgreSQL
   * @param verdict what the comparison says
   * @param expectedRows the rows that should be there
   * @param actualRows the rows that are there
   * @param reason why, in a sentence; for {@link Verdict#SAME} empty, unless not all rows were read
   *     again
   * @param differences the rows that differ, of many some: up to 50 that are missing or altered and
   *     as many that are too much; none at {@link VerifyLevel#COUNTS} or against a certificate
   * @param differingRows how many rows differ; -1 when they were not counted
   */
  public record Table(
      String name,
      Verdict verdict,
      long expectedRows,
      long actualRows,
      String reason,
      List<Difference> differences,
      long differingRows) {
    /**
     * Copies the list.
     *
     * @param name the table's name in PostgreSQL
     * @param verdict what the comparison says
     * @param expectedRows the rows that should be there
     * @param actualRows the rows that are there
     * @param reason why, in a sentence; for {@link Verdict#SAME} empty, unless not all rows were
     *     read again
     * @param differences the rows that differ, of many some
     * @param differingRows how many rows differ; -1 when they were not counted
     */
    public Table {
      differences = List.copyOf(differences);
    }

    /**
     * One line for people, and one more for each difference.
     *
     * @return the text, without a line break at its end
     */
    public String render() {
      String head =
          name
              + ": "
              + verdict.name().replace('_', ' ').toLowerCase(Locale.ROOT)
              + ", "
              + actualRows
              + " rows"
              + (expectedRows == actualRows ? "" : " where " + expectedRows + " were expected")
              + (reason.isEmpty() ? "" : "; " + reason);
      return differences.isEmpty()
          ? head
          : head
              + differences.stream().map(d -> "\n    " + d.render()).collect(Collectors.joining());
    }
  }

  /** How a row differs. */
  public enum DifferenceKind {
    /** The source has it, the target does not. */
    MISSING,
    /** The target has it, the source does not. */
    EXTRA,
    /** Both have it, with other values. */
    ALTERED
  }

  /**
   * One row that is not as it should be. Values of columns that hold secrets (access tokens,
   * password hashes, keys) are masked.
   *
   * @param kind how it differs
   * @param key what identifies the row: its key columns, or the whole row where there is no key
   * @param columns the columns that differ; empty unless the row is altered
   */
  public record Difference(DifferenceKind kind, List<Value> key, List<ColumnDifference> columns) {
    /**
     * Copies the lists.
     *
     * @param kind how it differs
     * @param key what identifies the row: its key columns, or the whole row where there is no key
     * @param columns the columns that differ; empty unless the row is altered
     */
    public Difference {
      key = List.copyOf(key);
      columns = List.copyOf(columns);
    }

    /**
     * One line for people.
     *
     * @return the text
     */
    public String render() {
      String row =
          kind.name().toLowerCase(Locale.ROOT)
              + " ("
              + key.stream().map(v -> v.column() + "=" + v.text()).collect(Collectors.joining(", "))
              + ")";
      return columns.isEmpty()
          ? row
          : row
              + columns.stream()
                  .map(c -> ", " + c.column() + ": " + c.actual() + " instead of " + c.expected())
                  .collect(Collectors.joining());
    }
  }

  /**
   * A column's value, for print.
   *
   * @param column the column's name
   * @param text the value as a literal of about 80 characters at most, {@code NULL}, or {@code ***}
   *     for a secret
   */
  public record Value(String column, String text) {}

  /**
   * A column whose value differs.
   *
   * @param column the column's name
   * @param expected the value it should have, as in {@link Value}
   * @param actual the value it has, as in {@link Value}
   */
  public record ColumnDifference(String column, String expected, String actual) {}

  /**
   * How thoroughly was compared.
   *
   * @return the level
   */
  public VerifyLevel level() {
    return level;
  }

  /**
   * The tables that were compared, by name.
   *
   * @return an immutable list
   */
  public List<Table> tables() {
    return tables;
  }

  /**
   * One table's outcome.
   *
   * @param name the table's name in PostgreSQL
   * @return its outcome, if it was compared
   */
  public Optional<Table> find(String name) {
    return tables.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /**
   * Everything beside the tables' rows: sequences, catalogue, message search, user directory, and
   * what limited the comparison.
   *
   * @return the findings
   */
  public Findings findings() {
    return findings;
  }

  /**
   * How long the comparison took.
   *
   * @return the wall-clock time
   */
  public Duration took() {
    return took;
  }

  /**
   * Whether the database is exactly as it should be: every table {@link Verdict#SAME} and no
   * finding is an error.
   *
   * @return true if so
   */
  public boolean isSame() {
    return tables.stream().allMatch(t -> t.verdict() == Verdict.SAME) && !findings.hasErrors();
  }

  /**
   * The tables with one verdict.
   *
   * @param verdict the verdict
   * @return the tables that have it
   */
  public List<Table> with(Verdict verdict) {
    return tables.stream().filter(t -> t.verdict() == verdict).toList();
  }

  /**
   * The number of rows compared.
   *
   * @return the rows that are in the target's compared tables
   */
  public long rows() {
    return tables.stream().mapToLong(Table::actualRows).sum();
  }

  /**
   * The report for people: a summary line, then every table that is not the same, then the
   * findings.
   *
   * @return the text, without a line break at its end
   */
  public String render() {
    long same = with(Verdict.SAME).size();
    long unread = with(Verdict.SAME).stream().filter(t -> !t.reason().isEmpty()).count();
    StringBuilder text = new StringBuilder();
    text.append(isSame() ? "verified" : "differs")
        .append(" (")
        .append(level.name().toLowerCase(Locale.ROOT))
        .append("): ")
        .append(same)
        .append(" of ")
        .append(tables.size())
        .append(" tables the same, ")
        .append(unread == 0 ? "" : unread + " of them without reading all rows again, ")
        .append(rows())
        .append(" rows, ")
        .append(String.format(Locale.ROOT, "%.2f s", took.toMillis() / 1000.0));
    tables.stream()
        .filter(t -> t.verdict() != Verdict.SAME)
        .forEach(t -> text.append('\n').append(t.render()));
    if (!findings.atLeast(Severity.INFO).isEmpty()) {
      text.append('\n').append(findings.render());
    }
    return text.toString();
  }

  /** The same as {@link #render()}. */
  @Override
  public String toString() {
    return render();
  }
}
