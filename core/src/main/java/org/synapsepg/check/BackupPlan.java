package org.synapsepg.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Secret;

/**
 * How to back up and restore a Synapse database with {@code pg_dump} and {@code pg_restore}
 * (PostgreSQL documentation, "SQL Dump"; Synapse's docs/usage/administration/backups.md). It only
 * writes down commands; the caller or an administrator runs them. Immutable.
 *
 * <p>Example:
 *
 * <pre>{@code
 * BackupPlan plan = BackupPlan.of(new ServerAddress("127.0.0.1", 5432, "synapse_user", "synapse"));
 * plan.writePassfile(Path.of("passfile"), password);
 * out.println(plan.withPassfile(Path.of("passfile")).dump(Path.of("synapse.dump")).render());
 * }</pre>
 */
public final class BackupPlan {
  /** Forms of a dump. */
  public enum Format {
    /** One compressed file; restored in parallel, but dumped by one process. */
    CUSTOM,
    /** A folder of compressed files; dumped and restored in parallel. */
    DIRECTORY
  }

  // Keys that were given out once must never be given out again.
  static final String ONE_TIME_KEYS = "e2e_one_time_keys_json";

  private final ServerAddress address;
  private final Format format;
  private final int jobs;
  private final String passfile;

  private BackupPlan(ServerAddress address, Format format, int jobs, String passfile) {
    this.address = address;
    this.format = format;
    this.jobs = jobs;
    this.passfile = passfile;
  }

  /**
   * A plan for one database, in the directory format with two jobs.
   *
   * @param address the database, with the role that owns it
   * @return the plan
   */
  public static BackupPlan of(ServerAddress address) {
    return new BackupPlan(address, Format.DIRECTORY, 2, "");
  }

  /**
   * Another form of dump.
   *
   * @param other the form
   * @return a changed copy
   */
  public BackupPlan withFormat(Format other) {
    return new BackupPlan(address, other, jobs, passfile);
  }

