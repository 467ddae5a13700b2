package org.synapsepg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every package of the public face says since when it is there, and so do its types unless they say
 * otherwise themselves. {@code .ci/api} asks new types for a version of their own.
 */
class SinceTest {
  @Test
  void everyExportedPackageNamesItsVersion() throws IOException {
    int packages = 0;
    for (String module : List.of("core", "config-model", "pghba", "porting")) {
      Path sources = Path.of("..", module, "src", "main", "java");
      Matcher exported =
          Pattern.compile("(?m)^  exports ([\\w.]+);")
              .matcher(Files.readString(sources.resolve("module-info.java")));
      while (exported.find()) {
        packages++;
        Path info =
            sources.resolve(exported.group(1).replace('.', '/')).resolve("package-info.java");
        assertThat(Files.readString(info)).containsPattern("@since \\d+\\.\\d+\\.\\d+");
      }
    }
    assertThat(packages).isGreaterThan(10);
  }
}
