package org.synapsepg.config;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/**
 * Everything that reading, linting, converting and editing a configuration can find. The page
 * {@code docs/config-lint.md} has an example of each.
 */
public enum LintCode implements FindingCode {
  /** A configuration file or folder cannot be read. */
  FILE_UNREADABLE(Severity.ERROR),
  /**
   * A file that Synapse reports and ignores: no mapping in it, or not named {@code *.yaml} in a
   * folder.
   */
  FILE_IGNORED(Severity.WARNING),
  /** A text that PyYAML refuses. */
  YAML_SYNTAX(Severity.ERROR),
  /** A tab where indentation or a value is expected. */
  YAML_TAB(Severity.ERROR),
  /** A document too large or too deep to be read. */
  YAML_LIMIT(Severity.ERROR),
  /** A key twice in one mapping: the last one wins, silently. */
  YAML_DUPLICATE_KEY(Severity.WARNING),
  /** An escape of a surrogate, which Python cannot send to a server. */
  YAML_SURROGATE(Severity.ERROR),
  /** No database is configured. */
  DATABASE_MISSING(Severity.ERROR),
  /** {@code database} and {@code databases} both. */
  DATABASE_AND_DATABASES(Severity.ERROR),
  /** {@code database_path} beside a section; an error with {@code databases}. */
  DATABASE_PATH_CONFLICT(Severity.WARNING),
  /** A section that is not a mapping, so that Synapse crashes on it. */
  SECTION_SHAPE(Severity.ERROR),
  /** A key beside {@code name} and {@code args} that Synapse does not read. */
  SECTION_UNKNOWN_KEY(Severity.WARNING),
  /** A setting of the section with a value of the wrong type. */
  SECTION_VALUE(Severity.ERROR),
  /** A section without {@code name}. */
  ENGINE_MISSING(Severity.ERROR),
  /** A {@code name} that Synapse does not know. */
  ENGINE_UNKNOWN(Severity.ERROR),
  /** The engine or its arguments at the wrong depth. */
  ENGINE_MISPLACED(Severity.ERROR),
  /** Arguments of the other engine. */
  ENGINE_ARGS_MISMATCH(Severity.ERROR),
  /** An empty {@code args}, with which Synapse crashes. */
  ARGS_NULL(Severity.ERROR),
  /** A data store that Synapse does not have. */
  STORE_UNKNOWN(Severity.WARNING),
  /** A data store in two databases. */
  STORE_DOUBLED(Severity.ERROR),
  /** A data store in no database. */
  STORE_MISSING(Severity.ERROR),
  /** {@code allow_unsafe_locale}: indexes may break with the next operating system. */
  UNSAFE_LOCALE(Severity.WARNING),
  /** SQLite in a configuration with workers. */
  SQLITE_WITH_WORKERS(Severity.ERROR),
  /** An argument that no libpq knows. */
  UNKNOWN_LIBPQ_KEY(Severity.ERROR),
  /** An argument that the given libpq or server does not know. */
  LIBPQ_KEY_VERSION(Severity.WARNING),
  /** {@code database} and {@code dbname} both. */
  DBNAME_TWICE(Severity.ERROR),
  /** A connection URI or string as an argument. */
  URI_IN_ARGS(Severity.ERROR),
  /** A value that YAML reads as another type than meant. */
  VALUE_TYPE(Severity.WARNING),
  /** A number in quotes. */
  VALUE_QUOTED_NUMBER(Severity.INFO),
  /** A number out of range. */
  VALUE_RANGE(Severity.ERROR),
  /** A word that libpq does not know there. */
  VALUE_WORD(Severity.ERROR),
  /** A name or password that YAML does not read as text. */
  PASSWORD_NOT_TEXT(Severity.WARNING),
  /** A password in a file that everybody may read. */
  PASSWORD_WORLD_READABLE(Severity.WARNING),
  /** A server certificate to be verified against no root certificate. */
  SSL_NO_ROOT_CERT(Severity.WARNING),
  /** TLS asked for on a Unix socket, where there is none. */
  SSL_ON_SOCKET(Severity.WARNING),
  /** TLS settings that exclude each other. */
  SSL_CONTRADICTION(Severity.ERROR),
  /** A client certificate without its key, or the other way round. */
  SSL_CERT_WITHOUT_KEY(Severity.WARNING),
  /** {@code hostaddr} without {@code host}. */
  HOSTADDR_WITHOUT_HOST(Severity.WARNING),
  /** Lists of hosts, addresses and ports of unequal length. */
  HOST_COUNTS(Severity.ERROR),
  /** A remote host without keepalives. */
  KEEPALIVES_MISSING(Severity.WARNING),
  /** Keepalives that are off or come too late. */
  KEEPALIVES_INEFFECTIVE(Severity.WARNING),
  /** A client encoding other than UTF-8. */
  ENCODING_NOT_UTF8(Severity.WARNING),
  /** {@code cp_min} above {@code cp_max}. */
  POOL_MAX_BELOW_MIN(Severity.WARNING),
  /** A pool argument of the wrong type or out of range. */
  POOL_VALUE(Severity.ERROR),
  /** A pool argument that Synapse sets itself. */
  POOL_FORBIDDEN_ARGUMENT(Severity.ERROR),
  /** A pool argument that Twisted does not know. */
  POOL_UNKNOWN_ARGUMENT(Severity.ERROR),
  /** All pools together need more connections than the server has. */
  POOL_EXCEEDS_SERVER(Severity.WARNING),
  /** A parameter of libpq without a counterpart in pgjdbc. */
  NOT_TRANSLATED(Severity.WARNING),
  /** A parameter whose counterpart in pgjdbc means something slightly different. */
  TRANSLATED_DIFFERENTLY(Severity.INFO),
  /** A connection string, URI or JDBC URL that cannot be read. */
  CONNECTION_STRING(Severity.ERROR),
  /** A password or service file with something libpq refuses. */
  CONNECTION_FILE(Severity.WARNING),
  /** An edit that cannot be made without changing more than was asked for. */
  EDIT_IMPOSSIBLE(Severity.ERROR);

  private final Severity severity;

  LintCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("config", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
