package org.synapsepg.config.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Findings;

/** A provider on this machine, with certificates that are right or wrong in one way each. */
class DeploymentOidcTest {
  private final List<HttpServer> servers = new ArrayList<>();
  private TestCertificates.Identity root;
  private TestCertificates.Identity intermediate;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void makeAuthorities() throws GeneralSecurityException {
    root = TestCertificates.root("Test Root");
    intermediate = TestCertificates.authority("Test Intermediate", root);
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private String start(TestCertificates.Identity server, String body, X509Certificate... more)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain = new X509Certificate[more.length + 1];
    chain[0] = server.certificate();
    System.arraycopy(more, 0, chain, 1, more.length);
    store.setKeyEntry("server", server.keys().getPrivate(), new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    servers.add(https);
    return serve(https, "https", body);
  }

  private static String serve(HttpServer server, String scheme, String body) {
    String issuer = scheme + "://localhost:" + server.getAddress().getPort() + "/";
    server.createContext(
        "/.well-known/openid-configuration",
        exchange -> {
          byte[] bytes = body.replace("ISSUER", issuer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return issuer;
  }

  private static final String GOOD =
      """
      {"issuer": "ISSUER", "authorization_endpoint": "ISSUERa", "token_endpoint": "ISSUERt",
       "jwks_uri": "ISSUERj"}
      """;

  private List<FindingCode> check(String issuer, X509Certificate... trusted)
      throws IOException, GeneralSecurityException {
    Path bundle =
        Files.writeString(
            folder.resolve("bundle.pem"), "# roots\n" + TestCertificates.pem(trusted));
    return codes(
        DeploymentInspector.builder(config(issuer))
            .trustBundle(bundle)
            .runningAs(0, 0)
            .timeout(Duration.ofSeconds(20))
            .build());
  }

  private static SynapseConfig config(String issuer) {
    return SynapseConfig.parse(
        "homeserver.yaml",
        "server_name: example.org\noidc_providers:\n  - idp_id: x\n    issuer: \""
            + issuer
            + "\"\n");
  }

  private static List<FindingCode> codes(DeploymentInspector inspector) {
    return inspector.checkOidc().stream().map(Finding::code).toList();
  }

  @Test
  void everythingRightGivesNothing() throws IOException, GeneralSecurityException {
    TestCertificates.Identity server = TestCertificates.server("localhost", intermediate, -1, 9);
    String issuer = start(server, GOOD, intermediate.certificate());
    assertThat(check(issuer, root.certificate())).isEmpty();
  }

  @Test
  void tellsTheWaysOfFailingApart() throws IOException, GeneralSecurityException {
    TestCertificates.Identity good = TestCertificates.server("localhost", intermediate, -1, 9);
    String issuer = start(good, GOOD, intermediate.certificate());
    X509Certificate other = TestCertificates.root("Other Root").certificate();
    assertThat(check(issuer, other)).containsExactly(DeployCode.OIDC_UNKNOWN_CA);
    assertThat(check(issuer, other, good.certificate()))
        .containsExactly(DeployCode.OIDC_LEAF_TRUSTED);
    assertThat(check(issuer, other, intermediate.certificate()))
        .containsExactly(DeployCode.OIDC_LEAF_TRUSTED);
    // A server that does not send its intermediate certificate.
    assertThat(check(start(good, GOOD), root.certificate()))
        .containsExactly(DeployCode.OIDC_UNKNOWN_CA);
    TestCertificates.Identity old = TestCertificates.server("localhost", root, -9, -1);
    assertThat(check(start(old, GOOD), root.certificate()))
        .containsExactly(DeployCode.OIDC_EXPIRED);
    TestCertificates.Identity early = TestCertificates.server("localhost", root, 1, 9);
    assertThat(check(start(early, GOOD), root.certificate()))
        .containsExactly(DeployCode.OIDC_EXPIRED);
    TestCertificates.Identity foreign = TestCertificates.server("other.example", root, -1, 9);
    assertThat(check(start(foreign, GOOD), root.certificate()))
        .containsExactly(DeployCode.OIDC_WRONG_HOST);
  }

  @Test
  void judgesTheDocument() throws IOException, GeneralSecurityException {
    TestCertificates.Identity server = TestCertificates.server("localhost", root, -1, 9);
    X509Certificate trusted = root.certificate();
    assertThat(check(start(server, "<html>"), trusted)).containsExactly(DeployCode.OIDC_NOT_JSON);
    assertThat(check(start(server, GOOD.replace("\"ISSUER\"", "\"ISSUER/\"")), trusted))
        .containsExactly(DeployCode.OIDC_ISSUER_DIFFERS);
    assertThat(check(start(server, GOOD.replace("jwks_uri", "x")), trusted))
        .containsExactly(DeployCode.OIDC_ENDPOINT_MISSING);
    assertThat(check(start(server, GOOD) + "realms/a", trusted))
        .containsExactly(DeployCode.OIDC_STATUS);
  }

  @Test
  void tellsWhatIsWrongBelowTls() throws IOException, GeneralSecurityException {
    X509Certificate trusted = root.certificate();
    assertThat(check("", trusted)).containsExactly(DeployCode.OIDC_ISSUER_INVALID);
    assertThat(check("ftp://x/", trusted)).containsExactly(DeployCode.OIDC_ISSUER_INVALID);
    assertThat(check("https://no-such-host.invalid/", trusted))
        .containsExactly(DeployCode.OIDC_DNS);
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(check("https://localhost:" + port + "/", trusted))
        .containsExactly(DeployCode.OIDC_REFUSED);
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Path bundle = Files.writeString(folder.resolve("b.pem"), TestCertificates.pem(trusted));
      assertThat(
              codes(
                  DeploymentInspector.builder(
                          config("https://localhost:" + silent.getLocalPort() + "/"))
                      .trustBundle(bundle)
                      .runningAs(0, 0)
                      .timeout(Duration.ofMillis(300))
                      .build()))
          .containsExactly(DeployCode.OIDC_TIMEOUT);
    }
    HttpServer plain =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    servers.add(plain);
    String issuer = serve(plain, "http", GOOD);
    assertThat(check(issuer, trusted)).isEmpty();
    try (ServerSocket garbage = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerWithGarbage(garbage));
      answering.start();
      assertThat(check("https://localhost:" + garbage.getLocalPort() + "/", trusted))
          .containsExactly(DeployCode.OIDC_TLS);
    }
  }

  private static void answerWithGarbage(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      assertThat(e).isNotNull(); // the client ends the connection as it likes
    }
  }

  @Test
  void tellsHowAnAuthorityWasAddedWrongly() throws IOException, GeneralSecurityException {
    Path local = Files.createDirectory(folder.resolve("local"));
    Files.writeString(local.resolve("mine.pem"), TestCertificates.pem(root.certificate()));
    Files.writeString(local.resolve("der.crt"), "no pem");
    Files.writeString(local.resolve("other.crt"), TestCertificates.pem(intermediate.certificate()));
    Path bundle =
        Files.writeString(folder.resolve("b.pem"), TestCertificates.pem(root.certificate()));
    SynapseConfig none = SynapseConfig.parse("x", "server_name: a\n");
    DeploymentInspector.Builder builder =
        DeploymentInspector.builder(none).runningAs(0, 0).trustBundle(bundle);
    assertThat(codes(builder.localAuthorities(local).build()))
        .containsExactly(DeployCode.CA_NOT_PEM, DeployCode.CA_NAME, DeployCode.CA_NOT_IN_BUNDLE);
    assertThat(codes(DeploymentInspector.builder(none).trustBundle(folder.resolve("none")).build()))
        .containsExactly(DeployCode.CA_UNREADABLE);
    Path closed =
        Files.writeString(folder.resolve("closed.pem"), TestCertificates.pem(root.certificate()));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
    Findings unreadable =
        DeploymentInspector.builder(none)
            .runningAs(65_533, 65_533)
            .trustBundle(closed)
            .build()
            .checkOidc();
    assertThat(unreadable.withCode(DeployCode.CA_UNREADABLE).toList())
        .singleElement()
        .satisfies(f -> assertThat(f.hint().orElse("")).contains("chmod o+r '" + closed + "'"));
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertThat(codes(DeploymentInspector.builder(none).runningAs(0, 0).trustBundle(empty).build()))
        .containsExactly(DeployCode.CA_NOT_PEM);
  }
}
