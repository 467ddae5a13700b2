/** Synapse-shaped SQLite databases for tests and for the demo, made from a seed. */
package org.synapsepg.porting.testing;
