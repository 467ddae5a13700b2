/** Pages of the documentation that are held together with the code. */
package org.synapsepg.docs;
