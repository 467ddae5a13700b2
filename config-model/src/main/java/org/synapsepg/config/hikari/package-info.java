/**
 * What needs HikariCP; nothing else in this module loads it.
 *
 * @since 0.1.0
 */
package org.synapsepg.config.hikari;
