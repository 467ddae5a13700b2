package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.hba.AuthFiles;

class PgConfEditorTest {
  private static final PgVersion V16 = PgVersion.of(16);

  private static String edited(String text, java.util.function.Consumer<PgConfEditor> edits) {
    return PgConfFile.parse(text, V16).edit(edits).text().text();
  }

  @Test
  void changesTheLineThatCountsAndKeepsTheRest() {
    String text =
        """
        # head
        work_mem = 1MB   # first
        WORK_MEM = 2MB\t\t\t# last
          port=5432
        """;
    assertThat(edited(text, e -> e.set("work_mem", "64MB")))
        .isEqualTo(text.replace("2MB\t\t\t#", "64MB\t\t\t#"));
    assertThat(edited(text, e -> e.set("Port", 5433)))
        .isEqualTo(text.replace("port=5432", "port=5433"));
  }

  @Test
  void keepsTheColumnOfTheComment() {
    assertThat(edited("work_mem = 1MB   # c\n", e -> e.set("work_mem", "1234kB")))
        .isEqualTo("work_mem = 1234kB # c\n");
    assertThat(edited("work_mem = 1MB       # c\n", e -> e.set("work_mem", "1234kB")))
        .isEqualTo("work_mem = 1234kB    # c\n");
    assertThat(
            edited(
                "#shared_buffers = 128MB\t\t\t# min 128kB\n", e -> e.set("shared_buffers", "2GB")))
        .isEqualTo("shared_buffers = 2GB\t\t\t# min 128kB\n");
  }

  @Test
  void keepsNameAndValueApart() {
    assertThat(edited("port''\n", e -> e.set("port", 1))).isEqualTo("port 1\n");
    assertThat(edited("port=''# c\n", e -> e.set("port", 1))).isEqualTo("port=1# c\n");
  }

  @Test
  void takesTheSampleLineAsThePlace() {
    String text = "#work_mem is a prose comment\n# work_mem = 4MB\t# min 64kB\nport = 1\n";
    assertThat(edited(text, e -> e.set("work_mem", ByteSize.mebibytes(2048))))
        .isEqualTo(text.replace("# work_mem = 4MB\t#", "work_mem = 2GB\t\t#"));
  }

  @Test
  void appendsWithTheLineEndingOfTheFile() {
    assertThat(edited("port = 1\r\n# x", e -> e.set("my.setting", "a b")))
        .isEqualTo("port = 1\r\n# x\r\nmy.setting = 'a b'\r\n");
    assertThat(edited("", e -> e.set("port", 1))).isEqualTo("port = 1\n");
  }

  @Test
  void quotesExactlyWhenNeeded() {
    String empty = "application_name = x\n";
    for (String bare :
        List.of("localhost", "db.example.com", "my-db.example", "10", "a/b", "1.5")) {
      assertThat(edited(empty, e -> e.set("application_name", bare)))
          .isEqualTo("application_name = " + bare + "\n");
    }
    for (String quoted : List.of("*", "db.example", "10.0.0.1", "a, b", "", " a", "a#b", "8 MB")) {
      assertThat(edited(empty, e -> e.set("application_name", quoted)))
          .isEqualTo("application_name = '" + quoted + "'\n");
    }
    assertThat(edited("", e -> e.set("application_name", "it's C:\\x\ny")))
        .isEqualTo("application_name = 'it''s C:\\\\x\\ny'\n");
  }

  @Test
  void writesReadableUnits() {
    assertThat(
            edited(
                "",
                e ->
                    e.set("shared_buffers", ByteSize.kibibytes(262144))
                        .set("work_mem", ByteSize.kibibytes(1500))
                        .set("checkpoint_timeout", Duration.ofMinutes(15))
                        .set("deadlock_timeout", Duration.ofMillis(1500))
                        .set("fsync", false)))
        .isEqualTo(
            """
            shared_buffers = 256MB
            work_mem = 1500kB
            checkpoint_timeout = 15min
            deadlock_timeout = 1500ms
            fsync = off
            """);
  }

  @Test
  void commentsOutAndRemovesEveryOccurrence() {
    String text = "fsync = off # a\nport = 1\n  FSYNC off\n";
    assertThat(edited(text, e -> e.commentOut("fsync")))
        .isEqualTo("#fsync = off # a\nport = 1\n#  FSYNC off\n");
    assertThat(edited(text, e -> e.unset("fsync"))).isEqualTo("port = 1\n");
    PgConfFile file = PgConfFile.parse(text, V16);
    assertThat(file.edit(e -> e.commentOut("jit"))).isSameAs(file);
    assertThat(file.edit(e -> e.set("port", "1"))).isSameAs(file);
  }

