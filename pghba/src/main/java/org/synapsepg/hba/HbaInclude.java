package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Optional;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that puts other files in its place (16 and later). */
public final class HbaInclude implements HbaLine {
  private final RawLine raw;
  private final String word;
  private final String target;
  private final List<HbaFile> files;
  private final @Nullable String error;

  HbaInclude(RawLine raw, String word, String target, List<HbaFile> files, @Nullable String error) {
    this.raw = raw;
    this.word = word;
    this.target = target;
    this.files = List.copyOf(files);
    this.error = error;
  }

  @Override
  public String source() {
    return raw.body();
  }

  /**
   * Which include it is.
   *
   * @return {@code include}, {@code include_if_exists} or {@code include_dir}
   */
  public String word() {
    return word;
  }

  /**
   * What it names.
   *
   * @return the path as written, decoded
   */
  public String target() {
    return target;
  }

  /**
   * What it brings in, in the order in which the server reads it. Empty if it names an optional
   * file that is not there, a folder without files, or something that the server passes over.
   *
   * @return documents of their own; edit and write them as such
   */
  public List<HbaFile> files() {
    return files;
  }

  /**
   * Why the server refuses it.
   *
   * @return the server's message, if it does
   */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }
}
