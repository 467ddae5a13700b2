package org.synapsepg.config;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Severity;

/**
 * Looks for what is wrong or risky in the database part of a configuration, everything at once; the
 * page {@code docs/config-lint.md} explains each code. What it is not told (versions, connections,
 * workers) it does not judge. Immutable and thread-safe.
 *
 * <p>Example: {@code ConfigLinter.builder().server(PgVersion.of(16)).build().lint(config)}.
 */
public final class ConfigLinter {
  private final Builder settings;

  private ConfigLinter(Builder settings) {
    this.settings = settings;
  }

  /**
   * Starts a linter that knows nothing of the server.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Lints a configuration that was read.
   *
   * @param config the configuration
   * @return what was found, in the order of the files
   */
  public Findings lint(SynapseConfig config) {
    List<Finding> found = new ArrayList<>();
    for (Finding problem : config.problems()) {
      found.add(problem);
    }
    new YamlRules(found).check(config.files());
    new SectionRules(found, settings).check(config);
    for (DatabaseEntry entry : config.databases()) {
      if (entry.engine() instanceof DatabaseEngine.Postgres postgres) {
        new ParameterRules(found, settings).check(postgres.params());
        new ConnectionRules(found, entry, postgres.params()).check();
        new PoolRules(found, settings).check(postgres.poolArguments());
      }
    }
    return configured(found);
  }

  /**
   * Reads files and folders and lints them; a file that cannot be read is a finding here.
   *
   * @param paths files or folders, in the order of Synapse's {@code --config-path} arguments
   * @return what was found
   */
  public Findings lint(Path... paths) {
    List<Finding> failures = new ArrayList<>();
    SynapseConfig config = SynapseConfig.readLeniently(List.of(paths), failures);
    // What a broken file would have said is unknown, so only its failure is reported.
    return failures.isEmpty() ? lint(config) : configured(failures);
  }

  private Findings configured(List<Finding> found) {
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : found) {
      if (finding.code() instanceof LintCode code) {
        if (settings.disabled.contains(code)) {
          continue;
        }
        Severity severity = settings.severities.get(code);
        kept.add(severity == null ? finding : finding.withSeverity(severity));
      } else {
        kept.add(finding);
      }
    }
    kept.sort(
        java.util.Comparator.comparing(
            f -> f.location().orElse(null),
            java.util.Comparator.nullsFirst(java.util.Comparator.naturalOrder())));
    return Findings.of(kept);
  }

  /** Collects what the linter shall know and how strict it is. Not thread-safe. */
  public static final class Builder {
    private @Nullable PgVersion server;
    private @Nullable PgVersion libpq;
    private int maxConnections;
    private int reservedConnections = 3;
    private int workers = -1;
    private final Map<LintCode, Severity> severities = new EnumMap<>(LintCode.class);
    private final Set<LintCode> disabled = EnumSet.noneOf(LintCode.class);

    private Builder() {}

    private Builder(Builder from) {
      server = from.server;
      libpq = from.libpq;
      maxConnections = from.maxConnections;
      reservedConnections = from.reservedConnections;
      workers = from.workers;
      severities.putAll(from.severities);
      disabled.addAll(from.disabled);
    }

    /**
     * The server's version.
     *
     * @param version the version; unknown unless set
     * @return this
     */
    public Builder server(PgVersion version) {
      this.server = version;
      return this;
    }

    /**
     * The version of the libpq that Synapse uses.
     *
     * @param version the version; unknown unless set
     * @return this
     */
    public Builder libpq(PgVersion version) {
      this.libpq = version;
      return this;
    }

    /**
     * The server's {@code max_connections}.
     *
     * @param connections 1 or more; unknown unless set
     * @return this
     */
    public Builder maxConnections(int connections) {
      this.maxConnections = connections;
      return this;
    }

    /**
     * Connections that Synapse cannot have: {@code superuser_reserved_connections}, {@code
     * reserved_connections}, and what other programs use.
     *
     * @param connections 0 or more; 3 unless set
     * @return this
     */
    public Builder reservedConnections(int connections) {
      this.reservedConnections = connections;
      return this;
    }

    /**
     * How many worker processes run beside the main one.
     *
     * @param workers 0 or more; counted in {@code instance_map} unless set
     * @return this
     */
    public Builder workers(int workers) {
      this.workers = workers;
      return this;
    }

    /**
     * Gives a kind of finding another severity.
     *
     * @param code the kind
     * @param severity its severity
     * @return this
     */
    public Builder severity(LintCode code, Severity severity) {
      severities.put(code, severity);
      return this;
    }

    /**
     * Leaves a kind of finding out.
     *
     * @param code the kind
     * @return this
     */
    public Builder disable(LintCode code) {
      disabled.add(code);
      return this;
    }

    /**
     * The linter.
     *
     * @return an immutable linter
     */
    public ConfigLinter build() {
      return new ConfigLinter(new Builder(this));
    }

    Optional<PgVersion> server() {
      return Optional.ofNullable(server);
    }

    Optional<PgVersion> libpq() {
      return Optional.ofNullable(libpq);
    }

    int maxConnections() {
      return maxConnections;
    }

    int reservedConnections() {
      return reservedConnections;
    }

    int workers() {
      return workers;
    }
  }
}
