package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.FileReplacement;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.hba.AuthFiles;

/**
 * A postgresql.conf as a server of some major version reads it: with the files that it includes,
 * and with postgresql.auto.conf, the file of {@code ALTER SYSTEM}, laid over it.
 *
 * <p>Reading keeps every byte: an unedited file writes back what was read, a file with broken lines
 * can still be edited elsewhere. Immutable and safe for use by several threads. Originals:
 * PostgreSQL documentation, "Setting Parameters"; source files {@code guc-file.l} and {@code
 * guc.c}, observed on servers of 12 to 18.
 *
 * <p>Example: {@code PgConfFile.read(path, PgVersion.of(16)).edit(e -> e.set("work_mem", "8MB"))}.
 */
public final class PgConfFile {

  private final ConfFiles files;
  private final ConfFiles asRead;
  private final @Nullable Path place;

  private PgConfFile(ConfFiles files, ConfFiles asRead, @Nullable Path place) {
    this.files = files;
    this.asRead = asRead;
    this.place = place;
  }

  /**
   * Reads a file, what it includes, and postgresql.auto.conf. That is looked for in the data
   * directory: the absolute {@code data_directory} of the file if it names one, else the folder of
   * the file.
   *
   * @param path the file
   * @param version the version of the server that reads it
   * @return the file
   * @throws org.synapsepg.core.text.TextFileException if the file itself cannot be read; what it
   *     includes may be missing, see {@link #check()}
   */
  public static PgConfFile read(Path path, PgVersion version) {
    ConfFiles files = ConfFiles.read(path, version, null);
    return new PgConfFile(files, files, path);
  }

  /**
   * Reads a file whose data directory is known.
   *
   * @param path the file
   * @param version the version of the server that reads it
   * @param dataDirectory where postgresql.auto.conf is
   * @return the file
   * @throws org.synapsepg.core.text.TextFileException if the file itself cannot be read
   */
  public static PgConfFile read(Path path, PgVersion version, Path dataDirectory) {
    ConfFiles files = ConfFiles.read(path, version, dataDirectory);
    return new PgConfFile(files, files, path);
  }

  /**
   * A text that belongs to no place: every file that it includes is missing.
   *
   * @param text the text of a postgresql.conf
   * @param version the version of the server
   * @return the file
   */
  public static PgConfFile parse(String text, PgVersion version) {
    return parse(SourceText.of(text), version);
  }

  /**
   * A text that belongs to no place, of any bytes.
   *
   * @param text the text of a postgresql.conf
   * @param version the version of the server
   * @return the file
   */
  public static PgConfFile parse(SourceText text, PgVersion version) {
    ConfDocument top = ConfDocument.parse("postgresql.conf", text);
    ConfFiles files = ConfFiles.load(version, AuthFiles.none(), top, "");
    return new PgConfFile(files, files, null);
  }

  /**
   * The version whose server is meant.
   *
   * @return the version
   */
  public PgVersion version() {
    return files.version();
  }

  /**
   * The lines of the file itself, without those of included files.
   *
   * @return the lines in order
   */
  public List<PgConfLine> lines() {
    return files.topDocument().all();
  }

  /**
   * The text of the file itself.
   *
   * @return its text; {@link SourceText#bytes()} gives its exact bytes
   */
  public SourceText text() {
    return files.topDocument().text();
  }

  /**
   * Every place that gives a setting a value, over all files, in the server's order.
   *
   * @param name the setting, in any case; an old name and the present one are the same setting
   * @return the lines; the last one is the one that counts
   */
  public List<PgConfSetting> all(String name) {
    return files.settings(name, true);
  }

