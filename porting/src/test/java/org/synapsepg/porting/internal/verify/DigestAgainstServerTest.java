package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/** The hash functions and row digests in Java against those of real servers. */
class DigestAgainstServerTest {
  private static final List<DigestColumn> COLUMNS =
      List.of(
          new DigestColumn("i8", "bigint", DigestKind.INT8, false),
          new DigestColumn("i8n", "bigint", DigestKind.INT8, true),
          new DigestColumn("i4", "integer", DigestKind.INT4, true),
          new DigestColumn("i2", "smallint", DigestKind.INT4, true),
          new DigestColumn("t", "text", DigestKind.TEXT, false),
          new DigestColumn("tn", "text", DigestKind.TEXT, true),
          new DigestColumn("v", "character varying(9)", DigestKind.TEXT, true),
          new DigestColumn("b", "boolean", DigestKind.BOOL, true),
          new DigestColumn("by", "bytea", DigestKind.BYTES, true),
          new DigestColumn("f", "double precision", DigestKind.FLOAT8, true),
          new DigestColumn("j", "jsonb", DigestKind.JSONB, true));

  @PostgresTest(majors = {14, 15, 16, 17, 18})
  void aServerHashesKnownValuesAsWeDo(TestDatabase database) throws SQLException {
    try (Connection connection = database.source().open()) {
      assertThat(HashProbe.differences(connection)).isEmpty();
    }
  }

  @PostgresTest(majors = {14, 15, 16, 17, 18})
  void theDigestOfRandomRowsIsTheServers(TestDatabase database) throws SQLException {
    long seed = Seed.of(DigestAgainstServerTest.class);
    Random random = new Random(seed);
    database.execute(
        "CREATE TABLE t (i8 bigint NOT NULL, i8n bigint, i4 integer, i2 smallint, t text NOT NULL,"
            + " tn text, v varchar(9), b boolean, by bytea, f double precision, j jsonb)");
    RowDigest digest = new RowDigest();
    try (Connection connection = database.source().open()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?,?,?::jsonb)")) {
        for (int i = 0; i < 3000; i++) {
          digest.add(insertRow(insert, random));
        }
        insert.executeBatch();
      }
      connection.commit();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT count(*), sum(" + DigestSql.rowHash(COLUMNS) + ") FROM t")) {
        row.next();
        assertThat(new Digest(row.getLong(1), row.getBigDecimal(2).toBigIntegerExact()))
            .as("seed %d", seed)
            .isEqualTo(digest.toDigest());
      }
      connection.commit();
    }
  }

  private static long insertRow(PreparedStatement insert, Random random) throws SQLException {
    RowHash hash = new RowHash();
    hash.start();
    long number = number(random);
    insert.setLong(1, number);
    hash.addInt8(number);
    Long other = random.nextInt(4) == 0 ? null : number(random);
    insert.setObject(2, other, java.sql.Types.BIGINT);
    if (other == null) {
      hash.addNull(DigestKind.INT8);
    } else {
      hash.addInt8(other);
    }
    Integer middle = random.nextInt(4) == 0 ? null : (int) number(random);
    insert.setObject(3, middle, java.sql.Types.INTEGER);
    addInt4(hash, middle);
    Integer small = random.nextInt(4) == 0 ? null : (int) (short) random.nextInt();
    insert.setObject(4, small, java.sql.Types.SMALLINT);
    addInt4(hash, small);
    String text = text(random, 60);
    insert.setString(5, text);
    addText(hash, text);
    String maybe = random.nextInt(3) == 0 ? null : text(random, 4000);
    insert.setString(6, maybe);
    addText(hash, maybe);
    String narrow = random.nextInt(3) == 0 ? null : text(random, 4);
    insert.setString(7, narrow);
    addText(hash, narrow);
    Boolean bool = random.nextInt(3) == 0 ? null : random.nextBoolean();
    insert.setObject(8, bool, java.sql.Types.BOOLEAN);
    if (bool == null) {
      hash.addNull(DigestKind.BOOL);
    } else {
      hash.addInt4(bool ? 1 : 0);
    }
    byte[] bytes = random.nextInt(3) == 0 ? null : new byte[random.nextInt(50)];
    if (bytes != null) {
      random.nextBytes(bytes);
    }
    insert.setBytes(9, bytes);
    addBytes(hash, DigestKind.BYTES, bytes);
    Double real = random.nextInt(3) == 0 ? null : real(random);
    insert.setObject(10, real, java.sql.Types.DOUBLE);
    addBytes(
        hash,
        DigestKind.FLOAT8,
        real == null ? null : ByteBuffer.allocate(8).putDouble(real).array());
    String json = random.nextInt(3) == 0 ? null : "{\"a\": " + random.nextInt() + "}";
    insert.setString(11, json);
    addBytes(hash, DigestKind.JSONB, json == null ? null : json.getBytes(StandardCharsets.UTF_8));
    insert.addBatch();
    return hash.value();
  }

  private static void addInt4(RowHash hash, @Nullable Integer value) {
    if (value == null) {
      hash.addNull(DigestKind.INT4);
    } else {
      hash.addInt4(value);
    }
  }

  private static void addText(RowHash hash, @Nullable String value) {
    addBytes(hash, DigestKind.TEXT, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  private static void addBytes(RowHash hash, DigestKind kind, @Nullable byte[] value) {
    if (value == null) {
      hash.addNull(kind);
    } else {
      hash.addBytes(value, 0, value.length);
    }
  }

  private static long number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(3) - 1;
      case 2 -> (1L << random.nextInt(63)) + random.nextInt(3) - 1;
      default -> -random.nextInt(1000);
    };
  }

  private static double real(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0.0;
      case 1 -> -0.0;
      case 2 -> Double.POSITIVE_INFINITY;
      case 3 -> random.nextDouble() * 1e300;
      default -> random.nextGaussian();
    };
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(most + 1);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> 0x80 + random.nextInt(0x700);
            case 1 -> 0x1F600 + random.nextInt(50);
            default -> ' ' + random.nextInt(90);
          });
    }
    return text.toString();
  }
}
