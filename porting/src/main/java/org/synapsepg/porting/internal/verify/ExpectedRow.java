package org.synapsepg.porting.internal.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.KeptOut;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.ValueType;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.Utf8;

/**
 * What the target should hold for a row of the source, as the hash that the server would compute.
 * It decides by itself what each value becomes, and shares no code with the encoder that wrote the
 * rows, so a fault there shows as a difference. A row of healthy values costs no object, {@code
 * jsonb} apart. For one thread.
 */
public final class ExpectedRow {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
  private static final Pattern LONG_INTEGER = Pattern.compile("-?[1-9][0-9]{18,}");

  private final DigestColumn[] columns;
  private final int[] sources;
  private final ValueType[] types;
  private final int[] maxCharacters;
  private final boolean[] padded;
  private final StorageClass[] usual;
  private final boolean[] odd;
  private final BadValuePolicy policy;
  private final RealText realText;
  private final KeptOut keptOut;
  private final RowHash hash = new RowHash();
  private RowForm taker = hash;
  private boolean plain;
  private long size;

  /**
   * What a table's rows should be.
   *
   * @param table what goes where
   * @param policy what happens to values that do not fit
   * @param realText how SQLite writes real numbers
   */
  public ExpectedRow(TableMapping table, BadValuePolicy policy, RealText realText) {
    int count = table.columns().size();
    this.columns = shape(table).columns().toArray(DigestColumn[]::new);
    this.sources = new int[count];
    this.types = new ValueType[count];
    this.maxCharacters = new int[count];
    this.padded = new boolean[count];
    this.usual = new StorageClass[count];
    this.odd = new boolean[count];
    this.policy = policy;
    this.realText = realText;
    this.keptOut = table.keptOut();
    for (int i = 0; i < count; i++) {
      ColumnMapping column = table.columns().get(i);
      sources[i] = column.sourceIndex();
      types[i] = column.type();
      usual[i] = column.type().storage();
      maxCharacters[i] = column.target().maxCharacters();
      padded[i] = isPadded(column);
    }
  }

  /** The columns that a port fills, as they are hashed. */
  static TableShape shape(TableMapping table) {
    return new TableShape(
        table.target().schema(),
        table.target().name(),
        table.columns().stream()
            .map(
                c ->
                    new DigestColumn(
                        c.target().name(), c.target().declared(), kind(c), !c.target().notNull()))
            .toList(),
        null);
  }

  private static DigestKind kind(ColumnMapping column) {
    return switch (column.type()) {
      case BOOL -> DigestKind.BOOL;
      case INT2, INT4 -> DigestKind.INT4;
      case INT8 -> DigestKind.INT8;
      case FLOAT4 -> DigestKind.FLOAT4;
      case FLOAT8 -> DigestKind.FLOAT8;
      case TEXT -> isPadded(column) ? DigestKind.PRINTED : DigestKind.TEXT;
      case BYTEA -> DigestKind.BYTES;
      case JSON -> DigestKind.PRINTED;
      case JSONB -> DigestKind.JSONB;
    };
  }

  /** Whether it is a {@code character(n)}, whose trailing blanks mean nothing. */
  private static boolean isPadded(ColumnMapping column) {
    String declared = column.target().declared();
    return declared.startsWith("character(") || declared.equals("character");
  }

  /**
   * Computes the hash of the row on which a cursor stands.
   *
   * @return false if the policy keeps such a row out of the target
   */
  public boolean read(RowCursor row) {
    return read(row, hash);
  }

  /**
   * Gives the values of the row on which a cursor stands to another taker.
   *
   * @return false if the policy keeps such a row out of the target; some may have been given
   */
  boolean read(RowCursor row, RowForm form) {
    plain = keptOut.isEmpty() || keptOut.reason(row.rowid()) == null;
    if (!plain) {
      return false;
    }
    size = 0;
    taker = form;
    taker.start();
    for (int i = 0; i < columns.length; i++) {
      if (!add(i, row)) {
        while (++i < columns.length) {
          look(i, row.storageClass(sources[i]));
        }
        return false;
      }
    }
    return true;
  }

  private void look(int i, StorageClass stored) {
    odd[i] |= stored != usual[i] && stored != StorageClass.NULL;
  }

  /**
   * The columns in which a row that was read had a value of another class than their type suggests,
   * a number among texts for example: SQLite tells the two apart, PostgreSQL does not.
   *
   * @return the columns' names in the target
   */
  public Set<String> oddlyStored() {
    return IntStream.range(0, odd.length)
        .filter(i -> odd[i])
        .mapToObj(i -> columns[i].name())
        .collect(Collectors.toSet());
  }

