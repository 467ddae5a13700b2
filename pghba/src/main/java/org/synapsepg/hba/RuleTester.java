package org.synapsepg.hba;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.synapsepg.hba.HbaDecision.Need;
import org.synapsepg.hba.HbaTrace.Result;
import org.synapsepg.hba.HbaTrace.Test;
import org.synapsepg.pghba.internal.regex.PgRegex;

/**
 * Tests one request against rules, in the server's order: transport, SSL, GSS, address, database,
 * user. A test that fails for certain settles a rule even if an earlier one could not be told.
 *
 * <p>Original: {@code check_hba} in {@code src/backend/libpq/hba.c}.
 */
final class RuleTester {
  /** What came of one rule. */
  record Verdict(Result result, Test test, String reason, List<Need> needs) {
    static final Verdict MATCHES = new Verdict(Result.MATCHES, Test.NONE, "", List.of());
  }

  /** The regular expressions met so far, by their text. */
  static final class Regexes {
    private final Map<String, PgRegex> known = new java.util.concurrent.ConcurrentHashMap<>();
    private final int major;

    Regexes(int major) {
      this.major = major;
    }

    PgRegex of(String pattern) {
      return known.computeIfAbsent(
          pattern, p -> PgRegex.of(p.getBytes(StandardCharsets.UTF_8), major));
    }
  }

  private final HbaServer server;
  private final ConnectionRequest request;
  private final Regexes regexes;
  private final List<Need> needs = new ArrayList<>();
  private Test unknownTest = Test.NONE;

  RuleTester(HbaServer server, ConnectionRequest request, Regexes regexes) {
    this.server = server;
    this.request = request;
    this.regexes = regexes;
  }

  private enum Truth {
    YES,
    NO,
    UNKNOWN
  }

  private static Verdict fails(Test test, String reason) {
    return new Verdict(Result.FAILS, test, reason, List.of());
  }

  Verdict test(HbaRule rule) {
    needs.clear();
    unknownTest = Test.NONE;
    RuleContent content = rule.content();
    boolean localRule = content.type() == ConnectionType.LOCAL;
    if (localRule != request.isLocal()) {
      return fails(
          Test.TRANSPORT,
          localRule ? "the connection comes over TCP" : "the connection comes over a socket");
    }
    if (!localRule) {
      Verdict encryption = encryption(content.type());
      if (encryption != null) {
        return encryption;
      }
      HbaAddress address = content.address();
      if (address != null && note(Test.ADDRESS, address(address)) == Truth.NO) {
        return fails(
            Test.ADDRESS,
            "the client address " + request.clientAddress().orElseThrow() + " is not " + address);
      }
    }
    if (note(Test.DATABASE, databases(content.databases())) == Truth.NO) {
      return fails(Test.DATABASE, "the database is " + described(request));
    }
    if (note(Test.USER, users(content.users())) == Truth.NO) {
      return fails(Test.USER, "the user is \"" + request.user() + "\"");
    }
    if (!needs.isEmpty()) {
      List<Need> all = List.copyOf(needs);
      return new Verdict(Result.UNKNOWN, unknownTest, "needs " + Need.list(all), all);
    }
    return Verdict.MATCHES;
  }

  private static String described(ConnectionRequest request) {
    return request.replication() == ConnectionRequest.Replication.PHYSICAL
        ? "none but physical replication"
        : "\"" + request.database() + "\"";
  }

  private Truth note(Test test, Truth truth) {
    if (truth == Truth.UNKNOWN && unknownTest == Test.NONE) {
      unknownTest = test;
    }
    return truth;
  }

  private void need(Need.Kind kind, String what) {
    Need need = new Need(kind, what);
    if (!needs.contains(need)) {
      needs.add(need);
    }
  }

  private @jakarta.annotation.Nullable Verdict encryption(ConnectionType type) {
    if (type == ConnectionType.HOSTSSL || type == ConnectionType.HOSTNOSSL) {
      boolean wanted = type == ConnectionType.HOSTSSL;
      if (wanted
          && (!server.has(ServerFeature.SSL) || !server.sslEnabled())
          && request.ssl().isEmpty()) {
        return fails(Test.SSL, "SSL is off");
      }
      if (request.ssl().isEmpty()) {
        need(Need.Kind.SSL_STATE, "whether the connection is encrypted by SSL");
        note(Test.SSL, Truth.UNKNOWN);
      } else if (request.ssl().get() != wanted) {
        return fails(Test.SSL, wanted ? "the connection has no SSL" : "the connection has SSL");
      }
    }
    if (type == ConnectionType.HOSTGSSENC || type == ConnectionType.HOSTNOGSSENC) {
      boolean wanted = type == ConnectionType.HOSTGSSENC;
      if (!server.has(ServerFeature.GSSAPI)) {
        return wanted ? fails(Test.GSS, "the server was built without GSSAPI") : null;
      }
      if (request.gssEncrypted().isEmpty()) {
        need(Need.Kind.GSS_STATE, "whether the connection is encrypted by GSSAPI");
        note(Test.GSS, Truth.UNKNOWN);
      } else if (request.gssEncrypted().get() != wanted) {
        return fails(
            Test.GSS,
            wanted
                ? "the connection is not encrypted by GSSAPI"
                : "the connection is encrypted by GSSAPI");
      }
    }
    return null;
  }

