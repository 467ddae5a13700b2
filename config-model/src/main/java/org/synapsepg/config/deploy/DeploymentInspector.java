package org.synapsepg.config.deploy;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;

/**
 * Looks for what keeps a deployment from starting although its database is right; every finding has
 * the command that repairs it. Nothing is written. Immutable and thread-safe.
 *
 * <p>Example: {@code DeploymentInspector.builder(config).runningAs(991, 991).build().checkFiles()}.
 */
public final class DeploymentInspector {
  private final Builder settings;

  private DeploymentInspector(Builder settings) {
    this.settings = settings;
  }

  /**
   * Starts an inspector.
   *
   * @param config the homeserver's configuration
   * @return a builder
   */
  public static Builder builder(SynapseConfig config) {
    return new Builder(config);
  }

  /**
   * Checks the files and folders that the configuration names, the log configuration's content, and
   * Element's config.json if it was given. Needs the right to see their modes.
   *
   * @return what was found
   */
  public Findings checkFiles() {
    List<Finding> found = new ArrayList<>();
    new FileChecks(settings, found).check();
    settings
        .elementConfig()
        .ifPresent(path -> new ElementChecks(settings.config(), found).check(path));
    return Findings.of(found);
  }

  /**
   * Fetches the discovery document of every provider in {@code oidc_providers} as Synapse would,
   * trusting the bundle that was given; takes up to twice the time-out for each.
   *
   * @return what was found
   */
  public Findings checkOidc() {
    List<Finding> found = new ArrayList<>();
    new OidcChecks(settings, found).check();
    return Findings.of(found);
  }

  /**
   * A log configuration that Synapse accepts: one line a message to standard error, SQL at INFO.
   *
   * @return the content of a file for {@code log_config}
   */
  public static String sampleLogConfig() {
    return """
        version: 1
        formatters:
          lines:
            format: '%(asctime)s - %(name)s - %(lineno)d - %(levelname)s - %(request)s - %(message)s'
        handlers:
          console:
            class: logging.StreamHandler
            formatter: lines
        loggers:
          synapse.storage.SQL:
            # DEBUG would write access tokens into the log.
            level: INFO
        root:
          level: INFO
          handlers: [console]
        disable_existing_loggers: false
        """;
  }

  /** Collects what the inspector has to know. Not thread-safe. */
  public static final class Builder {
    private final SynapseConfig config;
    private final Map<String, Path> mounts = new LinkedHashMap<>();
    private ServerUser user = new ServerUser(991, 991);
    private Path workingDirectory;
    private @Nullable Path trustBundle;
    private @Nullable Path localAuthorities;
    private @Nullable Path elementConfig;
    private Duration timeout = Duration.ofSeconds(10);

    private Builder(SynapseConfig config) {
      this.config = config;
      this.workingDirectory = folderOf(config);
    }

    private Builder(Builder from) {
      config = from.config;
      mounts.putAll(from.mounts);
      user = from.user;
      workingDirectory = from.workingDirectory;
      trustBundle = from.trustBundle;
      localAuthorities = from.localAuthorities;
      elementConfig = from.elementConfig;
      timeout = from.timeout;
    }

    private static Path folderOf(SynapseConfig config) {
      Path last = Path.of("homeserver.yaml");
      for (Path source : config.sources()) {
        last = source;
      }
      Path parent = last.toAbsolutePath().getParent();
      return parent == null ? last.toAbsolutePath() : parent;
    }

    /**
     * The user and group that Synapse runs as.
     *
     * @param uid the number of the user; 991 unless set, as in the official image
     * @param gid the number of the group; 991 unless set
     * @return this
     */
    public Builder runningAs(int uid, int gid) {
      this.user = new ServerUser(uid, gid);
      return this;
    }

    /**
     * The folder that relative paths of the configuration start from.
     *
     * @param folder the working directory of Synapse; the configuration's folder unless set
     * @return this
     */
    public Builder workingDirectory(Path folder) {
      this.workingDirectory = folder;
      return this;
    }

    /**
     * Where a path of the container lies on this machine.
     *
     * @param inContainer the path as the configuration writes it, for example {@code /data}
     * @param onHost the same folder here
     * @return this
     */
    public Builder mount(String inContainer, Path onHost) {
      mounts.put(inContainer, onHost);
      return this;
    }

    /**
     * The certificates that Synapse trusts: the container's bundle, for the JVM's own are not
     * Synapse's.
     *
     * @param pem a PEM file, such as {@code /etc/ssl/certs/ca-certificates.crt}; the JVM's own
     *     certificates unless set
     * @return this
     */
    public Builder trustBundle(Path pem) {
      this.trustBundle = pem;
      return this;
    }

    /**
     * The folder of private authorities that update-ca-certificates reads.
     *
     * @param folder such as {@code /usr/local/share/ca-certificates}; not looked at unless set
     * @return this
     */
    public Builder localAuthorities(Path folder) {
      this.localAuthorities = folder;
      return this;
    }

    /**
     * Element's configuration.
     *
     * @param json its config.json; not looked at unless set
     * @return this
     */
    public Builder elementConfig(Path json) {
      this.elementConfig = json;
      return this;
    }

    /**
     * How long a provider may take to connect, and to answer.
     *
     * @param timeout more than zero; ten seconds unless set
     * @return this
     */
    public Builder timeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("the time-out must be more than zero");
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * The inspector.
     *
     * @return an immutable inspector
     */
    public DeploymentInspector build() {
      return new DeploymentInspector(new Builder(this));
    }

    SynapseConfig config() {
      return config;
    }

    ServerUser user() {
      return user;
    }

    Path configFolder() {
      return folderOf(config);
    }

    Optional<Path> trustBundle() {
      return Optional.ofNullable(trustBundle);
    }

    Optional<Path> localAuthorities() {
      return Optional.ofNullable(localAuthorities);
    }

    Optional<Path> elementConfig() {
      return Optional.ofNullable(elementConfig);
    }

    Duration timeout() {
      return timeout;
    }

    /** Where a path of the configuration lies on this machine. */
    Path onHost(String path) {
      for (Map.Entry<String, Path> mount : mounts.entrySet()) {
        String prefix = mount.getKey();
        if (path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/")) {
          String rest = path.substring(prefix.length());
          return mount.getValue().resolve(rest.startsWith("/") ? rest.substring(1) : rest);
        }
      }
      return workingDirectory.resolve(path);
    }
  }
}
