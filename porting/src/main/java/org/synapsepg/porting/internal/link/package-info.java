/**
 * Connections to the target that are noticed when they go dead, and that can be ended from outside.
 */
package org.synapsepg.porting.internal.link;
