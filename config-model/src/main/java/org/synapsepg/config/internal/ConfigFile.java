package org.synapsepg.config.internal;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import org.synapsepg.config.internal.yaml.YamlText;
import org.synapsepg.config.internal.yaml.YamlValue;
import org.synapsepg.core.SourceLocation;

/**
 * One file that was read.
 *
 * @param name the name for messages
 * @param path where it is; null for a text
 * @param text its text
 * @param root its value; null for an empty file
 */
public record ConfigFile(
    String name, @Nullable Path path, YamlText text, @Nullable YamlValue root) {
  /** The place of an index into the text. */
  public SourceLocation locate(int index) {
    return new SourceLocation(name, text.line(index), text.column(index));
  }

  /** Names no content. */
  @Override
  public String toString() {
    return name;
  }
}
