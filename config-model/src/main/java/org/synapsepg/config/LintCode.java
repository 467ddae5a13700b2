package org.synapsepg.config;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/**
 * Everything that reading, linting, converting and editing a configuration can find. The page
 * {@code docs/config-lint.md} has an example of each.
 */
public enum LintCode implements FindingCode {
  /** A configuration file or folder cannot be read. */
  FILE_UNREADABLE("config.file-unreadable", Severity.ERROR),
  /**
   * A file that Synapse reports and ignores: no mapping in it, or not named {@code *.yaml} in a
   * folder.
   */
  FILE_IGNORED("config.file-ignored", Severity.WARNING),
  /** A text that PyYAML refuses. */
  YAML_SYNTAX("config.yaml-syntax", Severity.ERROR),
  /** A tab where indentation or a value is expected. */
  YAML_TAB("config.yaml-tab", Severity.ERROR),
  /** A document too large or too deep to be read. */
  YAML_LIMIT("config.yaml-limit", Severity.ERROR),
  /** A key twice in one mapping: the last one wins, silently. */
  YAML_DUPLICATE_KEY("config.yaml-duplicate-key", Severity.WARNING),
  /** An escape of a surrogate, which Python cannot send to a server. */
  YAML_SURROGATE("config.yaml-surrogate", Severity.ERROR),
  /** No database is configured. */
  DATABASE_MISSING("config.database-missing", Severity.ERROR),
  /** {@code database} and {@code databases} both. */
  DATABASE_AND_DATABASES("config.database-and-databases", Severity.ERROR),
  /** {@code database_path} beside a section; an error with {@code databases}. */
  DATABASE_PATH_CONFLICT("config.database-path-conflict", Severity.WARNING),
  /** A section that is not a mapping, so that Synapse crashes on it. */
  SECTION_SHAPE("config.section-shape", Severity.ERROR),
  /** A key beside {@code name} and {@code args} that Synapse does not read. */
  SECTION_UNKNOWN_KEY("config.section-unknown-key", Severity.WARNING),
  /** A setting of the section with a value of the wrong type. */
  SECTION_VALUE("config.section-value", Severity.ERROR),
  /** A section without {@code name}. */
  ENGINE_MISSING("config.engine-missing", Severity.ERROR),
  /** A {@code name} that Synapse does not know. */
  ENGINE_UNKNOWN("config.engine-unknown", Severity.ERROR),
  /** The engine or its arguments at the wrong depth. */
  ENGINE_MISPLACED("config.engine-misplaced", Severity.ERROR),
  /** Arguments of the other engine. */
  ENGINE_ARGS_MISMATCH("config.engine-args-mismatch", Severity.ERROR),
  /** An empty {@code args}, with which Synapse crashes. */
  ARGS_NULL("config.args-null", Severity.ERROR),
  /** A data store that Synapse does not have. */
  STORE_UNKNOWN("config.store-unknown", Severity.WARNING),
  /** A data store in two databases. */
  STORE_DOUBLED("config.store-doubled", Severity.ERROR),
  /** A data store in no database. */
  STORE_MISSING("config.store-missing", Severity.ERROR),
  /** {@code allow_unsafe_locale}: indexes may break with the next operating system. */
  UNSAFE_LOCALE("config.unsafe-locale", Severity.WARNING),
  /** SQLite in a configuration with workers. */
  SQLITE_WITH_WORKERS("config.sqlite-with-workers", Severity.ERROR),
  /** An argument that no libpq knows. */
  UNKNOWN_LIBPQ_KEY("config.unknown-libpq-key", Severity.ERROR),
  /** An argument that the given libpq or server does not know. */
  LIBPQ_KEY_VERSION("config.libpq-key-version", Severity.WARNING),
  /** {@code database} and {@code dbname} both. */
  DBNAME_TWICE("config.dbname-twice", Severity.ERROR),
  /** A connection URI or string as an argument. */
  URI_IN_ARGS("config.uri-in-args", Severity.ERROR),
  /** A value that YAML reads as another type than meant. */
  VALUE_TYPE("config.value-type", Severity.WARNING),
  /** A number in quotes. */
  VALUE_QUOTED_NUMBER("config.value-quoted-number", Severity.INFO),
  /** A number out of range. */
  VALUE_RANGE("config.value-range", Severity.ERROR),
  /** A word that libpq does not know there. */
  VALUE_WORD("config.value-word", Severity.ERROR),
  /** A name or password that YAML does not read as text. */
  PASSWORD_NOT_TEXT("config.password-not-text", Severity.WARNING),
  /** A password in a file that everybody may read. */
  PASSWORD_WORLD_READABLE("config.password-world-readable", Severity.WARNING),
  /** A server certificate to be verified against no root certificate. */
  SSL_NO_ROOT_CERT("config.ssl-no-root-cert", Severity.WARNING),
  /** TLS asked for on a Unix socket, where there is none. */
  SSL_ON_SOCKET("config.ssl-on-socket", Severity.WARNING),
  /** TLS settings that exclude each other. */
  SSL_CONTRADICTION("config.ssl-contradiction", Severity.ERROR),
  /** A client certificate without its key, or the other way round. */
  SSL_CERT_WITHOUT_KEY("config.ssl-cert-without-key", Severity.WARNING),
  /** {@code hostaddr} without {@code host}. */
  HOSTADDR_WITHOUT_HOST("config.hostaddr-without-host", Severity.WARNING),
  /** Lists of hosts, addresses and ports of unequal length. */
  HOST_COUNTS("config.host-counts", Severity.ERROR),
  /** A remote host without keepalives. */
  KEEPALIVES_MISSING("config.keepalives-missing", Severity.WARNING),
  /** Keepalives that are off or come too late. */
  KEEPALIVES_INEFFECTIVE("config.keepalives-ineffective", Severity.WARNING),
  /** A client encoding other than UTF-8. */
  ENCODING_NOT_UTF8("config.encoding-not-utf8", Severity.WARNING),
  /** {@code cp_min} above {@code cp_max}. */
  POOL_MAX_BELOW_MIN("config.pool-max-below-min", Severity.WARNING),
  /** A pool argument of the wrong type or out of range. */
  POOL_VALUE("config.pool-value", Severity.ERROR),
  /** A pool argument that Synapse sets itself. */
  POOL_FORBIDDEN_ARGUMENT("config.pool-forbidden-argument", Severity.ERROR),
  /** A pool argument that Twisted does not know. */
  POOL_UNKNOWN_ARGUMENT("config.pool-unknown-argument", Severity.ERROR),
  /** All pools together need more connections than the server has. */
  POOL_EXCEEDS_SERVER("config.pool-exceeds-server", Severity.WARNING),
  /** A parameter of libpq without a counterpart in pgjdbc. */
  NOT_TRANSLATED("config.not-translated", Severity.WARNING),
  /** A parameter whose counterpart in pgjdbc means something slightly different. */
  TRANSLATED_DIFFERENTLY("config.translated-differently", Severity.INFO),
  /** A connection string, URI or JDBC URL that cannot be read. */
  CONNECTION_STRING("config.connection-string", Severity.ERROR),
  /** A password or service file with something libpq refuses. */
  CONNECTION_FILE("config.connection-file", Severity.WARNING),
  /** An edit that cannot be made without changing more than was asked for. */
  EDIT_IMPOSSIBLE("config.edit-impossible", Severity.ERROR);

  private final String id;
  private final Severity severity;

  LintCode(String id, Severity severity) {
    this.id = id;
    this.severity = severity;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
