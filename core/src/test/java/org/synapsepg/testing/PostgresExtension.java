package org.synapsepg.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * Gives tests real servers: a {@link PostgresTest} method gets a {@link TestDatabase}; any test
 * that is extended with this class gets the shared {@link PostgresServers}.
 */
public final class PostgresExtension
    implements TestTemplateInvocationContextProvider, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PostgresExtension.class);

  private static PostgresServers servers(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            PostgresServers.class, key -> new PostgresServers(), PostgresServers.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PostgresServers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return servers(context);
  }

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context
        .getTestMethod()
        .filter(m -> m.isAnnotationPresent(PostgresTest.class))
        .isPresent();
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    int[] asked = context.getRequiredTestMethod().getAnnotation(PostgresTest.class).majors();
    List<Integer> majors =
        asked.length == 0 ? PostgresServers.majors() : Arrays.stream(asked).boxed().toList();
    return majors.stream().map(Invocation::new);
  }

  private record Invocation(int major) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return "PostgreSQL " + major;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new DatabaseOfOneTest(major));
    }
  }

  private static final class DatabaseOfOneTest
      implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final int major;
    private @Nullable TestDatabase database;
    private Set<Path> filesBefore = Set.of();

    DatabaseOfOneTest(int major) {
      this.major = major;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      filesBefore = ourTemporaryFiles();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      TestDatabase fresh = database;
      if (fresh == null) {
        fresh = servers(context).major(major).newDatabase();
        database = fresh;
      }
      return fresh;
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
      if (database == null) {
        return;
      }
      try (TestDatabase used = database) {
        if (context.getExecutionException().isEmpty()) {
          assertThat(sessionsAfterGrace(used)).as("sessions left behind").isEmpty();
          assertThat(ourTemporaryFiles()).as("temporary files").isEqualTo(filesBefore);
        }
      }
    }

    /** The backend of a closed connection may live for a moment longer. */
    private static List<String> sessionsAfterGrace(TestDatabase database)
        throws InterruptedException {
      List<String> left = database.sessions();
      for (int i = 0; i < 100 && !left.isEmpty(); i++) {
        TimeUnit.MILLISECONDS.sleep(20);
        left = database.sessions();
      }
      return left;
    }

    private static Set<Path> ourTemporaryFiles() {
      try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
        return files
            .filter(p -> String.valueOf(p.getFileName()).startsWith("synapse-pg"))
            .collect(Collectors.toSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
