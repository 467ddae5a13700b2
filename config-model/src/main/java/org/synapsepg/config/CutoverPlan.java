package org.synapsepg.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.FileReplacement;

/**
 * The change from SQLite to PostgreSQL in one configuration file, as Synapse's documentation
 * ("Using Postgres", "Porting from SQLite") has it done by hand: the old file is kept under the
 * name {@code homeserver-old-sqlite.yaml}, and the new one takes its place. Nothing is written
 * before {@link #apply()}. Immutable.
 *
 * <p>Example: {@code CutoverPlan plan = CutoverPlan.of(path, postgres); out.print(plan.diff());
 * plan.apply();}
 */
public final class CutoverPlan {
  private final Path file;
  private final Path old;
  private final ConfigDocument before;
  private final ConfigDocument after;

  private CutoverPlan(Path file, Path old, ConfigDocument before, ConfigDocument after) {
    this.file = file;
    this.old = old;
    this.before = before;
    this.after = after;
  }

  /**
   * Plans the change.
   *
   * @param file homeserver.yaml, or the file of several that has the section {@code database}
   * @param target the ported database
   * @return the plan
   * @throws org.synapsepg.core.FindingsException if the file cannot be read or edited, does not
   *     name an SQLite database, or a file with the name for the old one exists already
   */
  public static CutoverPlan of(Path file, DatabaseEngine.Postgres target) {
    ConfigDocument before = ConfigDocument.read(file);
    boolean sqlite =
        before.config().databases().stream()
            .anyMatch(entry -> entry.engine() instanceof DatabaseEngine.Sqlite);
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(".yaml") ? name.substring(0, name.length() - 5) : name;
    Path old = file.resolveSibling(stem + "-old-sqlite.yaml");
    if (!sqlite) {
      refuse("the file names no SQLite database, so there is nothing to change", file);
    }
    if (Files.exists(old)) {
      refuse("'" + old + "' exists already; it would be overwritten", file);
    }
    return new CutoverPlan(file, old, before, before.edit(e -> e.setDatabase(target)));
  }

  private static void refuse(String problem, Path file) {
    Findings.of(
            Finding.of(LintCode.EDIT_IMPOSSIBLE, problem)
                .withHint("check which file is meant")
                .at(SourceLocation.wholeOf(file.toString())))
        .throwIfErrors();
  }

  /**
   * The new file.
   *
   * @return its content
   */
  public ConfigDocument document() {
    return after;
  }

  /**
   * Where the old file is kept.
   *
   * @return a path beside it
   */
  public Path oldFile() {
    return old;
  }

  /**
   * What changes in the file, as diff and patch write it; passwords show as stars.
   *
   * @return the difference
   */
  public String diff() {
    return after.diffFrom(before);
  }

  /**
   * The whole procedure in words, the steps of {@link #apply()} among them.
   *
   * @return one sentence a step, in order
   */
  public List<String> steps() {
    return List.of(
        "Stop Synapse and all its workers.",
        "Port the database a last time, so that it holds what came since.",
        "Copy '" + file + "' to '" + old + "'.",
        "Replace '" + file + "' with the new content in one step.",
        "Start Synapse.");
  }

  /**
   * Keeps the old file and puts the new one in its place; mode and owner stay. Synapse must not
   * run.
   *
   * @throws org.synapsepg.core.SynapsePgException if the file has changed since the plan was made,
   *     or cannot be written; it is as it was
   */
  public void apply() {
    FileReplacement.of(old).write(before.bytes());
    FileReplacement.of(file).onlyIfStill(before.bytes()).write(after.bytes());
  }
}
