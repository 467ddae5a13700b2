package org.synapsepg.config.deploy;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.synapsepg.config.ConfigValue;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/** Every provider's discovery document, and the trust that fetching it needs. */
final class OidcChecks {
  private static final String WELL_KNOWN = ".well-known/openid-configuration";

  private final DeploymentInspector.Builder settings;
  private final List<Finding> found;

  OidcChecks(DeploymentInspector.Builder settings, List<Finding> found) {
    this.settings = settings;
    this.found = found;
  }

  private void add(DeployCode code, String message, String hint, SourceLocation at) {
    found.add(Finding.of(code, message).withHint(hint).at(at));
  }

  void check() {
    List<ConfigValue> providers = new ArrayList<>();
    settings.config().find("oidc_providers").ifPresent(p -> providers.addAll(p.items()));
    settings
        .config()
        .find("oidc_config")
        .filter(c -> c.find("enabled").flatMap(ConfigValue::asBoolean).orElse(false))
        .ifPresent(providers::add);
    Optional<List<X509Certificate>> bundle = bundle();
    settings.localAuthorities().ifPresent(folder -> authorities(folder, bundle));
    for (ConfigValue provider : providers) {
      provider(provider, bundle);
    }
  }

  /** Empty where none was given, or it cannot be used. */
  private Optional<List<X509Certificate>> bundle() {
    if (settings.trustBundle().isEmpty()) {
      return Optional.empty();
    }
    Path path = settings.trustBundle().get();
    SourceLocation at = SourceLocation.wholeOf(path.toString());
    ServerUser user = settings.user();
    int before = found.size();
    try {
      Optional<Path> closed = user.closedParent(path);
      if (closed.isPresent() || !user.may(path, ServerUser.READ)) {
        add(
            DeployCode.CA_UNREADABLE,
            "the user " + user + " may not read the trust bundle",
            "chmod o+r '" + path + "'" + closed.map(c -> " && chmod o+x '" + c + "'").orElse(""),
            at);
      }
      List<X509Certificate> all = Certificates.read(path);
      if (all.isEmpty()) {
        add(
            DeployCode.CA_NOT_PEM,
            "the file holds no certificate in PEM form ('-----BEGIN CERTIFICATE-----')",
            "openssl x509 -inform DER -in '" + path + "' -out bundle.crt",
            at);
      }
      return Optional.of(all);
    } catch (IOException | UnsupportedOperationException e) {
      while (found.size() > before) {
        found.remove(found.size() - 1);
      }
      add(
          DeployCode.CA_UNREADABLE,
          "the trust bundle cannot be read (" + e.getClass().getSimpleName() + ")",
          "check its path; in the official image it is /etc/ssl/certs/ca-certificates.crt",
          at);
      return Optional.of(List.of());
    }
  }

  private void authorities(Path folder, Optional<List<X509Certificate>> bundle) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        authority(file, bundle);
      }
    } catch (IOException e) {
      add(
          DeployCode.PATH_MISSING,
          "the folder of private authorities cannot be read",
          "mkdir -p '" + folder + "'",
          SourceLocation.wholeOf(folder.toString()));
    }
  }

  private void authority(Path file, Optional<List<X509Certificate>> bundle) throws IOException {
    SourceLocation at = SourceLocation.wholeOf(file.toString());
    List<X509Certificate> certificates = Certificates.read(file);
    if (!file.toString().endsWith(".crt")) {
      add(
          DeployCode.CA_NAME,
          "update-ca-certificates reads only files whose names end in '.crt'",
          "mv '"
              + file
              + "' '"
              + file.toString().replaceFirst("\\.[^./]*$", "")
              + ".crt' && update-ca-certificates",
          at);
    }
    if (certificates.isEmpty()) {
      add(
          DeployCode.CA_NOT_PEM,
          "the file holds no certificate in PEM form",
          "openssl x509 -inform DER -in '" + file + "' -out '" + file + "'",
          at);
    } else if (bundle.isPresent() && !bundle.get().containsAll(certificates)) {
      add(
          DeployCode.CA_NOT_IN_BUNDLE,
          "the certificate is there, but not in the trust bundle",
          "run update-ca-certificates in the container; as a compose volume, mount the whole bundle:\n"
              + "volumes:\n  - ./ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro",
          at);
    }
  }

  private void provider(ConfigValue provider, Optional<List<X509Certificate>> bundle) {
    Optional<ConfigValue> issuer = provider.find("issuer");
    String text = issuer.flatMap(ConfigValue::asText).orElse("");
    SourceLocation at = issuer.map(ConfigValue::location).orElse(provider.location());
    URI address = address(text);
    if (address == null) {
      add(
          DeployCode.OIDC_ISSUER_INVALID,
          text.isEmpty() ? "the provider has no 'issuer'" : "'" + text + "' is no web address",
          "write the provider's address, such as 'https://accounts.example.org/'",
          at);
      return;
    }
    if (!provider.find("discover").flatMap(ConfigValue::asBoolean).orElse(true)) {
      return;
    }
    Fetch.Result result = new Fetch(settings.timeout(), bundle).get(address);
    if (result.failure().isPresent()) {
      Fetch.Failure failure = result.failure().get();
      add(failure.code(), "'" + address + "': " + failure.message(), failure.hint(), at);
      return;
    }
    document(provider, text, address, result.body(), at);
  }

  private static @jakarta.annotation.Nullable URI address(String issuer) {
    try {
      URI base = URI.create(issuer);
      boolean web = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
      return web && base.getHost() != null
          ? URI.create(issuer + (issuer.endsWith("/") ? "" : "/") + WELL_KNOWN)
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void document(
      ConfigValue provider, String issuer, URI address, byte[] body, SourceLocation at) {
    JsonObject json;
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      json = reader.readObject();
    } catch (JsonException e) {
      add(
          DeployCode.OIDC_NOT_JSON,
          "'" + address + "' gives no JSON object",
          "check that the issuer is the provider's own address and not that of its front page",
          at);
      return;
    }
    String named = json.get("issuer") instanceof JsonString s ? s.getString() : "";
    boolean skips =
        provider.find("skip_verification").flatMap(ConfigValue::asBoolean).orElse(false);
    if (!named.equals(issuer) && !skips) {
      add(
          DeployCode.OIDC_ISSUER_DIFFERS,
          "the provider calls itself '" + named + "', but 'issuer' is '" + issuer + "'",
          "write 'issuer: \"" + named + "\"', to the last slash",
          at);
    }
    List<String> needed =
        new ArrayList<>(List.of("authorization_endpoint", "token_endpoint", "jwks_uri"));
    if (provider
        .find("user_profile_method")
        .flatMap(ConfigValue::asText)
        .filter("userinfo_endpoint"::equals)
        .isPresent()) {
      needed.add("userinfo_endpoint");
    }
    for (String endpoint : needed) {
      if (!(json.get(endpoint) instanceof JsonString) && provider.find(endpoint).isEmpty()) {
        add(
            DeployCode.OIDC_ENDPOINT_MISSING,
            "the discovery document has no '" + endpoint + "'",
            "add '" + endpoint + "' to the provider's configuration",
            at);
      }
    }
  }
}
