package org.synapsepg.hba;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files that exist in memory only. */
final class FilesInMemory implements AuthFiles {
  private final Map<String, byte[]> contents = new HashMap<>();

  FilesInMemory(Map<String, byte[]> contents) {
    contents.forEach((path, bytes) -> this.contents.put(path, bytes.clone()));
  }

  @Override
  public Status status(String path) {
    if (contents.containsKey(path)) {
      return Status.FILE;
    }
    String folder = prefix(path);
    if (contents.keySet().stream().anyMatch(p -> p.startsWith(folder))) {
      return Status.DIRECTORY;
    }
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (contents.containsKey(path.substring(0, slash))) {
        return Status.NOT_A_DIRECTORY;
      }
    }
    return Status.MISSING;
  }

  @Override
  public byte[] read(String path) throws IOException {
    byte[] bytes = contents.get(path);
    if (bytes == null) {
      throw new FileNotFoundException(path);
    }
    return bytes.clone();
  }

  @Override
  public List<String> names(String path) {
    String folder = prefix(path);
    return contents.keySet().stream()
        .filter(p -> p.startsWith(folder) && p.indexOf('/', folder.length()) < 0)
        .map(p -> p.substring(folder.length()))
        .toList();
  }

  private static String prefix(String path) {
    if (path.isEmpty() || path.equals(".")) {
      return "";
    }
    return path.endsWith("/") ? path : path + "/";
  }
}
