package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.diagnose.PgProblem;

/**
 * From a server's refusal to the smallest rule that lifts it. The rule names one database, one
 * user, one address and the kind of encryption that the connection had, so that nothing else is
 * opened; it is put at the end if no rule applies so far, and else before the rule that decides.
 *
 * <p>Immutable. Example: {@code HbaAdvisor.on(file).allow(ConnectionRequest.from(refused),
 * AuthMethod.SCRAM_SHA_256).file().diffFrom(file)}.
 */
public final class HbaAdvisor {
  private static final HbaAddress.Network DOCKER =
      new HbaAddress.Network(IpAddress.of("172.16.0.0"), IpAddress.mask(12, false));

  private final HbaFile file;

  private HbaAdvisor(HbaFile file) {
    this.file = file;
  }

  /**
   * Advice on a file.
   *
   * @param file the file as it is
   * @return the advisor
   */
  public static HbaAdvisor on(HbaFile file) {
    return new HbaAdvisor(file);
  }

  /**
   * How to let a connection in with a method.
   *
   * @param request the connection
   * @param method how its client is to prove who it is; not {@link AuthMethod#REJECT}
   * @return the advice
   */
  public HbaAdvice allow(ConnectionRequest request, AuthMethod method) {
    if (method == AuthMethod.REJECT) {
      throw new IllegalArgumentException("reject lets nobody in");
    }
    HbaDecision decision = file.decide(request);
    List<Finding> findings = new ArrayList<>();
    if (decision instanceof HbaDecision.FileRejected rejected) {
      rejected.errors().forEach(findings::add);
      findings.add(
          Finding.of(HbaCode.ADVICE, "the file does not load, so the rules in force are older ones")
              .withHint("Correct the lines above first, then ask again."));
      return new HbaAdvice(file, null, List.of(), Findings.of(findings));
    }
    if (decision instanceof HbaDecision.Matched matched
        && matched.rule().content().effectiveMethod() == method) {
      findings.add(already(matched.rule(), method));
      addNeeds(findings, request, method);
      return new HbaAdvice(file, null, List.of(), Findings.of(findings));
    }
    HbaRule rule = rule(request, method, type(request), exactAddress(request));
    HbaFile changed = file.edit(e -> insert(e, decision, rule));
    addEffects(findings, changed, rule, decision);
    addNeeds(findings, request, method);
    return new HbaAdvice(changed, rule, alternatives(request, method), Findings.of(findings));
  }

  /**
   * What to do about a server's refusal.
   *
   * @param problem what the server said, see {@link org.synapsepg.diagnose.PgErrors}
   * @param request the connection that was refused; messages about {@code ident}, {@code peer} and
   *     passwords do not tell enough of it
   * @param method how its client is to prove who it is
   * @return the advice; without a rule if the file is not the reason
   */
  public HbaAdvice lift(PgProblem problem, ConnectionRequest request, AuthMethod method) {
    boolean byRules =
        problem instanceof PgProblem.NoHbaEntry
            || problem instanceof PgProblem.HbaRejected
            || problem instanceof PgProblem.IdentFailed;
    if (byRules) {
      return allow(request, method);
    }
    List<Finding> findings = new ArrayList<>();
    if (problem instanceof PgProblem.PasswordFailed
        && file.decide(request) instanceof HbaDecision.Matched matched) {
      HbaRule rule = matched.rule();
      findings.add(
          Finding.of(
                  HbaCode.ADVICE,
                  "the rule that decides asks for a password by "
                      + rule.method()
                      + ", and it failed")
              .withHint(passwordHint(rule.method()))
              .at(file.locationOf(rule)));
    } else {
      findings.add(
          Finding.of(HbaCode.ADVICE, "the rules are not the reason of this refusal")
              .withHint(problem.explanation().toString()));
    }
    return new HbaAdvice(file, null, List.of(), Findings.of(findings));
  }

  private static String passwordHint(AuthMethod method) {
    if (method == AuthMethod.SCRAM_SHA_256) {
      return "Besides a wrong password, a password that is stored as MD5 fails here: set it again"
          + " with password_encryption = 'scram-sha-256' (ALTER ROLE … PASSWORD …), or look at it"
          + " with SELECT rolpassword LIKE 'SCRAM%' FROM pg_authid as a superuser.";
    }
    return "Set the password again with ALTER ROLE … PASSWORD …; a role without a password fails"
        + " in the same way, and so does one whose VALID UNTIL has passed.";
  }

  private Finding already(HbaRule rule, AuthMethod method) {
    return Finding.of(
            HbaCode.ADVICE,
            "a rule lets this connection in by " + method + " already: '" + rule.source() + "'")
        .withHint(
            "If the server refuses it all the same, it has not reloaded the file (SELECT"
                + " pg_reload_conf()), reads another one (SHOW hba_file), or the password fails.")
        .at(file.locationOf(rule));
  }

  private void insert(HbaEditor editor, HbaDecision decision, HbaRule rule) {
    HbaRule obstacle =
        decision instanceof HbaDecision.Matched matched
            ? matched.rule()
            : decision instanceof HbaDecision.Undecided undecided ? undecided.rule() : null;
    if (obstacle == null) {
      editor.insertLast(rule);
      return;
    }
    for (HbaLine line : file.lines()) {
      boolean here =
          line == obstacle
              || (line instanceof HbaInclude include
                  && include.files().stream().anyMatch(f -> f.effectiveRules().contains(obstacle)));
      if (here) {
        editor.insertBefore(line, rule);
        return;
      }
    }
    throw new IllegalStateException("the rule that decides is not in the file");
  }

