package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.PgVersion;

class HbaEditorTest {
  private static final PgVersion V16 = PgVersion.of(16);
  private static final String FILE =
      """
      # TYPE  DATABASE        USER            ADDRESS                 METHOD

      local   all             all                                     peer
      host    all             all             127.0.0.1/32            ident # loopback
      host    all             all             ::1/128                 ident
      """;

  private static HbaRule docker() {
    return HbaRule.hostnossl()
        .database("all")
        .user("all")
        .address("172.16.0.0/12")
        .method(AuthMethod.SCRAM_SHA_256)
        .build();
  }

  @Test
  void insertsARuleInTheColumnsOfItsNeighbours() {
    HbaFile before = HbaFile.parse(FILE, V16);
    HbaRule docker = docker();
    HbaFile after =
        before.edit(
            e ->
                e.insertBefore(before.rules().get(0), docker)
                    .commentAbove(docker, "containers on the Docker networks"));
    assertThat(after.diffFrom(before))
        .isEqualTo(
            """
            --- pg_hba.conf
            +++ pg_hba.conf
            @@ -1,5 +1,7 @@
             # TYPE  DATABASE        USER            ADDRESS                 METHOD
            \s
            +# containers on the Docker networks
            +hostnossl all           all             172.16.0.0/12           scram-sha-256
             local   all             all                                     peer
             host    all             all             127.0.0.1/32            ident # loopback
             host    all             all             ::1/128                 ident
            """);
    assertThat(after.lineOf(docker)).isEqualTo(4);
    assertThat(after.locationOf(docker)).hasToString("pg_hba.conf:4:1");
    assertThat(after.rules().get(0)).isEqualTo(docker);
    assertThat(after.rules().get(0).source()).startsWith("hostnossl all   ");
    assertThat(after.rules().get(1)).isSameAs(before.rules().get(0));
    assertThat(before.source()).isEqualTo(FILE);
  }

  @Test
  void theInsertedRuleDecides() {
    HbaFile before = HbaFile.parse(FILE, V16);
    HbaFile after = before.edit(e -> e.insertFirst(docker()));
    HbaDecision decision =
        after.decide(
            ConnectionRequest.tcp("172.27.0.2")
                .ssl(false)
                .database("matrix-chat")
                .user("homelab")
                .build());
    assertThat(decision).isInstanceOf(HbaDecision.Matched.class);
    HbaRule rule = ((HbaDecision.Matched) decision).rule();
    assertThat(after.lineOf(rule)).isEqualTo(3);
    assertThat(rule.method()).hasToString("scram-sha-256");
    assertThat(decision.explain()).contains("matches").contains("172.27.0.2");
  }