  /**
   * The line that counts for a setting: the last one over all files.
   *
   * @param name the setting, in any case
   * @return the line; empty if no file sets it
   */
  public Optional<PgConfSetting> effective(String name) {
    List<PgConfSetting> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Where a line stands.
   *
   * @param line a line of this file or of one that it includes
   * @return file and line
   * @throws IllegalArgumentException if the line is in none of these files
   */
  public SourceLocation locationOf(PgConfLine line) {
    return files.locationOf(line);
  }

  /**
   * The number of a line in its file.
   *
   * @param line a line of this file or of one that it includes
   * @return the number, from 1
   * @throws IllegalArgumentException if the line is in none of these files
   */
  public int lineOf(PgConfLine line) {
    return locationOf(line).line();
  }

  /**
   * The rows that the view {@code pg_file_settings} would show on a server that runs with the
   * compiled defaults. See {@link #serverView(ServerState)}.
   *
   * @return the rows
   */
  public List<FileSettingRow> serverView() {
    return serverView(ServerState.unknown());
  }

  /**
   * The rows that the view {@code pg_file_settings} would show: the verdict of a session of a
   * running server. It differs from the verdict at a start, see {@link #check(ServerState)}: a
   * setting that needs a restart is not applied if its value differs from the running one.
   *
   * @param state what is known of the running server
   * @return the rows in the server's order
   */
  public List<FileSettingRow> serverView(ServerState state) {
    return Evaluation.of(files, state, Situation.ofSession(state)).rows();
  }

  /**
   * Everything that would keep a server from starting with these files, as far as it can be told
   * without its machine, and warnings.
   *
   * @return the findings; their messages are those of the server's log
   */
  public Findings check() {
    return check(ServerState.unknown());
  }

  /**
   * Everything that would keep a server from starting with these files, and warnings about lines
   * that a later one overrides.
   *
   * @param state what is known of the server
   * @return the findings; their messages are those of the server's log
   */
  public Findings check(ServerState state) {
    Evaluation start = Evaluation.of(files, state, Situation.ofStart(state));
    Findings findings = Findings.of(start.findings()).plus(Findings.of(start.overridden()));
    return findings.hasErrors()
        ? findings
        : findings.plus(StartupChecks.check(files, start, state));
  }

  /**
   * The values that the files give, each as {@code pg_settings.setting} would show it after a start
   * of the server. Settings that no file names are absent.
   *
   * @return setting to value, by the server's spelling of the name; empty if the server would not
   *     start with these files
   */
  public Map<String, String> values() {
    Evaluation start = start(ServerState.unknown());
    return start.findings().isEmpty() ? Map.copyOf(start.values()) : Map.of();
  }

  /**
   * What fails, and what means something else, when a server of another version reads these files:
   * removed names, refused values, other units, other defaults of what no file sets.
   *
   * @param version the version to change to
   * @return the findings; errors keep that server from starting
   */
  public Findings upgradeTo(PgVersion version) {
    return UpgradeCheck.of(this, version);
  }

  /** What ALTER SYSTEM has set, as far as postgresql.auto.conf was found. */
  Optional<String> autoValue(String name) {
    List<PgConfSetting> all = files.settings(name, false);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1).value());
  }

  Evaluation start(ServerState state) {
    return Evaluation.of(files, state, Situation.ofStart(state));
  }

  Evaluation reload(ServerState state) {
    return Evaluation.of(files, state, Situation.ofReload(state));
  }

  ConfFiles files() {
    return files;
  }

  /**
   * Changes settings. The verbs of the editor change the lines that count, which may stand in an
   * included file; every other line stays the same object and keeps its bytes.
   *
   * @param edits what to do
   * @return the changed file; this one if nothing changed
   * @throws org.synapsepg.core.FindingsException if the server would refuse something of it, with
   *     all of that; nothing is changed then
   */
  public PgConfFile edit(Consumer<PgConfEditor> edits) {
    PgConfEditor editor = new PgConfEditor(files);
    edits.accept(editor);
    ConfFiles changed = editor.close();
    Findings.of(editor.refused()).throwIfErrors();
    if (changed == files) {
      return this;
    }
    PgConfFile edited = new PgConfFile(changed, asRead, place);
    Findings.of(edited.newConflicts(this)).throwIfErrors();
    return edited;
  }

  private List<Finding> newConflicts(PgConfFile before) {
    List<Finding> now = check().withCode(PgConfCode.CONFLICT).toList();
    if (now.isEmpty()) {
      return now;
    }
    List<String> old =
        before.check().withCode(PgConfCode.CONFLICT).stream().map(Finding::message).toList();
    return now.stream().filter(f -> !old.contains(f.message())).toList();
  }

  /**
   * What changed since an earlier state, and what each change needs to take effect.
   *
   * @param before the earlier state
   * @return one item for each setting whose lines changed
   */
  public List<SettingChange> effectOf(PgConfFile before) {
    return effectOf(before, ServerState.unknown());
  }

  /**
   * What changed since an earlier state, and what each change needs to take effect on a server.
   *
   * @param before the earlier state
   * @param state what is known of the server: its command line overrides every file
   * @return one item for each setting whose lines changed
   */
  public List<SettingChange> effectOf(PgConfFile before, ServerState state) {
    return new ChangeEffect(before, this, state).changes();
  }

  /**
   * Writes the file itself in one step; mode and owner of a file that is replaced are kept.
   *
   * @param path where to write it
   * @throws IllegalStateException if an edit changed an included file too; {@link #write()} writes
   *     all of them
   * @throws org.synapsepg.core.text.TextFileException if it cannot be done
   */
  public void writeTo(Path path) {
    List<String> others =
        files.changedSince(asRead).stream().filter(p -> !p.equals(files.top())).toList();
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          "the edit changed " + others + " too; write() writes every changed file in its place");
    }
    FileReplacement.of(path).write(text().bytes());
  }

  /**
   * Writes every file that an edit changed in its place, each in one step. A file that someone else
   * changed meanwhile is left alone.
   *
   * @return the files that were written
   * @throws IllegalStateException if this text was read from no file
   * @throws org.synapsepg.core.text.TextFileException if it cannot be done
   */
  public List<Path> write() {
    if (place == null) {
      throw new IllegalStateException("this text was read from no file; use writeTo");
    }
    List<Path> written = new ArrayList<>();
    for (String path : files.changedSince(asRead)) {
      Path target = path.equals(files.top()) ? place : Path.of(path);
      FileReplacement.of(target)
          .onlyIfStill(asRead.document(path).text().bytes())
          .write(files.document(path).text().bytes());
      written.add(target);
    }
    return List.copyOf(written);
  }

  /**
   * What differs from an earlier state, over all files.
   *
   * @param before the earlier state
   * @return the difference in the unified format of diff; empty if there is none
   */
  public String diffFrom(PgConfFile before) {
    return files.diffFrom(before.files);
  }

  /** The number of lines and the version; never the content, which may hold a password. */
  @Override
  public String toString() {
    return (place == null ? files.top() : place.toString())
        + ": "
        + lines().size()
        + " lines for PostgreSQL "
        + version().major();
  }
}
