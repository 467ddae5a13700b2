package org.synapsepg.config.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Fetches one document and tells the ways of failing apart. The certificates are first asked for
 * and judged with OpenSSL's rules, then the document is fetched with the very authorities trusted.
 */
final class Fetch {
  private static final int MOST_BYTES = 1 << 20;

  record Failure(DeployCode code, String message, String hint) {}

  /** What came, or why nothing came. */
  static final class Result {
    private final byte[] body;
    private final Optional<Failure> failure;

    private Result(byte[] body, Optional<Failure> failure) {
      this.body = body;
      this.failure = failure;
    }

    byte[] body() {
      return body;
    }

    Optional<Failure> failure() {
      return failure;
    }
  }

  private final int timeout;
  private final Optional<List<X509Certificate>> bundle;

  Fetch(Duration timeout, Optional<List<X509Certificate>> bundle) {
    this.timeout = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
    this.bundle = bundle;
  }

  Result get(URI address) {
    try {
      Optional<Failure> trust =
          "https".equals(address.getScheme()) ? judge(address) : Optional.empty();
      return trust.isPresent() ? failed(trust.get()) : fetch(address);
    } catch (UnknownHostException e) {
      return failed(
          new Failure(
              DeployCode.OIDC_DNS,
              "the name '" + address.getHost() + "' cannot be resolved",
              "check the name, or add it to the container's 'extra_hosts'"));
    } catch (ConnectException | NoRouteToHostException e) {
      return failed(
          new Failure(
              DeployCode.OIDC_REFUSED,
              "the connection is refused",
              "check that the provider runs, its port, and the firewall"));
    } catch (SocketTimeoutException e) {
      return failed(
          new Failure(
              DeployCode.OIDC_TIMEOUT,
              "no answer within " + timeout + " ms",
              "check the network between Synapse and the provider"));
    } catch (SSLException e) {
      return failed(
          new Failure(
              DeployCode.OIDC_TLS,
              "TLS fails (" + e.getClass().getSimpleName() + ")",
              "openssl s_client -connect " + address.getHost() + ":" + port(address)));
    } catch (IOException e) {
      return failed(
          new Failure(
              DeployCode.OIDC_REFUSED,
              "the connection breaks (" + e.getClass().getSimpleName() + ")",
              "check that the provider speaks HTTP at that port"));
    } catch (GeneralSecurityException e) {
      return failed(
          new Failure(
              DeployCode.OIDC_TLS,
              "TLS cannot be set up (" + e.getClass().getSimpleName() + ")",
              "check the Java installation"));
    }
  }

  private static Result failed(Failure failure) {
    return new Result(new byte[0], Optional.of(failure));
  }

  private static int port(URI address) {
    return address.getPort() > 0 ? address.getPort() : 443;
  }

  /** Takes every certificate, for it is only to be looked at; nothing is sent over it. */
  private static final class Recorder implements X509TrustManager {
    private final List<X509Certificate> chain = new ArrayList<>();

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type) {
      chain.addAll(List.of(certificates));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private Optional<Failure> judge(URI address) throws IOException, GeneralSecurityException {
    Recorder recorder = new Recorder();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {recorder}, null);
    String host = address.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try (Socket plain = new Socket()) {
      InetSocketAddress to = new InetSocketAddress(bare, port(address));
      if (to.isUnresolved()) {
        throw new UnknownHostException(bare);
      }
      plain.connect(to, timeout);
      plain.setSoTimeout(timeout);
      try (SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(plain, bare, port(address), false)) {
        if (!bare.matches("[0-9.]+|.*:.*")) {
          SSLParameters parameters = tls.getSSLParameters();
          parameters.setServerNames(List.of(new SNIHostName(bare)));
          tls.setSSLParameters(parameters);
        }
        tls.startHandshake();
      }
    }
    return recorder.chain.isEmpty() ? Optional.empty() : judge(recorder.chain, bare);
  }

  private Optional<Failure> judge(List<X509Certificate> sent, String host)
      throws GeneralSecurityException {
    List<X509Certificate> trusted = bundle.isPresent() ? bundle.get() : javaAuthorities();
    List<X509Certificate> path = Certificates.path(sent, trusted);
    X509Certificate top = path.get(path.size() - 1);
    boolean rooted = Certificates.isSelfSigned(top) && trusted.contains(top);
    if (!rooted) {
      Optional<X509Certificate> instead =
          path.stream()
              .filter(c -> trusted.contains(c) && !Certificates.isSelfSigned(c))
              .findFirst();
      if (instead.isPresent()) {
        boolean leaf = instead.get().equals(path.get(0));
        return Optional.of(
            new Failure(
                DeployCode.OIDC_LEAF_TRUSTED,
                "the trust bundle holds the "
                    + (leaf ? "server's own certificate" : "intermediate certificate")
                    + " instead of the root that signed it",
                "add the root '" + top.getIssuerX500Principal().getName() + "' to the bundle"));
      }
      return Optional.of(
          new Failure(
              DeployCode.OIDC_UNKNOWN_CA,
              "its certificate comes from '"
                  + top.getIssuerX500Principal().getName()
                  + "', which the trust bundle does not hold",
              "cp root.crt /usr/local/share/ca-certificates/ && update-ca-certificates\n"
                  + "as a compose volume:\nvolumes:\n  - ./ca-certificates.crt:/etc/ssl/certs/"
                  + "ca-certificates.crt:ro"));
    }
    for (X509Certificate certificate : path) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException e) {
        return Optional.of(
            expired(certificate, "expired on " + certificate.getNotAfter().toInstant()));
      } catch (CertificateNotYetValidException e) {
        return Optional.of(
            expired(certificate, "is not valid before " + certificate.getNotBefore().toInstant()));
      }
    }
    if (!Certificates.isFor(path.get(0), host)) {
      return Optional.of(
          new Failure(
              DeployCode.OIDC_WRONG_HOST,
              "its certificate is for "
                  + Certificates.names(path.get(0))
                  + ", not for '"
                  + host
                  + "'",
              "use a name of the certificate as issuer, or issue one for '" + host + "'"));
    }
    return Optional.empty();
  }

  private static Failure expired(X509Certificate certificate, String how) {
    return new Failure(
        DeployCode.OIDC_EXPIRED,
        "the certificate of '" + certificate.getSubjectX500Principal().getName() + "' " + how,
        "renew it, and check the clock");
  }

  private static List<X509Certificate> javaAuthorities() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<X509Certificate> all = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        all.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return all;
  }

  private Result fetch(URI address) throws IOException, GeneralSecurityException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    try {
      if (connection instanceof HttpsURLConnection https && bundle.isPresent()) {
        https.setSSLSocketFactory(trusting(bundle.get()).getSocketFactory());
      }
      connection.setConnectTimeout(timeout);
      connection.setReadTimeout(timeout);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setRequestProperty("Connection", "close");
      connection.setRequestProperty("Accept", "application/json");
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        return failed(
            new Failure(
                DeployCode.OIDC_STATUS,
                "the answer is HTTP " + status + " instead of 200",
                "check the path of the issuer; some providers need '/realms/NAME' or the like"));
      }
      try (InputStream in = connection.getInputStream()) {
        return new Result(in.readNBytes(MOST_BYTES), Optional.empty());
      }
    } finally {
      connection.disconnect();
    }
  }

  private static SSLContext trusting(List<X509Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("c" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
