package org.synapsepg.hba;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/**
 * What can be found in pg_hba.conf and pg_ident.conf. The identifier of a constant is {@code hba.}
 * and its name in lower case with hyphens.
 */
public enum HbaCode implements FindingCode {
  /** A line that the server refuses; the message is the server's own. */
  INVALID_LINE(Severity.ERROR),
  /** The file holds no rule at all, and the server refuses such a file. */
  NO_ENTRIES(Severity.ERROR),
  /** A file that is referred to cannot be read. */
  MISSING_FILE(Severity.ERROR),
  /** Includes or @files refer to one another without end. */
  INCLUDE_LOOP(Severity.ERROR),
  /** An include of something that is silently not loaded: a folder, an empty name. */
  INCLUDE_WITHOUT_EFFECT(Severity.WARNING),
  /** A rule that another rule before it covers, so that it never decides. */
  SHADOWED(Severity.WARNING),
  /** A rule that says the same as one before it. */
  DUPLICATE(Severity.WARNING),
  /** A rule that cannot match any connection. */
  NEVER_MATCHES(Severity.WARNING),
  /** A rule that lets anyone in without proof. */
  TRUST(Severity.WARNING),
  /** A rule under which passwords cross the network readable. */
  CLEAR_TEXT_PASSWORD(Severity.WARNING),
  /** A rule that believes what the client's own machine says. */
  IDENT_OVER_NETWORK(Severity.WARNING),
  /** A rule that asks for MD5, which 18 deprecates. */
  MD5(Severity.WARNING),
  /** A rule for SSL while SSL is off. */
  SSL_OFF(Severity.WARNING),
  /** A rule with a host name: each connection costs look-ups that must agree. */
  HOST_NAME(Severity.INFO),
  /** A netmask whose bits are not one run. */
  MASK_WITH_HOLES(Severity.WARNING),
  /** An address with bits that its mask ignores. */
  HOST_BITS(Severity.INFO),
  /** An address in a form that some platforms read otherwise, or that reads as something else. */
  UNUSUAL_ADDRESS(Severity.WARNING),
  /** A rule that opens every database to everyone from anywhere. */
  TOO_WIDE(Severity.WARNING),
  /** A blank before a comma, which ends the field. */
  BLANK_BEFORE_COMMA(Severity.WARNING),
  /** A comment that ends in a backslash and thereby swallows the next line. */
  COMMENT_SWALLOWS_LINE(Severity.WARNING),
  /** Quotes around a word that looks like a keyword, which make it a name. */
  QUOTED_KEYWORD(Severity.INFO),
  /** A regular expression that is not anchored at both ends. */
  UNANCHORED_REGEX(Severity.WARNING),
  /** An option that is repeated or that does not say what it seems to say. */
  SUSPICIOUS_OPTION(Severity.WARNING),
  /** A line that another major version reads otherwise or refuses. */
  CHANGES_WITH_UPGRADE(Severity.WARNING),
  /** A NUL byte, after which the server does not see the rest of the line. */
  NUL_BYTE(Severity.WARNING),
  /** A byte order mark, which becomes part of the first word. */
  BYTE_ORDER_MARK(Severity.ERROR),
  /** What a new rule would open or needs beside it. */
  ADVICE(Severity.INFO),
  /** Something in the file or the request that decides and is not known. */
  UNDECIDED(Severity.WARNING);

  private final Severity severity;

  HbaCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("hba", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
