package org.synapsepg.config.deploy;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/**
 * Everything that {@link DeploymentInspector} can find; the page {@code docs/deployment.md}
 * explains each.
 */
public enum DeployCode implements FindingCode {
  /** A file or folder that the configuration names does not exist. */
  PATH_MISSING(Severity.ERROR),
  /** A file that the server's user may not read. */
  PATH_UNREADABLE(Severity.ERROR),
  /** A file or folder that the server's user may not write. */
  PATH_UNWRITABLE(Severity.ERROR),
  /** A folder on the way to a file that the server's user may not enter. */
  PARENT_CLOSED(Severity.ERROR),
  /** A secret key that every user of the machine may read. */
  KEY_TOO_OPEN(Severity.WARNING),
  /** The log configuration does not exist. */
  LOG_CONFIG_MISSING(Severity.ERROR),
  /** The log configuration is no YAML, or not of the form that Python's logging expects. */
  LOG_CONFIG_INVALID(Severity.ERROR),
  /** The log configuration names a handler, formatter or filter that does not exist in it. */
  LOG_CONFIG_REFERENCE(Severity.ERROR),
  /** The log configuration logs SQL statements, with the access tokens in them. */
  LOG_SQL_DEBUG(Severity.WARNING),
  /** Element's config.json cannot be read by the web server's user. */
  ELEMENT_UNREADABLE(Severity.ERROR),
  /** Element's config.json is no strict JSON, so that browsers refuse it. */
  ELEMENT_NOT_JSON(Severity.ERROR),
  /** Element's config.json names another address than the homeserver's own. */
  ELEMENT_BASE_URL(Severity.WARNING),
  /** A provider's issuer is missing or no address. */
  OIDC_ISSUER_INVALID(Severity.ERROR),
  /** The name of a provider's host cannot be resolved. */
  OIDC_DNS(Severity.ERROR),
  /** Nothing answers at a provider's address. */
  OIDC_REFUSED(Severity.ERROR),
  /** A provider does not answer in time. */
  OIDC_TIMEOUT(Severity.ERROR),
  /** TLS with a provider fails for another reason than those below. */
  OIDC_TLS(Severity.ERROR),
  /** A provider's certificate comes from an authority that is not trusted. */
  OIDC_UNKNOWN_CA(Severity.ERROR),
  /** A certificate of a provider is expired or not valid yet. */
  OIDC_EXPIRED(Severity.ERROR),
  /** A provider's certificate is for another host name. */
  OIDC_WRONG_HOST(Severity.ERROR),
  /** The trust bundle holds the server's own or an intermediate certificate instead of the root. */
  OIDC_LEAF_TRUSTED(Severity.ERROR),
  /** A provider's discovery document is not found. */
  OIDC_STATUS(Severity.ERROR),
  /** A provider's discovery document is no JSON. */
  OIDC_NOT_JSON(Severity.ERROR),
  /** A provider calls itself by another issuer than the configured one. */
  OIDC_ISSUER_DIFFERS(Severity.ERROR),
  /** A provider's discovery document lacks an endpoint that Synapse needs. */
  OIDC_ENDPOINT_MISSING(Severity.ERROR),
  /** The trust bundle is missing, or the server's user may not read it. */
  CA_UNREADABLE(Severity.ERROR),
  /** A certificate file holds no PEM certificate. */
  CA_NOT_PEM(Severity.ERROR),
  /** A private authority's certificate is there, but not in the trust bundle. */
  CA_NOT_IN_BUNDLE(Severity.ERROR),
  /** A private authority's file has a name that update-ca-certificates skips. */
  CA_NAME(Severity.ERROR);

  private final Severity severity;

  DeployCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("deploy", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
