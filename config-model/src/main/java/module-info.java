/**
 * The database section of homeserver.yaml: typed, linted, converted and edited without losing a
 * byte. HikariCP is needed by {@code org.synapsepg.config.hikari} alone.
 */
module org.synapsepg.config {
  requires transitive org.synapsepg.core;
  requires static com.zaxxer.hikari;
  requires jakarta.json;
  requires jdk.net;

  exports org.synapsepg.config;
  exports org.synapsepg.config.deploy;
  exports org.synapsepg.config.hikari;
}
