/** What is behind the public classes of the configuration module. */
package org.synapsepg.config.internal;
