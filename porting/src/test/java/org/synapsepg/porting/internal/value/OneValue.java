package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** A cursor that stands on a row of one value: null, a Long, a Double, a text or bytes. */
final class OneValue implements RowCursor {
  private final String label;
  private final StorageClass stored;
  private final long integer;
  private final double real;
  private final byte[] bytes;

  private OneValue(String label, StorageClass stored, long integer, double real, byte[] bytes) {
    this.label = label;
    this.stored = stored;
    this.integer = integer;
    this.real = real;
    this.bytes = bytes;
  }

  static OneValue of(@Nullable Object value) {
    byte[] none = new byte[0];
    if (value == null) {
      return new OneValue("NULL", StorageClass.NULL, 0, 0, none);
    }
    if (value instanceof Long number) {
      return new OneValue(number.toString(), StorageClass.INTEGER, number, 0, none);
    }
    if (value instanceof Double number) {
      return new OneValue(number.toString(), StorageClass.REAL, 0, number, none);
    }
    String text = value.toString();
    String label = text.length() > 30 ? text.substring(0, 12) + "…" : text;
    return new OneValue(
        "'" + label.replace("\0", "␀") + "'",
        StorageClass.TEXT,
        0,
        0,
        text.getBytes(StandardCharsets.UTF_8));
  }

  static OneValue bytes(StorageClass stored, String hex) {
    return new OneValue("x'" + hex + "'", stored, 0, 0, HexFormat.of().parseHex(hex));
  }

  String label() {
    return label;
  }

  StorageClass stored() {
    return stored;
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public long rowid() {
    return 1;
  }

  @Override
  public int columns() {
    return 1;
  }

  @Override
  public StorageClass storageClass(int column) {
    return stored;
  }

  @Override
  public long integer(int column) {
    return integer;
  }

  @Override
  public double real(int column) {
    return real;
  }

  @Override
  public byte[] buffer(int column) {
    return bytes;
  }

  @Override
  public int offset(int column) {
    return 0;
  }

  @Override
  public int length(int column) {
    return bytes.length;
  }

  @Override
  public void close() {}
}
