package org.synapsepg.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;

/**
 * Encoding and sort order of a database, what Synapse says about them, and what is true.
 *
 * <p>Example: {@code report.mismatches()} is empty for every database that is right.
 *
 * @param server the server's version
 * @param database the database that was asked
 * @param cluster all databases of the server, the templates included
 * @param objects what does not sort by bytes: columns and types with a collation of their own, and
 *     every index whose order depends on such a collation or, where the database itself does not
 *     sort by bytes, on the database's
 * @param verdicts what the releases of Synapse say
 */
public record LocaleReport(
    PgVersion server,
    DatabaseLocale database,
    List<DatabaseLocale> cluster,
    List<CollatedObject> objects,
    List<SynapseVerdict> verdicts) {
  /**
   * A setting of the database that is not as Synapse needs it.
   *
   * @param setting {@code encoding}, {@code LC_COLLATE}, {@code LC_CTYPE} or {@code
   *     LOCALE_PROVIDER}, as {@code CREATE DATABASE} calls it
   * @param actual what it is
   * @param expected what it must be
   */
  public record Mismatch(String setting, String actual, String expected) {}

  /**
   * Copies the lists.
   *
   * @param server the server's version
   * @param database the database
   * @param cluster all databases
   * @param objects what does not sort by bytes
   * @param verdicts what Synapse says
   */
  public LocaleReport {
    cluster = List.copyOf(cluster);
    objects = List.copyOf(objects);
    verdicts = List.copyOf(verdicts);
  }

  /**
   * What makes Synapse refuse the database, and what should: ICU sorts by its own rules although
   * LC_COLLATE is {@code C}, and Synapse does not look. None of these can be changed in a database
   * that exists; a database is made anew.
   *
   * @return the settings, in the order in which Synapse looks at them; empty when all is well
   */
  public List<Mismatch> mismatches() {
    List<Mismatch> mismatches = new ArrayList<>();
    if (!database.encoding().equals("UTF8")) {
      mismatches.add(new Mismatch("encoding", database.encoding(), "UTF8"));
    }
    if (!database.collate().equals("C")) {
      mismatches.add(new Mismatch("LC_COLLATE", database.collate(), "C"));
    }
    if (!database.ctype().equals("C")) {
      mismatches.add(new Mismatch("LC_CTYPE", database.ctype(), "C"));
    }
    if (database.provider() == LocaleProvider.ICU) {
      mismatches.add(
          new Mismatch("LOCALE_PROVIDER", "icu " + database.locale().orElse(""), "libc"));
    }
    return mismatches;
  }

  /**
   * Whether no index of this database can be spoilt by an update of a library.
   *
   * @return true if the database and everything in it sorts by bytes
   */
  public boolean isSafe() {
    return database.isByteOrder() && objects.isEmpty();
  }

  /**
   * The database that {@code CREATE DATABASE} copies unless told otherwise.
   *
   * @return the locale of template1, if it exists
   */
  public Optional<DatabaseLocale> template1() {
    return cluster.stream().filter(d -> d.database().equals("template1")).findFirst();
  }

  /**
   * Everything as findings, each with what to do.
   *
   * @return the findings; empty when all is well
   */
  public Findings findings() {
    return LocaleFindings.of(this);
  }
}
