package org.synapsepg.porting.internal.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/** Databases of fixtures, unpacked into a folder and read once. */
record FixtureSource(List<SqliteTable> tables, SourceCatalogue catalogue) {
  static FixtureSource of(Path packed, Path folder) throws IOException, SQLException {
    Path file = folder.resolve(packed.toString().replaceAll("\\W", "_"));
    try (InputStream bytes = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return plain(file);
  }

  static FixtureSource plain(Path file) throws SQLException {
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      List<SqliteTable> tables = snapshot.tables();
      return new FixtureSource(tables, SourceCatalogue.read(tables, snapshot.witness()));
    }
  }
}
