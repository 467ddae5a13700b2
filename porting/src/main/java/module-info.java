/** SQLite to PostgreSQL: preflight, run, stop, resume, converge, verify, certify. */
module org.synapsepg.porting {
  requires transitive org.synapsepg.core;
  requires org.xerial.sqlitejdbc;

  exports org.synapsepg.porting;
}
