package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.synapsepg.config.deploy.DeploymentInspector;
import org.synapsepg.core.Secret;

/**
 * What the module needs to run: itself, core, and three small libraries; neither HikariCP nor
 * pgjdbc nor junixsocket.
 */
class OptionalDependenciesTest {
  /** Whatever else is needed belongs into the count of {@link #staysSmall}. */
  private static final List<String> NEEDED =
      List.of("jakarta.annotation-api-", "jakarta.json-api-", "parsson-");

  private static final int MOST_BYTES = 500_000;

  @Test
  void staysSmall() throws IOException {
    long libraries = 0;
    for (Path jar : libraries()) {
      libraries += Files.size(jar);
    }
    long own = jarSize(folderOf(ConfigDocument.class));
    long core = jarSize(folderOf(Secret.class));
    System.getLogger(OptionalDependenciesTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "bytes: {0} the module, {1} other libraries, {2} core",
            own,
            libraries,
            core);
    assertThat(own + libraries)
        .as("bytes of the module's jar and the libraries of others that it needs")
        .isLessThan(MOST_BYTES);
  }

  private static Path folderOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /** Of a jar with these classes, as the build makes it. */
  private static long jarSize(Path classes) throws IOException {
    if (Files.isRegularFile(classes)) {
      return Files.size(classes);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.size();
  }

  private static List<Path> libraries() {
    List<Path> found = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path name = Path.of(entry).getFileName();
      if (name != null && NEEDED.stream().anyMatch(name.toString()::startsWith)) {
        found.add(Path.of(entry));
      }
    }
    assertThat(found).hasSameSizeAs(NEEDED);
    return found;
  }

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
    List<Path> paths = new ArrayList<>(libraries());
    paths.add(folderOf(ConfigDocument.class));
    paths.add(folderOf(Secret.class));
    paths.add(folderOf(Program.class));
    List<URL> urls = new ArrayList<>();
    for (Path path : paths) {
      urls.add(path.toUri().toURL());
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
      findings += DeploymentInspector.builder(config).build().checkOidc().size();
      return jdbc.url() + " " + findings;
    }
  }
}
