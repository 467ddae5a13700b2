/**
 * Rows from the source into COPY, chunk by chunk. A chunk is one transaction: rows, progress and
 * what was found bad among the rows are committed together or not at all.
 */
package org.synapsepg.porting.internal.load;
