package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** The README's example is the code that runs here. */
class ReadmeTest {
  @Test
  void showsTheCodeThatIsCompiled() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/org/synapsepg/porting/ReadmeSample.java"));
    String sample =
        source
            .substring(source.indexOf("// tag::sample") + 15, source.indexOf("  // end::sample"))
            .replaceAll("(?m)^  ", "");

    assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + sample + "```");
  }

  @PostgresTest(majors = 18)
  void portsADatabase(TestDatabase target, @TempDir Path folder) throws Exception {
    Path source = folder.resolve("homeserver.db");
    SynapseFixture.of(1, SqliteSchema.newest()).rows(2_000).writeTo(source);
    Path certificate = folder.resolve("port-certificate.json");
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    assertThat(ReadmeSample.port(source, target.source(), certificate, nowhere)).isTrue();
    assertThat(PortCertificate.read(certificate).check(target.source()).isSame()).isTrue();
  }
}
