/** SQLite to PostgreSQL: preflight, run, stop, resume, converge, verify, certify. */
@SuppressWarnings("requires-automatic")
module org.synapsepg.porting {
  requires transitive org.synapsepg.core;
  requires jakarta.json;
  requires org.postgresql.jdbc;
  requires org.synapsepg.config;
  requires org.xerial.sqlitejdbc;
  // What pgjdbc annotates its types with; the compiler alone reads it.
  requires static org.checkerframework.checker.qual;
  requires static info.picocli;

  exports org.synapsepg.porting;

  opens org.synapsepg.porting.cli to
      info.picocli;
}
