/**
 * YAML exactly as PyYAML's safe loader reads it, since that is what Synapse reads its files with.
 * The differential test against PyYAML is the specification; see {@code docs/decisions}.
 */
package org.synapsepg.config.internal.yaml;
