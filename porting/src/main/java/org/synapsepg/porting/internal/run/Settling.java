package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.run.Sessions.Work;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * What Synapse itself keeps right besides rows: the search for messages, once its vectors are
 * there, the search for users, and the sequences. It needs all rows and the indexes, but no foreign
 * key, and each piece is a transaction that may be done twice.
 */
final class Settling {
  private final SqliteSnapshot source;
  private final Ownership owner;
  private final Assessment assessment;
  private final LoadPlan plan;
  private final boolean directory;
  private volatile List<String> sequences = List.of();
  private volatile Findings findings = Findings.none();

  /**
   * Nothing is done yet.
   *
   * @param following whether the target held an older state, with all of this settled
   */
  Settling(
      SqliteSnapshot source,
      Ownership owner,
      Assessment assessment,
      LoadPlan plan,
      boolean following) {
    this.source = source;
    this.owner = owner;
    this.assessment = assessment;
    this.plan = plan;
    this.directory =
        plan.userDirectory() && !(following && assessment.kept().contains("user_directory"));
  }

  /** All of it, in pieces for several sessions, once the last search vector is there. */
  List<Work<PortSession>> all() {
    List<Work<PortSession>> pieces = new ArrayList<>(usersAndSequences());
    pieces.add(session -> owned(session, () -> searchIsThere(session.connection())));
    return pieces;
  }

  /** What does not rest on the texts of the message search. */
  List<Work<PortSession>> usersAndSequences() {
    List<Work<PortSession>> pieces = new ArrayList<>();
    if (directory) {
      pieces.add(session -> owned(session, () -> DirectorySearch.fill(session.connection())));
    }
    pieces.add(session -> owned(session, () -> sequences = Finish.sequences(source, session)));
    return pieces;
  }

  /** The statements that set sequences, once that is done. */
  List<String> sequences() {
    return sequences;
  }

  /** What was found on the way. */
  Findings findings() {
    return findings;
  }

  private void searchIsThere(Connection connection) throws SQLException {
    if (plan.eventSearch().isPresent()) {
      findings = Findings.of(SearchVectors.leftOut(connection, SynapseTables.EVENT_SEARCH));
      TableMapping texts = plan.eventSearch().get();
      long digest =
          Optional.ofNullable(assessment.audits().get(texts.name())).orElseThrow().digest();
      ProgressStore.begin(
          connection, List.of(TableProgress.begin(SynapseTables.EVENT_SEARCH, digest, 0)));
    }
    Finish.dropStaging(connection);
  }

  private void owned(PortSession session, PortSession.Work work) throws SQLException {
    session.transaction(
        () -> {
          owner.fence(session.connection());
          work.run();
        });
  }
}
