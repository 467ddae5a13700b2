/**
 * Regular expressions as PostgreSQL reads them in its authentication files: the advanced dialect of
 * Henry Spencer's library, on bytes, in the C collation. Java's own engine differs in what it
 * accepts, in its error texts, in preferring the first match to the longest, and in classes, so the
 * dialect is parsed and matched here. What is not covered is said to be so, never guessed.
 *
 * <p>Original: section "POSIX Regular Expressions" of the PostgreSQL manual; {@code
 * src/backend/regex}. Not API.
 */
package org.synapsepg.pghba.internal.regex;
