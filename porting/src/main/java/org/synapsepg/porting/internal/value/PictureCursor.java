package org.synapsepg.porting.internal.value;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** A cursor that stands on one row of which {@link RowPicture#values} was written down. */
public final class PictureCursor implements RowCursor {
  private static final Object NULL = new Object();

  /** Found once, for {@link Json} searches the class path at each call. */
  private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

  private final long rowid;
  private final List<String> names = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  /**
   * The row.
   *
   * @param rowid its number
   * @param picture what was written down
   * @param repaired other values by column: null, a Boolean, a whole number, a Double, a String or
   *     bytes
   * @throws IllegalArgumentException if a column is not the row's, or a value of another kind
   */
  public PictureCursor(long rowid, String picture, Map<String, ?> repaired) {
    this.rowid = rowid;
    try (JsonReader reader = READERS.createReader(new StringReader(picture))) {
      JsonObject row = reader.readObject();
      row.keySet()
          .forEach(
              name -> {
                names.add(name);
                values.add(
                    repaired.containsKey(name)
                        ? given(name, repaired.get(name))
                        : stored(row.getJsonObject(name)));
              });
    }
    for (String name : repaired.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "the row has no column \"" + name + "\"; it has " + String.join(", ", names));
      }
    }
  }

  private static Object given(String name, @jakarta.annotation.Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof String || value instanceof Long || value instanceof Double) {
      return value;
    }
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    throw new IllegalArgumentException(
        "a value of column \""
            + name
            + "\" must be null, a Boolean, a whole number, a Double, a String or bytes, not "
            + value.getClass().getName());
  }

  private static Object stored(JsonObject value) {
    return switch (StorageClass.valueOf(value.getString("class"))) {
      case NULL -> NULL;
      case INTEGER -> value.getJsonNumber("value").longValueExact();
      case REAL -> Double.longBitsToDouble(value.getJsonNumber("bits").longValueExact());
      case TEXT -> new Text(Base64.getDecoder().decode(value.getString("base64")));
      case BLOB -> Base64.getDecoder().decode(value.getString("base64"));
    };
  }

  /** Text as its bytes, which may be no UTF-8. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Text(byte[] bytes) {}

  /** The columns, in the order of their places. */
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public long rowid() {
    return rowid;
  }

  @Override
  public int columns() {
    return names.size();
  }

  @Override
  public StorageClass storageClass(int column) {
    Object value = values.get(column);
    if (value == NULL) {
      return StorageClass.NULL;
    }
    if (value instanceof Long) {
      return StorageClass.INTEGER;
    }
    if (value instanceof Double) {
      return StorageClass.REAL;
    }
    return value instanceof byte[] ? StorageClass.BLOB : StorageClass.TEXT;
  }

  @Override
  public long integer(int column) {
    return (Long) values.get(column);
  }

  @Override
  public double real(int column) {
    return (Double) values.get(column);
  }

  @Override
  public byte[] buffer(int column) {
    Object value = values.get(column);
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return value instanceof Text text ? text.bytes() : (byte[]) value;
  }

  @Override
  public int offset(int column) {
    return 0;
  }

  @Override
  public int length(int column) {
    return buffer(column).length;
  }

  @Override
  public void close() {}
}
