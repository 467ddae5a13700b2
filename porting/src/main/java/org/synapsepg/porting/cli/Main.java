package org.synapsepg.porting.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.SynapsePgException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Where the command line begins: {@code java -jar synapse-pg-porting-<version>-cli.jar COMMAND …}.
 */
@Command(
    name = "synapse-pg",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      PortCommand.class,
      PreflightCommand.class,
      VerifyCommand.class,
      CheckCommand.class
    },
    header = "Ports a Matrix Synapse homeserver from SQLite to PostgreSQL, and checks the result.",
    description = {
      "",
      "Without a command, 'port' is meant, and the arguments of synapse_port_db work unchanged.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  synapse-pg port --sqlite-database homeserver.db --postgres-config homeserver-postgres.yaml",
      "  synapse-pg preflight --sqlite-database homeserver.db --jdbc-url jdbc:postgresql://db/synapse?user=synapse",
      "  synapse-pg verify --certificate port-certificate.json --postgres-config homeserver.yaml",
      "  synapse-pg check --repair --postgres-config homeserver.yaml",
      "",
      "The password comes from the configuration, PGPASSWORD or a password file, never from an argument.",
      "",
      "Exit status: 0 done and verified; 1 failed, run again to go on; 2 wrong usage; 3 refused, nothing",
      "written; 4 a difference was found; 5 done, but rows are in quarantine; 75 stopped, run again to go on."
    })
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    System.exit(run(System.getenv(), args));
  }

  /**
   * Runs a command in this process, on its standard streams, without ending it.
   *
   * @param environment the environment variables to use, PGPASSWORD for example
   * @param args the arguments
   * @return the exit status
   */
  public static int run(Map<String, String> environment, String... args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try {
      return run(Console.ofProcess(environment, out, System.err), args);
    } finally {
      out.flush();
    }
  }

  static int run(Console console, String... args) {
    CommandLine line = new CommandLine(new Main(), new CommandFactory(console));
    line.setOut(console.outWriter());
    line.setErr(console.errWriter());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(Math.max(80, Math.min(120, console.width())));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::explainUsage);
    line.setExecutionExceptionHandler((e, command, result) -> explainFailure(e, console));
    return line.execute(withCommand(args));
  }

  /** The known command lines of synapse_port_db have no command. */
  private static String[] withCommand(String[] args) {
    boolean portIsMeant =
        args.length > 0
            && args[0].startsWith("-")
            && Arrays.stream(args).noneMatch(a -> a.matches("-h|--help|-V|--version"));
    if (!portIsMeant) {
      return args.length == 0 ? new String[] {"--help"} : args;
    }
    String[] all = new String[args.length + 1];
    all[0] = "port";
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }

  private static int explainUsage(ParameterException problem, String[] args) {
    CommandLine line = problem.getCommandLine();
    line.getErr().println(problem.getMessage());
    if (problem instanceof UnmatchedArgumentException unmatched) {
      List<String> right = new ArrayList<>(line.getSubcommands().keySet());
      right.addAll(line.getCommandSpec().optionsMap().keySet());
      Nearest.to(unmatched.getUnmatched().get(0), right)
          .ifPresent(name -> line.getErr().println("Did you mean '" + name + "'?"));
    }
    line.getErr().println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.status();
  }

  private static int explainFailure(Exception problem, Console console) {
    if (problem instanceof UsageException) {
      console.err().println(problem.getMessage());
      return ExitCode.USAGE.status();
    }
    if (problem instanceof SynapsePgException known) {
      console.err().println(known.code().id() + ": " + known.getMessage());
    } else {
      console.err().println(problem);
    }
    if (console.verbose()) {
      problem.printStackTrace(console.err());
    }
    return ExitCode.FAILED.status();
  }

  /** The version that the jar's manifest names. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"synapse-pg " + (version == null ? "(unpackaged)" : version)};
    }
  }

  /** Gives every command the console. */
  private record CommandFactory(Console console) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      try {
        return type.cast(type.getDeclaredConstructor(Console.class).newInstance(console));
      } catch (NoSuchMethodException e) {
        return CommandLine.defaultFactory().create(type);
      }
    }
  }
}
