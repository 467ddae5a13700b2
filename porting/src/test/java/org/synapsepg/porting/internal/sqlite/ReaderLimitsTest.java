package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.testing.SqliteFile;

/** Sizes at the edges, memory, and what is told of a file that is sound but wrong. */
class ReaderLimitsTest {
  @TempDir Path folder;

  private Path make(String name, String... statements) throws Exception {
    Path file = folder.resolve(name);
    SqliteFile.change(file, statements);
    return file;
  }

  /** Makes SQLite go on behind the given page, by pretending that all before it is in use. */
  @ParameterizedTest
  @ValueSource(longs = {262_100, 800_000})
  void readsPagesBeyondTheLockPageAndBeyond2GiB(long pages) throws Exception {
    Path file = make("large.db", "CREATE TABLE t(a, b)");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(pages * 4096);
      raw.seek(28);
      raw.writeInt((int) pages);
    }
    make(
        "large.db",
        "PRAGMA synchronous=OFF",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
            + " INSERT INTO t SELECT i, randomblob(3 * i) FROM n");
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      SqliteTable table = snapshot.findTable("t").orElseThrow();
      assertThat(snapshot.fingerprint().pageCount()).isGreaterThan(pages);
      assertThat(RowDigest.of(snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)))
          .isEqualTo(RowDigest.of(snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE)));
      assertThat(snapshot.rowidBounds(table)).contains(new RowidBounds(1, 400));
    }
    Files.delete(file);
  }

  @Test
  void allocatesNothingPerRow() throws Exception {
    Path file =
        make(
            "rows.db",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b BIGINT, c REAL, d BLOB)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
                + " INSERT INTO t SELECT i, 'text of ' || i, i * 1000003, i / 4.0,"
                + " zeroblob(i % 90 * (1 + 100 * (i % 100 = 0))) FROM n",
            "ALTER TABLE t ADD COLUMN e TEXT DEFAULT 'later'");
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      SqliteTable table = snapshot.findTable("t").orElseThrow();
      try (RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
        for (int i = 0; i < 10_000; i++) {
          rows.next();
          touch(rows);
        }
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        long sum = 0;
        int read = 0;
        while (read < 30_000 && rows.next()) {
          sum += touch(rows);
          read++;
        }
        long allocated = thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(read).isEqualTo(30_000);
        assertThat(sum).isNotZero();
        // What is left is the channel's, per read of up to 64 KiB.
        assertThat(allocated / 30_000).as("bytes a row, of %d in all", allocated).isZero();
      }
    }
  }

  private static long touch(RowCursor rows) {
    long sum = 0;
    for (int i = 0; i < rows.columns(); i++) {
      switch (rows.storageClass(i)) {
        case NULL -> sum++;
        case INTEGER -> sum += rows.integer(i);
        case REAL -> sum += (long) rows.real(i);
        case TEXT, BLOB -> sum += rows.length(i) == 0 ? 0 : rows.buffer(i)[rows.offset(i)];
      }
    }
    return sum;
  }

  @Test
  void readsARowOfManyMegabytes() throws Exception {
    Path file = make("row.db", "CREATE TABLE t(a)", "INSERT INTO t VALUES(randomblob(20000000))");
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      SqliteTable table = snapshot.findTable("t").orElseThrow();
      assertThat(RowDigest.of(snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)))
          .isEqualTo(RowDigest.of(snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE)));
    }
  }

  @Test
  void noticesAChangeInAnOverflowPage() throws Exception {
    Path file =
        make(
            "leaf.db",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, a)",
            "INSERT INTO t VALUES(1, zeroblob(50000)), (2, 'x')");
    long before = onlyChecksum(file);
    assertThat(onlyChecksum(file)).isEqualTo(before);
    make("leaf.db", "UPDATE t SET a = CAST(substr(a, 1, 49999) || x'01' AS BLOB) WHERE id = 1");
    assertThat(onlyChecksum(file)).isNotEqualTo(before);
  }

  private static long onlyChecksum(Path file) {
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      LeafCursor leaves = snapshot.leaves(snapshot.findTable("t").orElseThrow()).orElseThrow();
      assertThat(leaves.next()).isTrue();
      long checksum = leaves.checksum();
      assertThat(leaves.rows()).isEqualTo(2);
      assertThat(leaves.next()).isFalse();
      return checksum;
    }
  }

  @Test
  void tellsWrongFilesApart() throws Exception {
    String[] synapse = {
      "CREATE TABLE schema_version(v)",
      "CREATE TABLE applied_schema_deltas(v)",
      "CREATE TABLE events(v)",
      "CREATE TABLE users(v)",
      "CREATE TABLE rooms(v)"
    };
    Path empty = make("empty.db", "PRAGMA user_version=1");
    assertThat(content(empty).withCode(SourceCode.NOT_SYNAPSE).render()).contains("no tables");
    Path media = make("media.db", "CREATE TABLE media(id)", "CREATE TABLE thumbnails(id)");
    assertThat(content(media).withCode(SourceCode.NOT_SYNAPSE).render())
        .contains("media, thumbnails")
        .contains("lacks schema_version");
    Path fresh = make("fresh.db", synapse);
    assertThat(content(fresh).withCode(SourceCode.NO_CONTENT).isEmpty()).isFalse();
    make("fresh.db", "INSERT INTO users VALUES('@a:b')");
    assertThat(content(fresh).isEmpty()).isTrue();
  }

  private static Findings content(Path file) {
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      return SynapseContent.of(snapshot);
    }
  }

  @Test
  void knowsFileSystemsAndMountsThatHideALog() {
    for (String type : new String[] {"nfs4", "cifs", "9p", "virtiofs", "fuse.sshfs", "vboxsf"}) {
      assertThat(SourceFiles.isShared(type)).as(type).isTrue();
    }
    for (String type :
        new String[] {"ext4", "xfs", "btrfs", "overlay", "tmpfs", "fuseblk", "zfs"}) {
      assertThat(SourceFiles.isShared(type)).as(type).isFalse();
    }
    String line = "36 35 98:0 /srv/a\\040b /data/home\\040server.db rw,noatime - ext4 /dev/sda1 rw";
    assertThat(SourceFiles.isMountPoint(line, "/data/home server.db")).isTrue();
    assertThat(SourceFiles.isMountPoint(line, "/data")).isFalse();
  }
}
