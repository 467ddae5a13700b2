/**
 * Reads one committed state of a SQLite database without changing anything: table rows from the
 * file's pages (SQLite documentation, "Database File Format" and "WAL-mode File Format"), with
 * SQLite itself beside it as the witness.
 */
package org.synapsepg.porting.internal.sqlite;
