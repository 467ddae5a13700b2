package org.synapsepg.config.deploy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Certificates made on the spot: the few lines of DER that X.509 needs. */
final class TestCertificates {
  private static final byte[] ECDSA_SHA256 = oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02);
  private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);
  private static final AtomicLong SERIAL = new AtomicLong(1);

  /**
   * A certificate with its key.
   *
   * @param certificate the certificate
   * @param keys its keys
   */
  record Identity(X509Certificate certificate, KeyPair keys) {}

  private TestCertificates() {}

  static Identity root(String name) throws GeneralSecurityException {
    KeyPair keys = keys();
    return new Identity(sign(name, keys, name, keys, true, "", days(-1), days(30)), keys);
  }

  static Identity authority(String name, Identity issuer) throws GeneralSecurityException {
    KeyPair keys = keys();
    return new Identity(
        sign(name, keys, nameOf(issuer), issuer.keys, true, "", days(-1), days(30)), keys);
  }

  static Identity server(String host, Identity issuer, int fromDay, int toDay)
      throws GeneralSecurityException {
    KeyPair keys = keys();
    return new Identity(
        sign("server", keys, nameOf(issuer), issuer.keys, false, host, days(fromDay), days(toDay)),
        keys);
  }

  static String pem(X509Certificate... certificates) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(
              Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }

  private static Instant days(int days) {
    return Instant.now().plusSeconds(days * 86_400L);
  }

  private static String nameOf(Identity identity) {
    return identity.certificate.getSubjectX500Principal().getName().substring("CN=".length());
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      String subject,
      KeyPair subjectKeys,
      String issuer,
      KeyPair issuerKeys,
      boolean authority,
      String host,
      Instant from,
      Instant to)
      throws GeneralSecurityException {
    byte[] algorithm = sequence(ECDSA_SHA256);
    byte[] constraints =
        sequence(
            oid(0x55, 0x1D, 0x13),
            der(0x01, new byte[] {(byte) 0xFF}),
            der(0x04, authority ? sequence(der(0x01, new byte[] {(byte) 0xFF})) : sequence()));
    byte[] names =
        host.isEmpty()
            ? new byte[0]
            : sequence(
                oid(0x55, 0x1D, 0x11),
                der(0x04, sequence(der(0x82, host.getBytes(StandardCharsets.US_ASCII)))));
    byte[] body =
        sequence(
            der(0xA0, der(0x02, new byte[] {2})),
            der(0x02, BigInteger.valueOf(SERIAL.getAndIncrement()).toByteArray()),
            algorithm,
            name(issuer),
            sequence(time(from), time(to)),
            name(subject),
            subjectKeys.getPublic().getEncoded(),
            der(0xA3, sequence(constraints, names)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuerKeys.getPrivate());
    signature.update(body);
    byte[] bits = join(new byte[] {0}, signature.sign());
    byte[] certificate = sequence(body, algorithm, der(0x03, bits));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] name(String commonName) {
    return sequence(
        der(0x31, sequence(COMMON_NAME, der(0x0C, commonName.getBytes(StandardCharsets.UTF_8)))));
  }

  private static byte[] time(Instant instant) {
    String text =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT)
            .format(instant.atOffset(ZoneOffset.UTC));
    return der(0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] oid(int... bytes) {
    byte[] value = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      value[i] = (byte) bytes[i];
    }
    return der(0x06, value);
  }

  private static byte[] sequence(byte[]... parts) {
    return der(0x30, join(parts));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length & 0xFF);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
