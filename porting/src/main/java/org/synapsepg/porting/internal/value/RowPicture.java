package org.synapsepg.porting.internal.value;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** The row on which a cursor stands as text, for what has to be written down about it. */
public final class RowPicture {
  /** Found once, for {@link Json} searches the class path at each call. */
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private final TableMapping table;
  private final int[] key;
  private final RealText realText;

  /**
   * Pictures of a table's rows.
   *
   * @param table the table
   * @param realText how SQLite writes real numbers
   */
  public RowPicture(TableMapping table, RealText realText) {
    this.table = table;
    this.key = table.keyColumns();
    this.realText = realText;
  }

  /** The key as a JSON object; empty if the table has none. */
  public String key(RowCursor row) {
    if (key.length == 0) {
      return "";
    }
    JsonObjectBuilder object = JSON.createObjectBuilder();
    for (int place : key) {
      ColumnMapping column = table.columns().get(place);
      int source = column.sourceIndex();
      String name = column.target().name();
      switch (row.storageClass(source)) {
        case NULL -> object.addNull(name);
        case INTEGER -> object.add(name, row.integer(source));
        case REAL -> object.add(name, realText.render(row.real(source)));
        case TEXT, BLOB -> object.add(name, new String(bytes(row, source), StandardCharsets.UTF_8));
      }
    }
    return object.build().toString();
  }

  /** All values exactly: for each column its storage class, and its value or bytes in base64. */
  public String values(RowCursor row) {
    JsonObjectBuilder object = JSON.createObjectBuilder();
    for (ColumnMapping column : table.columns()) {
      int source = column.sourceIndex();
      StorageClass stored = row.storageClass(source);
      JsonObjectBuilder value = JSON.createObjectBuilder().add("class", stored.name());
      switch (stored) {
        case NULL -> {}
        case INTEGER -> value.add("value", row.integer(source));
        case REAL -> value.add("bits", Double.doubleToRawLongBits(row.real(source)));
        case TEXT, BLOB ->
            value.add("base64", Base64.getEncoder().encodeToString(bytes(row, source)));
      }
      object.add(column.target().name(), value);
    }
    return object.build().toString();
  }

  /** One value: text and blobs as stored, numbers as SQLite writes them; nothing for NULL. */
  public byte[] original(RowCursor row, int source) {
    return switch (row.storageClass(source)) {
      case NULL -> new byte[0];
      case INTEGER -> Long.toString(row.integer(source)).getBytes(StandardCharsets.UTF_8);
      case REAL -> realText.render(row.real(source)).getBytes(StandardCharsets.UTF_8);
      case TEXT, BLOB -> bytes(row, source);
    };
  }

  private static byte[] bytes(RowCursor row, int source) {
    int offset = row.offset(source);
    return Arrays.copyOfRange(row.buffer(source), offset, offset + row.length(source));
  }
}
