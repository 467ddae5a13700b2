package org.synapsepg.diagnose;

import jakarta.annotation.Nullable;
import java.util.Optional;

/**
 * What an error of PostgreSQL, of one of its client libraries or of Synapse means. Every kind is a
 * record with the parts that the text holds, and explains itself. Made by {@link PgErrors}.
 *
 * <p>Texts are those of the server's source (PostgreSQL 12 to 18), of libpq, of pgjdbc 42 and of
 * Synapse's {@code synapse/storage/}. The kinds may grow in later releases.
 */
public sealed interface PgProblem {
  /** How a refused connection was encrypted. */
  enum Encryption {
    /** Not at all. */
    NONE,
    /** With TLS. */
    SSL,
    /** With GSSAPI. */
    GSS,
    /** The text does not say (servers built without TLS, up to version 11). */
    UNKNOWN
  }

  /** How far an attempt to connect came before it was refused. */
  enum Stage {
    /** pg_hba.conf has no rule, or one that rejects. */
    HBA,
    /** An authentication method other than a password refused. */
    AUTHENTICATION,
    /** The role does not exist or may not log in. */
    ROLE,
    /** The text does not say. */
    UNKNOWN
  }

  /** Whose limit of connections is reached. */
  enum Limit {
    /** The server's {@code max_connections}, what is reserved of it included. */
    SERVER,
    /** The role's. */
    ROLE,
    /** The database's. */
    DATABASE,
    /** The text does not say. */
    UNKNOWN
  }

  /** Why TLS failed. */
  enum TlsReason {
    /** The certificate does not come from an authority that the client trusts. */
    UNTRUSTED,
    /**
     * The client's check of the certificate failed; libpq does not tell whether by date or by
     * authority.
     */
    VERIFY_FAILED,
    /** The certificate is for another host name. */
    HOST_MISMATCH,
    /** The certificate is not valid yet or no longer. */
    EXPIRED,
    /** A certificate or key file is missing, unreadable or has the wrong rights. */
    FILE,
    /** The server wants a certificate from the client, or does not accept the one it got. */
    CLIENT_CERTIFICATE,
    /** The two sides have no version or cipher of TLS in common, or one does not speak TLS. */
    PROTOCOL,
    /** Another reason. */
    OTHER
  }

  /** What ended a statement. */
  enum CancelReason {
    /** {@code statement_timeout}. */
    STATEMENT_TIMEOUT,
    /** {@code lock_timeout}, or a lock that was not to be waited for. */
    LOCK,
    /** A request by a person or a program. */
    USER,
    /** A conflict with replay on a standby. */
    RECOVERY,
    /** The text does not say. */
    UNKNOWN
  }

  /**
   * The text that was explained, as it was given.
   *
   * @return the text; for an exception its message
   */
  String message();

  /**
   * What happened, what to look at and what to change.
   *
   * @return the explanation
   */
  default Explanation explanation() {
    return Explanations.of(this);
  }

  /**
   * No rule of pg_hba.conf covers the connection. In {@code databaseName}, null stands for physical
   * replication, which has no database.
   *
   * @param message the text that was explained
   * @param host the client's address, or {@code [local]} for a Unix-domain socket
   * @param user the role that was asked for
   * @param databaseName the database that was asked for, or null
   * @param encryption how the connection was encrypted
   * @param replication whether it was for physical replication
   */
  record NoHbaEntry(
      String message,
      String host,
      String user,
      @Nullable String databaseName,
      Encryption encryption,
      boolean replication)
      implements PgProblem {
    /**
     * The database.
     *
     * @return its name, if the text has one
     */
    public Optional<String> database() {
      return Optional.ofNullable(databaseName);
    }
  }

  /**
   * A rule with the method {@code reject} covers the connection.
   *
   * @param message the text that was explained
   * @param host the client's address, or {@code [local]}
   * @param user the role
   * @param databaseName the database, or null for physical replication
   * @param encryption how the connection was encrypted
   * @param replication whether it was for physical replication
   */
  record HbaRejected(
      String message,
      String host,
      String user,
      @Nullable String databaseName,
      Encryption encryption,
      boolean replication)
      implements PgProblem {
    /**
     * The database.
     *
     * @return its name, if the text has one
     */
    public Optional<String> database() {
      return Optional.ofNullable(databaseName);
    }
  }

  /**
   * Peer or ident authentication: the operating system's user is not the role.
   *
   * @param message the text that was explained
   * @param method {@code peer} or {@code ident}
   * @param user the role
   */
  record IdentFailed(String message, String method, String user) implements PgProblem {}

