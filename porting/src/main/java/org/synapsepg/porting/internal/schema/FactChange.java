package org.synapsepg.porting.internal.schema;

import jakarta.annotation.Nullable;

/**
 * One line of the resource: a fact that came, changed or went.
 *
 * @param key what it is about
 * @param value what is true from here on; null when the thing is gone
 */
record FactChange(FactKey key, @Nullable String value) {}
