package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Large tables are kept from autovacuum until their indexes are there, and not a moment longer. */
class AutovacuumTest {
  private static final String OPTIONS =
      "SELECT relname || reloptions::text FROM pg_class WHERE reloptions IS NOT NULL"
          + " AND relnamespace = 'public'::regnamespace";

  @TempDir Path folder;

  @PostgresTest
  void isOffWhileATableIsFilled(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    assertThat(whileIndexesAreMade(target)).containsExactly("events{autovacuum_enabled=off}");
    assertThat(target.query(OPTIONS)).isEmpty();
  }

  @PostgresTest
  void whatSomebodySetStaysAsItIs(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute("ALTER TABLE events SET (autovacuum_enabled = on, fillfactor = 90)");
    List<String> before = target.query(OPTIONS);
    assertThat(whileIndexesAreMade(target)).containsExactlyElementsOf(before);
    assertThat(target.query(OPTIONS)).isEqualTo(before);
  }

  @PostgresTest
  void otherSettingsStay(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute("ALTER TABLE events SET (fillfactor = 90)");
    assertThat(whileIndexesAreMade(target))
        .containsExactly("events{fillfactor=90,autovacuum_enabled=off}");
    assertThat(target.query(OPTIONS)).containsExactly("events{fillfactor=90}");
  }

  private Set<String> whileIndexesAreMade(TestDatabase target) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 43, 1200);
    Set<String> seen = new ConcurrentSkipListSet<>();
    HaltingSource source =
        new HaltingSource(
            target.source(),
            0,
            sql -> {
              if (sql.startsWith("CREATE ") && sql.contains("INDEX ")) {
                seen.addAll(target.query(OPTIONS));
              }
            });
    PortOutcome outcome = HaltTest.run(file, source);
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    return new TreeSet<>(seen);
  }
}
