/**
 * The PostgreSQL schema of a Synapse database, derived from what its SQLite database says about
 * itself.
 *
 * <p>The knowledge is a resource of facts: what each delta and each background update of Synapse
 * does to the two catalogues, observed by running Synapse itself. {@link
 * org.synapsepg.porting.internal.schema.DerivedSchema} is the way in.
 */
package org.synapsepg.porting.internal.schema;
