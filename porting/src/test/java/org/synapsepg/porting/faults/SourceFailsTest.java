package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * The source cannot be read any more after the first write: no refusal, for something was written,
 * and no success, but a failure that names the reason and that the next run goes on from.
 */
@Tag("faults")
class SourceFailsTest {
  /** What ends a chunk of rows. */
  private static final String CHUNK = "WITH owner";

  /** What is done when all rows are there, before they are compared with the source. */
  private static final String STATISTICS = "ANALYZE";

  @TempDir Path folder;

  private interface Damage {
    void happens() throws Exception;
  }

  private static PortOutcome run(Path file, ConnectionSource target) throws InterruptedException {
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(file))
            .to(target)
            .workers(1)
            .chunkSize(ByteSize.kibibytes(64))
            .build();
    try (PortRun run = job.start()) {
      return Objects.requireNonNull(run.await(Duration.ofMinutes(2)), "the run hangs");
    }
  }

  /** Something happens to the source just before such a statement for the nth time. */
  private static ConnectionSource when(
      TestDatabase target, String statement, int nth, Damage damage) {
    AtomicInteger left = new AtomicInteger(nth);
    return new HaltingSource(
        target.source(),
        0,
        sql -> {
          if (sql.startsWith(statement) && left.decrementAndGet() == 0) {
            try {
              damage.happens();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        });
  }

  private static void failed(PortOutcome outcome, SourceCode... because) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Failed.class);
    assertThat(((PortOutcome.Failed) outcome).findings().toList())
        .as(String.valueOf(outcome))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isIn((Object[]) because);
              assertThat(finding.hint()).as("what to do").isPresent();
            });
  }

  private static void completesLikeARunThatWasLeftAlone(Path file, TestDatabase target)
      throws Exception {
    PortOutcome second = run(file, target.source());
    assertThat(second).as(String.valueOf(second)).isInstanceOf(PortOutcome.Completed.class);
    try (TestDatabase whole = target.server().newDatabase()) {
      MiniSynapse.prepare(whole);
      assertThat(run(file, whole.source())).isInstanceOf(PortOutcome.Completed.class);
      assertThat(MiniSynapse.difference(MiniSynapse.content(whole), target)).isEmpty();
    }
  }

  /** By another process: closing the file here would drop the locks that SQLite holds here. */
  private static void elsewhere(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private void cut(TestDatabase target, String at, int nth) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 53, 600);
    Path whole = Files.copy(file, folder.resolve("whole.db"));
    MiniSynapse.prepare(target);
    PortOutcome first =
        run(
            file,
            when(
                target,
                at,
                nth,
                () -> elsewhere("truncate", "-s", "65536", file.toAbsolutePath().toString())));
    // Whoever comes first to a page that is gone: our reader, or SQLite.
    failed(first, SourceCode.TRUNCATED, SourceCode.CORRUPT, SourceCode.NOT_READABLE);
    Files.copy(whole, file, StandardCopyOption.REPLACE_EXISTING);
    completesLikeARunThatWasLeftAlone(file, target);
  }

  @PostgresTest(majors = 18)
  void aFileThatIsCutWhileRowsAreCopied(TestDatabase target) throws Exception {
    cut(target, CHUNK, 3);
    assertThat(folder).isNotEmptyDirectory();
  }

  @PostgresTest(majors = 18)
  void aFileThatIsCutBeforeItIsCompared(TestDatabase target) throws Exception {
    cut(target, STATISTICS, 1);
    assertThat(folder).isNotEmptyDirectory();
  }

  @PostgresTest(majors = {14, 18})
  void aServerThatStartsAndWritesWhereNoLockCanPreventIt(TestDatabase target) throws Exception {
    written(target, CHUNK, 3);
    assertThat(target.query("SELECT name FROM users WHERE name = '@new:x'")).hasSize(1);
  }

  @PostgresTest(majors = 18)
  void aServerThatWritesBeforeTheRowsAreCompared(TestDatabase target) throws Exception {
    written(target, STATISTICS, 1);
    assertThat(target.query("SELECT name FROM users WHERE name = '@new:x'")).hasSize(1);
  }

  private void written(TestDatabase target, String at, int nth) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 59, 600);
    SqliteFile.change(file, "PRAGMA journal_mode = WAL");
    assertThat(folder.resolve("homeserver.db-wal")).doesNotExist();
    MiniSynapse.prepare(target);
    PortOutcome first =
        run(
            file,
            when(
                target,
                at,
                nth,
                () -> {
                  try (Connection server = DriverManager.getConnection("jdbc:sqlite:" + file);
                      Statement statement = server.createStatement()) {
                    for (String sql :
                        List.of(
                            "DELETE FROM event_edges WHERE event_id = '$event11'",
                            "UPDATE events SET content = '{}' WHERE stream_ordering % 7 = 3",
                            "INSERT INTO users VALUES ('@new:x', 1)")) {
                      statement.execute(sql);
                    }
                  }
                }));
    failed(first, SourceCode.CHANGED_WHILE_READ);
    completesLikeARunThatWasLeftAlone(file, target);
  }
}
