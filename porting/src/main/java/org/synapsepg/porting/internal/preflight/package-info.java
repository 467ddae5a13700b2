/**
 * Questions to both sides before a port: everything that would stop it or surprise its owner, each
 * with its remedy. Nothing is written.
 */
package org.synapsepg.porting.internal.preflight;
