package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.synapsepg.diagnose.PgProblem;

/**
 * An imagined connection: what the server would see of it, and what else it would ask for to
 * decide. What is not given is unknown, and leads to {@link HbaDecision.Undecided} where it
 * matters.
 *
 * <p>Immutable and safe for use by several threads. Example: {@code
 * ConnectionRequest.tcp("172.27.0.2").ssl(false).database("synapse").user("synapse_user").build()}.
 */
public final class ConnectionRequest {
  /** The longest name that the server looks at, in bytes; what is longer is cut. */
  private static final int LONGEST_NAME = 63;

  /** What kind of session is asked for. */
  public enum Replication {
    /** An ordinary session. */
    NONE,
    /** Physical replication: matched by the keyword {@code replication} alone. */
    PHYSICAL,
    /** Logical replication: matched like an ordinary session. */
    LOGICAL
  }

  private final @Nullable IpAddress client;
  private final @Nullable Boolean ssl;
  private final @Nullable Boolean gss;
  private final String database;
  private final String user;
  private final Replication replication;
  private final @Nullable Roles roles;
  private final @Nullable List<ServerInterface> interfaces;
  private final HostNames hostNames;
  private final @Nullable String systemUser;

  private ConnectionRequest(Builder builder, String user) {
    this.client = builder.client;
    boolean local = client == null;
    this.ssl = local ? Boolean.FALSE : builder.ssl;
    boolean notByGss = local || Boolean.TRUE.equals(builder.ssl);
    this.gss = notByGss ? Boolean.FALSE : builder.gss;
    this.user = cut(user);
    this.database =
        builder.database == null || builder.database.isEmpty() ? this.user : cut(builder.database);
    this.replication = builder.replication;
    this.roles = builder.roles;
    this.interfaces = builder.interfaces == null ? null : List.copyOf(builder.interfaces);
    this.hostNames = builder.hostNames;
    this.systemUser = builder.systemUser;
  }

  /**
   * Begins a connection over TCP.
   *
   * @param clientAddress the client's numeric address as the server sees it, which behind NAT, a
   *     proxy or a container bridge is not the client's own
   * @return a builder
   * @throws IllegalArgumentException if it is no numeric address
   */
  public static Builder tcp(String clientAddress) {
    return new Builder(IpAddress.of(clientAddress));
  }

  /**
   * Begins a connection over a Unix-domain socket.
   *
   * @return a builder
   */
  public static Builder local() {
    return new Builder(null);
  }

  /**
   * The connection that a server refused for want of a rule.
   *
   * @param refused the server's message, see {@link org.synapsepg.diagnose.PgErrors}
   * @return the request that it tells of
   * @throws IllegalArgumentException if the message names no numeric address
   */
  public static ConnectionRequest from(PgProblem.NoHbaEntry refused) {
    return from(
        refused.host(),
        refused.user(),
        refused.databaseName(),
        refused.encryption(),
        refused.replication());
  }

  /**
   * The connection that a rule with the method {@code reject} refused.
   *
   * @param rejected the server's message, see {@link org.synapsepg.diagnose.PgErrors}
   * @return the request that it tells of
   * @throws IllegalArgumentException if the message names no numeric address
   */
  public static ConnectionRequest from(PgProblem.HbaRejected rejected) {
    return from(
        rejected.host(),
        rejected.user(),
        rejected.databaseName(),
        rejected.encryption(),
        rejected.replication());
  }

  private static ConnectionRequest from(
      String host,
      String user,
      @Nullable String database,
      PgProblem.Encryption encryption,
      boolean replication) {
    int zone = host.indexOf('%');
    Builder builder =
        host.equals("[local]") ? local() : tcp(zone < 0 ? host : host.substring(0, zone));
    builder.user(user);
    if (database != null) {
      builder.database(database);
    }
    switch (encryption) {
      case NONE -> builder.ssl(false).gssEncrypted(false);
      case SSL -> builder.ssl(true);
      case GSS -> builder.ssl(false).gssEncrypted(true);
      case UNKNOWN -> {
        // The message of an old server does not tell.
      }
    }
    return builder.replication(replication ? Replication.PHYSICAL : Replication.NONE).build();
  }

  /**
   * Whether it comes over a Unix-domain socket.
   *
   * @return true if so
   */
  public boolean isLocal() {
    return client == null;
  }

  /**
   * The client's address.
   *
   * @return the address; empty for a Unix-domain socket
   */
  public Optional<IpAddress> clientAddress() {
    return Optional.ofNullable(client);
  }

  /**
   * Whether the connection is encrypted by SSL.
   *
   * @return true or false; empty if unknown
   */
  public Optional<Boolean> ssl() {
    return Optional.ofNullable(ssl);
  }

  /**
   * Whether the connection is encrypted by GSSAPI.
   *
   * @return true or false; empty if unknown
   */
  public Optional<Boolean> gssEncrypted() {
    return Optional.ofNullable(gss);
  }

  /**
   * The database.
   *
   * @return its name, cut to 63 bytes as the server does; the user's if none was given
   */
  public String database() {
    return database;
  }

