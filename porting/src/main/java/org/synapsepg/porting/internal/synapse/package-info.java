/**
 * What no catalogue can tell about a Synapse database, each fact once and with its source in
 * Synapse. Everything else is read from the catalogues.
 */
package org.synapsepg.porting.internal.synapse;
