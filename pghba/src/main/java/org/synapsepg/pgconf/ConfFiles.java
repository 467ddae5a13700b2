package org.synapsepg.pgconf;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.text.SourceText;

/**
 * The files of one server's configuration as they were read: the top file, what it includes, and
 * postgresql.auto.conf. Immutable.
 */
final class ConfFiles {
  private final PgVersion version;
  private final FileSource source;
  private final String top;
  private final String auto;
  private final Map<String, ConfDocument> documents;

  private ConfFiles(
      PgVersion version,
      FileSource source,
      String top,
      String auto,
      Map<String, ConfDocument> documents) {
    this.version = version;
    this.source = source;
    this.top = top;
    this.auto = auto;
    this.documents = Collections.unmodifiableMap(documents);
  }

  /** Reads what a top file includes, and the file of ALTER SYSTEM if it is there. */
  static ConfFiles load(PgVersion version, FileSource source, ConfDocument top, String autoPath) {
    String auto = autoPath.equals(top.path()) ? "" : autoPath;
    Map<String, ConfDocument> documents = new LinkedHashMap<>();
    documents.put(top.path(), top);
    byte[] bytes = auto.isEmpty() ? null : source.read(Path.of(auto));
    if (bytes != null) {
      documents.put(auto, ConfDocument.parse(auto, SourceText.of(bytes)));
    }
    ConfReader reader = new ConfReader(source, documents, false);
    reader.readTop(top.path());
    reader.readTop(auto);
    return new ConfFiles(version, source, top.path(), auto, documents);
  }

  /** The same files, one of them with other content. */
  ConfFiles with(ConfDocument document) {
    Map<String, ConfDocument> changed = new LinkedHashMap<>(documents);
    changed.put(document.path(), document);
    return new ConfFiles(version, source, top, auto, changed);
  }

  ConfReader reader(boolean session) {
    return new ConfReader(source, ConfReader.copyOf(documents), session);
  }

  SettingCatalog catalog() {
    return SettingCatalog.of(version);
  }

  PgVersion version() {
    return version;
  }

  String top() {
    return top;
  }

  String auto() {
    return auto;
  }

  ConfDocument topDocument() {
    return Objects.requireNonNull(documents.get(top));
  }

  Map<String, ConfDocument> documents() {
    return documents;
  }
}