  /**
   * The password is wrong, expired or not set, or the role does not exist: the server does not tell
   * which.
   *
   * @param message the text that was explained
   * @param user the role; empty when the text does not name it
   */
  record PasswordFailed(String message, String user) implements PgProblem {}

  /**
   * The server asks for a password and the client has none.
   *
   * @param message the text that was explained
   */
  record PasswordMissing(String message) implements PgProblem {}

  /**
   * Another authentication method refused.
   *
   * @param message the text that was explained
   * @param method the method, as the server names it
   * @param user the role
   */
  record AuthenticationFailed(String message, String method, String user) implements PgProblem {}

  /**
   * The client cannot do what the server asks for.
   *
   * @param message the text that was explained
   */
  record AuthenticationUnsupported(String message) implements PgProblem {}

  /**
   * The server refused the role before or while authenticating, with a text in a language that is
   * not understood; its SQL state stands for several kinds.
   *
   * @param message the text that was explained
   * @param stage how far the attempt came, if the server's routine is known
   */
  record AuthorizationRefused(String message, Stage stage) implements PgProblem {}

  /**
   * The role does not exist.
   *
   * @param message the text that was explained
   * @param role the role; empty when not named
   */
  record RoleMissing(String message, String role) implements PgProblem {}

  /**
   * The role exists without the right to log in.
   *
   * @param message the text that was explained
   * @param role the role
   */
  record RoleCannotLogIn(String message, String role) implements PgProblem {}

  /**
   * The database does not exist.
   *
   * @param message the text that was explained
   * @param database the database; empty when not named
   */
  record DatabaseMissing(String message, String database) implements PgProblem {}

  /**
   * The role may not connect to the database, or the database takes no connections.
   *
   * @param message the text that was explained
   * @param database the database
   */
  record ConnectDenied(String message, String database) implements PgProblem {}

  /**
   * Nothing accepts connections at the address.
   *
   * @param message the text that was explained
   * @param address host and port or the socket's path; empty when not named
   */
  record NotListening(String message, String address) implements PgProblem {}

  /**
   * The address does not answer.
   *
   * @param message the text that was explained
   */
  record ConnectTimedOut(String message) implements PgProblem {}

  /**
   * The host name has no address.
   *
   * @param message the text that was explained
   * @param host the name; empty when not named
   */
  record HostUnknown(String message, String host) implements PgProblem {}

  /**
   * The network has no way to the address.
   *
   * @param message the text that was explained
   */
  record Unreachable(String message) implements PgProblem {}

  /**
   * No connection is left.
   *
   * @param message the text that was explained
   * @param limit whose limit it is
   */
  record TooManyConnections(String message, Limit limit) implements PgProblem {}

  /**
   * The client insists on TLS and the server has it switched off.
   *
   * @param message the text that was explained
   */
  record TlsNotOffered(String message) implements PgProblem {}

  /**
   * TLS was tried and failed.
   *
   * @param message the text that was explained
   * @param reason why
   */
  record TlsFailed(String message, TlsReason reason) implements PgProblem {}

  /**
   * An open connection ended.
   *
   * @param message the text that was explained
   */
  record ConnectionLost(String message) implements PgProblem {}

  /**
   * The server is starting, stopping or recovering.
   *
   * @param message the text that was explained
   */
  record ServerNotReady(String message) implements PgProblem {}

  /**
   * The client refuses a connection parameter.
   *
   * @param message the text that was explained
   * @param parameter its name or value; empty when not named
   */
  record InvalidParameter(String message, String parameter) implements PgProblem {}

  /**
   * Synapse refuses the locale of the database.
   *
   * @param message the text that was explained
   * @param setting {@code collation} or {@code ctype}
   * @param actual what it is; empty when not named
   */
  record WrongLocale(String message, String setting, String actual) implements PgProblem {}

  /**
   * Synapse refuses the encoding of the database.
   *
   * @param message the text that was explained
   * @param actual what it is
   */
  record WrongEncoding(String message, String actual) implements PgProblem {}

  /**
   * The operating system of the server does not have the locale that the database was made with, so
   * the database takes no connections.
   *
   * @param message the text that was explained
   * @param locale the locale; empty when not named
   */
  record LocaleUnavailable(String message, String locale) implements PgProblem {}

  /**
   * A database cannot be made with another encoding or locale than its template.
   *
   * @param message the text that was explained
   */
  record TemplateMismatch(String message) implements PgProblem {}

