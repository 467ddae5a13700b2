package org.synapsepg.testing;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does everything as the default provider does, and counts what changes something. */
final class CrashingProvider extends FileSystemProvider {
  private final CrashingDisk disk;

  CrashingProvider(CrashingDisk disk) {
    this.disk = disk;
  }

  private static Path real(Path path) {
    return CrashingPath.real(path);
  }

  private static FileSystemProvider realProvider(Path path) {
    return real(path).getFileSystem().provider();
  }

  @Override
  public String getScheme() {
    return "crashing";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean makes =
        options.contains(StandardOpenOption.CREATE_NEW)
            || (options.contains(StandardOpenOption.CREATE) && !Files.exists(real(path)))
            || options.contains(StandardOpenOption.TRUNCATE_EXISTING);
    if (makes) {
      disk.step();
    }
    return new CrashingChannel(disk, real(path), FileChannel.open(real(path), options, attributes));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(real(folder))) {
      for (Path child : found) {
        Path ours = disk.path(child);
        if (filter.accept(ours)) {
          children.add(ours);
        }
      }
    }
    return new DirectoryStream<>() {
      @Override
      public java.util.Iterator<Path> iterator() {
        return children.iterator();
      }

      @Override
      public void close() {
        children.clear();
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    disk.step();
    Files.createDirectory(real(folder), attributes);
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return disk.path(Files.readSymbolicLink(real(link)));
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.step();
    Files.delete(real(path));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    disk.step();
    Files.copy(real(from), real(to), options);
    disk.written(real(to));
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    disk.step();
    Files.move(real(from), real(to), options);
    disk.moved(real(from), real(to));
  }

  @Override
  public boolean isSameFile(Path a, Path b) throws IOException {
    return Files.isSameFile(real(a), real(b));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    realProvider(path).checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    V view = Files.getFileAttributeView(real(path), type, options);
    if (view == null) {
      return null;
    }
    Object counting =
        Proxy.newProxyInstance(
            CrashingProvider.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("set")) {
                disk.step();
              }
              try {
                return method.invoke(view, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
    return type.cast(counting);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return Files.readAttributes(real(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    disk.step();
    Files.setAttribute(real(path), attribute, value, options);
  }
}
