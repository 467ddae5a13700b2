/**
 * The library inside somebody else's process: several ports at once, and what is left afterwards.
 */
package org.synapsepg.porting.embedding;
