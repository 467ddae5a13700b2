package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.hba.AuthFiles;
import org.synapsepg.pghba.internal.syntax.IncludePaths;

/**
 * The files of one server's configuration as they were read: the top file, what it includes, and
 * postgresql.auto.conf. Immutable.
 */
final class ConfFiles {
  private static final String AUTO = "postgresql.auto.conf";

  private final PgVersion version;
  private final AuthFiles source;
  private final String top;
  private final String auto;
  private final Map<String, ConfDocument> documents;

  private ConfFiles(
      PgVersion version,
      AuthFiles source,
      String top,
      String auto,
      Map<String, ConfDocument> documents) {
    this.version = version;
    this.source = source;
    this.top = top;
    this.auto = auto;
    this.documents = Collections.unmodifiableMap(documents);
  }

  /** Reads a file, what it includes, and postgresql.auto.conf in the data directory. */
  static ConfFiles read(Path path, PgVersion version, @Nullable Path dataDirectory) {
    Path absolute = path.toAbsolutePath().normalize();
    ConfDocument top = ConfDocument.parse(absolute.toString(), SourceText.read(path));
    String folder = dataDirectoryOf(top);
    if (dataDirectory != null) {
      folder = dataDirectory.toAbsolutePath().normalize().toString();
    }
    String auto =
        folder == null
            ? IncludePaths.locate(top.path(), AUTO)
            : IncludePaths.locate(folder + "/" + AUTO, AUTO);
    return load(version, AuthFiles.onDisk(), top, auto);
  }

  private static @Nullable String dataDirectoryOf(ConfDocument top) {
    String found = null;
    for (PgConfLine line : top.all()) {
      if (line instanceof PgConfSetting s && s.isNamed("data_directory")) {
        found = s.value().startsWith("/") ? s.value() : null;
      }
    }
    return found;
  }

  /** Reads what a top file includes, and the file of ALTER SYSTEM if it is there. */
  static ConfFiles load(PgVersion version, AuthFiles source, ConfDocument top, String autoPath) {
    String auto = autoPath.equals(top.path()) ? "" : autoPath;
    Map<String, ConfDocument> documents = new LinkedHashMap<>();
    documents.put(top.path(), top);
    ConfDocument laidOver = auto.isEmpty() ? null : ConfReader.read(source, auto);
    if (laidOver != null) {
      documents.put(auto, laidOver);
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

  ConfDocument document(String path) {
    return Objects.requireNonNull(documents.get(path), path);
  }

  /** The name that the server has for a setting; an unknown one stays as it is. */
  String canonical(String name) {
    return catalog().find(name).map(SettingDefinition::name).orElse(name);
  }

  /** Every place that sets a setting, in the server's order; or only those of ALTER SYSTEM. */
  List<PgConfSetting> settings(String name, boolean everywhere) {
    String wanted = canonical(name);
    ConfReader reader = reader(false);
    if (everywhere) {
      reader.readTop(top);
    }
    reader.readTop(auto);
    List<PgConfSetting> found = new ArrayList<>();
    for (Entry entry : reader.entries()) {
      if (entry.setting != null && canonical(entry.setting.name()).equals(wanted)) {
        found.add(entry.setting);
      }
    }
    return List.copyOf(found);
  }

  SourceLocation locationOf(PgConfLine line) {
    for (ConfDocument document : documents.values()) {
      if (document.lines().positionOf(line) >= 0) {
        return SourceLocation.line(document.path(), document.numberOf(line));
      }
    }
    throw new IllegalArgumentException("the line '" + line + "' is not in this file");
  }

  List<String> changedSince(ConfFiles before) {
    return documents.keySet().stream()
        .filter(path -> !document(path).text().equals(before.document(path).text()))
        .toList();
  }

  String diffFrom(ConfFiles before) {
    StringBuilder diff = new StringBuilder();
    documents.forEach(
        (path, document) -> {
          ConfDocument old = before.documents.get(path);
          if (old != null) {
            diff.append(document.text().diffFrom(old.text(), path));
          }
        });
    return diff.toString();
  }
}