  /**
   * The hash of the row last read.
   *
   * @return what the server would compute for it
   */
  public long hash() {
    return hash.value();
  }

  /**
   * Whether every value of the row last read fits, so that there is nothing to tell about it. JSON
   * may be written in another way than it is kept, so a row with some is never plain.
   *
   * @return false if somebody should look at the row more closely
   */
  public boolean isPlain() {
    return plain;
  }

  /**
   * How much the values of a plain row take in PostgreSQL's binary form, without their lengths.
   *
   * @return their bytes
   */
  public long size() {
    return size;
  }

  /**
   * Some of the columns.
   *
   * @param places their places in the plan
   * @return the columns as they are hashed
   */
  public List<DigestColumn> columns(int[] places) {
    return Arrays.stream(places).mapToObj(i -> columns[i]).toList();
  }

  /**
   * The hash of some of a row's values.
   *
   * @param places the columns' places in the plan
   * @param row the cursor that stands on the row
   * @return the hash
   */
  public long hashOf(int[] places, RowCursor row) {
    taker = hash;
    taker.start();
    for (int place : places) {
      if (!add(place, row)) {
        return 0;
      }
    }
    return hash.value();
  }

  /**
   * The hash of one value alone, for telling which columns of two rows differ.
   *
   * @param column its place in the plan
   */
  long hashOf(int column, RowCursor row) {
    taker = hash;
    taker.start();
    return add(column, row) ? hash.value() : 0;
  }

  private boolean add(int i, RowCursor row) {
    int at = sources[i];
    StorageClass stored = row.storageClass(at);
    if (stored == StorageClass.NULL) {
      if (columns[i].nullable()) {
        taker.addNull(columns[i].kind());
        return true;
      }
      plain = false;
      return false;
    }
    look(i, stored);
    return switch (types[i]) {
      case BOOL, INT2, INT4, INT8 -> addNumber(i, row, at, stored);
      case FLOAT4, FLOAT8 -> addReal(i, row, at, stored);
      case TEXT -> addText(i, row, at, stored);
      case BYTEA -> {
        if (stored == StorageClass.INTEGER || stored == StorageClass.REAL) {
          yield unfit(i, BadValue.TYPE);
        }
        int length = row.length(at);
        size += length;
        taker.addBytes(row.buffer(at), row.offset(at), length);
        yield true;
      }
      case JSON, JSONB -> addJson(i, row, at, stored);
    };
  }

  /** A value for which there is none in the target: NULL in its place, or no such row. */
  private boolean unfit(int i, BadValue kind) {
    plain = false;
    if (policy.actionFor(kind) != Action.REPLACE || !columns[i].nullable()) {
      return false;
    }
    taker.addNull(columns[i].kind());
    return true;
  }

  private boolean addNumber(int i, RowCursor row, int at, StorageClass stored) {
    long number;
    switch (stored) {
      case INTEGER -> number = row.integer(at);
      case REAL -> {
        double real = row.real(at);
        if (real != Math.floor(real)) {
          return unfit(i, BadValue.TYPE);
        }
        if (real < -0x1p63 || real >= 0x1p63) {
          return unfit(i, types[i] == ValueType.BOOL ? BadValue.TYPE : BadValue.RANGE);
        }
        number = (long) real;
      }
      case TEXT -> {
        String digits = text(row, at);
        boolean integer = INTEGER.matcher(digits).matches();
        if (types[i] == ValueType.BOOL || (!integer && !LONG_INTEGER.matcher(digits).matches())) {
          return unfit(i, BadValue.TYPE);
        }
        Optional<Long> parsed = parse(digits);
        if (parsed.isEmpty()) {
          return unfit(i, BadValue.RANGE);
        }
        number = parsed.get();
      }
      default -> {
        return unfit(i, BadValue.TYPE);
      }
    }
    switch (types[i]) {
      case BOOL -> {
        if (number != 0 && number != 1) {
          return unfit(i, BadValue.TYPE);
        }
        size++;
        taker.addInt4((int) number);
      }
      case INT8 -> {
        size += Long.BYTES;
        taker.addInt8(number);
      }
      default -> {
        long limit = types[i] == ValueType.INT2 ? 32768L : 2147483648L;
        if (number >= limit || number < -limit) {
          return unfit(i, BadValue.RANGE);
        }
        size += types[i] == ValueType.INT2 ? Short.BYTES : Integer.BYTES;
        taker.addInt4((int) number);
      }
    }
    return true;
  }

