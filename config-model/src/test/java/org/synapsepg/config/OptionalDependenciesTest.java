package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loads everything with a class path that has neither HikariCP nor pgjdbc nor junixsocket. */
class OptionalDependenciesTest {
  private static final List<String> LEFT_OUT =
      List.of("HikariCP", "postgresql-4", "junixsocket", "slf4j");

  @Test
  void worksWithoutTheOptionalLibraries() throws Exception {
    try (URLClassLoader loader = restricted()) {
      Class<?> program = loader.loadClass(Program.class.getName());
      assertThat(program.getClassLoader()).isSameAs(loader);
      Object said = program.getMethod("run").invoke(null);
      assertThat(said).isEqualTo("jdbc:postgresql://h:5432/d 1");
      assertThatThrownBy(() -> loader.loadClass("com.zaxxer.hikari.HikariConfig"))
          .isInstanceOf(ClassNotFoundException.class);
      assertThatThrownBy(() -> loader.loadClass("org.postgresql.Driver"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  private static URLClassLoader restricted() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && LEFT_OUT.stream().noneMatch(entry::contains)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  /** What a caller without those libraries does. */
  public static final class Program {
    private Program() {}

    /** Reads, lints, edits and converts. */
    public static String run() {
      ConfigDocument document =
          ConfigDocument.parse("x", "database: {name: sqlite3, args: {database: y}}\n");
      DatabaseEngine.Postgres engine = ConnectionStrings.parse("postgresql://u@h/d").engine();
      SynapseConfig config = document.edit(e -> e.setDatabase(engine)).config();
      int findings = ConfigLinter.builder().build().lint(config).size();
      JdbcSettings jdbc =
          JdbcSettings.from((DatabaseEngine.Postgres) config.databases().get(0).engine());
      jdbc.connectionSource();
      return jdbc.url() + " " + findings;
    }
  }
}
