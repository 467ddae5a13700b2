package org.synapsepg.config.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates as OpenSSL judges them, which is what Synapse uses. */
final class Certificates {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----.*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----",
          Pattern.DOTALL);
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private Certificates() {}

  /** Those of a PEM file; empty if there is none. */
  static List<X509Certificate> read(Path pem) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    Matcher m = PEM.matcher(new String(Files.readAllBytes(pem), StandardCharsets.ISO_8859_1));
    while (m.find()) {
      parse(m.group()).ifPresent(all::add);
    }
    return all;
  }

  /** One certificate of many that Java cannot read does not make the bundle useless. */
  private static Optional<X509Certificate> parse(String pem) {
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
      return certificate instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && isSignedBy(certificate, certificate);
  }

  static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The chain from the server's certificate up, with a root from the bundle if there is one. */
  static List<X509Certificate> path(
      List<X509Certificate> sent, Collection<X509Certificate> bundle) {
    List<X509Certificate> path = new ArrayList<>();
    X509Certificate here = sent.get(0);
    path.add(here);
    while (!isSelfSigned(here) && path.size() < 12) {
      X509Certificate issuer = issuer(here, sent);
      if (issuer == null) {
        issuer = issuer(here, bundle);
      }
      if (issuer == null || path.contains(issuer)) {
        break;
      }
      path.add(issuer);
      here = issuer;
    }
    return path;
  }

  private static @jakarta.annotation.Nullable X509Certificate issuer(
      X509Certificate of, Collection<X509Certificate> among) {
    for (X509Certificate candidate : among) {
      if (!candidate.equals(of) && isSignedBy(of, candidate)) {
        return candidate;
      }
    }
    return null;
  }

  static boolean isFor(X509Certificate certificate, String host) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return false;
      }
      for (List<?> name : names) {
        boolean address = Integer.valueOf(IP_ADDRESS).equals(name.get(0));
        boolean dns = Integer.valueOf(DNS_NAME).equals(name.get(0));
        String text = String.valueOf(name.get(1));
        if ((address && text.equals(host)) || (dns && matches(text, host))) {
          return true;
        }
      }
      return false;
    } catch (CertificateException e) {
      return false;
    }
  }

  private static boolean matches(String pattern, String host) {
    String name = pattern.toLowerCase(Locale.ROOT);
    String wanted = host.toLowerCase(Locale.ROOT);
    if (!name.startsWith("*.")) {
      return name.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    return dot > 0 && wanted.substring(dot).equals(name.substring(1));
  }

  static String names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        all.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateException e) {
      names.add("(unreadable)");
    }
    return names.isEmpty() ? "no name at all" : String.join(", ", names);
  }
}