  @Test
  void refusesWhatTheServerWouldRefuseAllAtOnce() {
    PgConfFile file = PgConfFile.parse("port = 1\n", V16);
    assertThatThrownBy(
            () ->
                file.edit(
                    e ->
                        e.set("work_mem", "1kB")
                            .set("nosuch", "1")
                            .set("io_method", "worker")
                            .set("block_size", "1")
                            .set("port", ByteSize.kibibytes(1))
                            .set("my.own.x", "1")))
        .isInstanceOfSatisfying(
            FindingsException.class,
            e -> {
              assertThat(e.findings().size()).isEqualTo(6);
              assertThat(e.findings().render())
                  .contains("1 kB is outside the valid range for parameter \"work_mem\"")
                  .contains("it is new in PostgreSQL 18");
            });
    assertThatThrownBy(() -> file.edit(e -> e.set("max_connections", 3)))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("must be less than max_connections");
    assertThatThrownBy(() -> file.edit(e -> e.set("wal_level", "minimal")))
        .isInstanceOf(FindingsException.class);
    assertThat(
            file.edit(e -> e.set("wal_level", "minimal").set("max_wal_senders", 0)).text().text())
        .endsWith("wal_level = minimal\nmax_wal_senders = 0\n");
  }

  @Test
  void reportsLinesThatALaterOneOverrides() {
    assertThat(PgConfFile.parse("port = 1\nsort_mem = 1MB\nwork_mem = 2MB\n", V16).check().render())
        .contains("postgresql.conf:2:1: warning [pgconf.overridden] 'sort_mem' has no effect here")
        .doesNotContain("'port'");
  }

  @Test
  void resetIsToCommentOut() {
    String text = "work_mem = 1MB\nport = 1 # c\nWORK_MEM = 2MB\n";
    assertThat(edited(text, e -> e.reset("work_mem")))
        .isEqualTo("#work_mem = 1MB\nport = 1 # c\n#WORK_MEM = 2MB\n");
    assertThat(edited(edited(text, e -> e.reset("work_mem")), e -> e.set("work_mem", "3MB")))
        .isEqualTo("work_mem = 3MB\nport = 1 # c\n#WORK_MEM = 2MB\n");
  }

  @Test
  void aNameThatCannotBeExpressedIsAFinding() {
    AuthFiles files =
        new AuthFiles() {
          @Override
          public Status status(String path) {
            return Status.UNNAMEABLE;
          }

          @Override
          public byte[] read(String path) {
            throw new IllegalStateException(path);
          }

          @Override
          public List<String> names(String path) {
            return List.of();
          }
        };
    for (String word : List.of("include", "include_if_exists", "include_dir")) {
      ConfDocument top =
          ConfDocument.parse("/c/postgresql.conf", SourceText.of(word + " '\u00e9'\n"));
      ConfReader reader = ConfFiles.load(V16, files, top, "/c/auto").reader(false);
      assertThat(reader.readTop("/c/postgresql.conf")).as(word).isFalse();
      assertThat(reader.findings().get(0).message())
          .contains("/c/\u00e9", "Invalid or incomplete multibyte");
    }
  }

  @Test
  void anEditorIsDeadAfterTheEdit() {
    List<PgConfEditor> kept = new ArrayList<>();
    PgConfFile.parse("", V16).edit(kept::add);
    assertThatThrownBy(() -> kept.get(0).set("port", 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void editsTheIncludedFileThatCounts(@TempDir Path folder) throws IOException {
    Path top = folder.resolve("postgresql.conf");
    Path part = folder.resolve("conf.d/10.conf");
    Files.createDirectories(folder.resolve("conf.d"));
    Files.writeString(top, "work_mem = 1MB\ninclude_dir 'conf.d'\nport = 1\n");
    Files.writeString(part, "work_mem = 2MB\n");
    Files.writeString(folder.resolve("postgresql.auto.conf"), "port = '7'\n");
    PgConfFile before = PgConfFile.read(top, V16);
    PgConfFile after = before.edit(e -> e.set("work_mem", "3MB").set("port", 2));
    assertThatThrownBy(() -> after.writeTo(top)).isInstanceOf(IllegalStateException.class);
    assertThat(after.write()).hasSize(2);
    assertThat(part).hasContent("work_mem = 3MB\n");
    assertThat(top).hasContent("work_mem = 1MB\ninclude_dir 'conf.d'\nport = 2\n");
    assertThat(after.effectOf(before))
        .extracting(c -> c.name() + " " + c.activation())
        .containsExactly("port NOTHING", "work_mem RELOAD");
    assertThat(after.effectOf(before).get(0).reason()).contains("ALTER SYSTEM RESET port");
  }

  @Test
  void tellsWhatAChangeNeeds() {
    PgConfFile before =
        PgConfFile.parse("fsync = off\nport = 5432\nwork_mem = 4096\njit = on\n", V16);
    PgConfFile after =
        before.edit(
            e ->
                e.set("listen_addresses", "*")
                    .commentOut("fsync")
                    .set("work_mem", "4MB")
                    .unset("jit")
                    .set("post_auth_delay", 1)
                    .set("my.x", "1"));
    assertThat(after.effectOf(before))
        .extracting(c -> c.name() + " " + c.activation())
        .containsExactly(
            "fsync RELOAD",
            "jit NOTHING",
            "listen_addresses RESTART",
            "my.x RELOAD",
            "post_auth_delay NEW_SESSION",
            "work_mem NOTHING");
    ServerState forced = ServerState.unknown().commandLine("listen_addresses", "localhost");
    assertThat(after.effectOf(before, forced).get(2).activation()).isEqualTo(Activation.NOTHING);
    assertThat(after.effectOf(after)).isEmpty();
  }
}