  @Test
  void aForeignAnchorIsAnErrorAndSoIsARuleThatIsRefused() {
    HbaFile file = HbaFile.parse(FILE, V16);
    HbaRule foreign = HbaFile.parse(FILE, V16).rules().get(0);
    assertThatThrownBy(() -> file.edit(e -> e.insertBefore(foreign, docker())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in this document");
    HbaRule oauth =
        HbaRule.host()
            .database("all")
            .user("all")
            .address("all")
            .method(AuthMethod.OAUTH)
            .option("issuer", "https://i.example")
            .option("scope", "openid")
            .build();
    assertThatThrownBy(() -> file.edit(e -> e.insertFirst(oauth)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("invalid authentication method \"oauth\"");
    HbaRule twice = docker();
    assertThatThrownBy(() -> file.edit(e -> e.insertFirst(twice).insertLast(twice)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEditThatChangesNothingGivesTheSameDocument() {
    HbaFile file = HbaFile.parse(FILE, V16);
    assertThat(file.edit(e -> {})).isSameAs(file);
    HbaRule present =
        HbaRule.host()
            .database("all")
            .user("all")
            .address("127.0.0.1", "255.255.255.255")
            .method(AuthMethod.IDENT)
            .build();
    assertThat(file.edit(e -> e.ensure(present))).isSameAs(file);
  }

  @Test
  void ensurePutsARuleWhereItDecidesAndIsIdempotent() {
    HbaFile file = HbaFile.parse(FILE, V16);
    HbaRule synapse =
        HbaRule.host()
            .database("synapse")
            .user("synapse_user")
            .address("::1/128")
            .method(AuthMethod.SCRAM_SHA_256)
            .build();
    HbaFile once = file.edit(e -> e.ensure(synapse));
    assertThat(once.lineOf(synapse)).isEqualTo(5);
    HbaRule again =
        HbaRule.host()
            .database("synapse")
            .user("synapse_user")
            .address("::1/128")
            .method(AuthMethod.SCRAM_SHA_256)
            .build();
    assertThat(once.edit(e -> e.ensure(again))).isSameAs(once);
  }

  @Test
  void changesFieldsAndKeepsTheColumnsBehindThem() {
    HbaFile file = HbaFile.parse(FILE, V16);
    HbaRule loopback = file.rules().get(1);
    HbaFile changed =
        file.edit(
            e ->
                e.setMethod(loopback, AuthMethod.SCRAM_SHA_256)
                    .setDatabases(loopback, "synapse")
                    .setUsers(loopback, "synapse_user", HbaRule.literal("all"))
                    .setAddress(loopback, "10.0.0.0/8"));
    assertThat(changed.source().split("\n", -1)[3])
        .isEqualTo(
            "host    synapse         synapse_user,\"all\" 10.0.0.0/8              scram-sha-256"
                + " # loopback");
    HbaFile option =
        file.edit(e -> e.setOption(loopback, "map", "my map").setOption(loopback, "map", "m"));
    assertThat(option.rules().get(1).source()).endsWith("ident map=m # loopback");
    HbaRule mapped = option.rules().get(1);
    assertThat(option.edit(e -> e.removeOption(mapped, "map")).source()).isEqualTo(FILE);
    assertThatThrownBy(() -> file.edit(e -> e.removeOption(loopback, "map")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void removesReplacesAndCommentsOut() {
    HbaFile file = HbaFile.parse(FILE, V16);
    HbaRule first = file.rules().get(0);
    assertThat(file.edit(e -> e.remove(first)).source())
        .isEqualTo(
            FILE.replace(
                "local   all             all                                     peer\n", ""));
    assertThat(file.edit(e -> e.commentOut(first)).source())
        .isEqualTo(FILE.replace("local ", "#local "));
    HbaRule docker = docker();
    HbaFile replaced = file.edit(e -> e.replace(first, docker));
    assertThat(replaced.lineOf(docker)).isEqualTo(3);
    assertThat(replaced.rules()).hasSize(3);
  }

  @Test
  void keepsLineEndingsAndAMissingLastOne() {
    HbaFile file = HbaFile.parse("local all all peer\r\nlocal db all trust", V16);
    HbaRule docker = docker();
    assertThat(file.edit(e -> e.insertLast(docker).commentAbove(docker, "a\nb\\")).source())
        .isEqualTo(
            String.join(
                "\r\n",
                "local all all peer",
                "local db all trust",
                "# a",
                "# b\\ ",
                "hostnossl all all 172.16.0.0/12 scram-sha-256",
                ""));
    assertThat(file.edit(e -> e.setMethod(file.rules().get(1), AuthMethod.PEER)).source())
        .isEqualTo("local all all peer\r\nlocal db all peer");
    HbaFile open = HbaFile.parse("local all all peer\\\n", V16);
    HbaFile two = open.edit(e -> e.insertLast(docker()));
    assertThat(two.rules()).hasSize(2);
    assertThat(two.source()).startsWith("local all all peer\\\n\nhostnossl");
  }

  @Test
  void aBrokenFileCanBeEditedElsewhere() {
    HbaFile file = HbaFile.parse("host all all 10.0.0.0 md5\nlocal all all trust\n", V16);
    assertThat(file.loads()).isFalse();
    assertThat(file.errors().toList().get(0).message())
        .isEqualTo("invalid IP mask \"md5\": Name or service not known");
    assertThat(file.errors().toList().get(0).location().orElseThrow())
        .hasToString("pg_hba.conf:1:1");
    HbaFile edited = file.edit(e -> e.setMethod(file.rules().get(0), AuthMethod.PEER));
    assertThat(edited.source()).isEqualTo("host all all 10.0.0.0 md5\nlocal all all peer\n");
    HbaFile whole = edited.edit(e -> e.remove(edited.lines().get(0)));
    assertThat(whole.loads()).isTrue();
    HbaDecision rejected = file.decide(ConnectionRequest.local().user("a").build());
    assertThat(rejected).isInstanceOf(HbaDecision.FileRejected.class);
  }

  @Test
  void anEditorIsDeadAfterTheEdit() {
    HbaFile file = HbaFile.parse(FILE, V16);
    List<HbaEditor> kept = new ArrayList<>();
    HbaFile same = file.edit(kept::add);
    assertThat(same).isSameAs(file);
    HbaEditor dead = kept.get(0);
    assertThatThrownBy(() -> dead.insertFirst(docker())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void builderStringsAreLexemesAndLiteralIsAName() {
    HbaRule keyword = HbaRule.local().database("all").user("bob").method(AuthMethod.PEER).build();
    HbaRule name =
        HbaRule.local()
            .database(HbaRule.literal("all"))
            .user("bob")
            .method(AuthMethod.PEER)
            .build();
    assertThat(keyword.databases().get(0).isKeyword("all")).isTrue();
    assertThat(name.databases().get(0).isKeyword("all")).isFalse();
    assertThat(name.sameMeaning(keyword)).isFalse();
    assertThat(name.source()).isEqualTo("local \"all\" bob peer");
    assertThat(HbaRule.literal("a\"b")).isEqualTo("\"a\"\"b\"");
    HbaRule.Builder blank = HbaRule.local().database("my db").user("bob").method(AuthMethod.PEER);
    assertThatThrownBy(blank::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HbaRule.literal");
  }

  @Test
  void meaningIsComparedNotText() {
    HbaFile file =
        HbaFile.parse(
            """
            host a,b x 127.0.0.1/32 md5
            host b,"a" x 127.0.0.1 255.255.255.255 md5
            host b,"a" x 127.0.0.1/31 md5
            local all all ident
            local all all peer
            """,
            V16);
    assertThat(file.rules().get(0).sameMeaning(file.rules().get(1))).isTrue();
    assertThat(file.rules().get(0)).isNotEqualTo(file.rules().get(1));
    assertThat(file.rules().get(1).sameMeaning(file.rules().get(2))).isFalse();
    assertThat(file.rules().get(3).sameMeaning(file.rules().get(4))).isTrue();
  }

  @Test
  void writesAndReadsBackWithTheModeKept(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("pg_hba.conf");
    byte[] latin1 = "local \u00dcber all trust\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(path, latin1);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    HbaFile before = HbaFile.read(path, V16);
    assertThat(before.bytes()).isEqualTo(latin1);
    HbaRule rule =
        HbaRule.local()
            .database("all")
            .user(HbaRule.literal("Üser"))
            .method(AuthMethod.PEER)
            .build();
    HbaFile after = before.edit(e -> e.insertLast(rule));
    after.writeTo(path);
    HbaFile again = HbaFile.read(path, V16);
    assertThat(again.bytes()).isEqualTo(after.bytes()).startsWith(latin1);
    assertThat(again.rules().get(1).users().get(0).text()).isEqualTo("Üser");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r-----");
  }
}
