package org.synapsepg.porting.cli;

import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortListener;

/**
 * Shows a port while it runs. Called from one thread; {@link #close()} leaves the terminal as it
 * was.
 */
interface Display extends PortListener, AutoCloseable {
  @Override
  void on(PortEvent event);

  @Override
  default void close() {}
}
