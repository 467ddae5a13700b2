package org.synapsepg.provision;

import static org.synapsepg.core.internal.Sql.identifier;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.synapsepg.check.Command;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.internal.Sessions;
import org.synapsepg.diagnose.DatabaseException;

/**
 * What is missing on a server for a {@link SynapseDatabase}. Immutable; nothing is changed before
 * {@link #apply}.
 *
 * <p>Example: {@code plan.statements().forEach(out::println)}
 */
public final class ProvisionPlan {
  private final SynapseDatabase wanted;
  private final List<Step> steps;
  private final List<String> present;
  private final Findings findings;
  private final boolean providerOption;

  /**
   * What {@link #apply} did.
   *
   * @param done the statements that ran, secrets masked; empty when everything was there
   * @param present what was there already
   */
  public record Result(List<String> done, List<String> present) {
    /**
     * Copies both.
     *
     * @param done the statements that ran
     * @param present what was there already
     */
    public Result {
      done = List.copyOf(done);
      present = List.copyOf(present);
    }
  }

  private ProvisionPlan(SynapseDatabase wanted, Planner planner, boolean providerOption) {
    this.wanted = wanted;
    this.steps = List.copyOf(planner.steps);
    this.present = List.copyOf(planner.present);
    this.findings = Findings.of(planner.findings);
    this.providerOption = providerOption;
  }

  static ProvisionPlan of(SynapseDatabase wanted, ServerState state) {
    return new ProvisionPlan(wanted, new Planner(wanted, state), state.version().isAtLeast(15));
  }

  /**
   * The statements, in the order in which they run, with stars in the place of secrets.
   *
   * @return the statements; empty when nothing is missing
   */
  public List<String> statements() {
    return steps.stream().map(s -> s.shown() + ";").toList();
  }

  /**
   * What is there already.
   *
   * @return words for people
   */
  public List<String> present() {
    return present;
  }

  /**
   * What stands in the way (errors), and what is worth knowing.
   *
   * @return the findings
   */
  public Findings findings() {
    return findings;
  }

  /**
   * The same as commands for an administrator who prefers them. {@code createuser} asks for the
   * password; none is on the command line. They make everything anew, whatever is there.
   *
   * @return the commands of PostgreSQL's client programs
   */
  public List<Command> commands() {
    List<String> database =
        new ArrayList<>(
            List.of(
                "createdb",
                "--owner=" + wanted.owner(),
                "--template=template0",
                "--encoding=UTF8",
                "--lc-collate=C",
                "--lc-ctype=C"));
    if (steps.stream().anyMatch(step -> step.sql().contains(" LOCALE_PROVIDER builtin "))) {
      database.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C"));
    } else if (providerOption) {
      database.add("--locale-provider=libc");
    }
    database.addAll(List.of("--", wanted.name()));
    List<Command> commands = new ArrayList<>();
    commands.add(
        Command.of(
            "createuser",
            "--login",
            "--no-superuser",
            "--no-createdb",
            "--no-createrole",
            "--pwprompt",
            "--",
            wanted.owner()));
    commands.add(new Command(database, java.util.Map.of()));
    String name = identifier(wanted.name());
    if (wanted.limit() >= 0) {
      commands.add(psql("ALTER DATABASE " + name + " CONNECTION LIMIT " + wanted.limit()));
    }
    if (wanted.isPrivateConnect()) {
      commands.add(psql("REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC"));
    }
    return commands;
  }

  private static Command psql(String sql) {
    return Command.of("psql", "--dbname=postgres", "--command=" + sql);
  }

  /**
   * Makes what is missing. The server is read again first: what has appeared since is left alone,
   * and anything that the plan did not show is refused, so that what runs was seen. Applying twice
   * does no harm. Statements run one by one, for {@code CREATE DATABASE} allows no transaction.
   *
   * @param admin the source that the plan was made with
   * @return what was done, and what was there
   * @throws org.synapsepg.core.FindingsException if the plan has errors, or the server has changed
   *     so that other statements are needed; nothing was changed
   * @throws DatabaseException if the server refuses; statements that ran before stay
   */
  public Result apply(ConnectionSource admin) {
    findings.throwIfErrors();
    ProvisionPlan now = wanted.plan(admin);
    now.findings.throwIfErrors();
    List<String> unseen = new ArrayList<>(now.statements());
    unseen.removeAll(statements());
    if (!unseen.isEmpty()) {
      Findings.of(
              Finding.of(
                      ProvisionCode.CHANGED,
                      "the server has changed since the plan was made; it would need also: "
                          + String.join(" ", unseen))
                  .withHint("make a new plan and look at it"))
          .throwIfErrors();
    }
    try {
      List<String> done = new ArrayList<>();
      Sessions.autoCommit(admin, c -> run(c, now.steps, step -> !step.inside(), done));
      if (now.steps.stream().anyMatch(Step::inside)) {
        Sessions.autoCommit(
            admin.forDatabase(wanted.name()), c -> run(c, now.steps, Step::inside, done));
      }
      return new Result(done, now.present);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  private static boolean run(
      Connection connection, List<Step> steps, Predicate<Step> which, List<String> done)
      throws SQLException {
    SQLException failure = null;
    try (Statement statement = connection.createStatement()) {
      for (Step step : steps) {
        if (!which.test(step) || (failure != null && !step.always())) {
          continue;
        }
        try {
          statement.execute(step.sql());
          done.add(step.shown() + ";");
        } catch (SQLException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  /** The statements, one a line, secrets masked. */
  @Override
  public String toString() {
    return String.join("\n", statements());
  }
}
