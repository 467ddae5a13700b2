package org.synapsepg.hba;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** What one rule says that may not be what was meant. */
final class RuleLint {
  private static final Set<String> KEYWORDS =
      Set.of("all", "sameuser", "samerole", "samegroup", "replication", "samehost", "samenet");

  private final HbaFile file;
  private final HbaRule rule;
  private final SourceLocation location;
  private final List<Finding> found;

  private RuleLint(HbaFile file, HbaRule rule, SourceLocation location, List<Finding> found) {
    this.file = file;
    this.rule = rule;
    this.location = location;
    this.found = found;
  }

  static void lint(HbaFile file, HbaRule rule, SourceLocation location, List<Finding> found) {
    RuleLint lint = new RuleLint(file, rule, location, found);
    lint.notice();
    lint.address();
    lint.names();
    lint.width();
    lint.options();
  }

  private void add(HbaCode code, String message, String hint) {
    found.add(Finding.of(code, message).withHint(hint).at(location));
  }

  private void notice() {
    rule.notice()
        .ifPresent(
            text ->
                add(
                    rule.type() == ConnectionType.HOSTSSL ? HbaCode.SSL_OFF : HbaCode.NEVER_MATCHES,
                    text,
                    rule.type() == ConnectionType.HOSTSSL
                        ? "Set ssl = on in postgresql.conf, or use host."
                        : "Use host."));
  }

  private void address() {
    HbaAddress address = rule.content().address();
    if (address instanceof HbaAddress.HostName name) {
      hostName(name.name());
    } else if (address instanceof HbaAddress.Network network) {
      network(network);
    }
  }

  private void hostName(String name) {
    boolean impossible =
        name.isEmpty()
            || name.endsWith(".")
            || name.startsWith("[")
            || name.indexOf(' ') >= 0
            || name.matches("[0-9.]+")
            || name.indexOf(':') >= 0;
    if (impossible) {
      add(
          HbaCode.NEVER_MATCHES,
          "'" + name + "' is taken for a host name, and no host has such a name",
          "An address is written 192.168.1.0/24 or ::1/128, a keyword without quotes.");
    } else if (KEYWORDS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
      add(
          HbaCode.QUOTED_KEYWORD,
          "'" + name + "' is taken for a host name here, not for the keyword",
          "Write the keyword in lower case and without quotes.");
    } else {
      add(
          HbaCode.HOST_NAME,
          "each connection that comes this far costs a look-up of its address and one of its name,"
              + " and both must agree",
          "An address range is faster and does not depend on DNS.");
    }
  }

  private void network(HbaAddress.Network network) {
    int prefix = network.mask().prefixLength();
    if (prefix < 0) {
      add(
          HbaCode.MASK_WITH_HOLES,
          "the mask " + network.mask() + " is not one run of bits, and the server honours it so",
          "Was " + network.address() + (network.address().isIpv6() ? "/64" : "/24") + " meant?");
    } else if (!network.address().and(network.mask()).equals(network.address())) {
      add(
          HbaCode.HOST_BITS,
          "the bits of "
              + network.address()
              + " beyond /"
              + prefix
              + " are ignored: "
              + network.address().and(network.mask())
              + "/"
              + prefix,
          "Write the network's address, or a longer prefix if one host is meant.");
    }
    String written = writtenAddress();
    if (!written.isEmpty() && isUnusual(written, network)) {
      add(
          HbaCode.UNUSUAL_ADDRESS,
          "'"
              + written
              + "' is read as "
              + network.address()
              + " with the GNU C library; other"
              + " platforms may read it otherwise",
          "Write all four numbers, in decimal.");
    }
    if (network.address().isIpv6()
        && network.address().toString().startsWith("::ffff:")
        && prefix >= 96) {
      add(
          HbaCode.NEVER_MATCHES,
          "an IPv4-mapped range never matches: clients over IPv4 are compared as IPv4",
          "Write the range as IPv4.");
    }
  }

  private String writtenAddress() {
    RawLine raw = rule.raw();
    if (raw == null) {
      return "";
    }
    for (Lexeme lexeme : raw.lexemes()) {
      String value = lexeme.value();
      int slash = value.indexOf('/');
      String numeric = slash < 0 ? value : value.substring(0, slash);
      if (lexeme != raw.lexemes().get(0)
          && AddressReader.numeric(numeric) != null
          && numeric.chars().anyMatch(c -> c == '.' || c == ':' || (c >= '0' && c <= '9'))) {
        return numeric;
      }
    }
    return "";
  }

