/** What needs HikariCP; nothing else in this module loads it. */
package org.synapsepg.config.hikari;
