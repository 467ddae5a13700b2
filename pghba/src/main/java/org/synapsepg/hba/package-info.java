/**
 * pg_hba.conf and pg_ident.conf: documents that keep every byte, decisions as the server takes
 * them, advice and lint.
 *
 * <p>Begin with {@link org.synapsepg.hba.HbaFile#read(java.nio.file.Path,
 * org.synapsepg.core.PgVersion)}. Documents and rules are immutable and safe for use by several
 * threads; builders and editors are not.
 *
 * <p>Original: chapter "Client Authentication" of the PostgreSQL manual and {@code
 * src/backend/libpq/hba.c} of each major version; where the manual is silent, what real servers of
 * 12 to 18 answered.
 *
 * @since 0.1.0
 */
package org.synapsepg.hba;
