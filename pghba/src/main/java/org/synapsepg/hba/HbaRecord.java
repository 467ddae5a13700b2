package org.synapsepg.hba;

import org.synapsepg.core.SourceLocation;

/**
 * A line that the server makes a row of, in the order in which it reads them.
 *
 * @param file the document that it stands in
 * @param position its position there
 * @param counted its number as the server counts
 * @param line a rule, an invalid line, or an include with an error
 */
record HbaRecord(HbaFile file, int position, int counted, HbaLine line) {
  SourceLocation location() {
    return file.locationAt(position);
  }
}
