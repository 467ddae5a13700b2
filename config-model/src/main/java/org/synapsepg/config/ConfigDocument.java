package org.synapsepg.config;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.synapsepg.config.internal.ConfigFile;
import org.synapsepg.config.internal.edit.EditRefused;
import org.synapsepg.config.internal.edit.YamlEdit;
import org.synapsepg.config.internal.yaml.YamlText;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Secret;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.core.text.SourceText;

/**
 * One file of a Synapse configuration, to be edited without losing a byte outside the edited value:
 * comments, blank lines, order, indentation, line endings, byte order mark, quotes and anchors
 * stay. Immutable and thread-safe; {@link #edit} gives a new document.
 *
 * <p>Example: {@code ConfigDocument.read(path).edit(e -> e.setDatabase(postgres)).writeTo(other)}.
 */
public final class ConfigDocument {
  private static final Pattern PASSWORD_LINE =
      Pattern.compile("(?m)^([-+ ][ \\t]*[\"']?(?:ssl)?password[\"']?[ \\t]*:[ \\t]*).*$");

  private final String name;
  private final @Nullable Path path;
  private final byte[] original;
  private final SourceText source;
  private final YamlEdit.State state;

  private ConfigDocument(
      String name, @Nullable Path path, byte[] original, SourceText source, YamlEdit.State state) {
    this.name = name;
    this.path = path;
    this.original = original;
    this.source = source;
    this.state = state;
  }

  /**
   * Reads a file.
   *
   * @param path the file
   * @return the document
   * @throws org.synapsepg.core.FindingsException if it cannot be read, is no YAML for PyYAML, or
   *     holds something else than a mapping
   */
  public static ConfigDocument read(Path path) {
    try {
      byte[] bytes = SynapseConfig.readBytes(path);
      return of(path.toString(), path, () -> YamlText.of(bytes));
    } catch (IOException e) {
      Findings.of(SynapseConfig.unreadable(path, e)).throwIfErrors();
      throw new UncheckedIOException(e);
    }
  }

  private static ConfigDocument of(
      String name, @Nullable Path path, SynapseConfig.TextSource source) {
    List<Finding> failures = new ArrayList<>();
    YamlEdit.State state = SynapseConfig.guarded(name, source, YamlEdit.State::of, failures);
    Findings.of(failures).throwIfErrors();
    SourceText text = SourceText.of(Objects.requireNonNull(state).text().string());
    ConfigDocument document = new ConfigDocument(name, path, text.bytes(), text, state);
    document.guarded(() -> new YamlEdit(state));
    return document;
  }

  /**
   * Takes a text.
   *
   * @param name the name for messages
   * @param text the text
   * @return the document
   * @throws org.synapsepg.core.FindingsException if it is no YAML for PyYAML, or holds something
   *     else than a mapping
   */
  public static ConfigDocument parse(String name, String text) {
    return of(name, null, () -> YamlText.of(text));
  }

  /**
   * The exact text.
   *
   * @return every character, passwords included
   */
  public String text() {
    return source.text();
  }

  /**
   * The exact bytes.
   *
   * @return a new array
   */
  public byte[] bytes() {
    return source.bytes();
  }

  /**
   * What the document says.
   *
   * @return the configuration of this one file
   */
  public SynapseConfig config() {
    return SynapseConfig.parse(name, text());
  }

  /**
   * Edits the document. What cannot be edited without touching something else (a section that comes
   * from an alias or a merge key, braces with comments inside) is refused, and nothing is changed.
   *
   * @param edits calls the verbs of the editor
   * @return the edited document; this one if nothing had to be changed
   * @throws org.synapsepg.core.FindingsException with the code {@link LintCode#EDIT_IMPOSSIBLE}
   */
  public ConfigDocument edit(Consumer<ConfigEditor> edits) {
    YamlEdit edit = new YamlEdit(state);
    ConfigEditor editor = new ConfigEditor(edit);
    guarded(() -> edits.accept(editor));
    edit.close();
    SourceText changed = source.withText(edit.source());
    return changed.equals(source)
        ? this
        : new ConfigDocument(name, path, original, changed, edit.state());
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (EditRefused refused) {
      SourceLocation at = SourceLocation.wholeOf(name);
      if (refused.index() >= 0) {
        at = new ConfigFile(name, path, state.text(), null).locate(refused.index());
      }
      Findings.of(
              Finding.of(LintCode.EDIT_IMPOSSIBLE, refused.problem())
                  .withHint("make that edit by hand; nothing was changed")
                  .at(at))
          .throwIfErrors();
    }
  }

  /**
   * What was changed since another document, as diff and patch write it; passwords show as stars.
   *
   * @param before the earlier document
   * @return the difference, empty if there is none
   */
  public String diffFrom(ConfigDocument before) {
    String diff = PASSWORD_LINE.matcher(source.diffFrom(before.source, name)).replaceAll("$1****");
    for (ConfigDocument document : List.of(before, this)) {
      for (Secret secret : document.secrets()) {
        diff = secret.maskIn(diff);
      }
    }
    return diff;
  }

  private List<Secret> secrets() {
    List<Secret> secrets = new ArrayList<>();
    for (DatabaseEntry entry : config().databases()) {
      if (entry.engine() instanceof DatabaseEngine.Postgres postgres) {
        postgres.params().all().stream()
            .filter(Parameter::isSecret)
            .map(Parameter::secret)
            .forEach(secrets::add);
      }
    }
    return secrets;
  }

  /**
   * Writes the document into a file in one step: whoever opens it sees the old content or the new
   * one, also after a crash. Mode and owner stay, a symbolic link keeps its place and its target is
   * replaced, a new file is readable for its owner alone. A file that was read by {@link #read} and
   * has changed since is not replaced.
   *
   * @param target the file
   * @throws org.synapsepg.core.SynapsePgException if it cannot be written; it is as it was
   */
  public void writeTo(Path target) {
    replacementOf(target).write(bytes());
  }

  /**
   * As {@link #writeTo(Path)}, and keeps what was there beside it.
   *
   * @param target the file
   * @param backupSuffix what to add to its name for the old content, for example {@code .bak}
   * @throws org.synapsepg.core.SynapsePgException if it cannot be written; it is as it was
   */
  public void writeTo(Path target, String backupSuffix) {
    replacementOf(target).keepingBackup(backupSuffix).write(bytes());
  }

  private FileReplacement replacementOf(Path target) {
    FileReplacement replacement = FileReplacement.of(target);
    return target.equals(path) ? replacement.onlyIfStill(original) : replacement;
  }

  /** The name; never the content, which may hold a secret. */
  @Override
  public String toString() {
    return "ConfigDocument[" + name + "]";
  }
}
