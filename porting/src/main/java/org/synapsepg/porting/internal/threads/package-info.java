/** Where the work of a run is done: in threads made here, or in those of a caller's executor. */
package org.synapsepg.porting.internal.threads;
