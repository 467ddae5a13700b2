package org.synapsepg.core.text;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Replaces a file in one step: whoever opens it sees the old content or the new one, also after a
 * crash, and never a part.
 *
 * <p>The new content is written to a temporary file in the same folder that only its owner may
 * read, brought to the disk, given the mode, owner and group of the file that it replaces, and
 * renamed over it; then the folder is brought to the disk. A symbolic link stays, its target is
 * replaced. If any of that fails, the old file is untouched and the temporary one is removed. Not
 * kept, because a rename makes a new file: further hard links, access control lists beyond the
 * mode, extended attributes.
 *
 * <p>A file that does not exist is created, readable for its owner alone.
 *
 * <p>Immutable. Example: {@code FileReplacement.of(path).keepingBackup(".bak").write(bytes)}.
 */
public final class FileReplacement {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final int LONGEST_LINK_CHAIN = 40;

  private final Path path;
  private final @Nullable String backupSuffix;
  private final @Nullable byte[] expected;

  private FileReplacement(Path path, @Nullable String backupSuffix, @Nullable byte[] expected) {
    this.path = path;
    this.backupSuffix = backupSuffix;
    this.expected = expected;
  }

  /**
   * The replacement of a file.
   *
   * @param path the file, or a symbolic link to it
   * @return a replacement that has not been done yet
   */
  public static FileReplacement of(Path path) {
    return new FileReplacement(path, null, null);
  }

  /**
   * Keeps the replaced content beside the file. An earlier backup of the same name is replaced.
   *
   * @param suffix what to add to the file's name, for example {@code .bak}; not empty, no separator
   * @return a changed copy
   */
  public FileReplacement keepingBackup(String suffix) {
    if (suffix.isEmpty() || suffix.indexOf('/') >= 0 || suffix.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(
          "'" + suffix + "' cannot be added to a file's name; expected something like '.bak'");
    }
    return new FileReplacement(path, suffix, expected);
  }

  /**
   * Refuses if the file does not have this content, because someone changed it since it was read.
   *
   * @param content what the file must hold
   * @return a changed copy
   */
  public FileReplacement onlyIfStill(byte[] content) {
    return new FileReplacement(path, backupSuffix, content.clone());
  }

  /**
   * Replaces the file.
   *
   * @param content the new content
   * @throws TextFileException if it cannot be done; the file is as it was
   */
  public void write(byte[] content) {
    try {
      replace(content);
    } catch (IOException e) {
      throw TextFileException.notReplaced(path, e);
    }
  }

  private void replace(byte[] content) throws IOException {
    Path target = followLinks(path.toAbsolutePath());
    byte[] old = readIfExists(target);
    if (expected != null && !Arrays.equals(expected, old)) {
      throw new TextFileException(
          TextFileCode.CHANGED_MEANWHILE,
          path,
          "'" + path + "' has changed since it was read; read it again and repeat the edit",
          null);
    }
    if (backupSuffix != null && old != null) {
      writeBeside(target, target.resolveSibling(target.getFileName() + backupSuffix), old);
    }
    writeBeside(target, target, content);
  }

  /** Writes content under a name in the folder of {@code model}, with its mode and owner. */
  private void writeBeside(Path model, Path target, byte[] content) throws IOException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new DirectoryNotEmptyException(target.toString());
    }
    Path folder = target.getParent();
    if (folder == null) {
      throw new NoSuchFileException(target.toString());
    }
    Path temporary =
        Files.createTempFile(folder, "." + target.getFileName() + ".", ".new", ownerOnly(folder));
    boolean done = false;
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      keepOwnerAndMode(model, temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(temporary);
      }
    }
    syncFolder(folder);
  }

  private void keepOwnerAndMode(Path model, Path temporary) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (view == null || !Files.exists(model)) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
    PosixFileAttributes present = view.readAttributes();
    try {
      if (!present.group().equals(wanted.group())) {
        view.setGroup(wanted.group());
      }
      if (!present.owner().equals(wanted.owner())) {
        view.setOwner(wanted.owner());
      }
    } catch (IOException e) {
      throw new TextFileException(
          TextFileCode.OWNER_NOT_KEPT,
          path,
          "'"
              + path
              + "' belongs to "
              + wanted.owner()
              + ":"
              + wanted.group()
              + " and this process cannot make a file of that owner, so it was left as it is;"
              + " run as that user or as root",
          e);
    }
    // After the owner, because a change of owner may take mode bits away.
    view.setPermissions(wanted.permissions());
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notReadableByUs) {
      // The content is on the disk already; only the mode may come later.
      return;
    }
  }

  private static Path followLinks(Path start) throws IOException {
    Path here = start;
    for (int i = 0; i < LONGEST_LINK_CHAIN; i++) {
      if (!Files.isSymbolicLink(here)) {
        return here;
      }
      here = here.resolveSibling(Files.readSymbolicLink(here)).normalize();
    }
    throw new IOException("too many symbolic links: " + start);
  }

  private static @Nullable byte[] readIfExists(Path target) throws IOException {
    try {
      return Files.readAllBytes(target);
    } catch (NoSuchFileException missing) {
      return null;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    boolean posix = Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null;
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notSupportedHere) {
      // Windows cannot open a folder; the rename is as durable there as the system makes it.
      return;
    }
  }
}
