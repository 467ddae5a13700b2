package org.synapsepg.porting.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Which indexes can be taken off and made again exactly. */
class CatalogueReaderTest {
  @PostgresTest
  void whatSomethingElseRestsOnStaysOn(TestDatabase target) throws SQLException {
    target.execute(
        "CREATE TABLE t (id bigint CONSTRAINT seen PRIMARY KEY, a text CONSTRAINT a_key UNIQUE,"
            + " b text CONSTRAINT referenced UNIQUE, c bigint)",
        "CREATE INDEX alone ON t (c, lower(a)) WHERE c > 0",
        "CREATE INDEX measured ON t (lower(b))",
        "ALTER INDEX measured ALTER COLUMN 1 SET STATISTICS 200",
        "CREATE INDEX ordered ON t (c)",
        "ALTER TABLE t CLUSTER ON ordered",
        "CREATE UNIQUE INDEX identity ON t (id)",
        "ALTER TABLE t REPLICA IDENTITY USING INDEX identity",
        // A view that groups by a primary key holds on to it; a foreign key goes before its key.
        "CREATE VIEW v AS SELECT id, a FROM t GROUP BY id",
        "CREATE TABLE r (b text REFERENCES t (b))");
    List<String> plain;
    try (Connection connection = target.source().open()) {
      plain =
          TargetCatalogue.read(connection, connection.getSchema())
              .find("t")
              .orElseThrow()
              .indexes()
              .stream()
              .filter(TargetIndex::plain)
              .map(TargetIndex::name)
              .toList();
    }
    assertThat(plain).containsExactly("a_key", "alone", "referenced");
  }
}
