/**
 * The database section of homeserver.yaml as Synapse reads it: typed, linted, converted and edited
 * without losing a byte. Start with {@link org.synapsepg.config.SynapseConfig} to read.
 *
 * @since 0.1.0
 */
package org.synapsepg.config;
