package org.synapsepg.pghba.internal.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The paths that a file's references lead to, alike in every grammar. Original: {@code
 * AbsoluteConfigLocation} and {@code GetConfFilesInDir} of PostgreSQL's {@code
 * src/backend/utils/misc/conffiles.c}, and {@code canonicalize_path}.
 */
public final class IncludePaths {
  private static final String ENDING = ".conf";

  private IncludePaths() {}

  /**
   * Where a name leads to: an absolute one stays as it is, another belongs to the folder of the
   * file that names it.
   *
   * @param from the path of that file
   * @param name the name
   * @return the path
   */
  public static String locate(String from, String name) {
    if (name.startsWith("/")) {
      return name;
    }
    int slash = from.lastIndexOf('/');
    return canonical(join(slash < 0 ? "" : slash == 0 ? "/" : from.substring(0, slash), name));
  }

  /**
   * What {@code include_dir} takes of the names in a folder, in its order.
   *
   * @param folder the folder's path
   * @param names what is in it
   * @return paths; subfolders with such names are among them
   */
  public static List<String> taken(String folder, Collection<String> names) {
    List<String> taken = new ArrayList<>();
    for (String name : names) {
      if (name.length() > ENDING.length() && !name.startsWith(".") && name.endsWith(ENDING)) {
        taken.add(name);
      }
    }
    taken.sort((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));
    taken.replaceAll(name -> canonical(join(folder, name)));
    return taken;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String join(String folder, String name) {
    if (folder.isEmpty()) {
      return name;
    }
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  /** Without empty parts, single dots, and parts that are taken back by two dots. */
  private static String canonical(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      boolean up =
          part.equals("..") && !parts.isEmpty() && !parts.get(parts.size() - 1).equals("..");
      if (up) {
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    String joined = String.join("/", parts);
    return path.startsWith("/") ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
