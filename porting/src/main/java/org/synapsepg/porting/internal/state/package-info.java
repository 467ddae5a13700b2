/**
 * What a port remembers in the target, in the schema {@code synapse_pg_port}: who owns the run, how
 * far each table has come, which indexes, keys and triggers are off, which values were replaced or
 * kept out. Every change is committed together with the work that it describes, so that a killed
 * run can be continued from what is there.
 */
package org.synapsepg.porting.internal.state;
