package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

@ExtendWith(PostgresExtension.class)
class HbaComparisonTest {
  @Test
  void tellsWhoDecidedBeforeAndWhoDecidesNow() {
    HbaFile before =
        HbaFile.parse("host synapse su 10.0.0.0/8 md5\nlocal all all peer\n", PgVersion.of(16));
    assertThat(HbaComparison.between(before, before).changes()).isEmpty();
    HbaFile after = before.edit(e -> e.setMethod(before.rules().get(0), AuthMethod.SCRAM_SHA_256));
    assertThat(HbaComparison.between(before, after).changes())
        .hasSize(1)
        .first()
        .satisfies(
            change -> {
              assertThat(change.before()).contains("md5");
              assertThat(change.after()).contains("scram-sha-256");
              assertThat(change.example().database()).isEqualTo("synapse");
            });
    HbaFile without = before.edit(e -> e.remove(before.rules().get(1)));
    assertThat(HbaComparison.between(before, without).changes())
        .extracting(HbaComparison.Change::after)
        .containsExactly("no rule");
  }

  private static final List<String> DATABASES =
      List.of(
          "all",
          "a",
          "b",
          "a,b",
          "sameuser",
          "samerole",
          "replication",
          "\"all\"",
          "+g",
          "/^x",
          "/y$");
  private static final List<String> USERS =
      List.of("all", "all", "a", "b", "+g", "+b", "a,c", "\"+g\"", "/^x", "/z", "\"all\"");
  private static final List<String> ADDRESSES =
      List.of(
          "all",
          "10.0.0.0/8",
          "10.1.0.0/16",
          "10.1.2.3/32",
          "10.0.0.1 255.0.0.255",
          "0.0.0.0/0",
          "::1/128",
          "2001:db8::/32",
          "samehost",
          "samenet",
          ".example.org",
          "db.example.org",
          "10.0.0.0/9",
          "10.128.0.0/9");
  private static final List<String> TYPES =
      List.of("local", "host", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc");
  private static final List<String> METHODS = List.of("trust", "reject", "md5", "scram-sha-256");

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String rule(Random random) {
    String type = pick(random, TYPES);
    String address = type.equals("local") ? "" : " " + pick(random, ADDRESSES);
    return type
        + " "
        + pick(random, DATABASES)
        + " "
        + pick(random, USERS)
        + address
        + " "
        + pick(random, METHODS)
        + "\n";
  }

  private static ConnectionRequest request(Random random) {
    String address =
        pick(
            random,
            List.of(
                "10.1.2.3", "10.9.0.1", "10.200.0.1", "10.1.7.8", "9.9.9.9", "::1", "2001:db8::5"));
    boolean ssl = random.nextInt(3) == 0;
    ConnectionRequest.Builder builder =
        random.nextInt(5) == 0
            ? ConnectionRequest.local()
            : ConnectionRequest.tcp(address).ssl(ssl).gssEncrypted(!ssl && random.nextBoolean());
    List<String> names =
        List.of("a", "b", "c", "g", "all", "+g", "other", "xy", "x", "y", "z", "xz", "replication");
    String user = pick(random, names);
    String client =
        pick(random, List.of("db.example.org", "w.example.org", "example.org", "h.test"));
    IpAddress ip = IpAddress.of(address);
    String interfaces = random.nextBoolean() ? address : ip.isIpv6() ? "fe80::1" : "10.1.2.4";
    List<String> groups = new ArrayList<>(List.of("g", "b", "a", "c", "x"));
    groups.removeIf(g -> random.nextInt(3) > 0);
    return builder
        .database(pick(random, names))
        .user(user)
        .replication(
            random.nextInt(6) == 0
                ? ConnectionRequest.Replication.PHYSICAL
                : ConnectionRequest.Replication.NONE)
        .roles(Roles.of(Map.of(user, groups)))
        .serverInterface(interfaces + (ip.isIpv6() ? "/64" : "/24"))
        .hostNames(HostNames.of(Map.of(ip, client), Map.of(client, List.of(ip))))
        .build();
  }

  private static String words(HbaFile file, ConnectionRequest request) {
    return file.decide(request) instanceof HbaDecision.Matched matched
        ? "line " + file.lineOf(matched.rule()) + " (" + HbaLinter.brief(matched.rule()) + ")"
        : "no rule";
  }

  /** No request out of many is decided otherwise without being told of, and what is told is so. */
  @Test
  void missesNoClassOfRequests() {
    long seed = Seed.of(HbaComparisonTest.class);
    Random random = new Random(seed);
    int differing = 0;
    for (int i = 0; i < 300; i++) {
      List<String> lines = new ArrayList<>();
      for (int n = 3 + random.nextInt(5); n > 0; n--) {
        lines.add(rule(random));
      }
      HbaFile before = HbaFile.parse(String.join("", lines), PgVersion.of(16));
      int at = random.nextInt(lines.size());
      switch (random.nextInt(3)) {
        case 0 -> lines.add(at, rule(random));
        case 1 -> lines.remove(at);
        default -> lines.add(random.nextInt(lines.size()), lines.remove(at));
      }
      HbaFile after = HbaFile.parse(String.join("", lines), PgVersion.of(16));
      List<HbaComparison.Change> changes = HbaComparison.between(before, after).changes();
      String of = "seed " + seed + ", pair " + i + "\n" + before.source() + "\n" + after.source();
      Set<String> told = new HashSet<>();
      for (HbaComparison.Change change : changes) {
        assertThat(words(before, change.example())).as("%s", of).isEqualTo(change.before());
        assertThat(words(after, change.example())).as("%s", of).isEqualTo(change.after());
        told.add(change.before() + " -> " + change.after());
      }
      for (int j = 0; j < 400; j++) {
        ConnectionRequest request = request(random);
        String was = words(before, request);
        String is = words(after, request);
        String method = was.substring(was.lastIndexOf(' ') + 1);
        if (!method.equals(is.substring(is.lastIndexOf(' ') + 1))) {
          differing++;
          assertThat(told).as("%s\n%s", of, request).contains(was + " -> " + is);
        }
      }
    }
    assertThat(differing).isGreaterThan(300);
  }

  @Test
  void tellsOfAFileThatIsRejected() {
    HbaFile before = HbaFile.parse("local all all peer\n", PgVersion.of(16));
    HbaFile after = HbaFile.parse("local all all\n", PgVersion.of(16));
    assertThat(HbaComparison.between(before, after).changes())
        .extracting(HbaComparison.Change::after)
        .containsOnly("file rejected");
  }

  private static HbaRule refusal() {
    return HbaRule.host()
        .database("nobody")
        .user("nobody")
        .address("all")
        .method(AuthMethod.REJECT)
        .build();
  }

  @Test
  void asksARunningServer(PostgresServers servers) throws Exception {
    PostgresServer server = servers.newest();
    LiveHba live = LiveHba.on(server.superuser("postgres"));
    LiveHba.State state = live.check();
    assertThat(state.server().version().major()).isEqualTo(server.major());
    assertThat(state.wouldLoad()).isTrue();
    Path path = Path.of(state.hbaFile());
    byte[] original = Files.readAllBytes(path);
    HbaFile file = HbaFile.read(path, state.server());
    assertThat(file.loads()).isTrue();
    assertThat(live.shows(file)).isTrue();
    assertThat(live.read().bytes()).isEqualTo(original);
    HbaFile closed = file.edit(e -> e.insertFirst(refusal()));
    assertThat(HbaComparison.between(live.read(), closed).changes())
        .extracting(HbaComparison.Change::after)
        .anySatisfy(now -> assertThat(now).contains("host nobody nobody all reject"));
    try {
      Files.writeString(path, "host all\n");
      LiveHba.State broken = live.check();
      assertThat(broken.wouldLoad()).isFalse();
      assertThat(broken.reloadDue()).isTrue();
      assertThat(broken.findings().render()).contains("end-of-line before role specification");
      assertThat(live.shows(file)).isFalse();
      assertThat(live.shows(HbaFile.read(path, state.server()))).isTrue();
    } finally {
      Files.write(path, original);
    }
    live.reload();
    try (Connection connection = server.superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      assertThat(LiveRowsTest.single(statement, "SELECT 1")).isEqualTo("1");
    }
  }
}
