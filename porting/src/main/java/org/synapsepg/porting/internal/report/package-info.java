/** The page about a port: what its events told, and how that is drawn. */
package org.synapsepg.porting.internal.report;
