package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/**
 * Our decisions against real connections with and without SSL, by rules with host names, the
 * server's own networks and roles. The deciding rule is told as in {@link LiveDecisionsTest}. All
 * connections come from 127.0.0.1, whose name every machine knows without asking others.
 */
@ExtendWith(PostgresExtension.class)
class LiveEncryptionTest {
  private static final int PAIRS = Integer.getInteger("synapsepg.hba.ssl.pairs", 48);
  private static final int PER_FILE = 12;
  private static final List<String> TYPES =
      List.of("hostssl", "hostssl", "hostssl", "hostnossl", "hostnossl", "host", "hostnogssenc");
  private static final List<String> USERS =
      List.of("all", "+hba_grp", "hba_a", "hba_b,hba_c", "\"+hba_grp\"", "+db1");

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void decisionsAgree(int major, PostgresServers servers) throws Exception {
    compare(major, servers.major(major));
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17})
  void decisionsAgreeOnTheMajorsBetween(int major, PostgresServers servers) throws Exception {
    compare(major, servers.major(major));
  }

  private static void compare(int major, PostgresServer postgres) throws Exception {
    long seed = Seed.of(LiveEncryptionTest.class);
    Random random = new Random(seed);
    try (Connection connection = postgres.superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      Path folder = Path.of(LiveRowsTest.single(statement, "SHOW data_directory"));
      Path hba = folder.resolve("pg_hba.conf");
      byte[] original = Files.readAllBytes(hba);
      ServerCertificate certificate = ServerCertificate.in(folder);
      WireProbe probe = new WireProbe(postgres.port(), "");
      LiveDecisionsTest.prepare(statement);
      try {
        statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + certificate.certificate() + "'");
        statement.execute("ALTER SYSTEM SET ssl_key_file = '" + certificate.key() + "'");
        statement.execute("ALTER SYSTEM SET ssl = on");
        reload(statement, probe, true);
        HbaServer server =
            HbaServer.builder(PgVersion.of(major)).features(Set.of(ServerFeature.SSL)).build();
        ask(statement, hba, probe, server, certificate.sockets(), random, seed);
      } finally {
        Files.write(hba, original);
        for (String name : List.of("ssl", "ssl_cert_file", "ssl_key_file", "password_encryption")) {
          statement.execute("ALTER SYSTEM RESET " + name);
        }
        reload(statement, probe, false);
        LiveDecisionsTest.dropRoles(statement);
      }
    }
  }

  private static void reload(Statement statement, WireProbe probe, boolean ssl) throws Exception {
    statement.execute("SELECT pg_reload_conf()");
    for (int i = 0; i < 3_000 && probe.offersSsl() != ssl; i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(probe.offersSsl()).isEqualTo(ssl);
  }

  private static void ask(
      Statement statement,
      Path hba,
      WireProbe probe,
      HbaServer server,
      SSLSocketFactory sockets,
      Random random,
      long seed)
      throws Exception {
    String name = InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getCanonicalHostName();
    int pairs = 0;
    int encrypted = 0;
    int byName = 0;
    for (int file = 0; pairs < PAIRS; file++) {
      List<String> rules = rules(random, name);
      byte[] text = LiveDecisionsTest.text(rules, 0).getBytes(StandardCharsets.UTF_8);
      HbaFile ours = HbaFile.parse("pg_hba.conf", text, server, AuthFiles.none());
      List<WireProbe.Request> asked = new ArrayList<>();
      List<Boolean> ssl = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < PER_FILE; i++) {
        asked.add(request(random));
        ssl.add(random.nextInt(3) > 0);
        answers.add("");
      }
      for (int round = 0; round < 2; round++) {
        String loaded = LiveDecisionsTest.text(rules, round);
        LiveDecisionsTest.load(statement, hba, probe, loaded, "ssl" + file + "x" + round);
        for (int i = 0; i < PER_FILE; i++) {
          String answer =
              ssl.get(i) ? probe.askOverSsl(asked.get(i), sockets) : probe.ask(asked.get(i));
          answers.set(i, answers.get(i) + answer + " ");
        }
      }
      for (int i = 0; i < PER_FILE; i++) {
        HbaDecision decision = ours.decide(request(asked.get(i), ssl.get(i), name));
        String expected = "none none ";
        if (decision instanceof HbaDecision.Matched matched) {
          int number = ours.rules().indexOf(matched.rule());
          expected =
              LiveDecisionsTest.digit(number, 0) + " " + LiveDecisionsTest.digit(number, 1) + " ";
          boolean named = matched.rule().content().address() instanceof HbaAddress.HostName;
          byName += named ? 1 : 0;
        } else {
          assertThat(decision).isInstanceOf(HbaDecision.NoRule.class);
        }
        assertThat(answers.get(i))
            .as(
                "seed %d, ssl %s, %s%n%s%n%s",
                seed, ssl.get(i), asked.get(i), ours.source(), decision.explain())
            .isEqualTo(expected);
        pairs++;
        encrypted += ssl.get(i) ? 1 : 0;
      }
    }
    System.getLogger(LiveEncryptionTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "PostgreSQL {0}: {1} decisions, {2} over SSL, {3} by a host name",
            server.version(),
            pairs,
            encrypted,
            byName);
    assertThat(encrypted * 2).isGreaterThan(pairs);
    assertThat(byName * 10).isGreaterThan(pairs);
  }

  private static List<String> rules(Random random, String name) {
    List<String> addresses =
        List.of(
            name,
            name,
            name.toUpperCase(Locale.ROOT),
            "x" + name,
            "." + name,
            name.substring(0, name.length() - 1),
            "samehost",
            "samenet",
            "127.0.0.0/8",
            "10.0.0.0/8");
    List<String> rules = new ArrayList<>();
    for (int n = 8 + random.nextInt(7); n > 0; n--) {
      rules.add(
          LiveDecisionsTest.pick(random, TYPES)
              + " "
              + LiveDecisionsTest.pick(random, List.of("all", "db1", "db2", "sameuser", "samerole"))
              + " "
              + LiveDecisionsTest.pick(random, USERS)
              + " "
              + LiveDecisionsTest.pick(random, addresses)
              + " ");
    }
    return rules;
  }

  private static WireProbe.Request request(Random random) {
    String user = LiveDecisionsTest.pick(random, List.of("hba_a", "hba_b", "hba_c", "db2", "x"));
    String database = LiveDecisionsTest.pick(random, List.of("db1", "db2", "db3", user));
    return new WireProbe.Request("127.0.0.1", database, user, "");
  }

  private static ConnectionRequest request(WireProbe.Request asked, boolean ssl, String name)
      throws Exception {
    IpAddress client = IpAddress.of(asked.address());
    ConnectionRequest.Builder builder =
        ConnectionRequest.tcp(asked.address())
            .ssl(ssl)
            .gssEncrypted(false)
            .hostNames(HostNames.of(Map.of(client, name), Map.of(name, List.of(client))));
    WireProbe.interfaces().forEach(builder::serverInterface);
    return builder
        .database(asked.database())
        .user(asked.user())
        .roles(
            Roles.of(
                Map.of(
                    "hba_a", List.of("db1"),
                    "hba_b", List.of("hba_grp"),
                    "hba_c", List.of(),
                    "db2", List.of())))
        .build();
  }
}
