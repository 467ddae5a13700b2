package org.synapsepg.pgconf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.SourceText;

/**
 * How many huge pages a server needs and what the system must be told (PostgreSQL documentation,
 * "Linux Huge Pages"). Immutable.
 *
 * <p>Example: {@code HugePages.needed(150, ByteSize.mebibytes(2)).sysctlLine()} is {@code
 * vm.nr_hugepages = 150}.
 */
public final class HugePages {
  private static final Pattern MEMINFO =
      Pattern.compile("(\\w+(?:\\(\\w+\\))?):\\s+(\\d+)(?: kB)?");
  private static final Path MEMINFO_FILE = Path.of("/proc/meminfo");

  /** Beside shared_buffers: per block its descriptor, lock, and hash entry. */
  private static final long PER_BUFFER = 8192 + 64 + 24 + 40;

  private static final long PER_CONNECTION = 400 * 1024;
  private static final long FIXED = 24L << 20;

  private final long pages;
  private final ByteSize pageSize;
  private final boolean estimated;

  private HugePages(long pages, ByteSize pageSize, boolean estimated) {
    this.pages = pages;
    this.pageSize = pageSize;
    this.estimated = estimated;
  }

  /**
   * A number that the server told: {@code shared_memory_size_in_huge_pages}, since 15.
   *
   * @param pages the value; -1 where the platform has none
   * @param pageSize the size of a page, {@code huge_page_size} or the system's
   * @return the need
   * @throws IllegalArgumentException if the platform has no huge pages
   */
  public static HugePages needed(long pages, ByteSize pageSize) {
    if (pages < 1) {
      throw new IllegalArgumentException(
          "shared_memory_size_in_huge_pages is " + pages + ": this platform has no huge pages");
    }
    return new HugePages(pages, requirePage(pageSize), false);
  }

  /**
   * The number for shared memory of a size: {@code shared_memory_size}, since 15, or the size in
   * the message of a server that could not get it.
   *
   * @param sharedMemory the whole shared memory
   * @param pageSize the size of a page
   * @return the need
   */
  public static HugePages forSharedMemory(ByteSize sharedMemory, ByteSize pageSize) {
    return new HugePages(
        divideUp(sharedMemory.bytes(), requirePage(pageSize).bytes()), pageSize, false);
  }

  /**
   * An estimate from the settings, for servers before 15 that cannot be asked. It is a little too
   * high, which costs unused pages; too few would cost all of them.
   *
   * @param sharedBuffers the setting shared_buffers
   * @param walBuffers the setting wal_buffers
   * @param connections max_connections and all workers
   * @param pageSize the size of a page
   * @return the need
   */
  public static HugePages estimate(
      ByteSize sharedBuffers, ByteSize walBuffers, int connections, ByteSize pageSize) {
    long bytes =
        divideUp(sharedBuffers.bytes(), 8192) * PER_BUFFER
            + walBuffers.bytes()
            + connections * PER_CONNECTION
            + FIXED;
    return new HugePages(divideUp(bytes, requirePage(pageSize).bytes()), pageSize, true);
  }

  private static ByteSize requirePage(ByteSize size) {
    if (Long.bitCount(size.bytes()) != 1 || size.bytes() < 4096) {
      throw new IllegalArgumentException(
          size + " is no size of a page; expected a power of two such as 2 MiB");
    }
    return size;
  }

  private static long divideUp(long number, long by) {
    return (number + by - 1) / by;
  }

  /**
   * How many pages are needed.
   *
   * @return the number, 1 or more
   */
  public long pages() {
    return pages;
  }

  /**
   * The size of a page.
   *
   * @return the size
   */
  public ByteSize pageSize() {
    return pageSize;
  }

  /**
   * Whether the number was computed from settings and not told by a server.
   *
   * @return true for an estimate
   */
  public boolean isEstimate() {
    return estimated;
  }

  /**
   * The line for a file in /etc/sysctl.d. Other programs that use huge pages need theirs on top.
   *
   * @return {@code vm.nr_hugepages = N}
   */
  public String sysctlLine() {
    return "vm.nr_hugepages = " + pages;
  }

  /**
   * The least locked memory that the server's user must be allowed ({@code memlock} in
   * /etc/security/limits.conf, {@code LimitMEMLOCK} of a systemd unit), in kB.
   *
   * @return the limit in kB, as limits.conf counts
   */
  public long memlockKilobytes() {
    return Math.multiplyExact(pages, pageSize.bytes() / 1024);
  }

  /**
   * Compares with what the system has. The pages of the default size are looked at.
   *
   * @param meminfo the content of /proc/meminfo
   * @return findings; empty if the pages are there
   */
  public Findings check(String meminfo) {
    Map<String, Long> values = new HashMap<>();
    Matcher matcher = MEMINFO.matcher(meminfo);
    while (matcher.find()) {
      values.put(matcher.group(1), Long.valueOf(matcher.group(2)));
    }
    List<Finding> findings = new ArrayList<>();
    OptionalLong size = value(values, "Hugepagesize");
    if (size.isEmpty()) {
      return Findings.of(
          found(
              "'Hugepagesize' is not in it: this kernel has no huge pages",
              "leave huge_pages = try"));
    }
    if (size.getAsLong() * 1024 != pageSize.bytes()) {
      findings.add(
          found(
              "the default page has " + ByteSize.kibibytes(size.getAsLong()) + ", not " + pageSize,
              "set huge_page_size (14 and later) and reserve pages of that size, or compute with the"
                  + " default"));
    }
    long total = value(values, "HugePages_Total").orElse(0);
    long free = value(values, "HugePages_Free").orElse(0);
    if (total < pages) {
      findings.add(
          found(
              total + " pages are reserved, the server needs " + pages,
              sysctlLine()
                  + ", then sysctl --system; a machine that has run for long may need a"
                  + " restart to find that much memory in one piece"));
    } else if (free < pages) {
      findings.add(
          found(
                  free + " of " + total + " pages are free, the server needs " + pages,
                  "normal while the server runs with them: huge_pages_status tells since 17")
              .withSeverity(Severity.INFO));
    }
    long memory = value(values, "MemTotal").orElse(Long.MAX_VALUE / 1024);
    if (memlockKilobytes() > memory * 9 / 10) {
      findings.add(
          found(
              "the pages would take "
                  + ByteSize.kibibytes(memlockKilobytes())
                  + " of "
                  + ByteSize.kibibytes(memory),
              "lower shared_buffers"));
    }
    return Findings.of(findings);
  }

  /**
   * Compares with what this machine has, from /proc/meminfo.
   *
   * @return findings; empty if the pages are there
   * @throws org.synapsepg.core.text.TextFileException if it cannot be read
   */
  public Findings checkThisMachine() {
    return check(SourceText.read(MEMINFO_FILE).text());
  }

  private static OptionalLong value(Map<String, Long> values, String name) {
    Long value = values.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Finding found(String message, String hint) {
    return Finding.of(PgConfCode.HUGE_PAGES, message)
        .withHint(hint)
        .at(SourceLocation.wholeOf(MEMINFO_FILE.toString()));
  }

  /** Number and size of the pages. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d huge pages of %s", pages, pageSize);
  }
}
