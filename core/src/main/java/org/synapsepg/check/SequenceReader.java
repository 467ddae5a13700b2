package org.synapsepg.check;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.synapsepg.check.SequenceCatalog.Access;
import org.synapsepg.check.SequenceCatalog.Entry;
import org.synapsepg.check.SequenceState.Kind;
import org.synapsepg.check.SequenceState.Use;
import org.synapsepg.check.SynapseSequence.Column;

/**
 * Reads what every sequence has given out and what is in use. The numbers in use are read first and
 * the sequences, which no snapshot holds, last: a server that is writing can then make a sequence
 * look ahead, never behind.
 */
final class SequenceReader {
  private static final Column POSITIONS = new Column("stream_positions", "stream_id");
  private static final Column USER_NAMES = new Column("users", "name");

  private final Connection connection;
  private final SequenceCatalog catalog;
  private final Map<String, Long> givenOut;
  private final Map<String, Map<String, Long>> positions = new HashMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final Map<String, Standing> standings = new HashMap<>();

  private record Standing(long lastValue, boolean called) {}

  private SequenceReader(
      Connection connection, SequenceCatalog catalog, Map<String, Long> givenOut) {
    this.connection = connection;
    this.catalog = catalog;
    this.givenOut = givenOut;
  }

  static SequenceReport read(Connection connection, Map<String, Long> givenOut)
      throws SQLException {
    SequenceReader reader =
        new SequenceReader(connection, SequenceCatalog.read(connection), givenOut);
    String before = setting(connection, "enable_seqscan");
    set(connection, "enable_seqscan", "off");
    SequenceReport report = reader.read();
    set(connection, "enable_seqscan", before);
    return report;
  }

  private SequenceReport read() throws SQLException {
    readPositions();
    readHighest();
    Map<Entry, List<Use>> uses = new LinkedHashMap<>();
    for (Entry entry : catalog.sequences()) {
      uses.put(entry, uses(entry));
    }
    readStandings();
    List<SequenceState> states = new ArrayList<>();
    for (Map.Entry<Entry, List<Use>> each : uses.entrySet()) {
      states.add(judge(each.getKey(), each.getValue()));
    }
    return new SequenceReport(states, selfRepairing());
  }

  /** The release that made all streams multi-writer, 1.109, brought this sequence. */
  private boolean selfRepairing() {
    return catalog.sequences().stream().anyMatch(s -> s.name().equals("pushers_sequence"));
  }

