package org.synapsepg.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.synapsepg.check.Command;

/**
 * PostgreSQL's client programs ({@code pg_dump}, {@code createdb}, …) of one major version, from
 * where packages of Linux distributions put them or from the path. The servers of the tests bring
 * none.
 */
public final class ClientPrograms {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** The first major whose programs set what no server before it knows. */
  private static final int SETS_TRANSACTION_TIMEOUT = 17;

  private final int major;
  private final Path folder;

  private ClientPrograms(int major, Path folder) {
    this.major = major;
    this.folder = folder;
  }

  /**
   * The oldest installed ones of at least this major. {@code pg_dump} refuses a server that is
   * newer than itself. Where there are none the test is skipped, with a message.
   */
  public static ClientPrograms ofAtLeast(int major) throws IOException, InterruptedException {
    NavigableMap<Integer, Path> installed = installed();
    Map.Entry<Integer, Path> found = installed.ceilingEntry(major);
    Assumptions.assumeTrue(
        found != null,
        () ->
            "SKIPPED: no client programs of PostgreSQL "
                + major
                + " or newer are installed, only "
                + installed.keySet());
    return new ClientPrograms(Objects.requireNonNull(found).getKey(), found.getValue());
  }

  private static NavigableMap<Integer, Path> installed() throws IOException, InterruptedException {
    List<Path> folders = new ArrayList<>();
    Path packages = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(packages)) {
      try (Stream<Path> versions = Files.list(packages)) {
        versions.sorted().map(v -> v.resolve("bin")).forEach(folders::add);
      }
    }
    Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
        .map(Path::of)
        .forEach(folders::add);
    NavigableMap<Integer, Path> installed = new TreeMap<>();
    for (Path folder : folders) {
      Path program = folder.resolve("pg_dump");
      if (Files.isExecutable(program)) {
        Process process = new ProcessBuilder(program.toString(), "--version").start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher version = VERSION.matcher(output);
        if (process.waitFor() == 0 && version.find()) {
          installed.putIfAbsent(Integer.valueOf(version.group(1)), folder);
        }
      }
    }
    return installed;
  }

  /** Whether {@code pg_restore} can restore into a server of this major. */
  public boolean restoresInto(int server) {
    return major < SETS_TRANSACTION_TIMEOUT || server >= SETS_TRANSACTION_TIMEOUT;
  }

  /** The command with the program's full name. */
  public List<String> arguments(Command command) {
    List<String> arguments = new ArrayList<>(command.arguments());
    arguments.set(0, folder.resolve(arguments.get(0)).toString());
    return arguments;
  }

  /** Runs a command, which must end well, and gives what it printed. */
  public String run(Command command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(arguments(command));
    builder.environment().putAll(command.environment());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command.render(), output).isZero();
    return output;
  }
}
