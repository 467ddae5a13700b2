package org.synapsepg.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An application on the module path sees every package of the API and no other. */
class ModuleTest {
  @Test
  void exportsEveryPackageOfTheApi() throws Exception {
    Path classes =
        Path.of(Finding.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path descriptor = classes.resolve("module-info.class");
    assumeThat(descriptor).as("compiled as a module").exists();
    try (InputStream in = Files.newInputStream(descriptor)) {
      Set<String> exported =
          ModuleDescriptor.read(in).exports().stream()
              .map(ModuleDescriptor.Exports::source)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(exported).isEqualTo(packages(classes));
    }
  }

  private static Set<String> packages(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(f -> f.toString().endsWith(".class") && !f.endsWith("module-info.class"))
          .map(f -> classes.relativize(f.getParent()).toString().replace('/', '.'))
          .filter(name -> !name.contains("internal"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
