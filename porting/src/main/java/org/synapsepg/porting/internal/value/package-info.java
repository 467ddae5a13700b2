/**
 * From a value as SQLite stores it to the bytes that PostgreSQL's binary COPY takes, by storage
 * class and target type, without an object per row; and what happens to values that do not fit.
 */
package org.synapsepg.porting.internal.value;
