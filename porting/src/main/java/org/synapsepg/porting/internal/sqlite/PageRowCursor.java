package org.synapsepg.porting.internal.sqlite;

import java.util.Arrays;

/** Rows of a table straight from the pages of its b-tree. */
final class PageRowCursor implements RowCursor {
  private static final StorageClass[] CLASSES = {
    StorageClass.NULL,
    StorageClass.INTEGER,
    StorageClass.INTEGER,
    StorageClass.INTEGER,
    StorageClass.INTEGER,
    StorageClass.INTEGER,
    StorageClass.INTEGER,
    StorageClass.REAL,
    StorageClass.INTEGER,
    StorageClass.INTEGER,
    StorageClass.NULL,
    StorageClass.NULL,
    StorageClass.BLOB,
    StorageClass.TEXT
  };

  private final SqliteTable table;
  private final ColumnDefaults defaults;
  private final Runnable atEnd;
  private final Ending ending;
  private final TableWalk walk;
  private final Payload payload;
  private final RecordFields fields;
  private final Utf16 utf16;

  /** Columns that hold rowids, and those that keep reals as integers where they can. */
  private final boolean[] special;

  private final int alias;
  private final long to;
  private final byte[][] converted;
  private final int[] convertedLengths;
  private int present;
  private boolean ended;

  /**
   * A cursor before the first row of a range.
   *
   * @param atEnd called when the last row was passed; throws if the rows cannot be relied on
   * @param ending ends the walk early
   */
  PageRowCursor(
      Pages pages,
      SqliteTable table,
      ColumnDefaults defaults,
      Utf16 utf16,
      long from,
      long to,
      Runnable atEnd,
      Ending ending) {
    this.table = table;
    this.defaults = defaults;
    this.utf16 = utf16;
    this.to = to;
    this.atEnd = atEnd;
    this.ending = ending;
    int width = table.columns().size();
    walk = new TableWalk(pages, table);
    payload = new Payload(pages, walk);
    fields = new RecordFields(width);
    alias = table.rowidAlias();
    special = new boolean[width];
    for (int i = 0; i < width; i++) {
      special[i] = i == alias || table.columns().get(i).hasRealAffinity();
    }
    converted = new byte[width][];
    Arrays.fill(converted, new byte[0]);
    convertedLengths = new int[width];
    walk.seek(from);
  }

  @Override
  public boolean next() {
    if (ended) {
      return false;
    }
    ending.check();
    if (!walk.next() || walk.rowid() > to) {
      ended = true;
      present = 0;
      atEnd.run();
      return false;
    }
    payload.take();
    String wrong = fields.parse(payload.bytes(), payload.at(), payload.size());
    if (wrong != null) {
      throw walk.corrupt(walk.leafPage(), "the record of rowid " + walk.rowid() + ": " + wrong);
    }
    present = fields.count();
    if (utf16 != Utf16.NO) {
      Arrays.fill(convertedLengths, -1);
    }
    return true;
  }

  @Override
  public long rowid() {
    return walk.rowid();
  }

  @Override
  public int columns() {
    return special.length;
  }

  @Override
  public StorageClass storageClass(int column) {
    return column < present && !special[column]
        ? CLASSES[fields.kind(column)]
        : specialClass(column);
  }

  private StorageClass specialClass(int column) {
    if (column == alias) {
      return StorageClass.INTEGER;
    }
    if (column >= present) {
      return defaults.of(column).storage;
    }
    StorageClass stored = CLASSES[fields.kind(column)];
    return stored == StorageClass.INTEGER ? StorageClass.REAL : stored;
  }

  @Override
  public long integer(int column) {
    if (column == alias) {
      return walk.rowid();
    }
    if (storageClass(column) != StorageClass.INTEGER) {
      throw notA("integer", column);
    }
    return column < present ? fields.integer(column) : defaults.of(column).integer;
  }

  @Override
  public double real(int column) {
    if (storageClass(column) != StorageClass.REAL) {
      throw notA("real", column);
    }
    if (column >= present) {
      return defaults.of(column).real;
    }
    return fields.kind(column) == RecordFields.REAL
        ? fields.real(column)
        : (double) fields.integer(column);
  }

  @Override
  public byte[] buffer(int column) {
    requireBytes(column);
    if (column >= present) {
      return defaults.of(column).bytes;
    }
    if (isConverted(column)) {
      convert(column);
      return converted[column];
    }
    return fields.bytes();
  }

  @Override
  public int offset(int column) {
    requireBytes(column);
    return column >= present || isConverted(column) ? 0 : fields.start(column);
  }

  @Override
  public int length(int column) {
    requireBytes(column);
    if (column >= present) {
      return defaults.of(column).bytes.length;
    }
    if (isConverted(column)) {
      convert(column);
      return convertedLengths[column];
    }
    return fields.length(column);
  }

  private void requireBytes(int column) {
    if (column >= present || special[column] || fields.kind(column) < RecordFields.BLOB) {
      StorageClass stored = storageClass(column);
      if (stored != StorageClass.TEXT && stored != StorageClass.BLOB) {
        throw notA("text or blob", column);
      }
    }
  }

  private boolean isConverted(int column) {
    return utf16 != Utf16.NO && fields.kind(column) == RecordFields.TEXT;
  }

  private void convert(int column) {
    if (convertedLengths[column] < 0) {
      int most = Utf16.mostBytes(fields.length(column));
      if (converted[column].length < most) {
        converted[column] = new byte[most];
      }
      convertedLengths[column] =
          utf16.toUtf8(
              fields.bytes(), fields.start(column), fields.length(column), converted[column], 0);
    }
  }

  private IllegalStateException notA(String wanted, int column) {
    return new IllegalStateException(
        "no "
            + wanted
            + ": column \""
            + table.columns().get(column).name()
            + "\" of \""
            + table.name()
            + "\" holds "
            + storageClass(column)
            + " in row "
            + walk.rowid());
  }

  @Override
  public void close() {
    ended = true;
  }
}
