package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.synapsepg.core.PgVersion;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;

class HbaAdvisorTest {
  private static final PgVersion V16 = PgVersion.of(16);
  private static final String REFUSAL =
      "FATAL:  no pg_hba.conf entry for host \"172.27.0.2\", user \"homelab\", "
          + "database \"matrix-chat\", no encryption";

  @Test
  void fromARefusalToTheSmallestRule() {
    HbaFile before =
        HbaFile.parse("local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n", V16);
    PgProblem problem = PgErrors.explain(REFUSAL);
    assertThat(problem).isInstanceOf(PgProblem.NoHbaEntry.class);
    ConnectionRequest request = ConnectionRequest.from((PgProblem.NoHbaEntry) problem);
    assertThat(before.decide(request)).isInstanceOf(HbaDecision.NoRule.class);
    HbaAdvice advice = HbaAdvisor.on(before).allow(request, AuthMethod.SCRAM_SHA_256);
    assertThat(advice.file().diffFrom(before))
        .contains("+hostnossl matrix-chat homelab 172.27.0.2/32 scram-sha-256\n");
    HbaDecision decision = advice.file().decide(request);
    assertThat(decision).isInstanceOf(HbaDecision.Matched.class);
    assertThat(((HbaDecision.Matched) decision).rule()).isEqualTo(advice.rule().orElseThrow());
    for (ConnectionRequest other :
        new ConnectionRequest[] {
          request.toBuilder().user("other").build(),
          request.toBuilder().database("other").build(),
          request.toBuilder().ssl(true).build(),
          ConnectionRequest.tcp("172.27.0.3")
              .ssl(false)
              .database("matrix-chat")
              .user("homelab")
              .build()
        }) {
      assertThat(advice.file().decide(other)).isInstanceOf(HbaDecision.NoRule.class);
    }
    assertThat(advice.alternatives())
        .extracting(a -> a.rule().address().orElseThrow().toString())
        .contains("172.16.0.0/12", "172.27.0.0/16");
    assertThat(advice.findings().render()).contains("listen_addresses").contains("pg_reload_conf");
  }

  @Test
  void identOnTheWayIsStoodBefore() {
    HbaFile before = HbaFile.parse("local all all peer\nhost all all ::1/128 ident\n", V16);
    ConnectionRequest request =
        ConnectionRequest.tcp("::1")
            .ssl(false)
            .gssEncrypted(false)
            .database("synapse")
            .user("synapse_user")
            .build();
    PgProblem problem =
        PgErrors.explain("FATAL:  Ident authentication failed for user \"synapse_user\"");
    HbaAdvice advice = HbaAdvisor.on(before).lift(problem, request, AuthMethod.SCRAM_SHA_256);
    HbaRule rule = advice.rule().orElseThrow();
    assertThat(advice.file().lineOf(rule)).isEqualTo(2);
    assertThat(advice.findings().render()).contains("so far 'host all all ::1/128 ident' decides");
    assertThat(advice.file().rules()).hasSize(3);
  }

  @Test
  void saysWhenTheFileIsNotTheReason() {
    HbaFile file = HbaFile.parse("host all all all scram-sha-256\n", V16);
    ConnectionRequest request = ConnectionRequest.tcp("10.0.0.1").ssl(false).user("bob").build();
    HbaAdvice already = HbaAdvisor.on(file).allow(request, AuthMethod.SCRAM_SHA_256);
    assertThat(already.file()).isSameAs(file);
    assertThat(already.rule()).isEmpty();
    assertThat(already.findings().render()).contains("already");
    HbaAdvice password =
        HbaAdvisor.on(file)
            .lift(
                PgErrors.explain("FATAL:  password authentication failed for user \"bob\""),
                request,
                AuthMethod.SCRAM_SHA_256);
    assertThat(password.findings().render()).contains("stored as MD5");
  }

  @Test
  void warnsOfWhatAMethodOpens() {
    HbaFile file = HbaFile.parse("local all all scram-sha-256\n", V16);
    ConnectionRequest request = ConnectionRequest.tcp("10.0.0.1").ssl(false).user("bob").build();
    assertThat(
            HbaAdvisor.on(file).allow(request, AuthMethod.TRUST).findings().withCode(HbaCode.TRUST))
        .isNotEmpty();
    assertThat(HbaAdvisor.on(file).allow(request, AuthMethod.MD5).findings().withCode(HbaCode.MD5))
        .isNotEmpty();
  }

  @Test
  void namesThatMeanSomethingElseAreWrittenSoThatTheyDoNot() {
    HbaFile file = HbaFile.parse("local nobody nobody reject\n", V16);
    for (String name : new String[] {"all", "a b", "+x", "@x", "/^db", "x,y", "a\"b", "samerole"}) {
      ConnectionRequest request = ConnectionRequest.local().user(name).database(name).build();
      HbaAdvice advice = HbaAdvisor.on(file).allow(request, AuthMethod.SCRAM_SHA_256);
      assertThat(advice.file().loads()).as(name).isTrue();
      assertThat(advice.file().decide(request)).as(name).isInstanceOf(HbaDecision.Matched.class);
      assertThat(advice.file().decide(ConnectionRequest.local().user("u").database("d").build()))
          .as(name)
          .isInstanceOf(HbaDecision.NoRule.class);
    }
  }
}
