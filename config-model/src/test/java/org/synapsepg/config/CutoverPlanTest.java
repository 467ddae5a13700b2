package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;
import org.synapsepg.core.SynapsePgException;

class CutoverPlanTest {
  private static final DatabaseEngine.Postgres TARGET =
      DatabaseEngine.Postgres.builder().user("u").password(Secret.of("s3cret")).build();
  private static final String OLD = "a: 1\ndatabase: {name: sqlite3, args: {database: x}} # c\n";
  private static final String NEW =
      "a: 1\ndatabase: {name: psycopg2, args: {user: u, password: s3cret}} # c\n";

  @Test
  void isShownFirstAndThenDone(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("homeserver.yaml"), OLD);
    CutoverPlan plan = CutoverPlan.of(file, TARGET);
    assertThat(Files.readString(file)).isEqualTo(OLD);
    assertThat(plan.diff()).contains("psycopg2").doesNotContain("s3cret");
    assertThat(plan.steps()).hasSize(5).anyMatch(s -> s.contains("homeserver-old-sqlite.yaml"));
    plan.apply();
    assertThat(Files.readString(file)).isEqualTo(NEW).isEqualTo(plan.document().text());
    assertThat(Files.readString(folder.resolve("homeserver-old-sqlite.yaml"))).isEqualTo(OLD);
    assertThatThrownBy(() -> CutoverPlan.of(file, TARGET)).isInstanceOf(FindingsException.class);
  }

  @Test
  void isNotDoneOnAFileThatChanged(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("homeserver.yaml"), OLD);
    CutoverPlan plan = CutoverPlan.of(file, TARGET);
    Files.writeString(file, "someone: else\n");
    assertThatThrownBy(plan::apply).isInstanceOf(SynapsePgException.class);
    assertThat(Files.readString(file)).isEqualTo("someone: else\n");
  }
}
