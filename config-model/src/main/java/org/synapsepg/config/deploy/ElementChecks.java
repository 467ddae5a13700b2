package org.synapsepg.config.deploy;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.synapsepg.config.ConfigValue;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/** Element's config.json. */
final class ElementChecks {
  private final SynapseConfig config;
  private final List<Finding> found;

  ElementChecks(SynapseConfig config, List<Finding> found) {
    this.config = config;
    this.found = found;
  }

  private void add(DeployCode code, String message, String hint, SourceLocation at) {
    found.add(Finding.of(code, message).withHint(hint).at(at));
  }

  void check(Path path) {
    SourceLocation whole = SourceLocation.wholeOf(path.toString());
    ServerUser anybody = new ServerUser(-1, -1);
    try {
      Optional<Path> closed = anybody.closedParent(path);
      if (closed.isPresent()) {
        add(
            DeployCode.ELEMENT_UNREADABLE,
            "the web server's user may not enter '" + closed.get() + "'",
            "chmod o+x '" + closed.get() + "'",
            whole);
      }
      if (!anybody.may(path, ServerUser.READ)) {
        add(
            DeployCode.ELEMENT_UNREADABLE,
            "the web server's user may not read it",
            "chmod 0644 '" + path + "'",
            whole);
      }
      content(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(java.nio.ByteBuffer.wrap(Files.readAllBytes(path)))
              .toString(),
          path,
          whole);
    } catch (CharacterCodingException e) {
      add(DeployCode.ELEMENT_NOT_JSON, "the file is not valid UTF-8", "save it as UTF-8", whole);
    } catch (IOException | UnsupportedOperationException e) {
      add(
          DeployCode.ELEMENT_UNREADABLE,
          "the file cannot be read (" + e.getClass().getSimpleName() + ")",
          "check that it exists",
          whole);
    }
  }

  private void content(String text, Path path, SourceLocation whole) {
    if (text.startsWith("\uFEFF")) {
      add(
          DeployCode.ELEMENT_NOT_JSON,
          "the file begins with a byte order mark, which JSON does not allow",
          "save it without one",
          whole);
      return;
    }
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      JsonObject json = reader.readObject();
      address(json, whole);
    } catch (JsonParsingException e) {
      int line = Math.max(1, (int) e.getLocation().getLineNumber());
      int column = Math.max(1, (int) e.getLocation().getColumnNumber());
      add(
          DeployCode.ELEMENT_NOT_JSON,
          "the file is no strict JSON: " + problem(text, line),
          "remove comments and commas before a closing bracket; browsers refuse the file",
          new SourceLocation(path.toString(), line, column));
    } catch (JsonException e) {
      add(
          DeployCode.ELEMENT_NOT_JSON,
          "the file holds no JSON object",
          "expected '{', settings and '}'",
          whole);
    }
  }

  private static String problem(String text, int line) {
    List<String> lines = text.lines().toList();
    String here = line <= lines.size() ? lines.get(line - 1) : "";
    boolean comment = here.contains("//") && !here.contains("://");
    if (comment || here.contains("/*") || here.strip().startsWith("#")) {
      return "found a comment";
    }
    return here.strip().startsWith("}")
            || here.strip().startsWith("]")
            || here.matches(".*,\\s*[}\\]].*")
        ? "found a comma before a closing bracket, or something else that JSON does not allow"
        : "found something that JSON does not allow";
  }

  private static Optional<JsonObject> object(JsonObject in, String key) {
    JsonValue value = in.get(key);
    return value != null && value.getValueType() == JsonValue.ValueType.OBJECT
        ? Optional.of(value.asJsonObject())
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject in, String key) {
    return in.get(key) instanceof JsonString s ? Optional.of(s.getString()) : Optional.empty();
  }

  private void address(JsonObject json, SourceLocation whole) {
    Optional<String> base =
        object(json, "default_server_config")
            .flatMap(c -> object(c, "m.homeserver"))
            .flatMap(h -> text(h, "base_url"))
            .or(() -> text(json, "default_hs_url"));
    Optional<String> wanted =
        config
            .find("public_baseurl")
            .flatMap(ConfigValue::asText)
            .or(
                () ->
                    config
                        .find("server_name")
                        .flatMap(ConfigValue::asText)
                        .map(name -> "https://" + name));
    if (base.isPresent() && wanted.isPresent() && !strip(base.get()).equals(strip(wanted.get()))) {
      add(
          DeployCode.ELEMENT_BASE_URL,
          "'base_url' is '"
              + base.get()
              + "', but the homeserver's public address is '"
              + wanted.get()
              + "'",
          "write the same address in both, or set 'public_baseurl' in homeserver.yaml",
          whole);
    }
  }

  private static String strip(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
