package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Python interpreters with real Synapse releases: the folders {@code v<release>} in the folders
 * that the environment variable {@code SYNAPSE_VENVS} names, as {@code .ci/synapse-venvs} makes
 * them.
 */
final class SynapseVenvs {
  private SynapseVenvs() {}

  /** The interpreters by release; never empty. Skips the test without any, fails it in CI. */
  static Map<String, Path> pythons() throws IOException {
    Map<String, Path> found = new TreeMap<>();
    for (String folder : System.getenv().getOrDefault("SYNAPSE_VENVS", "").split(":", -1)) {
      if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
        continue;
      }
      try (Stream<Path> children = Files.list(Path.of(folder))) {
        for (Path child : children.toList()) {
          Path python = child.resolve("bin/python");
          String name = String.valueOf(child.getFileName());
          if (name.startsWith("v") && Files.isExecutable(python) && hasSynapse(child)) {
            found.putIfAbsent(name.substring(1), python);
          }
        }
      }
    }
    if (found.isEmpty()) {
      String message = "SKIPPED: SYNAPSE_VENVS names no folder with virtualenvs of Synapse";
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
    }
    return found;
  }

  /** A virtualenv whose installation was broken off has none. */
  private static boolean hasSynapse(Path venv) throws IOException {
    try (DirectoryStream<Path> libraries =
        Files.newDirectoryStream(venv.resolve("lib"), "python3*")) {
      for (Path library : libraries) {
        if (Files.isDirectory(library.resolve("site-packages/synapse"))) {
          return true;
        }
      }
      return false;
    }
  }

  /** What one of our scripts prints, as lines. */
  static List<String> run(Path python, Path folder, Path input, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(python.toString());
    command.add(Path.of("src/test/python", script).toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectError(errors.toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said + Files.readString(errors)).isZero();
    return said.lines().toList();
  }
}