  private static Optional<Long> parse(String digits) {
    try {
      return Optional.of(Long.valueOf(digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean addReal(int i, RowCursor row, int at, StorageClass stored) {
    double number;
    if (stored == StorageClass.REAL) {
      number = row.real(at);
    } else if (stored == StorageClass.INTEGER) {
      long exact = row.integer(at);
      number = exact;
      if (!new BigDecimal(number).toBigInteger().equals(BigInteger.valueOf(exact))) {
        return unfit(i, BadValue.RANGE);
      }
    } else {
      return unfit(i, BadValue.TYPE);
    }
    byte[] bytes;
    if (types[i] == ValueType.FLOAT4) {
      float narrow = (float) number;
      if (narrow != number) {
        return unfit(i, BadValue.RANGE);
      }
      bytes = ByteBuffer.allocate(4).putFloat(narrow).array();
    } else {
      bytes = ByteBuffer.allocate(8).putDouble(number).array();
    }
    size += bytes.length;
    taker.addBytes(bytes, 0, bytes.length);
    return true;
  }

  private boolean addText(int i, RowCursor row, int at, StorageClass stored) {
    byte[] bytes;
    int offset = 0;
    int length;
    if (stored == StorageClass.TEXT || stored == StorageClass.BLOB) {
      bytes = row.buffer(at);
      offset = row.offset(at);
      length = row.length(at);
    } else {
      bytes = number(row, at, stored).getBytes(StandardCharsets.UTF_8);
      length = bytes.length;
    }
    size += length;
    int state = Utf8.check(bytes, offset, length);
    if (state != Utf8.CLEAN || maxCharacters[i] >= 0) {
      BadValue defect =
          state == Utf8.HAS_NUL ? BadValue.NUL : state == Utf8.INVALID ? BadValue.ENCODING : null;
      // Java's decoder replaces maximal parts by U+FFFD, as the Unicode Standard recommends.
      String text =
          new String(bytes, offset, length, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
      if (maxCharacters[i] >= 0 && text.codePointCount(0, text.length()) > maxCharacters[i]) {
        defect = defect == null ? BadValue.LENGTH : defect;
        text = text.substring(0, text.offsetByCodePoints(0, maxCharacters[i]));
      }
      plain &= defect == null;
      if (defect != null && policy.actionFor(defect) != Action.REPLACE) {
        return false;
      }
      bytes = text.getBytes(StandardCharsets.UTF_8);
      offset = 0;
      length = bytes.length;
    }
    while (padded[i] && length > 0 && bytes[offset + length - 1] == ' ') {
      length--;
    }
    taker.addBytes(bytes, offset, length);
    return true;
  }

  private boolean addJson(int i, RowCursor row, int at, StorageClass stored) {
    plain = false;
    boolean binary = types[i] == ValueType.JSONB;
    byte[] bytes;
    if (stored == StorageClass.TEXT || stored == StorageClass.BLOB) {
      bytes = Arrays.copyOfRange(row.buffer(at), row.offset(at), row.offset(at) + row.length(at));
    } else {
      bytes = number(row, at, stored).getBytes(StandardCharsets.UTF_8);
    }
    int state = Utf8.check(bytes, 0, bytes.length);
    String text = new String(bytes, StandardCharsets.UTF_8);
    PrintedJson printed = PrintedJson.of(text, binary);
    BadValue defect;
    if (state == Utf8.INVALID) {
      defect = BadValue.ENCODING;
    } else if (binary && (printed.replaced() || state == Utf8.HAS_NUL)) {
      defect = BadValue.NUL;
    } else {
      defect = printed.isFaithful() ? null : BadValue.JSON;
    }
    if (defect == BadValue.NUL || defect == BadValue.ENCODING) {
      if (policy.actionFor(defect) != Action.REPLACE) {
        return false;
      }
      printed = PrintedJson.of(text.replace('\0', '\uFFFD'), binary);
    }
    if (!printed.isFaithful()) {
      return unfit(i, defect == null ? BadValue.JSON : defect);
    }
    byte[] result = printed.text().getBytes(StandardCharsets.UTF_8);
    taker.addBytes(result, 0, result.length);
    return true;
  }

  private String number(RowCursor row, int at, StorageClass stored) {
    return stored == StorageClass.INTEGER
        ? Long.toString(row.integer(at))
        : realText.render(row.real(at));
  }

  private static String text(RowCursor row, int at) {
    return new String(row.buffer(at), row.offset(at), row.length(at), StandardCharsets.UTF_8);
  }
}
