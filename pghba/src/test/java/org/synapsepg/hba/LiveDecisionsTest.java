package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/**
 * Our decisions against real connections. The server does not tell the client which rule decided,
 * but how it wants to be convinced: each file is loaded twice with its rules' methods set to the
 * digits of their numbers, so that the two answers spell the rule.
 */
@ExtendWith(PostgresExtension.class)
class LiveDecisionsTest {
  private static final int PAIRS = Integer.getInteger("synapsepg.hba.pairs", 320);
  private static final int PER_FILE = 16;
  private static final String[] DIGITS = {"password", "md5", "scram-sha-256", "reject"};
  private static final List<String> DATABASES =
      List.of(
          "all",
          "all",
          "all",
          "all",
          "all",
          "sameuser",
          "samerole",
          "replication",
          "db1",
          "db2",
          "\"all\"",
          "db1,db3",
          "/^db[12]$",
          "other",
          "\"replication\"",
          "/^d",
          "db2,all");
  private static final List<String> USERS =
      List.of(
          "all",
          "all",
          "all",
          "all",
          "all",
          "+hba_grp",
          "hba_a",
          "hba_b",
          "hba_a,hba_c",
          "/^hba_[ab]$",
          "\"+hba_grp\"",
          "other");
  private static final List<String> ADDRESSES =
      List.of(
          "all",
          "all",
          "samehost",
          "samenet",
          "127.0.0.0/29",
          "127.0.0.0/29",
          "127.0.0.1/32",
          "127.0.0.5 255.255.255.255",
          "10.0.0.0/8",
          "127.0.0.4 255.0.255.6",
          "::1/128",
          "0.0.0.0/0");
  private static final List<String> TYPES =
      List.of(
          "local",
          "local",
          "local",
          "host",
          "host",
          "host",
          "host",
          "host",
          "hostnossl",
          "hostssl",
          "hostnogssenc",
          "hostgssenc");

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
    long seed = Seed.of(LiveDecisionsTest.class);
    Random random = new Random(seed);
    int pairs = 0;
    int later = 0;
    int none = 0;
    try (Connection connection = postgres.superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      HbaServer server = LiveRowsTest.server(statement, major);
      Path hba =
          Path.of(LiveRowsTest.single(statement, "SHOW data_directory")).resolve("pg_hba.conf");
      byte[] original = Files.readAllBytes(hba);
      WireProbe probe =
          new WireProbe(
              postgres.port(), LiveRowsTest.single(statement, "SHOW unix_socket_directories"));
      prepare(statement);
      try {
        for (int file = 0; pairs < PAIRS; file++) {
          List<String> rules = rules(random);
          HbaFile ours =
              HbaFile.parse(
                  "pg_hba.conf",
                  text(rules, 0).getBytes(StandardCharsets.UTF_8),
                  server,
                  AuthFiles.none());
          List<WireProbe.Request> requests = requests(random, ours);
          List<String> answers = new ArrayList<>(Collections.nCopies(requests.size(), ""));
          for (int round = 0; round < 2; round++) {
            load(statement, hba, probe, text(rules, round), "probe" + file + "x" + round);
            for (int i = 0; i < requests.size(); i++) {
              answers.set(i, answers.get(i) + probe.ask(requests.get(i)) + " ");
            }
          }
          for (int i = 0; i < requests.size(); i++) {
            HbaDecision decision = ours.decide(request(requests.get(i)));
            int number =
                decision instanceof HbaDecision.Matched matched
                    ? ours.rules().indexOf(matched.rule())
                    : -1;
            String expected =
                decision instanceof HbaDecision.NoRule
                    ? "none none "
                    : digit(number, 0) + " " + digit(number, 1) + " ";
            assertThat(answers.get(i))
                .as(
                    "PostgreSQL %d, seed %d, %s%n%s%n%s",
                    major, seed, requests.get(i), text(rules, 0), decision.explain())
                .isEqualTo(expected);
            pairs++;
            later += number > 0 ? 1 : 0;
            none += number < 0 ? 1 : 0;
          }
        }
      } finally {
        Files.write(hba, original);
        statement.execute("ALTER SYSTEM RESET password_encryption");
        statement.execute("SELECT pg_reload_conf()");
        TimeUnit.MILLISECONDS.sleep(200);
        dropRoles(statement);
      }
    }
    System.getLogger(LiveDecisionsTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "PostgreSQL {0}, seed {1}: {2} decisions, {3} by a later rule, {4} by none",
            major,
            String.valueOf(seed),
            pairs,
            later,
            none);
    assertThat(none * 100).as("decided by no rule").isGreaterThanOrEqualTo(15 * pairs);
    assertThat(later * 2).as("decided by the second rule or later").isGreaterThanOrEqualTo(pairs);
  }

  static void prepare(Statement statement) throws Exception {
    statement.execute("ALTER SYSTEM SET password_encryption = 'md5'");
    statement.execute("SET password_encryption = 'md5'");
    dropRoles(statement);
    statement.execute("CREATE ROLE hba_grp");
    statement.execute("CREATE ROLE db1");
    for (String role : List.of("hba_a", "hba_b", "hba_c", "db2")) {
      statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'x'");
    }
    statement.execute("GRANT hba_grp TO hba_b");
    statement.execute("GRANT db1 TO hba_a");
  }

  static void dropRoles(Statement statement) throws Exception {
    for (String role : List.of("hba_a", "hba_b", "hba_c", "db2", "hba_grp", "db1")) {
      statement.execute("DROP ROLE IF EXISTS " + role);
    }
  }

  private static List<String> rules(Random random) {
    List<String> rules = new ArrayList<>();
    for (int n = 9 + random.nextInt(6); n > 0; n--) {
      String type = pick(random, TYPES);
      String address = type.equals("local") ? "" : pick(random, ADDRESSES) + " ";
      String database = pick(random, DATABASES);
      String user = pick(random, USERS);
      // A first rule that takes everything would leave nothing to later ones.
      if (rules.size() < 3 && database.equals("all") && user.equals("all")) {
        user = "hba_a";
      }
      rules.add(type + " " + database + " " + user + " " + address);
    }
    if (random.nextInt(5) < 2) {
      rules.add("host all all 127.0.0.0/8 ");
      rules.add("local all all ");
    }
    return rules;
  }

  static String digit(int number, int round) {
    return DIGITS[(round == 0 ? number : number / DIGITS.length) % DIGITS.length];
  }

  static String text(List<String> rules, int round) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rules.size(); i++) {
      text.append(rules.get(i)).append(digit(i, round)).append('\n');
    }
    return text.toString();
  }

  /** Writes a file behind a first rule that nobody else meets, and waits until that one rejects. */
  static void load(Statement statement, Path hba, WireProbe probe, String text, String sign)
      throws Exception {
    Files.writeString(hba, "host " + sign + " " + sign + " 127.0.0.1/32 reject\n" + text);
    statement.execute("SELECT pg_reload_conf()");
    WireProbe.Request asked = new WireProbe.Request("127.0.0.1", sign, sign, "");
    for (int i = 0; i < 3_000; i++) {
      if (probe.ask(asked).equals("reject")) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new IllegalStateException("the server does not load:\n" + text);
  }

  /** Requests of which more than half should come to a later rule and a quarter to none. */
  private static List<WireProbe.Request> requests(Random random, HbaFile file) throws Exception {
    List<WireProbe.Request> later = new ArrayList<>();
    List<WireProbe.Request> none = new ArrayList<>();
    List<WireProbe.Request> others = new ArrayList<>();
    for (int i = 0; i < 12 * PER_FILE; i++) {
      WireProbe.Request asked = request(random);
      HbaDecision decision = file.decide(request(asked));
      if (decision instanceof HbaDecision.Matched matched
          && file.rules().indexOf(matched.rule()) > 0) {
        later.add(asked);
      } else if (decision instanceof HbaDecision.NoRule) {
        none.add(asked);
      } else {
        others.add(asked);
      }
    }
    List<WireProbe.Request> chosen = new ArrayList<>();
    take(later, PER_FILE * 10 / 16, chosen);
    take(none, PER_FILE * 4 / 16, chosen);
    take(others, PER_FILE - chosen.size(), chosen);
    take(later, PER_FILE - chosen.size(), chosen);
    take(none, PER_FILE - chosen.size(), chosen);
    return chosen;
  }

  private static void take(List<WireProbe.Request> from, int most, List<WireProbe.Request> chosen) {
    for (int i = 0; i < most && !from.isEmpty(); i++) {
      chosen.add(from.remove(from.size() - 1));
    }
  }

  private static WireProbe.Request request(Random random) {
    String address =
        pick(random, List.of("", "127.0.0.1", "127.0.0.1", "127.0.0.5", "127.0.0.6", "127.3.0.4"));
    String user = pick(random, List.of("hba_a", "hba_b", "hba_c", "nobody", "db2", "+hba_grp"));
    String database =
        pick(random, List.of("db1", "db2", "db3", "all", user, "replication", "other"));
    String replication = pick(random, List.of("", "", "", "", "true", "database", "off"));
    return new WireProbe.Request(address, database, user, replication);
  }

  private static ConnectionRequest request(WireProbe.Request asked) throws Exception {
    ConnectionRequest.Builder builder =
        asked.address().isEmpty()
            ? ConnectionRequest.local()
            : ConnectionRequest.tcp(asked.address()).ssl(false).gssEncrypted(false);
    WireProbe.interfaces().forEach(builder::serverInterface);
    ConnectionRequest.Replication replication =
        switch (asked.replication()) {
          case "true" -> ConnectionRequest.Replication.PHYSICAL;
          case "database" -> ConnectionRequest.Replication.LOGICAL;
          default -> ConnectionRequest.Replication.NONE;
        };
    return builder
        .database(asked.database())
        .user(asked.user())
        .replication(replication)
        .roles(
            Roles.of(
                Map.of(
                    "hba_a", List.of("db1"),
                    "hba_b", List.of("hba_grp"),
                    "hba_c", List.of(),
                    "db2", List.of(),
                    "postgres", List.of())))
        .build();
  }

  static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
