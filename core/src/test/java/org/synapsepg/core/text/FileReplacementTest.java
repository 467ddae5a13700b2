package org.synapsepg.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplacementTest {
  @TempDir Path folder;

  @Test
  void keepsTheModeAndLeavesNothingBehind() throws IOException {
    Path file = Files.writeString(folder.resolve("pg_hba.conf"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileReplacement.of(file).write(bytes("new"));
    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-r-----");
    assertThat(names()).containsExactly("pg_hba.conf");
  }

  @Test
  void keepsOwnerAndGroup() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");
    boolean mayChangeOwner = "root".equals(Files.getOwner(file).getName());
    if (mayChangeOwner) {
      Files.setAttribute(file, "unix:uid", 4321);
      Files.setAttribute(file, "unix:gid", 4322);
    }
    Object uid = Files.getAttribute(file, "unix:uid");
    Object gid = Files.getAttribute(file, "unix:gid");
    FileReplacement.of(file).write(bytes("new"));
    assertThat(file).hasContent("new");
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(uid);
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(gid);
  }

  @Test
  void replacesWhatALinkPointsTo() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path file = Files.writeString(real.resolve("f"), "old");
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("real/f"));
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
    FileReplacement.of(first).write(bytes("new"));
    assertThat(first).isSymbolicLink();
    assertThat(second).isSymbolicLink();
    assertThat(file).hasContent("new");
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void aNewFileIsForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("homeserver.yaml");
    FileReplacement.of(file).keepingBackup(".bak").write(bytes("new"));
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(names()).containsExactly("homeserver.yaml");
  }

  @Test
  void keepsABackupWithTheSameMode() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    FileReplacement.of(file).keepingBackup(".bak").write(bytes("new"));
    assertThat(folder.resolve("f.bak")).hasContent("old");
    assertThat(mode(folder.resolve("f.bak"))).isEqualTo("rw-rw----");
    assertThat(file).hasContent("new");
  }

  @Test
  void refusesWhenTheFileChangedSinceItWasRead() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "someone else's");
    assertThatThrownBy(
            () -> FileReplacement.of(file).onlyIfStill(bytes("ours")).write(bytes("new")))
        .isInstanceOf(TextFileException.class)
        .extracting(e -> ((TextFileException) e).code())
        .isEqualTo(TextFileCode.CHANGED_MEANWHILE);
    assertThat(file).hasContent("someone else's");
    FileReplacement.of(file).onlyIfStill(bytes("someone else's")).write(bytes("new"));
    assertThat(file).hasContent("new");
  }

  @Test
  void leavesEverythingAsItWasWhenItFails() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("f"));
    Files.writeString(inTheWay.resolve("x"), "x");
    assertThatThrownBy(() -> FileReplacement.of(inTheWay).write(bytes("new")))
        .isInstanceOf(TextFileException.class)
        .hasMessageContaining("unchanged");
    assertThatThrownBy(() -> FileReplacement.of(folder.resolve("no/such/f")).write(bytes("new")))
        .isInstanceOf(TextFileException.class);
    assertThat(names()).containsExactly("f");
  }

  @Test
  void refusesALinkThatPointsToItself() throws IOException {
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThatThrownBy(() -> FileReplacement.of(loop).write(bytes("new")))
        .isInstanceOf(TextFileException.class);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
