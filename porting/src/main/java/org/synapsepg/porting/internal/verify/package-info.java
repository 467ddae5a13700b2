/** Comparing a PostgreSQL database with its SQLite source or with a certificate. */
package org.synapsepg.porting.internal.verify;
