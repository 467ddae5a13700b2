/** Edits of YAML text that leave every byte outside the edited node, and the proof of that. */
package org.synapsepg.config.internal.edit;
