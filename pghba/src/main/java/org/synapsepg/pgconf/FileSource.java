package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where included files come from: the file system, or nowhere for a text without a place. */
interface FileSource {
  /** The content of a file; null if it is missing or cannot be read. */
  @Nullable
  byte[] read(Path path);

  /** Whether the path is a folder, which the server opens but cannot read. */
  boolean isFolder(Path path);

  /** The files of a folder that {@code include_dir} takes, in order; null if there is no folder. */
  @Nullable
  List<Path> configurationFiles(Path folder);

  /** No file exists. */
  FileSource NOWHERE =
      new FileSource() {
        @Override
        public @Nullable byte[] read(Path path) {
          return null;
        }

        @Override
        public boolean isFolder(Path path) {
          return false;
        }

        @Override
        public @Nullable List<Path> configurationFiles(Path folder) {
          return null;
        }
      };

  /** The file system of this machine. */
  FileSource SYSTEM =
      new FileSource() {
        @Override
        public @Nullable byte[] read(Path path) {
          try {
            return Files.readAllBytes(path);
          } catch (IOException missing) {
            return null;
          }
        }

        @Override
        public boolean isFolder(Path path) {
          return Files.isDirectory(path);
        }

        @Override
        public @Nullable List<Path> configurationFiles(Path folder) {
          try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = new ArrayList<>(entries.filter(FileSource::isTaken).toList());
            files.sort(
                Comparator.comparing(
                    p -> nameOf(p).getBytes(StandardCharsets.UTF_8),
                    java.util.Arrays::compareUnsigned));
            return files;
          } catch (IOException noFolder) {
            return null;
          }
        }
      };

  private static boolean isTaken(Path path) {
    String name = nameOf(path);
    return name.length() >= 6
        && name.endsWith(".conf")
        && !name.startsWith(".")
        && !Files.isDirectory(path);
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
