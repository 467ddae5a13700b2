/**
 * The database section of homeserver.yaml: typed, linted, converted and edited without losing a
 * byte.
 */
module org.synapsepg.config {
  requires transitive org.synapsepg.core;
  requires jdk.net;

  exports org.synapsepg.config;
}
