package org.synapsepg.porting.internal.load;

/** Told by the loaders how far they have come. Called by several threads. */
public interface LoadMeter {
  /** A table's rows begin to be copied. */
  void started(String table, long rows, long bytes);

  /** Rows were encoded and handed to the server; they are not safe yet. */
  void sent(long rows, long bytes);

  /** All rows of the table so far are safe. */
  void saved(String table, long rows);

  /** All rows of the table are safe. */
  void finished(String table, long rows);
}
