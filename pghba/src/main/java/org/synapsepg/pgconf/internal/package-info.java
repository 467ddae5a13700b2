/** How the server reads values; not API. */
package org.synapsepg.pgconf.internal;
