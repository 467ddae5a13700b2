package org.synapsepg.porting.internal.verify;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.synapsepg.porting.VerificationException;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.VerifyLevel;

/** A certificate's content as JSON and back; the form is described in docs/certificate.md. */
public final class CertificateJson {
  /** What the member {@code format} says. */
  public static final String FORMAT = "synapse-pg certificate";

  /** The version of the form that this library writes, and the highest that it reads. */
  public static final int VERSION = 1;

  /** Found once, for {@link Json} searches the class path at each call. */
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private CertificateJson() {}

  /**
   * The content as a document that states its own hash.
   *
   * @param content what to write
   * @return the document
   */
  public static JsonObject write(CertificateContent content) {
    JsonObjectBuilder document =
        JSON.createObjectBuilder()
            .add("format", FORMAT)
            .add("version", VERSION)
            .add("library", content.library())
            .add("started", content.started().toString())
            .add("finished", content.finished().toString());
    if (!content.source().isEmpty()) {
      document.add("source", facts(content.source()));
    }
    document.add("target", facts(content.target()));
    VerifyLevel level = content.level();
    if (level != null) {
      document.add(
          "verification",
          JSON.createObjectBuilder().add("level", level.name()).add("result", "SAME"));
    }
    document.add("digest", content.algorithm());
    JsonArrayBuilder tables = JSON.createArrayBuilder();
    String schema = String.valueOf(content.target().get("schema"));
    content.tables().forEach(t -> tables.add(table(t, schema)));
    document.add("tables", tables);
    JsonArrayBuilder sequences = JSON.createArrayBuilder();
    for (SequenceValue s : content.sequences()) {
      sequences.add(
          JSON.createObjectBuilder()
              .add("name", s.name())
              .add("lastValue", s.lastValue())
              .add("isCalled", s.called()));
    }
    document.add("sequences", sequences);
    document.add("catalogue", JSON.createObjectBuilder().add("sha256", content.catalogue()));
    JsonObject unsigned = document.build();
    return JSON.createObjectBuilder(unsigned).add("sha256", hash(unsigned)).build();
  }

