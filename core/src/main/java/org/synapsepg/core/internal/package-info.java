/** What the packages of this module share and nobody else sees. Not API. */
package org.synapsepg.core.internal;
