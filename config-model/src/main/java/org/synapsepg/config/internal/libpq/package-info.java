/** What libpq knows: its keywords, strings, URIs, service and password files. */
package org.synapsepg.config.internal.libpq;
