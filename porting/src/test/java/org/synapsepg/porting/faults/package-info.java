/** Runs that are halted, killed, stopped or overtaken, and what a second run makes of them. */
package org.synapsepg.porting.faults;