  private Truth address(HbaAddress address) {
    IpAddress client = request.clientAddress().orElseThrow();
    if (address instanceof HbaAddress.All) {
      return Truth.YES;
    }
    if (address instanceof HbaAddress.Network network) {
      return network.contains(client) ? Truth.YES : Truth.NO;
    }
    if (address instanceof HbaAddress.HostName name) {
      return hostName(name, client);
    }
    boolean host = address instanceof HbaAddress.SameHost;
    if (request.interfaces().isEmpty()) {
      need(Need.Kind.SERVER_INTERFACES, "the addresses and masks of the server's interfaces");
      return Truth.UNKNOWN;
    }
    for (ServerInterface own : request.interfaces().get()) {
      boolean same = host ? client.equals(own.address()) : client.isIn(own.address(), own.mask());
      if (same) {
        return Truth.YES;
      }
    }
    return Truth.NO;
  }

  private Truth hostName(HbaAddress.HostName rule, IpAddress client) {
    HostNames.Answer<String> reverse = request.hostNames().nameOf(client);
    if (!reverse.isKnown()) {
      need(Need.Kind.REVERSE_LOOKUP, "the name that " + client + " resolves to");
      return Truth.UNKNOWN;
    }
    if (reverse.value().isEmpty() || !rule.matches(reverse.value().get())) {
      return Truth.NO;
    }
    String name = reverse.value().get();
    HostNames.Answer<List<IpAddress>> forward = request.hostNames().addressesOf(name);
    if (!forward.isKnown()) {
      need(Need.Kind.FORWARD_LOOKUP, "the addresses that '" + name + "' resolves to");
      return Truth.UNKNOWN;
    }
    return forward.value().orElse(List.of()).contains(client) ? Truth.YES : Truth.NO;
  }

  private Truth databases(List<HbaName> names) {
    return anyOf(names, this::database);
  }

  /** Whether one of the words passes; what others would need is forgotten then. */
  private Truth anyOf(List<HbaName> names, java.util.function.Function<HbaName, Truth> test) {
    int before = needs.size();
    Truth all = Truth.NO;
    for (HbaName name : names) {
      Truth one = test.apply(name);
      if (one == Truth.YES) {
        needs.subList(before, needs.size()).clear();
        return Truth.YES;
      }
      all = one == Truth.UNKNOWN ? Truth.UNKNOWN : all;
    }
    return all;
  }

  private Truth database(HbaName name) {
    if (request.replication() == ConnectionRequest.Replication.PHYSICAL) {
      return of(name.isKeyword("replication"));
    }
    if (name.isKeyword("all")) {
      return Truth.YES;
    }
    if (name.isKeyword("sameuser")) {
      return of(request.database().equals(request.user()));
    }
    if (name.isKeyword("samerole") || name.isKeyword("samegroup")) {
      return member(request.database());
    }
    if (name.isKeyword("replication")) {
      return Truth.NO;
    }
    return literalOrRegex(name, request.database());
  }

  private Truth users(List<HbaName> names) {
    return anyOf(names, this::user);
  }

  private Truth user(HbaName name) {
    if (name.isGroup()) {
      return member(name.text().substring(1));
    }
    if (name.isKeyword("all")) {
      return Truth.YES;
    }
    return literalOrRegex(name, request.user());
  }

  private Truth literalOrRegex(HbaName name, String text) {
    if (server.major() < 16 || !name.text().startsWith("/")) {
      return of(name.text().equals(text));
    }
    PgRegex regex = regexes.of(name.text().substring(1));
    return switch (regex.matches(text.getBytes(StandardCharsets.UTF_8))) {
      case YES -> Truth.YES;
      case NO -> Truth.NO;
      case UNKNOWN -> {
        need(
            Need.Kind.REGULAR_EXPRESSION,
            "whether the server's engine matches \"" + text + "\" with " + name.text());
        yield Truth.UNKNOWN;
      }
    };
  }

  private Truth member(String role) {
    if (request.roles().isEmpty()) {
      need(
          Need.Kind.ROLE_MEMBERSHIP,
          "whether the role \"" + request.user() + "\" is a member of \"" + role + "\"");
      return Truth.UNKNOWN;
    }
    return of(request.roles().get().isMember(request.user(), role));
  }

  private static Truth of(boolean yes) {
    return yes ? Truth.YES : Truth.NO;
  }
}
