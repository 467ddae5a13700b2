package org.synapsepg.provision;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.synapsepg.core.Secret;

/**
 * What the server stores of a password: a SCRAM-SHA-256 verifier (RFC 5803, RFC 7677), as
 * PostgreSQL's src/common/scram-common.c writes it. Every server since version 10 takes it in the
 * place of a password, so that no readable password leaves this process.
 */
final class ScramVerifier {
  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$(\\d{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");
  private static final int SALT_LENGTH = 16;

  private ScramVerifier() {}

  static String of(Secret password, int iterations) {
    byte[] salt = new byte[SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    return of(password, iterations, salt);
  }

  static String of(Secret password, int iterations, byte[] salt) {
    try {
      byte[] salted = salted(SaslPrep.prepare(password.reveal()), salt, iterations);
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] serverKey = hmac(salted, "Server Key");
      Base64.Encoder base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$"
          + iterations
          + ":"
          + base64.encodeToString(salt)
          + "$"
          + base64.encodeToString(storedKey)
          + ":"
          + base64.encodeToString(serverKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks HMAC-SHA-256", e);
    }
  }

  /** Whether a stored verifier is of this password; false for every other form, MD5 included. */
  static boolean isOf(String stored, Secret password) {
    Matcher matcher = FORM.matcher(stored);
    if (!matcher.matches()) {
      return false;
    }
    byte[] salt = Base64.getDecoder().decode(matcher.group(2));
    return MessageDigest.isEqual(
        of(password, Integer.parseInt(matcher.group(1)), salt).getBytes(StandardCharsets.US_ASCII),
        stored.getBytes(StandardCharsets.US_ASCII));
  }

  /** PBKDF2 over the bytes; Java's own takes characters and would encode them its own way. */
  private static byte[] salted(String password, byte[] salt, int iterations)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(key(password.getBytes(StandardCharsets.UTF_8)));
    mac.update(salt);
    byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = block.clone();
    for (int i = 1; i < iterations; i++) {
      block = mac.doFinal(block);
      for (int j = 0; j < result.length; j++) {
        result[j] ^= block[j];
      }
    }
    return result;
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(key(key));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** HMAC pads a key with zeros, so one zero is the same as the empty key that Java refuses. */
  private static SecretKeySpec key(byte[] bytes) {
    return new SecretKeySpec(bytes.length == 0 ? new byte[1] : bytes, "HmacSHA256");
  }
}