  private static JsonObjectBuilder facts(Map<String, Object> facts) {
    JsonObjectBuilder object = JSON.createObjectBuilder();
    new TreeMap<>(facts)
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                object.add(name, number.longValue());
              } else {
                object.add(name, value.toString());
              }
            });
    return object;
  }

  private static JsonObjectBuilder table(CertifiedTable table, String schema) {
    TableShape shape = table.shape();
    JsonObjectBuilder object =
        JSON.createObjectBuilder()
            .add("name", shape.name())
            .add("rows", table.digest().rows())
            .add("sum", table.digest().sum().toString());
    if (!shape.schema().equals(schema)) {
      object.add("schema", shape.schema());
    }
    JsonArrayBuilder columns = JSON.createArrayBuilder();
    for (DigestColumn c : shape.columns()) {
      columns.add(
          JSON.createObjectBuilder()
              .add("name", c.name())
              .add("type", c.type())
              .add("hashedAs", c.kind().name())
              .add("nullable", c.nullable()));
    }
    object.add("columns", columns);
    String growth = shape.growth();
    if (growth != null) {
      object.add("growth", growth);
      JsonArrayBuilder segments = JSON.createArrayBuilder();
      for (Segment s : table.segments()) {
        segments.add(
            JSON.createObjectBuilder()
                .add("from", s.from())
                .add("to", s.to())
                .add("rows", s.digest().rows())
                .add("sum", s.digest().sum().toString()));
      }
      object.add("segments", segments);
    }
    if (table.kept()) {
      object.add("kept", true);
    }
    return object.add("replaced", table.replaced()).add("quarantined", table.quarantined());
  }

  /**
   * The SHA-256 of a document's canonical form without its member {@code sha256}.
   *
   * @param document a certificate
   * @return the hash in lower-case hexadecimal
   */
  public static String hash(JsonObject document) {
    JsonObject unsigned = JSON.createObjectBuilder(document).remove("sha256").build();
    return CatalogueFacts.sha256(CanonicalJson.of(unsigned));
  }

  /**
   * The document as text for a file: indented, with a line break at its end.
   *
   * @param document the document
   * @return its text
   */
  public static String print(JsonObject document) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.write(document);
    }
    return text.toString().strip() + "\n";
  }

  /**
   * Reads a text strictly and checks its hash.
   *
   * @param text the JSON text
   * @param from where it is from, for messages
   * @return the document
   * @throws VerificationException if it is no certificate, is altered, or is too new
   */
  public static JsonObject parse(String text, String from) {
    JsonObject document;
    try (JsonReader reader =
        Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE))
            .createReader(new StringReader(text))) {
      document = reader.readObject();
    } catch (JsonException | IllegalStateException e) {
      throw unreadable(from, "it is no JSON object: " + e.getMessage(), e);
    }
    if (!(document.get("format") instanceof JsonString format)
        || !format.getString().equals(FORMAT)) {
      throw unreadable(from, "its member \"format\" is not '" + FORMAT + "'", null);
    }
    if (!(document.get("version") instanceof JsonNumber version)) {
      throw unreadable(from, "it has no version", null);
    }
    if (version.intValue() > VERSION) {
      throw new VerificationException(
          VerifyCode.CERTIFICATE_TOO_NEW,
          from
              + " has version "
              + version
              + " of the form; this library reads up to "
              + VERSION
              + ", use the release that made it or a later one",
          null);
    }
    String stated = document.getString("sha256", "");
    String actual = hashOrNothing(document);
    if (!stated.equals(actual)) {
      throw new VerificationException(
          VerifyCode.CERTIFICATE_ALTERED,
          from
              + " states the hash '"
              + stated
              + "', but its content has '"
              + actual
              + "'; it was altered or damaged, take the original",
          null);
    }
    return document;
  }

  private static String hashOrNothing(JsonObject document) {
    try {
      return hash(document);
    } catch (ArithmeticException e) {
      return "none, for it holds a fraction";
    }
  }

  /**
   * The content of a document.
   *
   * @param document a document that {@link #parse} accepted
   * @param from where it is from, for messages
   * @return what it says
   * @throws VerificationException if a member is missing or of another kind
   */
  public static CertificateContent read(JsonObject document, String from) {
    try {
      List<CertifiedTable> tables = new ArrayList<>();
      JsonObject target = document.getJsonObject("target");
      String schema = target.getString("schema");
      for (JsonObject t : document.getJsonArray("tables").getValuesAs(JsonObject.class)) {
        tables.add(table(t, schema));
      }
      List<SequenceValue> sequences = new ArrayList<>();
      for (JsonObject s : document.getJsonArray("sequences").getValuesAs(JsonObject.class)) {
        sequences.add(
            new SequenceValue(
                s.getString("name"), exact(s, "lastValue"), s.getBoolean("isCalled")));
      }
      JsonObject verification = document.getJsonObject("verification");
      return new CertificateContent(
          Instant.parse(document.getString("started")),
          Instant.parse(document.getString("finished")),
          document.getString("library"),
          document.containsKey("source") ? facts(document.getJsonObject("source")) : Map.of(),
          facts(target),
          verification == null ? null : VerifyLevel.valueOf(verification.getString("level")),
          document.getString("digest"),
          tables,
          sequences,
          document.getJsonObject("catalogue").getString("sha256"));
    } catch (NullPointerException
        | ClassCastException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException e) {
      throw unreadable(from, "a member is missing or of another kind: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> facts(JsonObject object) {
    Map<String, Object> facts = new TreeMap<>();
    object.forEach(
        (name, value) ->
            facts.put(
                name,
                value instanceof JsonNumber n
                    ? (Object) n.longValueExact()
                    : ((JsonString) value).getString()));
    return facts;
  }

  private static CertifiedTable table(JsonObject object, String schema) {
    List<DigestColumn> columns = new ArrayList<>();
    for (JsonObject c : object.getJsonArray("columns").getValuesAs(JsonObject.class)) {
      columns.add(
          new DigestColumn(
              c.getString("name"),
              c.getString("type"),
              DigestKind.valueOf(c.getString("hashedAs")),
              c.getBoolean("nullable")));
    }
    List<Segment> segments = new ArrayList<>();
    JsonArray array = object.getJsonArray("segments");
    for (JsonValue value : array == null ? JsonValue.EMPTY_JSON_ARRAY : array) {
      JsonObject s = value.asJsonObject();
      segments.add(new Segment(exact(s, "from"), exact(s, "to"), digest(s)));
    }
    return new CertifiedTable(
        new TableShape(
            object.getString("schema", schema),
            object.getString("name"),
            columns,
            object.containsKey("growth") ? object.getString("growth") : null),
        digest(object),
        segments,
        exact(object, "replaced"),
        exact(object, "quarantined"),
        object.getBoolean("kept", false));
  }

  private static Digest digest(JsonObject object) {
    return new Digest(exact(object, "rows"), new BigInteger(object.getString("sum")));
  }

  private static long exact(JsonObject object, String member) {
    return object.getJsonNumber(member).longValueExact();
  }

  private static VerificationException unreadable(
      String from, String why, @jakarta.annotation.Nullable Throwable cause) {
    return new VerificationException(
        VerifyCode.CERTIFICATE_UNREADABLE,
        from + " is no certificate of this library: " + why,
        cause);
  }
}
