package org.synapsepg.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The servers that all tests of one run share: each starts when a test first asks for it and stops
 * after the last test.
 */
public final class PostgresServers implements AutoCloseable {
  private static final String MAJORS = "synapsepg.postgres.majors";

  private final Map<Integer, PostgresServer> running = new TreeMap<>();

  PostgresServers() {}

  /**
   * The majors that this run covers: the system property {@code synapsepg.postgres.majors}, or the
   * oldest and the newest.
   */
  public static List<Integer> majors() {
    return Arrays.stream(System.getProperty(MAJORS, "14,18").split(",", -1))
        .map(text -> Integer.valueOf(text.trim()))
        .toList();
  }

  /**
   * The shared server of a major. A test that reconfigures or restarts a server starts one of its
   * own.
   */
  public synchronized PostgresServer major(int major) {
    return running.computeIfAbsent(major, m -> PostgresServer.start(m, Map.of()));
  }

  /** The shared server of the newest major that this run covers. */
  public PostgresServer newest() {
    return major(majors().stream().max(Integer::compare).orElseThrow());
  }

  @Override
  public synchronized void close() {
    running.values().forEach(PostgresServer::close);
    running.clear();
  }
}
