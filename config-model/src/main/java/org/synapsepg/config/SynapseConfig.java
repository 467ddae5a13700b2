package org.synapsepg.config;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.synapsepg.config.internal.ConfigFile;
import org.synapsepg.config.internal.yaml.Constructor;
import org.synapsepg.config.internal.yaml.YamlException;
import org.synapsepg.config.internal.yaml.YamlText;
import org.synapsepg.config.internal.yaml.YamlValue;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SourceLocation;

/**
 * A Synapse configuration of one or more files, read as Synapse reads it: in order, a later file's
 * top-level key replacing an earlier one's as a whole; a folder gives its {@code *.yaml} files in
 * order of their names (Synapse documentation, "Configuration Manual"; behaviour of
 * synapse/config/_base.py). Immutable and thread-safe.
 *
 * <p>Example: {@code SynapseConfig.read(Path.of("homeserver.yaml")).databaseFor(DataStore.MAIN)}.
 */
public final class SynapseConfig {
  private final List<ConfigFile> files;
  private final Map<String, ConfigValue> topLevel;
  private final List<DatabaseEntry> databases;
  private final Findings problems;
  private final Findings ignored;

  private SynapseConfig(List<ConfigFile> files, List<Finding> ignored) {
    this.files = List.copyOf(files);
    Map<String, ConfigValue> merged = new LinkedHashMap<>();
    List<Finding> notes = new ArrayList<>(ignored);
    for (ConfigFile file : files) {
      YamlValue root = file.root();
      if (root == null || root.kind() != YamlValue.Kind.MAP) {
        notes.add(
            Finding.of(LintCode.FILE_IGNORED, "the file holds no mapping; Synapse ignores it")
                .withHint("remove it, or write 'key: value' lines into it")
                .at(SourceLocation.wholeOf(file.name())));
        continue;
      }
      new ConfigValue(file, root, 0).entries().forEach(e -> merged.put(e.key(), e.value()));
    }
    this.topLevel = merged;
    SectionReader reader = new SectionReader();
    reader.read(
        find("database"),
        find("databases"),
        find("database_path"),
        SourceLocation.wholeOf(files.isEmpty() ? "(no file)" : files.get(files.size() - 1).name()));
    this.databases = List.copyOf(reader.entries());
    this.ignored = Findings.of(notes);
    this.problems = this.ignored.plus(Findings.of(reader.problems()));
  }

  /**
   * Reads files and folders.
   *
   * @param paths files or folders, in the order of Synapse's {@code --config-path} arguments
   * @return the configuration, even if its database section has errors; see {@link #problems()}
   * @throws org.synapsepg.core.FindingsException if a file cannot be read, or is no YAML for
   *     PyYAML; it lists every such file
   */
  public static SynapseConfig read(Path... paths) {
    return read(List.of(paths));
  }

  /**
   * Reads files and folders.
   *
   * @param paths files or folders, in the order of Synapse's {@code --config-path} arguments
   * @return the configuration, even if its database section has errors; see {@link #problems()}
   * @throws org.synapsepg.core.FindingsException if a file cannot be read, or is no YAML for
   *     PyYAML; it lists every such file
   */
  public static SynapseConfig read(List<Path> paths) {
    List<Finding> failures = new ArrayList<>();
    SynapseConfig config = readLeniently(paths, failures);
    Findings.of(failures).throwIfErrors();
    return config;
  }

  /**
   * Reads a text instead of a file.
   *
   * @param name the name for messages
   * @param text the text
   * @return the configuration, even if its database section has errors; see {@link #problems()}
   * @throws org.synapsepg.core.FindingsException if the text is no YAML for PyYAML
   */
  public static SynapseConfig parse(String name, String text) {
    List<Finding> failures = new ArrayList<>();
    ConfigFile file = parse(name, null, () -> YamlText.of(text), failures);
    Findings.of(failures).throwIfErrors();
    return new SynapseConfig(file == null ? List.of() : List.of(file), List.of());
  }

  static SynapseConfig readLeniently(List<Path> paths, List<Finding> failures) {
    List<Finding> ignored = new ArrayList<>();
    List<ConfigFile> files = new ArrayList<>();
    for (Path path : expand(paths, failures, ignored)) {
      try {
        byte[] bytes = readBytes(path);
        ConfigFile file = parse(path.toString(), path, () -> YamlText.of(bytes), failures);
        if (file != null) {
          files.add(file);
        }
      } catch (IOException e) {
        failures.add(unreadable(path, e));
      }
    }
    return new SynapseConfig(files, ignored);
  }

