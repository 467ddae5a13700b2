package org.synapsepg.porting.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: what it fetches, what it runs, what it shows. */
@Tag("matrix")
class ReportInBrowserTest {
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  @TempDir Path folder = Path.of("");

  @Test
  void fetchesNothingRunsNothingAndShowsHostileNamesAsText() throws Exception {
    Optional<Path> chromium = chromium();
    assumeTrue(
        chromium.isPresent(), "SKIPPED: no chromium on the PATH, so no browser saw the page");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      String hostile =
          "<img src='"
              + base
              + "/img'><script src='"
              + base
              + "/js'></script>"
              + "<script>document.title = 'taken'; throw new Error('ran')</script>";

      String raw = show(chromium.get(), "<!doctype html><p>" + hostile);
      assertThat(requests).as("the browser would have fetched it").contains("/img", "/js");
      assertThat(raw).contains("<title>taken</title>");
      requests.clear();

      String seen = show(chromium.get(), HostileRun.page(hostile));
      assertThat(requests).isEmpty();
      assertThat(seen)
          .contains("<title>Port to PostgreSQL</title>", "&lt;script&gt;document.title")
          .doesNotContain("<script", "<img", "CONSOLE");
    } finally {
      server.stop(0);
    }
  }

  /** The document as the browser has it, and what it said about it. */
  private String show(Path chromium, String html) throws IOException, InterruptedException {
    Path page = Files.writeString(folder.resolve("page.html"), html);
    Path dom = folder.resolve("dom.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=3000",
                "--dump-dom",
                page.toUri().toString()));
    Process browser =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(dom.toFile()).start();
    try {
      assertThat(browser.waitFor(2, TimeUnit.MINUTES)).as("the browser ended").isTrue();
    } finally {
      browser.destroyForcibly();
    }
    return Files.readString(dom, StandardCharsets.UTF_8);
  }

  private static Optional<Path> chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(d -> Stream.of(Path.of(d, "chromium"), Path.of(d, "chromium-browser")))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
