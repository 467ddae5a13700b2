/**
 * Values shared by every synapse-pg module, and the work on a Synapse database that needs nothing
 * but JDBC: provisioning, checks, repairs, errors explained.
 */
module org.synapsepg.core {
  requires transitive jakarta.annotation;
  requires transitive java.sql;

  uses java.sql.Driver;

  exports org.synapsepg.check;
  exports org.synapsepg.core;
  exports org.synapsepg.core.text;
  exports org.synapsepg.diagnose;
  exports org.synapsepg.provision;
}
