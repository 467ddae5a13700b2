package org.synapsepg.config.deploy;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * What a numeric user and group may do with files, told from mode, owner and group alone. Access
 * control lists and read-only mounts are not looked at.
 */
record ServerUser(int uid, int gid) {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int ENTER = 1;

  boolean may(Path path, int what) throws IOException {
    Map<String, Object> is = Files.readAttributes(path, "unix:uid,gid,mode");
    int mode = number(is.get("mode"));
    if (uid == 0) {
      return true;
    }
    int bits;
    if (number(is.get("uid")) == uid) {
      bits = mode >> 6;
    } else if (number(is.get("gid")) == gid) {
      bits = mode >> 3;
    } else {
      bits = mode;
    }
    return (bits & what) == what;
  }

  private static int number(@Nullable Object attribute) {
    return attribute instanceof Integer i ? i : -1;
  }

  /** The first folder on the way to a path that this user may not enter. */
  Optional<Path> closedParent(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path real = Files.exists(absolute) ? absolute.toRealPath() : absolute;
    for (Path way : new Path[] {absolute, real}) {
      Deque<Path> folders = new ArrayDeque<>();
      for (Path up = way.getParent(); up != null; up = up.getParent()) {
        folders.push(up);
      }
      for (Path folder : folders) {
        if (Files.isDirectory(folder) && !may(folder, ENTER)) {
          return Optional.of(folder);
        }
      }
    }
    return Optional.empty();
  }

  String chown(String path) {
    return "chown " + uid + ":" + gid + " '" + path + "'";
  }

  @Override
  public String toString() {
    return uid + ":" + gid;
  }
}
