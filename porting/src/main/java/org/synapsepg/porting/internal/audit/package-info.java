/**
 * Looks at every value of the source before anything is written: encodes all rows without sending
 * them, so that what the audit finds is exactly what the port would meet.
 */
package org.synapsepg.porting.internal.audit;
