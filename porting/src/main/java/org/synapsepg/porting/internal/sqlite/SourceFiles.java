package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A database's main file and those that SQLite keeps beside it, by the names that SQLite gives
 * them: beside the file itself, not beside a symbolic link to it.
 *
 * @param main the database
 * @param wal its write-ahead log
 * @param shm the index of that log
 * @param journal its rollback journal
 */
record SourceFiles(Path main, Path wal, Path shm, Path journal) {
  private static final Set<String> SHARED =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb2",
          "smb3",
          "smbfs",
          "afs",
          "ncpfs",
          "9p",
          "virtiofs",
          "vboxsf",
          "prl_fs",
          "prl_fsd",
          "vmhgfs",
          "glusterfs",
          "lustre",
          "ceph",
          "davfs",
          "webdav");

  static SourceFiles of(Path main) throws IOException {
    Path real = main.toRealPath();
    return new SourceFiles(
        real, beside(real, "-wal"), beside(real, "-shm"), beside(real, "-journal"));
  }

  private static Path beside(Path main, String suffix) {
    return main.resolveSibling(main.getFileName() + suffix);
  }

  /** A file's size, or -1 when there is none. */
  static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : -1;
  }

  /**
   * Whether a file system of this type may be in use by another machine, whose locks and shared
   * memory do not reach this one. File systems in user space count, but for a plain disk format.
   */
  static boolean isShared(String fileSystemType) {
    String type = fileSystemType.toLowerCase(Locale.ROOT);
    return SHARED.contains(type) || type.equals("fuse") || type.startsWith("fuse.");
  }

  boolean isOnSharedFileSystem() throws IOException {
    return isShared(Files.getFileStore(main).type());
  }

  /** Whether the main file itself, not a folder above it, is a mount point (Linux). */
  boolean isMountedAlone() throws IOException {
    Path mounts = Path.of("/proc/self/mountinfo");
    return Files.isReadable(mounts)
        && Files.readAllLines(mounts).stream()
            .anyMatch(line -> isMountPoint(line, main.toString()));
  }

  /** Whether a line of mountinfo, whose fifth field is the mount point, names the path. */
  static boolean isMountPoint(String line, String path) {
    String[] fields = line.split(" ", -1);
    String escaped =
        path.replace("\\", "\\134")
            .replace(" ", "\\040")
            .replace("\t", "\\011")
            .replace("\n", "\\012");
    return fields.length > 4 && fields[4].equals(escaped);
  }
}
