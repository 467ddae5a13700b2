/**
 * What a port will do, made from the two catalogues: the target's tables as PostgreSQL describes
 * them, and which column of the source goes into which column of the target.
 */
package org.synapsepg.porting.internal.plan;
