package org.synapsepg.hba

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.synapsepg.core.PgVersion

/** No else: a new kind of decision is a compile error here. */
fun explain(hba: HbaFile, request: ConnectionRequest): String =
    when (val d = hba.decide(request)) {
        is HbaDecision.Matched -> "line ${hba.lineOf(d.rule)}: ${d.rule.method()}"
        is HbaDecision.NoRule -> "refused: no rule applies"
        is HbaDecision.Undecided -> "line ${hba.lineOf(d.rule)} needs ${d.needs}"
        is HbaDecision.FileRejected -> d.errors.joinToString("\n") { it.render() }
    }

fun kind(line: HbaLine): String =
    when (line) {
        is HbaRule -> "rule"
        is HbaInclude -> "include"
        is HbaBlank -> "blank"
        is HbaInvalid -> "invalid"
    }

class ExhaustiveWhenTest {
    private val v16 = PgVersion.of(16)

    @Test
    fun everyKindOfDecisionIsExplained() {
        val hba = HbaFile.parse("# rules\nlocal all +grp peer\nhost db all 10.0.0.0/8 scram-sha-256\n", v16)
        val tcp = ConnectionRequest.tcp("10.1.1.1").user("bob").database("db").build()
        val local = ConnectionRequest.local().user("bob").build()
        val far = ConnectionRequest.tcp("::1").user("bob").build()
        assertThat(explain(hba, tcp)).isEqualTo("line 3: scram-sha-256")
        assertThat(explain(hba, far)).isEqualTo("refused: no rule applies")
        assertThat(explain(hba, local))
            .isEqualTo("line 2 needs [whether the role \"bob\" is a member of \"grp\"]")
        assertThat(explain(HbaFile.parse("host all\n", v16), far))
            .contains("pg_hba.conf:1:1").contains("end-of-line before role specification")
        assertThat(hba.lines().map(::kind)).containsExactly("blank", "rule", "rule")
    }
}
