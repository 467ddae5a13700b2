package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Secret;
import org.synapsepg.core.SynapsePgException;
import org.synapsepg.testing.CrashingDisk;

/** Writing a file while the power goes, at every step: the old content or the new one. */
class WriteToCrashTest {
  private static final String OLD =
      "server_name: example.org\ndatabase: {name: sqlite3, args: {database: x}}\n";
  private static final String MODE = "rw-r-----";
  private static final DatabaseEngine.Postgres TARGET =
      DatabaseEngine.Postgres.builder().user("u").password(Secret.of("p")).dbname("d").build();
  private static final String NEW =
      ConfigDocument.parse("x", OLD).edit(e -> e.setDatabase(TARGET)).text();

  @TempDir private Path top = Path.of("");

  /** A folder with the file behind two links, with its own mode and, for root, owner. */
  private record Place(Path folder, Path file, Path link, Object owner) {}

  private Place place(String name) throws IOException {
    Path folder = Files.createDirectory(top.resolve(name));
    Path file = Files.writeString(folder.resolve("homeserver.yaml"), OLD);
    if ("root".equals(Files.getOwner(file).getName())) {
      Files.setAttribute(file, "unix:uid", 4321);
      Files.setAttribute(file, "unix:gid", 4322);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(MODE));
    Path second = Files.createSymbolicLink(folder.resolve("b"), Path.of("homeserver.yaml"));
    Path link = Files.createSymbolicLink(folder.resolve("a"), second);
    return new Place(folder, file, link, owner(file));
  }

  private static Object owner(Path file) throws IOException {
    return List.of(
        Objects.requireNonNull(Files.getAttribute(file, "unix:uid")),
        Objects.requireNonNull(Files.getAttribute(file, "unix:gid")));
  }

  private static void assertWhole(Place place, String content) throws IOException {
    assertThat(content).isIn(OLD, NEW);
    assertThat(Files.isSymbolicLink(place.link)).isTrue();
    assertThat(Files.isSymbolicLink(place.folder.resolve("b"))).isTrue();
    assertThat(Files.isSymbolicLink(place.file)).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.file)))
        .isEqualTo(MODE);
    assertThat(owner(place.file)).isEqualTo(place.owner);
  }

  private static List<String> names(Place place) throws IOException {
    try (Stream<Path> files = Files.list(place.folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  /** Crashes at every step; gives how many there are. */
  private int crashEverywhere(BiConsumer<CrashingDisk, Place> write, String backup)
      throws IOException {
    for (int step = 1; ; step++) {
      Place place = place("crash" + backup + step);
      CrashingDisk disk = CrashingDisk.crashingAt(step);
      try {
        write.accept(disk, place);
      } catch (CrashingDisk.Crash gone) {
        assertThat(disk.hasStruck()).isTrue();
      }
      disk.settle();
      String content = Files.readString(place.file);
      assertWhole(place, content);
      Path kept = place.folder.resolve("homeserver.yaml" + backup);
      if (!backup.isEmpty() && (content.equals(NEW) || Files.exists(kept))) {
        assertThat(kept).hasContent(OLD);
      }
      if (!disk.hasStruck()) {
        assertThat(content).isEqualTo(NEW);
        return step - 1;
      }
    }
  }

  private static void write(CrashingDisk disk, Place place, String backup) {
    Path link = disk.path(place.link);
    ConfigDocument changed = ConfigDocument.read(link).edit(e -> e.setDatabase(TARGET));
    if (backup.isEmpty()) {
      changed.writeTo(link);
    } else {
      changed.writeTo(link, backup);
    }
  }

  @Test
  void isOldOrNewAfterACrashAtEveryStep() throws IOException {
    assertThat(crashEverywhere((disk, place) -> write(disk, place, ""), "")).isGreaterThan(5);
  }

  @Test
  void keepsTheBackupWholeAfterACrashAtEveryStep() throws IOException {
    assertThat(crashEverywhere((disk, place) -> write(disk, place, ".bak"), ".bak"))
        .isGreaterThan(10);
  }

  @Test
  void cutsOverOrNotAfterACrashAtEveryStep() throws IOException {
    for (int step = 1; ; step++) {
      Place place = place("cutover" + step);
      CrashingDisk disk = CrashingDisk.crashingAt(step);
      try {
        CutoverPlan.of(disk.path(place.file), TARGET).apply();
      } catch (CrashingDisk.Crash gone) {
        assertThat(disk.hasStruck()).isTrue();
      }
      disk.settle();
      String content = Files.readString(place.file);
      assertWhole(place, content);
      if (content.equals(NEW)) {
        assertThat(place.folder.resolve("homeserver-old-sqlite.yaml")).hasContent(OLD);
      }
      if (!disk.hasStruck()) {
        assertThat(step).isGreaterThan(10);
        return;
      }
    }
  }

  @Test
  void leavesTheOldFileAloneWhereAStepFails() throws IOException {
    int failures = 0;
    for (int step = 1; ; step++) {
      Place place = place("fail" + step);
      CrashingDisk disk = CrashingDisk.failingAt(step);
      String expected = NEW;
      try {
        write(disk, place, "");
      } catch (SynapsePgException e) {
        expected = OLD;
        failures++;
      }
      assertWhole(place, Files.readString(place.file));
      assertThat(place.file).hasContent(expected);
      assertThat(names(place)).containsExactly("a", "b", "homeserver.yaml");
      if (!disk.hasStruck()) {
        assertThat(failures).isGreaterThan(3);
        return;
      }
    }
  }

  /** That the disk tells a careless writer from a careful one. */
  @Test
  void theDiskFindsCarelessWriters() throws IOException {
    boolean lost = false;
    boolean lostAfterRename = false;
    for (int step = 1; step < 6; step++) {
      Place place = place("careless" + step);
      CrashingDisk disk = CrashingDisk.crashingAt(step);
      try {
        Files.writeString(disk.path(place.file), NEW);
      } catch (CrashingDisk.Crash gone) {
        assertThat(disk.hasStruck()).isTrue();
      }
      disk.settle();
      lost |= !List.of(OLD, NEW).contains(Files.readString(place.file));
      Place other = place("unforced" + step);
      CrashingDisk second = CrashingDisk.crashingAt(step);
      Path temporary = second.path(other.folder.resolve("t"));
      try {
        Files.writeString(temporary, NEW);
        Files.move(
            temporary, second.path(other.file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      } catch (CrashingDisk.Crash gone) {
        assertThat(second.hasStruck()).isTrue();
      }
      second.settle();
      lostAfterRename |= !List.of(OLD, NEW).contains(Files.readString(other.file));
    }
    assertThat(lost).isTrue();
    assertThat(lostAfterRename).isTrue();
  }
}