  static byte[] readBytes(Path path) throws IOException {
    if (Files.size(path) > YamlText.MAX_BYTES) {
      return new byte[YamlText.MAX_BYTES + 1];
    }
    return Files.readAllBytes(path);
  }

  static Finding unreadable(Path path, IOException cause) {
    return Finding.of(
            LintCode.FILE_UNREADABLE,
            "the file cannot be read (" + cause.getClass().getSimpleName() + ")")
        .withHint("check that it exists and that this process may read it")
        .at(SourceLocation.wholeOf(path.toString()));
  }

  private static List<Path> expand(
      List<Path> paths, List<Finding> failures, List<Finding> ignored) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> children = Files.list(path)) {
        for (Path child :
            children.sorted(java.util.Comparator.comparing(Path::toString)).toList()) {
          if (Files.isRegularFile(child) && child.toString().endsWith(".yaml")) {
            files.add(child);
          } else {
            ignored.add(
                Finding.of(
                        LintCode.FILE_IGNORED, "found in a folder of configuration files; ignored")
                    .withHint("Synapse reads files whose names end in '.yaml'")
                    .at(SourceLocation.wholeOf(child.toString())));
          }
        }
      } catch (IOException e) {
        failures.add(unreadable(path, e));
      }
    }
    return files;
  }

  interface TextSource {
    YamlText open();
  }

  private static @Nullable ConfigFile parse(
      String name, @Nullable Path path, TextSource source, List<Finding> failures) {
    return guarded(
        name, source, text -> new ConfigFile(name, path, text, Constructor.read(text)), failures);
  }

  /** What a text gives; null and a failure where it is no YAML. */
  static <T> @Nullable T guarded(
      String name, TextSource source, Function<YamlText, T> reading, List<Finding> failures) {
    YamlText text = null;
    try {
      text = source.open();
      return reading.apply(text);
    } catch (YamlException e) {
      SourceLocation at =
          text == null
              ? SourceLocation.wholeOf(name)
              : new SourceLocation(name, text.line(e.index()), text.column(e.index()));
      LintCode code =
          e.isLimit()
              ? LintCode.YAML_LIMIT
              : e.problem().contains("a tab") ? LintCode.YAML_TAB : LintCode.YAML_SYNTAX;
      String hint =
          switch (code) {
            case YAML_LIMIT -> "shorten the file; Synapse itself would need too much memory for it";
            case YAML_TAB -> "indent with spaces";
            default -> "correct the text there; Synapse does not start with it";
          };
      failures.add(Finding.of(code, e.problem()).withHint(hint).at(at));
      return null;
    }
  }

  List<ConfigFile> files() {
    return files;
  }

  /**
   * The files that were read, in order; empty for a text.
   *
   * @return their paths, folders replaced by their files
   */
  public Set<Path> sources() {
    Set<Path> paths = new LinkedHashSet<>();
    for (ConfigFile file : files) {
      if (file.path() != null) {
        paths.add(file.path());
      }
    }
    return paths;
  }

  /**
   * Every database, in the order of the file.
   *
   * @return those whose sections could be read
   */
  public List<DatabaseEntry> databases() {
    return databases;
  }

  /**
   * The database that holds a data store.
   *
   * @param store the data store
   * @return its database
   * @throws org.synapsepg.core.FindingsException if there is none, or several, or the sections have
   *     errors that Synapse would stop at
   */
  public DatabaseEntry databaseFor(DataStore store) {
    problems.throwIfErrors();
    return databases.stream()
        .filter(entry -> entry.stores().contains(store))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no database holds the data store " + store.key()));
  }

  /**
   * What Synapse itself would refuse or ignore in the database sections, and files it would ignore.
   *
   * @return all of it
   */
  public Findings problems() {
    return problems;
  }

  /**
   * The value of a top-level key in effect.
   *
   * @param key the key
   * @return its value
   */
  public Optional<ConfigValue> find(String key) {
    return Optional.ofNullable(topLevel.get(key));
  }

  /** Names the files; never a value. */
  @Override
  public String toString() {
    return "SynapseConfig" + files;
  }
}
