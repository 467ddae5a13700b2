package org.synapsepg.diagnose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.synapsepg.testing.PostgresServer;

/** A server of its own that knows every way to refuse: rules, roles, limits, a certificate. */
final class RefusingServer implements AutoCloseable {
  final PostgresServer server;
  final Path folder;

  RefusingServer(int major) throws Exception {
    folder = Files.createTempDirectory("refusing");
    server =
        PostgresServer.start(
            major,
            Map.of(
                "max_connections", "14",
                "superuser_reserved_connections", "2",
                "deadlock_timeout", "20ms",
                "unix_socket_directories", folder.toString()));
    server.execute(
        "postgres",
        "CREATE ROLE plain LOGIN PASSWORD 'right'",
        "CREATE ROLE expired LOGIN PASSWORD 'right' VALID UNTIL '2001-01-01'",
        "CREATE ROLE unset LOGIN",
        "CREATE ROLE trusted LOGIN",
        "CREATE ROLE nologin",
        "CREATE ROLE crowded LOGIN CONNECTION LIMIT 0",
        "CREATE DATABASE closed",
        "REVOKE CONNECT ON DATABASE closed FROM PUBLIC",
        "CREATE DATABASE crowded CONNECTION LIMIT 0",
        "CREATE DATABASE taken",
        "CREATE DATABASE copied",
        "CREATE DATABASE work TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
    Process one = makeCertificate("server", "CN=somewhere-else");
    Process two = makeCertificate("stranger", "CN=stranger");
    keepCertificate("server", one);
    keepCertificate("stranger", two);
    Path hba = Path.of(ask("SHOW hba_file"));
    Files.writeString(
        hba,
        """
        local peer all peer
        local all all trust
        host all postgres 127.0.0.1/32 trust
        hostssl certified all 127.0.0.1/32 cert
        hostssl work tlsonly 127.0.0.1/32 trust
        host rejected all 127.0.0.1/32 reject
        host ident all 127.0.0.1/32 ident
        host md5 all 127.0.0.1/32 md5
        host clear all 127.0.0.1/32 password
        host scram all 127.0.0.1/32 scram-sha-256
        host all trusted,nologin,missing,crowded 127.0.0.1/32 trust
        """);
    ask("SELECT pg_reload_conf()");
  }

  /** Switches TLS on; the server was started without. */
  void offerTls() throws SQLException {
    try (Connection connection = server.superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + folder.resolve("server.pem") + "'");
      statement.execute("ALTER SYSTEM SET ssl_key_file = '" + folder.resolve("server.key") + "'");
      statement.execute("ALTER SYSTEM SET ssl_ca_file = '" + folder.resolve("server.pem") + "'");
      statement.execute("ALTER SYSTEM SET ssl = on");
      statement.execute("SELECT pg_reload_conf()");
    }
    // A setting that was reloaded shows in new sessions; each question has one of its own.
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!ask("SHOW ssl").equals("on") && System.nanoTime() < patience) {
      Thread.onSpinWait();
    }
  }

  /** Asks until the answer is true. */
  static void await(Connection connection, String question) {
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    try (Statement statement = connection.createStatement()) {
      while (System.nanoTime() < patience) {
        try (ResultSet rows = statement.executeQuery(question)) {
          if (rows.next() && rows.getBoolean(1)) {
            return;
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(question, e);
    }
    throw new IllegalStateException("never true: " + question);
  }

  String ask(String query) {
    try (Connection connection = server.superuser("postgres").open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection connect(String database, String user, String password, String... more)
      throws SQLException {
    return connectTo("127.0.0.1:" + server.port(), database, user, password, more);
  }

  static Connection connectTo(
      String address, String database, String user, String password, String... more)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.equals("none")) {
      properties.setProperty("password", password);
    }
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    return DriverManager.getConnection("jdbc:postgresql://" + address + "/" + database, properties);
  }

  static String closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process makeCertificate(String name, String subject) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            name,
            "-dname",
            subject,
            "-keystore",
            folder.resolve(name + ".p12").toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void keepCertificate(String name, Process keytool)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    KeyStore keys =
        KeyStore.getInstance(folder.resolve(name + ".p12").toFile(), "changeit".toCharArray());
    write(folder.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
    write(
        folder.resolve(name + ".key"),
        "PRIVATE KEY",
        keys.getKey(name, "changeit".toCharArray()).getEncoded());
  }

  private static void write(Path file, String type, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file,
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n",
        StandardCharsets.US_ASCII);
    if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
      throw new IOException("cannot restrict " + file);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
