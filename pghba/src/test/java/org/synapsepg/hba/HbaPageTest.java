package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.PgVersion;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;

/** The snippets of the page on pg_hba.conf compile, run, and are those of the page. */
class HbaPageTest {
  private static final Path PAGE = Path.of("../docs/pg-hba.md");
  private static final Path SOURCE = Path.of("src/test/java/org/synapsepg/hba/HbaPageTest.java");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void docker(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("pg_hba.conf"), "local all all peer\n");
    String message =
        "FATAL:  no pg_hba.conf entry for host \"172.27.0.2\", user \"homelab\", database"
            + " \"matrix-chat\", no encryption";
    HbaFile before = HbaFile.read(path, PgVersion.of(16));
    PgProblem problem = PgErrors.explain(message);
    if (problem instanceof PgProblem.NoHbaEntry refused) {
      ConnectionRequest request = ConnectionRequest.from(refused);
      out.print(before.decide(request).explain());
      HbaAdvice advice = HbaAdvisor.on(before).allow(request, AuthMethod.SCRAM_SHA_256);
      out.print(advice.file().diffFrom(before));
      advice.findings().forEach(f -> out.println(f.render()));
      advice.alternatives().forEach(a -> out.println(a.rule().source() + "   # " + a.reason()));
    }
    assertThat(output())
        .contains("+hostnossl matrix-chat homelab 172.27.0.2/32 scram-sha-256")
        .contains("172.16.0.0/12");
  }

  @Test
  void edit(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("pg_hba.conf"), "local all all peer\n");
    HbaFile before = HbaFile.read(path, PgVersion.of(16));
    HbaRule docker =
        HbaRule.hostnossl()
            .database("all")
            .user("all")
            .address("172.16.0.0/12")
            .method(AuthMethod.SCRAM_SHA_256)
            .build();
    HbaFile after =
        before.edit(
            e ->
                e.insertBefore(before.rules().get(0), docker)
                    .commentAbove(docker, "containers on the Docker networks"));
    out.print(after.diffFrom(before));
    after.writeTo(path);
    assertThat(path)
        .hasContent(
            """
            # containers on the Docker networks
            hostnossl all all 172.16.0.0/12 scram-sha-256
            local all all peer
            """);
  }

  @Test
  void ident() {
    HbaFile before =
        HbaFile.parse("local all all peer\nhost all all ::1/128 ident\n", PgVersion.of(16));
    String message = "FATAL:  Ident authentication failed for user \"synapse_user\"";
    ConnectionRequest request =
        ConnectionRequest.tcp("::1")
            .ssl(false)
            .gssEncrypted(false)
            .database("synapse")
            .user("synapse_user")
            .build();
    HbaAdvice advice =
        HbaAdvisor.on(before).lift(PgErrors.explain(message), request, AuthMethod.SCRAM_SHA_256);
    out.print(advice.file().diffFrom(before));
    assertThat(output())
        .contains("+hostnossl synapse synapse_user ::1/128 scram-sha-256\n host all all ::1/128");
  }

  @Test
  void map() {
    HbaFile hba = HbaFile.parse("local synapse all peer map=synapse\n", PgVersion.of(16));
    IdentFile maps =
        IdentFile.parse("", PgVersion.of(16))
            .withMapping("synapse", "matrix-synapse", "synapse_user");
    boolean allowed =
        maps.decide("synapse", "matrix-synapse", "synapse_user", Optional.empty()).isAllowed();
    out.println(hba.rules().get(0).source() + ": " + allowed);
    assertThat(output()).contains("true");
  }

  @Test
  void thePageShowsWhatIsCompiledHere() throws IOException {
    String source = squeezed(Files.readString(SOURCE));
    Matcher matcher =
        Pattern.compile("<!-- sample: (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    List<String> names = new ArrayList<>();
    while (matcher.find()) {
      names.add(matcher.group(1));
      assertThat(source).as("sample " + matcher.group(1)).contains(squeezed(matcher.group(2)));
    }
    assertThat(names).containsExactly("docker", "edit", "ident", "map");
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }
}
