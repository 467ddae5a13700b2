package org.synapsepg.porting.internal.verify;

import jakarta.annotation.Nullable;

/** The version of this library, as its jar states it. */
public final class LibraryVersion {
  private LibraryVersion() {}

  /**
   * The version.
   *
   * @return the version, or {@code development} when classes were not loaded from a jar
   */
  public static String text() {
    String named =
        LibraryVersion.class.getModule().getDescriptor() == null
            ? null
            : LibraryVersion.class.getModule().getDescriptor().rawVersion().orElse(null);
    return orElse(named, orElse(implementation(), "development"));
  }

  private static @Nullable String implementation() {
    return LibraryVersion.class.getPackage().getImplementationVersion();
  }

  private static String orElse(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