  /**
   * Synapse refuses to start because of a sequence.
   *
   * @param message the text that was explained
   * @param sequence the sequence
   * @param tableName the table that is ahead of it, or null
   * @param streamName the stream in {@code stream_positions} that is ahead of it, or null
   */
  record SequenceInconsistent(
      String message, String sequence, @Nullable String tableName, @Nullable String streamName)
      implements PgProblem {
    /**
     * The table.
     *
     * @return its name, if the text has one
     */
    public Optional<String> table() {
      return Optional.ofNullable(tableName);
    }

    /**
     * The stream.
     *
     * @return its name, if the text has one
     */
    public Optional<String> stream() {
      return Optional.ofNullable(streamName);
    }
  }

  /**
   * The role may not create in, or use, a schema; on PostgreSQL 15 and later nobody but the owner
   * of the database may create in {@code public}.
   *
   * @param message the text that was explained
   * @param schema the schema
   */
  record SchemaDenied(String message, String schema) implements PgProblem {}

  /**
   * A right is missing.
   *
   * @param message the text that was explained
   * @param object what it is missing on; empty when not named
   */
  record PermissionDenied(String message, String object) implements PgProblem {}

  /**
   * The server's disk, or a quota on it, is full.
   *
   * @param message the text that was explained
   */
  record DiskFull(String message) implements PgProblem {}

  /**
   * The server ran out of memory or of a fixed part of it.
   *
   * @param message the text that was explained
   */
  record MemoryExhausted(String message) implements PgProblem {}

  /**
   * The server or the transaction takes no writes: a standby, a read-only setting.
   *
   * @param message the text that was explained
   */
  record ReadOnly(String message) implements PgProblem {}

  /**
   * A row with the same key exists.
   *
   * @param message the text that was explained
   * @param constraint the constraint or index; empty when not named
   */
  record DuplicateKey(String message, String constraint) implements PgProblem {}

  /**
   * A row refers to one that does not exist, or is referred to.
   *
   * @param message the text that was explained
   * @param constraint the constraint; empty when not named
   */
  record ForeignKeyViolated(String message, String constraint) implements PgProblem {}

  /**
   * A table, view or sequence does not exist in the schemas of the search path.
   *
   * @param message the text that was explained
   * @param relation its name; empty when not named
   */
  record RelationMissing(String message, String relation) implements PgProblem {}

  /**
   * A column does not exist.
   *
   * @param message the text that was explained
   * @param column its name; empty when not named
   */
  record ColumnMissing(String message, String column) implements PgProblem {}

  /**
   * A statement was ended before its time.
   *
   * @param message the text that was explained
   * @param reason by what
   */
  record StatementCancelled(String message, CancelReason reason) implements PgProblem {}

  /**
   * Two transactions wanted the same rows; Synapse and every good client try again.
   *
   * @param message the text that was explained
   */
  record WriteConflict(String message) implements PgProblem {}

  /**
   * The sort order of the operating system or of ICU has changed since indexes were built.
   *
   * @param message the text that was explained
   * @param object the database or collation
   */
  record CollationVersionMismatch(String message, String object) implements PgProblem {}

  /**
   * The database was upgraded by a newer Synapse.
   *
   * @param message the text that was explained
   */
  record SchemaTooNew(String message) implements PgProblem {}

  /**
   * A worker waits for the main process to upgrade or create the schema.
   *
   * @param message the text that was explained
   */
  record SchemaTooOld(String message) implements PgProblem {}

  /**
   * This Synapse needs a newer PostgreSQL.
   *
   * @param message the text that was explained
   * @param required the major version that it needs
   */
  record ServerTooOld(String message, String required) implements PgProblem {}

  /**
   * A text holds what PostgreSQL cannot store: U+0000, or bytes that are not UTF-8.
   *
   * @param message the text that was explained
   */
  record InvalidText(String message) implements PgProblem {}

  /**
   * A value is too long for an index.
   *
   * @param message the text that was explained
   * @param index the index; empty when not named
   */
  record IndexRowTooLarge(String message, String index) implements PgProblem {}

  /**
   * A table or an index is damaged on disk.
   *
   * @param message the text that was explained
   */
  record DataCorrupted(String message) implements PgProblem {}

  /**
   * Sessions are open on the database.
   *
   * @param message the text that was explained
   * @param database the database
   */
  record DatabaseInUse(String message, String database) implements PgProblem {}

  /**
   * A role, database or relation of that name exists.
   *
   * @param message the text that was explained
   * @param name its name; empty when not named
   */
  record AlreadyExists(String message, String name) implements PgProblem {}

  /**
   * The client program lacks its database driver.
   *
   * @param message the text that was explained
   * @param module what is missing
   */
  record DriverMissing(String message, String module) implements PgProblem {}

  /**
   * A text that this library does not know. It never guesses.
   *
   * @param message the text that was explained
   */
  record Unknown(String message) implements PgProblem {}
}
