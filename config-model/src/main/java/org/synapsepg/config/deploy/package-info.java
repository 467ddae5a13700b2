/**
 * What a deployment needs beside the database: files that the server's user must read or write, the
 * log configuration, Element's config.json, and OpenID providers behind a private authority.
 *
 * @since 0.1.0
 */
package org.synapsepg.config.deploy;