  private static boolean isUnusual(String written, HbaAddress.Network network) {
    IpAddress read = AddressReader.ipv4(written);
    boolean oddIpv4 =
        read != null
            && read.equals(network.address())
            && !written.equals(network.address().toString());
    return written.indexOf('%') >= 0 || oddIpv4;
  }

  private void names() {
    boolean regexes = file.server().major() >= 16;
    for (HbaName name : rule.databases()) {
      name(name, Words.DATABASE_KEYWORDS, regexes);
    }
    for (HbaName name : rule.users()) {
      name(name, Words.USER_KEYWORDS, regexes);
    }
    boolean all = rule.databases().stream().anyMatch(n -> n.isKeyword("all"));
    boolean replicates = rule.users().stream().anyMatch(n -> n.text().startsWith("repl"));
    if (all && replicates && rule.databases().stream().noneMatch(n -> n.isKeyword("replication"))) {
      add(
          HbaCode.ADVICE,
          "all does not include physical replication",
          "Write all,replication if that is meant.");
    }
  }

  private void name(HbaName name, Set<String> keywords, boolean regexes) {
    if (name.quoted() && keywords.contains(name.text())) {
      add(
          HbaCode.QUOTED_KEYWORD,
          "\"" + name.text() + "\" in quotes is a name, not the keyword",
          "Take the quotes away if the keyword is meant.");
    }
    if (regexes && name.text().startsWith("/") && !name.isGroup()) {
      String pattern = name.text().substring(1);
      boolean anchored = pattern.startsWith("^") && pattern.endsWith("$");
      boolean alternative = pattern.indexOf('|') >= 0 && !pattern.startsWith("^(");
      if (!anchored || alternative) {
        add(
            HbaCode.UNANCHORED_REGEX,
            "the expression "
                + name.text()
                + " is not anchored at both ends and matches longer"
                + " names too",
            "Write /^(…)$ around all of it.");
      }
    }
    if (name.text().isEmpty()) {
      add(HbaCode.NEVER_MATCHES, "an empty name matches nothing", "Remove it.");
    }
    if (name.text().equals("*") || name.text().indexOf('%') >= 0) {
      add(
          HbaCode.SUSPICIOUS_OPTION,
          "'" + name.text() + "' is a name: there are no wildcards",
          "Use all, or from PostgreSQL 16 on a regular expression.");
    }
  }

  private void width() {
    boolean everywhere =
        rule.content().address() instanceof HbaAddress.All
            || (rule.content().address() instanceof HbaAddress.Network network
                && network.mask().prefixLength() == 0);
    boolean allUsers = rule.users().stream().anyMatch(n -> n.isKeyword("all"));
    boolean allDatabases = rule.databases().stream().anyMatch(n -> n.isKeyword("all"));
    if (everywhere && allUsers && allDatabases && rule.method() != AuthMethod.REJECT) {
      add(
          HbaCode.TOO_WIDE,
          "the rule lets every role into every database from any address",
          "Name the databases, the roles and the networks that are needed.");
    }
  }

  private void options() {
    Set<String> seen = new HashSet<>();
    for (HbaOption option : rule.options()) {
      if (!seen.add(option.name())) {
        add(
            HbaCode.SUSPICIOUS_OPTION,
            "the option " + option.name() + " is repeated; the last one counts",
            "Remove the others.");
      }
      boolean flag =
          Set.of(
                  "include_realm",
                  "ldaptls",
                  "pam_use_hostname",
                  "compat_realm",
                  "upn_username",
                  "delegate_ident_mapping")
              .contains(option.name());
      if (flag && !option.value().equals("1") && !option.value().equals("0")) {
        add(
            HbaCode.SUSPICIOUS_OPTION,
            "the option "
                + option.name()
                + " is on only if it is 1; '"
                + option.value()
                + "' switches it off",
            "Write 1 or 0.");
      }
      boolean ignored =
          option.name().equals("clientname")
              && rule.content().shownOptions().stream().noneMatch(o -> o.endsWith("verify-full"));
      if (ignored) {
        add(
            HbaCode.SUSPICIOUS_OPTION,
            "clientname has no effect without clientcert=verify-full",
            "Add clientcert=verify-full or remove clientname.");
      }
    }
  }
}
