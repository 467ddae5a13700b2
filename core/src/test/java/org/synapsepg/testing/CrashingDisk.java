package org.synapsepg.testing;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashSet;
import java.util.Set;

/**
 * A view of the real file system that ends at the n-th step which changes something, as when the
 * power goes: nothing is changed any more, a write at that moment is done by half, and {@link
 * #settle} loses what was written but never forced to the disk. Or it lets that one step fail.
 *
 * <p>Steps: making a file, writing, forcing, changing mode or owner, renaming, deleting. For one
 * thread.
 */
public final class CrashingDisk extends FileSystem {
  /** The end of the process. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("the power is gone", null, false, false);
    }
  }

  private final FileSystem real = FileSystems.getDefault();
  private final CrashingProvider provider = new CrashingProvider(this);
  private final Set<Path> unforced = new HashSet<>();
  private final int last;
  private final boolean onlyFails;
  private int steps;
  private boolean dead;

  private CrashingDisk(int last, boolean onlyFails) {
    this.last = last;
    this.onlyFails = onlyFails;
  }

  /** Ends at a step, counted from 1. */
  public static CrashingDisk crashingAt(int step) {
    return new CrashingDisk(step, false);
  }

  /** Fails at a step, counted from 1, with an IOException; the next ones work. */
  public static CrashingDisk failingAt(int step) {
    return new CrashingDisk(step, true);
  }

  /** A real path, seen through this disk. */
  public Path path(Path path) {
    return new CrashingPath(this, path);
  }

  /** Whether the step came. */
  public boolean hasStruck() {
    return steps >= last;
  }

  /** After a crash: files with content that was never forced lose half of it. */
  public void settle() throws IOException {
    for (Path path : unforced) {
      if (Files.exists(path)) {
        byte[] content = Files.readAllBytes(path);
        Files.write(path, java.util.Arrays.copyOf(content, content.length / 2));
      }
    }
    unforced.clear();
  }

  /** Counts a step; whether it is the one at which everything ends. */
  boolean ends() throws IOException {
    if (dead) {
      throw new Crash();
    }
    steps++;
    if (steps == last && onlyFails) {
      throw new IOException("the disk fails");
    }
    dead = steps == last;
    return dead;
  }

  void step() throws IOException {
    if (ends()) {
      throw new Crash();
    }
  }

  void written(Path path) {
    unforced.add(path);
  }

  void forced(Path path) {
    unforced.remove(path);
  }

  void moved(Path from, Path to) {
    unforced.remove(to);
    if (unforced.remove(from)) {
      unforced.add(to);
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return java.util.List.of(path(Path.of("/")));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return path(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = real.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(CrashingPath.real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
