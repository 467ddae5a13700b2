/**
 * What hangs on the target's tables and makes loading slow or impossible: indexes, keys, triggers,
 * foreign keys. Taken off where it pays, and brought back exactly as it was.
 */
package org.synapsepg.porting.internal.objects;
