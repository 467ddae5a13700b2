/** Making a target that was ported before equal to a newer state of its source. */
package org.synapsepg.porting.internal.converge;
