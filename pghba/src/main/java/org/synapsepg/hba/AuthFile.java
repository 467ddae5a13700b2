package org.synapsepg.hba;

import java.util.List;
import org.synapsepg.core.text.SourceText;

/**
 * A tokenized file.
 *
 * @param name its path as the server would name it
 * @param text its text
 * @param lines its logical lines, boring ones too
 */
record AuthFile(String name, SourceText text, List<AuthLine> lines) {}
