package org.synapsepg.hba;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this machine. */
final class FilesOnDisk implements AuthFiles {
  @Override
  public Status status(String path) {
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      return Status.UNNAMEABLE;
    }
    if (Files.isDirectory(file)) {
      return Files.isReadable(file) ? Status.DIRECTORY : Status.FORBIDDEN;
    }
    if (Files.exists(file)) {
      return Files.isReadable(file) ? Status.FILE : Status.FORBIDDEN;
    }
    for (Path up = file.getParent(); up != null; up = up.getParent()) {
      if (Files.exists(up)) {
        return Files.isDirectory(up) ? Status.MISSING : Status.NOT_A_DIRECTORY;
      }
    }
    return Status.MISSING;
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Files.readAllBytes(Path.of(path));
  }

  @Override
  public List<String> names(String path) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(path))) {
      return all.filter(p -> !Files.isDirectory(p))
          .map(p -> String.valueOf(p.getFileName()))
          .toList();
    }
  }
}
