package org.synapsepg.porting.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** An application server drops an application that has ported: nothing of the library stays. */
@Tag("faults")
class RedeployTest {
  /** How long pgjdbc's cleaner thread waits for work before it ends, in milliseconds. */
  private static final String CLEANER_LIFE = "pgjdbc.config.cleanup.thread.ttl";

  @PostgresTest(majors = 18)
  void classLoaderIsCollected(TestDatabase target, @TempDir Path folder) throws Exception {
    Path source = folder.resolve("homeserver.db");
    SynapseFixture.of(7, SqliteSchema.newest()).rows(800).writeTo(source);
    System.setProperty(CLEANER_LIFE, "100");
    // The JDK's thread that waits for processes remembers who started the first one, for a minute;
    // sqlite-jdbc starts one to learn about the machine.
    assertThat(new ProcessBuilder("true").start().waitFor()).isZero();

    WeakReference<ClassLoader> dropped = portInALoaderOfItsOwn(source, target);

    compareARecordOfAnotherLoader();
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (dropped.get() != null && Instant.now().isBefore(end)) {
      collectEvenWhatIsSoftlyHeld();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(dropped.get()).as("the application's class loader").isNull();
  }

  /**
   * JDK 17 remembers for records ({@code java.lang.runtime.ObjectMethods}) the type of one
   * component, that of the record whose methods were linked last, and with it its class loader.
   */
  private static void compareARecordOfAnotherLoader() {
    record Other(StringBuilder component) {}
    StringBuilder text = new StringBuilder("x");
    assertThat(new Other(text)).isEqualTo(new Other(text)).hasSameHashCodeAs(new Other(text));
    assertThat(new Other(text).toString()).contains("x");
  }

  private static WeakReference<ClassLoader> portInALoaderOfItsOwn(Path source, TestDatabase target)
      throws Exception {
    ClassLoader mine = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application =
        new URLClassLoader("application", classPath(), ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(application);
      Class<?> type = application.loadClass(PortOnce.class.getName());
      assertThat(type.getClassLoader()).isSameAs(application);
      @SuppressWarnings("unchecked")
      Function<String[], String> port =
          (Function<String[], String>) type.getDeclaredConstructor().newInstance();
      String url = "jdbc:postgresql://127.0.0.1:" + target.server().port() + "/" + target.name();
      String hash =
          port.apply(
              new String[] {source.toString(), url, target.owner(), target.password().reveal()});
      assertThat(hash).matches("[0-9a-f]{64}");
      return new WeakReference<>(application);
    } finally {
      Thread.currentThread().setContextClassLoader(mine);
    }
  }

  /** The JDK holds resource bundles softly, which a mere request to collect does not touch. */
  private static void collectEvenWhatIsSoftlyHeld() {
    try {
      long[] tooLarge = new long[(int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 8)];
      assertThat(tooLarge).isNotNull();
    } catch (OutOfMemoryError e) {
      System.gc();
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
