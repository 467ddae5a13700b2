/** One run from preflight to the end: its phases, its threads, how it stops and what it tells. */
package org.synapsepg.porting.internal.run;
