/**
 * The physical layer under the lossless documents of this module: lines made of lexemes that own
 * what stands before them, and the list of lines while it is edited.
 *
 * <p>Design, for both grammars:
 *
 * <ul>
 *   <li>A document is a {@link org.synapsepg.pghba.internal.syntax.LineTable} of typed lines; each
 *       typed line holds a {@link org.synapsepg.pghba.internal.syntax.RawLine}, whose source text
 *       is authoritative. The text of the document is the concatenation of the lines' sources, so
 *       an unedited document is byte-identical by construction.
 *   <li>Nodes know no parent and no absolute position. Line numbers are asked of the table.
 *   <li>Lines have identity. An edit shares every line that it does not touch, and anchors are
 *       found by identity: an anchor that is not in the document is an error.
 *   <li>Each grammar lexes its own lines; nothing here knows what a line means.
 * </ul>
 *
 * Not API.
 */
package org.synapsepg.pghba.internal.syntax;
