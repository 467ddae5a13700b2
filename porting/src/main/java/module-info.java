/** SQLite to PostgreSQL: preflight, run, stop, resume, converge, verify, certify. */
@SuppressWarnings("requires-automatic")
module org.synapsepg.porting {
  requires transitive org.synapsepg.core;
  requires jakarta.json;
  requires org.postgresql.jdbc;
  requires org.xerial.sqlitejdbc;
  // What pgjdbc annotates its types with; the compiler alone reads it.
  requires static org.checkerframework.checker.qual;

  exports org.synapsepg.porting;
}
