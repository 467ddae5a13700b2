package org.synapsepg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What libpq says through psycopg2, and Synapse where either is missing, as a Synapse administrator
 * finds it in the log. The recording is a file; {@link #isWhatLibpqSays} causes every message of it
 * again. A missing libpq needs user namespaces, which a server started by root needs too.
 */
class LibpqMessagesTest {
  private static final String RECORDING = "libpq-messages.txt";
  private static final String PROGRAM = "complain.py";

  @TempDir Path folder = Path.of("");

  /** A message's kind and how it comes about: what {@code complain.py} is called with. */
  private record Call(String kind, String what, List<String> arguments) {}

  @TestFactory
  Stream<DynamicTest> understandsTheRecording() throws IOException {
    List<DynamicTest> tests = Recording.tests(RECORDING);
    assertThat(tests).hasSizeGreaterThanOrEqualTo(25);
    return tests.stream();
  }

  @Test
  @Tag("synapse")
  void isWhatLibpqSays() throws Exception {
    String python = Recording.pythons().values().iterator().next();
    TreeMap<String, String> said = new TreeMap<>();
    SoftAssertions softly = new SoftAssertions();
    try (RefusingServer server = new RefusingServer(18);
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Call> calls = new ArrayList<>(plain(server, silent.getLocalPort()));
      for (Call call : calls) {
        hear(python, call, server, said, softly);
      }
      server.offerTls();
      for (Call call : overTls(server)) {
        hear(python, call, server, said, softly);
      }
    }
    softly.assertAll();
    String made =
        "Messages of libpq through psycopg2 %s, from a PostgreSQL 18 server.\nMade by %s.\n\n"
            .formatted(
                String.join(
                    " with libpq ", run(python, "version").lines().toList().get(0).split(" ", 2)),
                LibpqMessagesTest.class.getSimpleName());
    String now = made + String.join("\n", said.values());
    String record = System.getProperty("synapsepg.record");
    if (record != null) {
      Files.writeString(Path.of(record), now);
    }
    assertThat(Recording.heads(Recording.resource(RECORDING))).isEqualTo(Recording.heads(now));
  }

  private void hear(
      String python,
      Call call,
      RefusingServer server,
      Map<String, String> said,
      SoftAssertions softly)
      throws IOException, InterruptedException {
    String output = run(python, call.arguments().toArray(String[]::new));
    // Frames of the traceback are indented; the message begins with the exception's name.
    Matcher error = Pattern.compile("(?m)^[\\w.]+: ").matcher(output);
    assertThat(error.find()).as("%s: %s", call.what(), output).isTrue();
    String message =
        output
            .substring(error.start())
            .replace(server.folder.toString(), "/run/postgresql")
            .replace(folder.toString(), "/etc/synapse")
            .replaceAll("\\.s\\.PGSQL\\.\\d+", ".s.PGSQL.5432")
            .replaceAll("port \\d+", "port 5432")
            .strip();
    softly
        .assertThat(Recording.kind(message))
        .as("%s: %s", call.what(), message)
        .isEqualTo(call.kind());
    said.put(call.what(), "== " + call.kind() + " | " + call.what() + "\n" + message + "\n");
  }

  private List<Call> plain(RefusingServer s, int silentPort) throws IOException {
    int port = s.server.port();
    String work = "host=127.0.0.1 port=" + port + " dbname=work ";
    List<Call> calls = new ArrayList<>();
    calls.add(new Call("DriverMissing", "psycopg2 not installed", List.of("module")));
    for (String missing : List.of("psycopg2", "libpq")) {
      for (String program :
          missing.equals("libpq") ? List.of("module", "synapse") : List.of("synapse")) {
        calls.add(without(missing, program));
      }
    }
    String closed = RefusingServer.closedPort();
    calls.add(
        connect("NotListening", "closed port", "host=127.0.0.1 port=" + closed.split(":", 2)[1]));
    calls.add(connect("NotListening", "no socket", "host=" + folder + " dbname=work user=x"));
    calls.add(connect("HostUnknown", "no such host", "host=no-such-host.invalid user=x"));
    calls.add(
        connect(
            "ConnectTimedOut",
            "silence",
            "host=127.0.0.1 connect_timeout=2 user=x port=" + silentPort));
    calls.add(connect("NoHbaEntry", "no rule", work + "user=plain password=x"));
    calls.add(connect("HbaRejected", "reject", work.replace("=work", "=rejected") + "user=plain"));
    calls.add(
        connect(
            "IdentFailed",
            "peer",
            "host=" + s.folder + " port=" + port + " dbname=peer user=plain"));
    calls.add(connect("IdentFailed", "ident", work.replace("=work", "=ident") + "user=plain"));
    String scram = work.replace("=work", "=scram");
    calls.add(connect("PasswordFailed", "wrong password", scram + "user=plain password=wrong"));
    calls.add(connect("PasswordMissing", "no password", scram + "user=plain"));
    calls.add(
        connect(
            "PasswordMissing", "no password, md5", work.replace("=work", "=md5") + "user=plain"));
    calls.add(connect("PasswordFailed", "no such role", scram + "user=nobody password=x"));
    calls.add(connect("RoleMissing", "role missing", work + "user=missing"));
    calls.add(connect("RoleCannotLogIn", "nologin", work + "user=nologin"));
    String trusted = "host=127.0.0.1 port=" + port + " user=trusted dbname=";
    calls.add(connect("DatabaseMissing", "no database", trusted + "nowhere"));
    calls.add(connect("ConnectDenied", "CONNECT revoked", trusted + "closed"));
    calls.add(connect("TooManyConnections", "role's limit", work + "user=crowded"));
    calls.add(connect("TooManyConnections", "database's limit", trusted + "crowded"));
    calls.add(connect("TlsNotOffered", "TLS off", trusted + "work sslmode=require"));
    calls.add(connect("InvalidParameter", "sslmode", trusted + "work sslmode=bogus"));
    calls.add(connect("InvalidParameter", "option", trusted + "work bogus=1"));
    calls.add(connect("InvalidParameter", "port", "host=127.0.0.1 port=99999 user=x"));
    calls.add(connect("InvalidParameter", "number", trusted + "work connect_timeout=x"));
    calls.add(connect("InvalidParameter", "service", "service=nothing"));
    calls.add(
        connect(
            "AuthenticationUnsupported",
            "channel binding",
            work.replace("=work", "=md5") + "user=plain password=right channel_binding=require"));
    calls.add(
        connect(
            "ReadOnly",
            "read-write wanted",
            trusted
                + "work target_session_attrs=read-write options='-c"
                + " default_transaction_read_only=on'"));
    calls.add(
        connect(
            "ConnectionLost",
            "terminated",
            trusted + "work",
            "SELECT pg_terminate_backend(pg_backend_pid())"));
    calls.add(connect("RelationMissing", "no table", trusted + "work", "SELECT * FROM users"));
    calls.add(
        connect(
            "StatementCancelled",
            "statement timeout",
            trusted + "work",
            "SET statement_timeout = 50",
            "SELECT pg_sleep(10)"));
    return calls;
  }

  private List<Call> overTls(RefusingServer s) throws IOException {
    String at = "host=127.0.0.1 port=" + s.server.port() + " user=";
    Path open = folder.resolve("open.key");
    Files.copy(s.folder.resolve("server.key"), open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    String own = s.folder.resolve("server.pem").toString();
    return List.of(
        connect("NoHbaEntry", "no rule, TLS", at + "plain password=x dbname=work sslmode=require"),
        connect("NoHbaEntry", "only with TLS", at + "tlsonly dbname=work sslmode=disable"),
        connect("TlsFailed", "no client certificate", at + "plain dbname=certified"),
        connect(
            "TlsFailed",
            "stranger's authority",
            at
                + "trusted dbname=work sslmode=verify-ca sslrootcert="
                + s.folder.resolve("stranger.pem")),
        connect(
            "TlsFailed",
            "other host",
            at + "trusted dbname=work sslmode=verify-full sslrootcert=" + own),
        connect(
            "TlsFailed",
            "no root certificate",
            at + "trusted dbname=work sslmode=verify-ca sslrootcert=" + folder.resolve("none.crt")),
        connect(
            "TlsFailed",
            "key is open to others",
            at + "plain dbname=certified sslcert=" + own + " sslkey=" + open));
  }

  private Call without(String missing, String program) throws IOException {
    String apart = Files.createTempDirectory(folder, missing).toString();
    return new Call(
        "DriverMissing",
        missing + " missing, " + program,
        List.of("without_" + missing, program, apart));
  }

  private static Call connect(String kind, String what, String to, String... statements) {
    List<String> arguments = new ArrayList<>(List.of("connect", to));
    arguments.addAll(List.of(statements));
    return new Call(kind, what, arguments);
  }

  /** Python without site packages has no psycopg2. */
  private String run(String python, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python));
    if (arguments[0].equals("module")) {
      command.add("-S");
    }
    command.addAll(List.of("-c", Recording.resource(PROGRAM)));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
