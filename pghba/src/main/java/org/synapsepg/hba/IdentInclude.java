package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Optional;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that puts other files in its place (16 and later). */
public final class IdentInclude implements IdentLine {
  private final RawLine raw;
  private final List<IdentFile> files;
  private final @Nullable String error;

  IdentInclude(RawLine raw, List<IdentFile> files, @Nullable String error) {
    this.raw = raw;
    this.files = List.copyOf(files);
    this.error = error;
  }

  @Override
  public String source() {
    return raw.body();
  }

  /**
   * What it brings in, in the order in which the server reads it.
   *
   * @return documents of their own; edit and write them as such
   */
  public List<IdentFile> files() {
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
