/**
 * What the tests of all modules share: real PostgreSQL servers and outside data. Not part of any
 * published jar.
 */
package org.synapsepg.testing;