  private void addEffects(
      List<Finding> findings, HbaFile changed, HbaRule rule, HbaDecision decision) {
    if (decision instanceof HbaDecision.Matched matched) {
      findings.add(
          Finding.of(
                  HbaCode.ADVICE,
                  "so far '"
                      + matched.rule().source()
                      + "' decides; the new rule stands before it and takes this one case from it")
              .at(changed.locationOf(rule)));
    } else if (decision instanceof HbaDecision.Undecided undecided) {
      findings.add(
          Finding.of(
                  HbaCode.UNDECIDED,
                  "'"
                      + undecided.rule().source()
                      + "' may decide already; it needs "
                      + HbaDecision.Need.list(undecided.needs()))
              .at(changed.locationOf(rule)));
    }
    Findings about = HbaLinter.methodFindings(changed, rule);
    about.forEach(findings::add);
    boolean scramStands =
        file.effectiveRules().stream().anyMatch(r -> r.method() == AuthMethod.SCRAM_SHA_256);
    if (rule.method() == AuthMethod.MD5 && scramStands && about.withCode(HbaCode.MD5).isEmpty()) {
      findings.add(
          Finding.of(HbaCode.MD5, "md5 is asked for where other rules ask for scram-sha-256")
              .at(changed.locationOf(rule)));
    }
  }

  private static void addNeeds(
      List<Finding> findings, ConnectionRequest request, AuthMethod method) {
    if (Set.of(AuthMethod.SCRAM_SHA_256, AuthMethod.MD5, AuthMethod.PASSWORD).contains(method)) {
      findings.add(
          Finding.of(
                  HbaCode.ADVICE,
                  "the role \""
                      + request.user()
                      + "\" needs a password that is stored as "
                      + (method == AuthMethod.SCRAM_SHA_256 ? "SCRAM" : "SCRAM or MD5"))
              .withHint(
                  "ALTER ROLE "
                      + identifier(request.user())
                      + " PASSWORD '…' with password_encryption = 'scram-sha-256'."));
    }
    request
        .clientAddress()
        .filter(a -> !a.toString().equals("127.0.0.1") && !a.toString().equals("::1"))
        .ifPresent(
            a ->
                findings.add(
                    Finding.of(
                            HbaCode.ADVICE,
                            "the server must listen on an address that " + a + " reaches")
                        .withHint(
                            "listen_addresses in postgresql.conf ('*' for all); a change of it"
                                + " needs a restart.")));
    findings.add(
        Finding.of(HbaCode.ADVICE, "the server reads the file when it reloads")
            .withHint("SELECT pg_reload_conf(), then look at pg_hba_file_rules for errors."));
  }

  private static String identifier(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private static ConnectionType type(ConnectionRequest request) {
    if (request.isLocal()) {
      return ConnectionType.LOCAL;
    }
    if (request.ssl().orElse(false)) {
      return ConnectionType.HOSTSSL;
    }
    if (request.gssEncrypted().orElse(false)) {
      return ConnectionType.HOSTGSSENC;
    }
    return request.ssl().isPresent() ? ConnectionType.HOSTNOSSL : ConnectionType.HOST;
  }

  private static String exactAddress(ConnectionRequest request) {
    return request.clientAddress().map(a -> a + (a.isIpv6() ? "/128" : "/32")).orElse("");
  }

  private HbaRule rule(
      ConnectionRequest request, AuthMethod method, ConnectionType type, String address) {
    HbaRule.Builder builder = HbaRule.of(type).method(method);
    if (request.replication() == ConnectionRequest.Replication.PHYSICAL) {
      builder.database("replication");
    } else {
      builder.database(lexeme(request.database(), Words.DATABASE_KEYWORDS));
    }
    builder.user(lexeme(request.user(), Words.USER_KEYWORDS));
    return (type == ConnectionType.LOCAL ? builder : builder.address(address)).build();
  }

  /** A name as a lexeme that means nothing else, for the file's version. */
  private String lexeme(String name, Set<String> keywords) {
    return Words.lexemeFor(name, keywords, file.server().major());
  }

  private List<HbaAdvice.Alternative> alternatives(ConnectionRequest request, AuthMethod method) {
    List<HbaAdvice.Alternative> found = new ArrayList<>();
    IpAddress client = request.clientAddress().orElse(null);
    if (client == null) {
      return found;
    }
    ConnectionType type = type(request);
    if (type == ConnectionType.HOSTNOSSL) {
      add(
          found,
          request,
          method,
          ConnectionType.HOST,
          exactAddress(request),
          "the same address, with or without encryption");
      add(
          found,
          request,
          method,
          ConnectionType.HOSTSSL,
          exactAddress(request),
          "the same address with SSL only; the client must use it and ssl must be on");
    }
    if (DOCKER.contains(client)) {
      String subnet = client.and(IpAddress.mask(16, false)) + "/16";
      add(
          found,
          request,
          method,
          type,
          subnet,
          "the container's Docker network as Docker cuts them by default; addresses of containers"
              + " change, the network does not");
      add(
          found,
          request,
          method,
          type,
          "172.16.0.0/12",
          "every Docker network of the default range");
    }
    if (client.toString().equals("127.0.0.1")) {
      add(found, request, method, type, "::1/128", "the same machine over IPv6");
    }
    if (client.toString().equals("::1")) {
      add(found, request, method, type, "127.0.0.1/32", "the same machine over IPv4");
    }
    return found;
  }

  private void add(
      List<HbaAdvice.Alternative> found,
      ConnectionRequest request,
      AuthMethod method,
      ConnectionType type,
      @Nullable String address,
      String reason) {
    found.add(
        new HbaAdvice.Alternative(
            rule(request, method, type, address == null ? "" : address), reason));
  }
}
