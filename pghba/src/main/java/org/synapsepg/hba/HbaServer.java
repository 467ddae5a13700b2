package org.synapsepg.hba;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.synapsepg.core.PgVersion;

/**
 * What has to be known of a server to read its pg_hba.conf as it does: version, build, and the few
 * settings that decide whether the file loads.
 *
 * <p>Immutable. {@link #of} describes what the packages of Debian, Red Hat and the official
 * container image are: Linux with the GNU C library, SSL, GSSAPI, LDAP and PAM, {@code ssl = on},
 * no OAuth validator.
 */
public final class HbaServer {
  private final PgVersion version;
  private final Set<ServerFeature> features;
  private final boolean sslEnabled;
  private final List<String> oauthValidators;
  private final Function<String, Optional<Boolean>> resolves;

  private HbaServer(Builder builder) {
    this.version = builder.version;
    this.features = Set.copyOf(builder.features);
    this.sslEnabled = builder.sslEnabled;
    this.oauthValidators = List.copyOf(builder.oauthValidators);
    this.resolves = builder.resolves;
  }

  /**
   * A server as distributions build it.
   *
   * @param version its version, 12 or later
   * @return the server
   */
  public static HbaServer of(PgVersion version) {
    return builder(version).build();
  }

  /**
   * Begins to describe a server.
   *
   * @param version its version, 12 or later
   * @return a builder with the values of {@link #of}
   */
  public static Builder builder(PgVersion version) {
    return new Builder(version);
  }

  /**
   * The same server after an upgrade or downgrade.
   *
   * @param other another version
   * @return a changed copy
   */
  public HbaServer withVersion(PgVersion other) {
    Builder builder = new Builder(other);
    builder.features = EnumSet.noneOf(ServerFeature.class);
    builder.features.addAll(features);
    builder.sslEnabled = sslEnabled;
    builder.oauthValidators = oauthValidators;
    builder.resolves = resolves;
    return builder.build();
  }

  /**
   * Its version.
   *
   * @return the version
   */
  public PgVersion version() {
    return version;
  }

  /**
   * What it was built with.
   *
   * @param feature a feature
   * @return true if it has it
   */
  public boolean has(ServerFeature feature) {
    return features.contains(feature);
  }

  /**
   * The setting {@code ssl}.
   *
   * @return true if it is on
   */
  public boolean sslEnabled() {
    return sslEnabled;
  }

  /**
   * The setting {@code oauth_validator_libraries}.
   *
   * @return its parts; empty if it is not set
   */
  public List<String> oauthValidators() {
    return oauthValidators;
  }

  /** Whether a host name can be resolved on the server; empty if nobody said. */
  Optional<Boolean> resolves(String hostName) {
    return resolves.apply(hostName);
  }

  /** Whether another server gives every rule the same meaning. */
  boolean readsLike(HbaServer other) {
    return major() == other.major()
        && sslEnabled == other.sslEnabled
        && has(ServerFeature.SSL) == other.has(ServerFeature.SSL)
        && has(ServerFeature.GSSAPI) == other.has(ServerFeature.GSSAPI);
  }

  int major() {
    return version.major();
  }

  /** Collects what is known of a server. Not safe for use by several threads. */
  public static final class Builder {
    private final PgVersion version;
    private EnumSet<ServerFeature> features =
        EnumSet.of(ServerFeature.SSL, ServerFeature.GSSAPI, ServerFeature.LDAP, ServerFeature.PAM);
    private boolean sslEnabled = true;
    private List<String> oauthValidators = List.of();
    private Function<String, Optional<Boolean>> resolves = name -> Optional.empty();

    private Builder(PgVersion version) {
      if (version.major() < 12) {
        throw new IllegalArgumentException(
            "pg_hba.conf of PostgreSQL " + version + " is not known here; expected 12 or later");
      }
      this.version = version;
    }

    /**
     * What it was built with, instead of the usual.
     *
     * @param built exactly these
     * @return this
     */
    public Builder features(Set<ServerFeature> built) {
      features = EnumSet.noneOf(ServerFeature.class);
      features.addAll(built);
      return this;
    }

    /**
     * The setting {@code ssl}. Default on, so that a rule is not reported as dead by mistake.
     *
     * @param enabled whether it is on
     * @return this
     */
    public Builder sslEnabled(boolean enabled) {
      sslEnabled = enabled;
      return this;
    }

    /**
     * The setting {@code oauth_validator_libraries} (18 and later). Default none.
     *
     * @param libraries its parts
     * @return this
     */
    public Builder oauthValidators(List<String> libraries) {
      oauthValidators = List.copyOf(libraries);
      return this;
    }

    /**
     * How the server resolves host names: RADIUS servers are looked up when the file is loaded.
     * Default: nobody knows, and then they are taken to resolve.
     *
     * @param resolver tells of a name whether it resolves, or empty if it cannot tell
     * @return this
     */
    public Builder resolver(Function<String, Optional<Boolean>> resolver) {
      resolves = resolver;
      return this;
    }

    /**
     * The server.
     *
     * @return a server with what was given so far
     */
    public HbaServer build() {
      return new HbaServer(this);
    }
  }
}
