/** Numbers and lists as the server's C code reads them, in settings and in options; not API. */
package org.synapsepg.pghba.internal.values;