  /**
   * The user.
   *
   * @return the role's name, cut to 63 bytes as the server does
   */
  public String user() {
    return user;
  }

  /**
   * What kind of session is asked for.
   *
   * @return the kind
   */
  public Replication replication() {
    return replication;
  }

  /**
   * The operating system's or certificate's name of the client.
   *
   * @return the name, if it is known
   */
  public Optional<String> systemUser() {
    return Optional.ofNullable(systemUser);
  }

  Optional<Roles> roles() {
    return Optional.ofNullable(roles);
  }

  Optional<List<ServerInterface>> interfaces() {
    return Optional.ofNullable(interfaces);
  }

  HostNames hostNames() {
    return hostNames;
  }

  /**
   * A builder that begins with the values of this request.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(client);
    builder.ssl = ssl;
    builder.gss = gss;
    builder.database = database;
    builder.user = user;
    builder.replication = replication;
    builder.roles = roles;
    builder.interfaces = interfaces == null ? null : new ArrayList<>(interfaces);
    builder.hostNames = hostNames;
    builder.systemUser = systemUser;
    return builder;
  }

  /** As the server names it in its messages. */
  @Override
  public String toString() {
    String encryption =
        ssl == null
            ? "encryption unknown"
            : ssl
                ? "SSL encryption"
                : Boolean.TRUE.equals(gss) ? "GSS encryption" : "no encryption";
    return (replication == Replication.PHYSICAL ? "replication connection from " : "")
        + (client == null ? "[local]" : "host \"" + client + "\"")
        + ", user \""
        + user
        + "\""
        + (replication == Replication.PHYSICAL ? "" : ", database \"" + database + "\"")
        + ", "
        + encryption;
  }

  private static String cut(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_NAME) {
      return name;
    }
    int end = LONGEST_NAME;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
  }

  /** Collects what is known of a connection. Not safe for use by several threads. */
  public static final class Builder {
    private final @Nullable IpAddress client;
    private @Nullable Boolean ssl;
    private @Nullable Boolean gss;
    private @Nullable String database;
    private @Nullable String user;
    private Replication replication = Replication.NONE;
    private @Nullable Roles roles;
    private @Nullable List<ServerInterface> interfaces;
    private HostNames hostNames = HostNames.unknown();
    private @Nullable String systemUser;

    private Builder(@Nullable IpAddress client) {
      this.client = client;
    }

    /**
     * Whether the connection is encrypted by SSL. Default unknown; a Unix-domain socket never is.
     *
     * @param encrypted whether it is
     * @return this
     */
    public Builder ssl(boolean encrypted) {
      ssl = encrypted;
      return this;
    }

    /**
     * Whether the connection is encrypted by GSSAPI. Default unknown, and not if it is by SSL.
     *
     * @param encrypted whether it is
     * @return this
     */
    public Builder gssEncrypted(boolean encrypted) {
      gss = encrypted;
      return this;
    }

    /**
     * The database. Default the user's name, as in the protocol.
     *
     * @param name its exact name
     * @return this
     */
    public Builder database(String name) {
      database = name;
      return this;
    }

    /**
     * The user. Required.
     *
     * @param name the role's exact name
     * @return this
     */
    public Builder user(String name) {
      user = name;
      return this;
    }

    /**
     * What kind of session is asked for. Default an ordinary one.
     *
     * @param kind the kind
     * @return this
     */
    public Builder replication(Replication kind) {
      replication = kind;
      return this;
    }

    /**
     * The server's roles, for {@code +role} and {@code samerole}. Default unknown.
     *
     * @param known the roles and who is a member of what
     * @return this
     */
    public Builder roles(Roles known) {
      roles = known;
      return this;
    }

    /**
     * Adds a network interface of the server, for {@code samehost} and {@code samenet}. Default
     * unknown; once one is given, all have to be.
     *
     * @param addressAndPrefix for example {@code 192.168.1.10/24}
     * @return this
     * @throws IllegalArgumentException if it is no address with a prefix length
     */
    public Builder serverInterface(String addressAndPrefix) {
      if (interfaces == null) {
        interfaces = new ArrayList<>();
      }
      interfaces.add(ServerInterface.of(addressAndPrefix));
      return this;
    }

    /**
     * How the server resolves names and addresses, for rules with host names. Default unknown.
     *
     * @param resolver the server's view of DNS
     * @return this
     */
    public Builder hostNames(HostNames resolver) {
      hostNames = resolver;
      return this;
    }

    /**
     * The name that the operating system or the certificate gives the client, for {@code peer},
     * {@code ident}, {@code cert} and the maps. Default unknown.
     *
     * @param name the name
     * @return this
     */
    public Builder systemUser(String name) {
      systemUser = name;
      return this;
    }

    /**
     * The request.
     *
     * @return a request with what was given
     * @throws IllegalArgumentException if no user was given
     */
    public ConnectionRequest build() {
      String name = user;
      if (name == null || name.isEmpty()) {
        throw new IllegalArgumentException("a connection needs a user");
      }
      return new ConnectionRequest(this, name);
    }
  }
}
