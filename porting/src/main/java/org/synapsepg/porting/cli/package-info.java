/**
 * The command line: a thin layer over the library's API, in a jar of its own. Nothing here can be
 * done that the API cannot do.
 */
package org.synapsepg.porting.cli;