  /**
   * How many tables are dumped or restored at once; each is a connection of the server.
   *
   * @param count 1 or more
   * @return a changed copy
   */
  public BackupPlan withJobs(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("jobs are 1 or more: " + count);
    }
    return new BackupPlan(address, format, count, passfile);
  }

  /**
   * The password file that the programs are to read, by {@code PGPASSFILE}. Without it they read
   * {@code ~/.pgpass}.
   *
   * @param file the file, see {@link #writePassfile}
   * @return a changed copy
   */
  public BackupPlan withPassfile(Path file) {
    return new BackupPlan(address, format, jobs, file.toString());
  }

  /**
   * Writes a password file that only its owner can read, with the one line that this server and
   * role need. libpq ignores a file that others can read.
   *
   * @param file a file that does not exist
   * @param password the role's password
   * @throws IOException if the file exists or cannot be written
   */
  public void writePassfile(Path file, Secret password) throws IOException {
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    } else {
      Files.createFile(file);
    }
    String host =
        address.host().isEmpty() || address.host().startsWith("/") ? "localhost" : address.host();
    String line =
        "%s:%d:*:%s:%s%n"
            .formatted(
                escaped(host), address.port(), escaped(address.user()), escaped(password.reveal()));
    Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
  }

  private static String escaped(String field) {
    return field.replace("\\", "\\\\").replace(":", "\\:");
  }

  /**
   * Dumps the database without one-time keys. Synapse may run: the dump is one snapshot. The
   * program must be of the server's major version or a newer one.
   *
   * @param target the file or folder to write, which does not exist
   * @return the command
   */
  public Command dump(Path target) {
    List<String> arguments = new ArrayList<>(List.of("pg_dump"));
    arguments.addAll(address.options());
    arguments.add(format == Format.DIRECTORY ? "--format=directory" : "--format=custom");
    if (format == Format.DIRECTORY) {
      arguments.add("--jobs=" + jobs);
    }
    arguments.add("--exclude-table-data=*." + ONE_TIME_KEYS);
    arguments.add("--file=" + target);
    arguments.add("--dbname=" + address.database());
    return command(arguments);
  }

  /**
   * Lists what a dump holds; its output is what {@link #checkContents} reads.
   *
   * @param dump the file or folder
   * @return the command
   */
  public Command list(Path dump) {
    return Command.of("pg_restore", "--list", dump.toString());
  }

  /**
   * Restores a dump into a database that does not exist yet, made with the locale that Synapse
   * needs. The role must own what it restores and have CREATEDB; without it an administrator runs
   * the first command. The programs are best those of the server that is restored into: from 17 on
   * {@code pg_restore} sets {@code transaction_timeout}, which no server before 17 knows.
   *
   * @param dump the file or folder
   * @param database the new database's name
   * @return the commands, one after the other
   */
  public List<Command> restore(Path dump, String database) {
    List<String> create = new ArrayList<>(List.of("createdb"));
    create.addAll(address.options());
    create.addAll(
        List.of(
            "--template=template0",
            "--encoding=UTF8",
            "--lc-collate=C",
            "--lc-ctype=C",
            "--owner=" + address.user(),
            "--",
            database));
    List<String> restore = new ArrayList<>(List.of("pg_restore"));
    restore.addAll(address.options());
    restore.addAll(
        List.of(
            "--jobs=" + jobs,
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--dbname=" + database,
            dump.toString()));
    return List.of(command(create), command(restore));
  }

  private Command command(List<String> arguments) {
    return new Command(arguments, passfile.isEmpty() ? Map.of() : Map.of("PGPASSFILE", passfile));
  }

  /**
   * What to know beside the commands: what is left out and why, what a dump does not hold, how
   * often.
   *
   * @return sentences for people
   */
  public List<String> notes() {
    return List.of(
        "One-time keys ("
            + ONE_TIME_KEYS
            + ") are left out: restored, they would be given out a second"
            + " time and messages could not be decrypted. Clients upload new ones. A dump that has"
            + " them needs TRUNCATE "
            + ONE_TIME_KEYS
            + " before Synapse starts.",
        "Restore only into a new, empty database, never over tables that are there, and with the"
            + " pg_restore of that server's version: one of 17 or later fails on older servers.",
        "A dump has no roles and no settings of the server: keep the role's name, and pg_dumpall"
            + " --globals-only where other roles matter.",
        "Back up beside it: homeserver.yaml and what it names, the signing key, the media store. Take"
            + " the media after the database, so that every file that a row names is there.",
        "Once a day at a quiet hour, and before every upgrade of Synapse or PostgreSQL; keep several."
            + " Restore one into a spare database now and then and check it. For less than a day's"
            + " loss use continuous archiving of WAL.");
  }

  /**
   * The tables whose rows {@link #dump} leaves out, see {@link #notes}; a restored database has
   * them empty.
   *
   * @return the tables' names
   */
  public static Set<String> leftOut() {
    return Set.of(ONE_TIME_KEYS);
  }

  /**
   * Reads the table of contents of a dump and says what is missing for a Synapse: tables without
   * data, sequences without their value, tables that every Synapse has.
   *
   * @param list what {@code pg_restore --list} printed
   * @return the findings; empty when nothing is missing
   */
  public static Findings checkContents(String list) {
    return BackupCheck.contents(list);
  }

  /**
   * Looks at a restored database: locale, sequences, indexes and constraints that are not valid,
   * tables that every Synapse has, one-time keys. Whether its rows are right only a certificate of
   * a port or a comparison can tell.
   *
   * @param restored the restored database
   * @return the findings; without errors Synapse may be started on it
   * @throws org.synapsepg.diagnose.DatabaseException if the server cannot be reached or refuses
   */
  public static Findings checkRestored(ConnectionSource restored) {
    return BackupCheck.restored(restored);
  }

  /** Names the database. */
  @Override
  public String toString() {
    return "BackupPlan of " + address.database();
  }
}
