package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.PgVersion;

class HbaLinterTest {
  private static HbaFile file(String text, int major) {
    return HbaFile.parse(text, PgVersion.of(major));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "host all bob 10.0.0.0/8 trust ; TRUST",
        "host all bob 10.0.0.0/8 password ; CLEAR_TEXT_PASSWORD",
        "host all bob 10.0.0.0/8 ident ; IDENT_OVER_NETWORK",
        "host all bob 10.0.0.0/8 md5 ; MD5",
        "host all bob 10.0.0.7/8 scram-sha-256 ; HOST_BITS",
        "host all bob 10/8 scram-sha-256 ; UNUSUAL_ADDRESS",
        "host all bob 10.0.0.0 255.0.255.0 scram-sha-256 ; MASK_WITH_HOLES",
        "host all all 0.0.0.0/0 scram-sha-256 ; TOO_WIDE",
        "host all bob db.example.org scram-sha-256 ; HOST_NAME",
        "host all bob 300.1.1.1 scram-sha-256 ; NEVER_MATCHES",
        "host all bob ALL scram-sha-256 ; QUOTED_KEYWORD",
        "host all bob ::ffff:10.0.0.0/104 scram-sha-256 ; NEVER_MATCHES",
        "local \"all\" bob peer ; QUOTED_KEYWORD",
        "local /^a bob peer ; UNANCHORED_REGEX",
        "local /^a|b$ bob peer ; UNANCHORED_REGEX",
        "local db1 ,db2 peer ; BLANK_BEFORE_COMMA",
        "local all bob peer map=a map=b ; SUSPICIOUS_OPTION",
        "host all bob 10.0.0.0/8 gss include_realm=true ; SUSPICIOUS_OPTION",
        "hostssl all bob 10.0.0.0/8 md5 clientname=DN ; SUSPICIOUS_OPTION",
        "local * bob peer ; SUSPICIOUS_OPTION",
        "host all all 10.0.0.0 md5 ; INVALID_LINE"
      })
  void finds(String line, HbaCode code) {
    assertThat(HbaLinter.lint(file(line + "\n", 16)).withCode(code)).as(line).isNotEmpty();
  }

  @Test
  void aPlainFileHasNoFindings() {
    HbaFile file =
        file("# all fine\nlocal all all peer\nhostssl synapse su 10.1.0.0/16 scram-sha-256\n", 16);
    assertThat(HbaLinter.lint(file)).isEmpty();
  }

  @Test
  void findsRulesThatNeverDecide() {
    HbaFile file =
        file(
            """
            host all all 10.0.0.0/8 scram-sha-256
            hostssl db bob 10.1.0.0/16 reject
            host all all 10.0.0.0 255.0.0.0 scram-sha-256
            host replication all 10.1.0.0/16 scram-sha-256
            host "all" all 10.0.0.0/9 reject
            local all all peer
            """,
            16);
    Map<HbaRule, HbaRule> shadows = HbaLinter.shadows(file);
    List<HbaRule> rules = file.rules();
    assertThat(shadows.keySet())
        .containsExactlyInAnyOrder(rules.get(1), rules.get(2), rules.get(4));
    assertThat(HbaLinter.lint(file).withCode(HbaCode.DUPLICATE)).hasSize(1);
    assertThat(HbaLinter.lint(file).withCode(HbaCode.SHADOWED)).hasSize(2);
    HbaRule wide =
        HbaRule.host().database("all").user("all").address("all").method(AuthMethod.REJECT).build();
    assertThat(HbaLinter.shadowedBy(file, rules.get(0), wide)).containsExactly(rules.get(0));
  }

  @Test
  void shadowedRulesNeverDecideInSimulation() {
    HbaFile file =
        file(
            "host a,b bob 10.0.0.0/8 md5\nhostssl a bob 10.2.0.0/16 trust\nhost c bob all md5\n",
            16);
    HbaRule shadowed = HbaLinter.shadows(file).keySet().iterator().next();
    HbaDecision decision =
        file.decide(ConnectionRequest.tcp("10.2.3.4").ssl(true).user("bob").database("a").build());
    assertThat(((HbaDecision.Matched) decision).rule()).isNotEqualTo(shadowed);
  }

  @Test
  void findsTrapsInLines() {
    assertThat(
            HbaLinter.lint(file("# C:\\\nlocal all all peer\n", 14))
                .withCode(HbaCode.COMMENT_SWALLOWS_LINE))
        .hasSize(1);
    assertThat(
            HbaLinter.lint(file("\uFEFFlocal all all peer\n", 14))
                .withCode(HbaCode.BYTE_ORDER_MARK))
        .hasSize(1);
    assertThat(HbaLinter.lint(file("local all all peer\0\n", 14)).withCode(HbaCode.NUL_BYTE))
        .hasSize(1);
  }

  @Test
  void includesThatLoadNothingAreFound() {
    HbaFile file =
        HbaFile.parse(
            "pg_hba.conf",
            "include folder\ninclude \"\"\nlocal all all peer\n".getBytes(StandardCharsets.UTF_8),
            HbaServer.of(PgVersion.of(16)),
            AuthFiles.of(Map.of("folder/x.conf", new byte[0])));
    assertThat(file.loads()).isTrue();
    assertThat(HbaLinter.lint(file).withCode(HbaCode.INCLUDE_WITHOUT_EFFECT)).hasSize(2);
  }

  @Test
  void tellsWhatAnUpgradeChanges() {
    HbaFile file = file("local /^a(b all trust\nlocal /db all trust\nlocal all all peer\n", 15);
    assertThat(file.loads()).isTrue();
    List<Finding> found = HbaLinter.upgrade(file, PgVersion.of(16)).toList();
    assertThat(found).hasSize(3);
    assertThat(found.get(0).message()).isEqualTo("PostgreSQL 16 does not load this file");
    assertThat(found.get(1).message()).contains("parentheses () not balanced");
    assertThat(found.get(2).message()).contains("regular expression from PostgreSQL 16");
    assertThat(HbaLinter.upgrade(file("local all all peer\n", 15), PgVersion.of(18))).isEmpty();
    HbaFile joined = file("local all all \\\n trust\n", 14);
    assertThat(HbaLinter.upgrade(joined, PgVersion.of(13)).hasErrors()).isTrue();
  }

  @Test
  void sslOffIsFound() {
    HbaServer server = HbaServer.builder(PgVersion.of(16)).sslEnabled(false).build();
    HbaFile file =
        HbaFile.parse(
            "f",
            "hostssl all bob 10.0.0.0/8 md5\n".getBytes(StandardCharsets.UTF_8),
            server,
            AuthFiles.none());
    assertThat(HbaLinter.lint(file).withCode(HbaCode.SSL_OFF)).hasSize(1);
  }
}
