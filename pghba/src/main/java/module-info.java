/**
 * pg_hba.conf, pg_ident.conf and postgresql.conf: lossless editing, decisions explained, lint and
 * tuning.
 */
module org.synapsepg.pghba {
  requires transitive org.synapsepg.core;

  exports org.synapsepg.hba;
  exports org.synapsepg.pgconf;
}
