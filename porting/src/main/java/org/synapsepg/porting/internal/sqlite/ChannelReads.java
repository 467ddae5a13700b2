package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Positional reads that get everything that is there. */
final class ChannelReads {
  private ChannelReads() {}

  /** Fills the buffer from a position on, as far as the file goes; gives the bytes read. */
  static int read(FileChannel channel, ByteBuffer into, long position) throws IOException {
    int done = 0;
    while (into.hasRemaining()) {
      int got = channel.read(into, position + done);
      if (got < 0) {
        break;
      }
      done += got;
    }
    return done;
  }
}
