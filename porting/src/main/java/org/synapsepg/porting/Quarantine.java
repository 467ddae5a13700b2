package org.synapsepg.porting;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.run.PutBack;
import org.synapsepg.porting.internal.run.ServerProblem;
import org.synapsepg.porting.internal.state.DefectStore;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.StateSchema;
import org.synapsepg.porting.internal.value.PictureCursor;

/**
 * The rows that ports kept out of a target, with their exact bytes. They are in the table {@code
 * synapse_pg_port.quarantine} of the target, which its owner alone may read, and stay there until a
 * call of this class puts them back or drops them. Safe for use by several threads; each call opens
 * a connection of its own.
 *
 * <p>A row that is put back makes the target differ from the source and from the port's
 * certificate; do it after the last port, and take a new {@link PortCertificate#take certificate}.
 *
 * <p>Example:
 *
 * <pre>{@code
 * Quarantine quarantine = Quarantine.of(target);
 * for (QuarantinedRow row : quarantine.rows()) {
 *   quarantine.putBack(row, Map.of("display_name", "Änne"));
 * }
 * }</pre>
 */
public final class Quarantine {
  private static final int ALL = Integer.MAX_VALUE;

  /** Found once, for {@link Json} searches the class path at each call. */
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

  private final ConnectionSource target;

  private Quarantine(ConnectionSource target) {
    this.target = target;
  }

  /**
   * The quarantine of a target.
   *
   * @param target opens connections as the role that ports
   * @return nothing is read yet
   */
  public static Quarantine of(ConnectionSource target) {
    return new Quarantine(target);
  }

  /**
   * All rows, by table and row, held in memory.
   *
   * @return an immutable list; empty if no port has been
   * @throws PortException if the target cannot be read
   */
  public List<QuarantinedRow> rows() {
    return within(
        session ->
            StateSchema.exists(session.connection())
                ? List.copyOf(DefectStore.quarantined(session.connection(), ALL))
                : List.of());
  }

  /**
   * Writes all rows into a file that its owner alone may read (mode 0600), one JSON object a line:
   * {@code table}, {@code column}, {@code kind}, {@code rowid}, {@code key} (an object, or null),
   * {@code reason}, {@code values} (per column its storage class, and its {@code value}, the {@code
   * bits} of a real number, or {@code base64}). An older file of that name is replaced in one step.
   *
   * @param file the file
   * @throws PortException if the target cannot be read
   * @throws UncheckedIOException if the file cannot be written
   */
  public void writeTo(Path file) {
    write(rows(), file);
  }

  static void write(List<QuarantinedRow> rows, Path file) {
    Path whole = file.toAbsolutePath();
    Path temporary = whole.resolveSibling("." + whole.getFileName() + ".new");
    try {
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, ownerOnly());
      try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
        for (QuarantinedRow row : rows) {
          out.write(line(row));
          out.write('\n');
        }
      }
      Files.move(
          temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static String line(QuarantinedRow row) {
    JsonObjectBuilder object =
        JSON.createObjectBuilder()
            .add("table", row.table())
            .add("column", row.column())
            .add("kind", row.kind().id())
            .add("rowid", row.rowid());
    if (row.key().isEmpty()) {
      object.addNull("key");
    } else {
      try (JsonReader key = READERS.createReader(new StringReader(row.key()))) {
        object.add("key", key.readObject());
      }
    }
    try (JsonReader values = READERS.createReader(new StringReader(row.values()))) {
      object.add("reason", row.reason()).add("values", values.readObject());
    }
    return object.build().toString();
  }

  /**
   * Puts a row into its table, some of its values repaired, and out of the quarantine, both or
   * neither. The other values are converted as a port converts them. Rows that followed this one
   * into quarantine can be put back afterwards, without any repair. A text of the message search
   * becomes its search vector. A table that {@link PortJob.Builder#carryTables} took into a schema
   * of its own is found there, as long as no other schema has one of the same name.
   *
   * @param row the row
   * @param repaired by column of the target: null, a {@link Boolean}, a whole number, a {@link
   *     Double}, a {@link String} or {@code byte[]}
   * @throws IllegalArgumentException if the row has no such column, or a value is of another kind
   * @throws PortException if a value still does not fit, the row is not in quarantine any more, or
   *     the server refuses it, for example because a key is taken
   */
  public void putBack(QuarantinedRow row, Map<String, ?> repaired) {
    PictureCursor cursor = new PictureCursor(row.rowid(), row.values(), repaired);
    within(
        session -> {
          session.transaction(
              () -> {
                if (delete(session.connection(), row) == 0) {
                  throw new PortException(
                      PortCode.RUN_FAILED, "the row is not in quarantine: " + row, null);
                }
                PutBack.insert(session, row.table(), cursor);
              });
          return row;
        });
  }

  /**
   * Forgets a row.
   *
   * @param row the row
   * @return false if it was not in quarantine
   * @throws PortException if the target cannot be written to
   */
  public boolean drop(QuarantinedRow row) {
    return within(session -> delete(session.connection(), row) > 0);
  }

  /**
   * Forgets all rows.
   *
   * @return how many there were
   * @throws PortException if the target cannot be written to
   */
  public long dropAll() {
    return within(
        session -> {
          if (!StateSchema.exists(session.connection())) {
            return 0L;
          }
          try (Statement statement = session.connection().createStatement()) {
            return (long) statement.executeUpdate("DELETE FROM synapse_pg_port.quarantine");
          }
        });
  }

  private static int delete(Connection connection, QuarantinedRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM synapse_pg_port.quarantine WHERE table_name = ? AND source_rowid = ?")) {
      statement.setString(1, row.table());
      statement.setLong(2, row.rowid());
      return statement.executeUpdate();
    }
  }

  private interface Work<T> {
    T in(PortSession session) throws SQLException;
  }

  private <T> T within(Work<T> work) {
    try (PortSession session = PortSession.open(target, "quarantine")) {
      return work.in(session);
    } catch (SQLException e) {
      throw new PortException(PortCode.RUN_FAILED, ServerProblem.describe(e), null);
    }
  }
}
