package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** What disks and careless copies do to files. */
final class FileDamage {
  private FileDamage() {}

  /** Overwrites parts of a file with what does not belong there; gives what was done in words. */
  static String inflict(Path file, SplittableRandom random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      StringBuilder done = new StringBuilder();
      int wounds = 1 + random.nextInt(4);
      for (int i = 0; i < wounds; i++) {
        long size = channel.size();
        if (size < 600) {
          break;
        }
        long at =
            random.nextInt(3) == 0 ? random.nextLong(size / 512) * 512 : random.nextLong(size);
        switch (random.nextInt(6)) {
          case 0 -> {
            channel.truncate(random.nextLong(500, size));
            done.append(" cut to ").append(channel.size());
          }
          case 1 -> {
            ByteBuffer from = ByteBuffer.allocate(512);
            ChannelReads.read(channel, from, random.nextLong(size / 512) * 512);
            channel.write(from.flip(), at);
            done.append(" block to ").append(at);
          }
          default -> {
            byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 2 : 20)];
            random.nextBytes(bytes);
            channel.write(ByteBuffer.wrap(bytes), Math.min(at + random.nextInt(12), size - 1));
            done.append(' ').append(bytes.length).append(" bytes at ").append(at);
          }
        }
      }
      return done.toString();
    }
  }
}
