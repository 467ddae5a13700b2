package org.synapsepg.porting.internal.verify;

/**
 * One column of a row's hash.
 *
 * @param name its name in PostgreSQL
 * @param type its type as {@code format_type} prints it
 * @param kind how it is hashed
 * @param nullable whether it may be NULL
 */
public record DigestColumn(String name, String type, DigestKind kind, boolean nullable) {}
