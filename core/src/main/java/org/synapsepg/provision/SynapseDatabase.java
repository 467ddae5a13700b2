package org.synapsepg.provision;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Secret;
import org.synapsepg.diagnose.DatabaseException;

/**
 * The role and database that a Synapse needs: a role that may log in and nothing else, and its
 * database with encoding UTF8 and byte order (Synapse's docs/postgres.md; PostgreSQL documentation,
 * "Creating a Database" and "Locale Support"). Immutable.
 *
 * <p>Example:
 *
 * <pre>{@code
 * SynapseDatabase.named("synapse").owner("synapse_user", password).plan(admin).apply(admin);
 * }</pre>
 */
public final class SynapseDatabase {
  /** The longest name that the server does not cut (NAMEDATALEN - 1). */
  private static final int LONGEST_NAME = 63;

  private final String name;
  private final String owner;
  private final Secret password;
  private final boolean privateConnect;
  private final boolean builtin;
  private final int connectionLimit;

  private SynapseDatabase(
      String name,
      String owner,
      Secret password,
      boolean privateConnect,
      boolean builtin,
      int connectionLimit) {
    this.name = name;
    this.owner = owner;
    this.password = password;
    this.privateConnect = privateConnect;
    this.builtin = builtin;
    this.connectionLimit = connectionLimit;
  }

  /** A database that still lacks its owner. */
  public static final class Named {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    /**
     * The role that Synapse connects as. It will own the database.
     *
     * @param role its name, exactly as the server will know it, 1 to 63 bytes
     * @param password its password; only a SCRAM-SHA-256 verifier of it is sent to the server
     * @return the database
     * @throws IllegalArgumentException if the name is empty or too long, or the password is empty
     */
    public SynapseDatabase owner(String role, Secret password) {
      if (password.reveal().isEmpty()) {
        throw new IllegalArgumentException("the password of role '" + role + "' is empty");
      }
      return new SynapseDatabase(name, checked(role), password, false, false, -1);
    }
  }

  /**
   * A database by name.
   *
   * @param database its name, exactly as the server will know it, 1 to 63 bytes
   * @return the database, which needs an owner
   * @throws IllegalArgumentException if the name is empty or too long
   */
  public static Named named(String database) {
    return new Named(checked(database));
  }

  private static String checked(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > LONGEST_NAME || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "'%s' has %d bytes; a name of PostgreSQL has 1 to %d"
              .formatted(name, length, LONGEST_NAME));
    }
    return name;
  }

  /**
   * Lets nobody but the owner (and superusers) connect: {@code REVOKE CONNECT, TEMPORARY … FROM
   * PUBLIC}. PostgreSQL's default lets every role in.
   *
   * @return a changed copy
   */
  public SynapseDatabase revokePublicConnect() {
    return new SynapseDatabase(name, owner, password, true, builtin, connectionLimit);
  }

  /**
   * Uses PostgreSQL's own {@code C} locale instead of the operating system's where there is one,
   * from version 17 on. Both sort by bytes; Synapse accepts both.
   *
   * @return a changed copy
   */
  public SynapseDatabase builtinLocale() {
    return new SynapseDatabase(name, owner, password, privateConnect, true, connectionLimit);
  }

  /**
   * The most connections that the database takes, superusers not counted.
   *
   * @param limit 0 or more, or -1 for no limit, which is the default
   * @return a changed copy
   */
  public SynapseDatabase connectionLimit(int limit) {
    if (limit < -1) {
      throw new IllegalArgumentException("a limit of connections is -1 (none) or more: " + limit);
    }
    return new SynapseDatabase(name, owner, password, privateConnect, builtin, limit);
  }

  /**
   * Reads what the server has and plans what is missing. Nothing is changed.
   *
   * @param admin connections as a superuser, as a role with CREATEROLE and CREATEDB, or as any
   *     other role: the plan says which right is missing. To look into a database that exists,
   *     {@link ConnectionSource#forDatabase} must work
   * @return the plan
   * @throws DatabaseException if the server cannot be reached or refuses
   */
  public ProvisionPlan plan(ConnectionSource admin) {
    try {
      return ProvisionPlan.of(this, ServerState.read(admin, name, owner));
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  String name() {
    return name;
  }

  String owner() {
    return owner;
  }

  Secret password() {
    return password;
  }

  boolean isPrivateConnect() {
    return privateConnect;
  }

  boolean isBuiltin() {
    return builtin;
  }

  int limit() {
    return connectionLimit;
  }

  /** Names the database and its owner, never the password. */
  @Override
  public String toString() {
    return "database '" + name + "' of role '" + owner + "'";
  }
}
