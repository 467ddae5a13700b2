package org.synapsepg.core;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * This module and what it needs of the JDK fit into an image of their own; the driver and an
 * application are on the image's class path.
 */
@ExtendWith(PostgresExtension.class)
class JlinkImageTest {
  private static final String APPLICATION =
      """
      import java.util.Properties;
      import org.synapsepg.check.DatabaseInspector;
      import org.synapsepg.core.ConnectionSource;

      public class Application {
        public static void main(String[] arguments) {
          Properties properties = new Properties();
          properties.setProperty("user", arguments[1]);
          properties.setProperty("password", arguments[2]);
          DatabaseInspector inspector =
              DatabaseInspector.on(ConnectionSource.of(arguments[0], properties));
          System.out.print("mismatches " + inspector.checkLocale().mismatches().size()
              + ", sequences " + inspector.checkSequences().states().size());
        }
      }
      """;

  @Test
  void runsInAnImageOfItsOwn(PostgresServers servers, @TempDir Path folder) throws Exception {
    Path core = location(ConnectionSource.class);
    Path annotations = location(Nullable.class);
    Path driver = location(Driver.class);
    String needed =
        tool(
                "jdeps",
                "--print-module-deps",
                "--ignore-missing-deps",
                "--multi-release",
                "17",
                driver)
            .strip();
    assertThat(needed).contains("java.sql");

    Path image = folder.resolve("image");
    tool(
        "jlink",
        "--module-path",
        core + File.pathSeparator + annotations,
        "--add-modules",
        "org.synapsepg.core," + needed,
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        image);
    Path source = Files.writeString(folder.resolve("Application.java"), APPLICATION);
    tool("javac", "-proc:none", "-classpath", core, "-d", folder, source);

    PostgresServer server = servers.newest();
    try (TestDatabase database = server.newDatabase()) {
      database.execute("CREATE TABLE t (id serial)");
      Process process =
          new ProcessBuilder(
                  image.resolve("bin").resolve("java").toString(),
                  "-classpath",
                  driver + File.pathSeparator + folder,
                  "Application",
                  "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database.name(),
                  database.owner(),
                  database.password().reveal())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).isEqualTo("mismatches 0, sequences 1");
    }
  }

  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String tool(String name, Object... arguments) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exit = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, words);
    assertThat(exit).as("%s: %s", name, output).isZero();
    return output.toString();
  }
}