  private void readPositions() throws SQLException {
    Access access = catalog.columns().get(POSITIONS);
    if (access == null || !access.readable()) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT stream_name, instance_name, stream_id FROM " + access.relation())) {
      while (rows.next()) {
        positions
            .computeIfAbsent(rows.getString(1), name -> new TreeMap<>())
            .put(rows.getString(2), rows.getLong(3));
      }
    }
  }

  /** All numbers in one statement: each round trip counts where the server is far. */
  private void readHighest() throws SQLException {
    Set<String> questions = new LinkedHashSet<>();
    for (Entry entry : catalog.sequences()) {
      SynapseSequence known = SynapseSequence.named(entry.name());
      boolean backwards = known != null && known.backwards();
      for (Column column : columns(entry, known)) {
        readable(column).ifPresent(a -> questions.add(highestQuery(a, backwards)));
      }
      if (known != null) {
        for (Column note : known.notes()) {
          readable(note).ifPresent(a -> questions.add(highestQuery(a, false)));
        }
      }
    }
    if (questions.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                questions.stream().collect(Collectors.joining("), (", "SELECT (", ")")))) {
      row.next();
      int place = 0;
      for (String question : questions) {
        highest.put(question, row.getLong(++place));
      }
    }
  }

  private Optional<Access> readable(Column column) {
    return Optional.ofNullable(catalog.columns().get(column)).filter(Access::readable);
  }

  private void readStandings() throws SQLException {
    List<Entry> entries = catalog.sequences().stream().filter(Entry::readable).toList();
    if (entries.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                IntStream.range(0, entries.size())
                    .mapToObj(
                        i ->
                            "SELECT %d, last_value, is_called FROM %s"
                                .formatted(i, entries.get(i).qualifiedName()))
                    .collect(Collectors.joining(" UNION ALL ")))) {
      while (row.next()) {
        standings.put(
            entries.get(row.getInt(1)).qualifiedName(),
            new Standing(row.getLong(2), row.getBoolean(3)));
      }
    }
  }

  private List<Use> uses(Entry entry) throws SQLException {
    SynapseSequence known = SynapseSequence.named(entry.name());
    boolean backwards = known != null && known.backwards();
    List<Use> uses = new ArrayList<>();
    for (Column column : columns(entry, known)) {
      readable(column)
          .ifPresent(a -> uses.add(new Use(Kind.ROW, column.toString(), highest(a, backwards))));
      Long given = givenOut.get(column.table());
      if (given != null && !backwards) {
        uses.add(new Use(Kind.GIVEN_OUT, column.table(), given));
      }
    }
    if (entry.name().equals(SynapseSequence.USER_IDS)) {
      Access access = catalog.columns().get(USER_NAMES);
      if (access != null && access.readable()) {
        uses.add(new Use(Kind.ROW, USER_NAMES.toString(), highestUserId(access)));
      }
    }
    if (known != null && known.stream() != null) {
      positions
          .getOrDefault(known.stream(), Map.of())
          .forEach(
              (instance, id) -> uses.add(new Use(Kind.POSITION, instance, backwards ? -id : id)));
    }
    if (known != null) {
      for (Column note : known.notes()) {
        readable(note)
            .ifPresent(a -> uses.add(new Use(Kind.NOTE, note.toString(), highest(a, false))));
      }
    }
    return uses;
  }

  private static List<Column> columns(Entry entry, @Nullable SynapseSequence known) {
    List<Column> columns = new ArrayList<>(known == null ? List.of() : known.columns());
    entry.owned().stream().filter(c -> !columns.contains(c)).forEach(columns::add);
    return columns;
  }

  private SequenceState judge(Entry entry, List<Use> uses) {
    SynapseSequence known = SynapseSequence.named(entry.name());
    String stream = known == null ? null : known.stream();
    Map<String, Long> instances =
        stream == null ? Map.of() : positions.getOrDefault(stream, Map.of());
    Optional<String> unreadable = unreadable(entry, known);
    if (unreadable.isPresent()) {
      return new SequenceState(
          entry.name(),
          entry.qualifiedName(),
          stream,
          SequenceState.Standing.UNREADABLE,
          0,
          false,
          uses,
          instances,
          null,
          unreadable.get(),
          entry.highest());
    }
    Standing at = Objects.requireNonNull(standings.get(entry.qualifiedName()));
    long lastValue = at.lastValue();
    boolean called = at.called();
    boolean knownUse = !uses.isEmpty() || known != null;
    SequenceJudgement judgement =
        entry.increment() < 1 || !knownUse
            ? SequenceJudgement.unknown(entry.increment())
            : SequenceJudgement.of(known, selfRepairing(), lastValue, called, uses);
    return new SequenceState(
        entry.name(),
        entry.qualifiedName(),
        stream,
        judgement.standing(),
        lastValue,
        called,
        uses,
        instances,
        judgement.target(),
        judgement.remark(),
        entry.highest());
  }

  private Optional<String> unreadable(Entry entry, @Nullable SynapseSequence known) {
    if (!entry.readable()) {
      return Optional.of("this role lacks SELECT on the sequence " + entry.qualifiedName());
    }
    List<Column> columns = columns(entry, known);
    if (known != null && known.stream() != null) {
      columns.add(POSITIONS);
    }
    if (entry.name().equals(SynapseSequence.USER_IDS)) {
      columns.add(USER_NAMES);
    }
    return columns.stream()
        .filter(
            c ->
                Optional.ofNullable(catalog.columns().get(c))
                    .filter(a -> !a.readable())
                    .isPresent())
        .findFirst()
        .map(c -> "this role lacks SELECT on " + c);
  }

  /**
   * One step down an index that begins with the column; where an index has it second, one step for
   * each value of the first column.
   */
  static String highestQuery(Access access, boolean backwards) {
    if (backwards) {
      return "SELECT -min(" + access.column() + ") FROM " + access.relation();
    }
    if (access.group() == null) {
      return "SELECT max(" + access.column() + ") FROM " + access.relation();
    }
    String last =
        "(SELECT %2$s AS g, %3$s AS v FROM %1$s %4$s ORDER BY %2$s DESC, %3$s DESC LIMIT 1)";
    return ("WITH RECURSIVE step AS ("
            + last.replace("%4$s", "")
            + " UNION ALL SELECT n.g, n.v FROM step, LATERAL "
            + last.replace("%4$s", "WHERE %2$s < step.g")
            + " n) SELECT max(v) FROM step")
        .formatted(access.relation(), access.group(), access.column());
  }

  private long highest(Access access, boolean backwards) {
    return Math.max(0, highest.getOrDefault(highestQuery(access, backwards), 0L));
  }

  /** Names made only of digits; beyond bigint no sequence made them. */
  private long highestUserId(Access names) throws SQLException {
    String range = sortsByBytes() ? " AND name >= '@0' AND name < '@:'" : "";
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT coalesce(max(id), 0) FROM (SELECT substring(name from '^@([0-9]+):')::numeric"
                    + " AS id FROM "
                    + names.relation()
                    + " WHERE name ~ '^@[0-9]+:'"
                    + range
                    + ") n WHERE id <= 9223372036854775807");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private boolean sortsByBytes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT datcollate IN ('C', 'POSIX')"
                    + " AND coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c'"
                    + " FROM pg_database d WHERE datname = current_database()")) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void set(Connection connection, String name, String value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT set_config(?, ?, false)")) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.execute();
    }
  }
}
