package org.synapsepg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.FindingCode;

/**
 * docs/findings.md is made from the enums of finding codes and their Javadoc. {@code
 * -Dsynapsepg.regenerate=true} writes it anew.
 */
class FindingCodesTest {
  private static final Path PAGE = Path.of("../docs/findings.md");
  private static final List<String> MODULES = List.of("core", "config-model", "pghba", "porting");
  private static final Map<String, String> MORE =
      Map.of("LintCode", "[config-lint.md](config-lint.md) has an example of each.");

  @Test
  void pageHasEveryCodeOfEveryModule() throws Exception {
    String page = page();
    if (Boolean.getBoolean("synapsepg.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "docs/findings.md; write it anew with: mvn -pl porting -am test -Dtest=FindingCodesTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dsurefire.jvm.args=-Dsynapsepg.regenerate=true")
        .isEqualTo(page);
  }

  @Test
  void codesAreOneAnothersOwn() throws Exception {
    List<String> ids = new ArrayList<>();
    for (Path source : sources()) {
      for (FindingCode code : codes(source)) {
        ids.add(code.id());
      }
    }
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z]+(\\.[a-z0-9-]+)+"));
  }

  private static String page() throws Exception {
    StringBuilder page =
        new StringBuilder(
            """
            # Finding codes

            Everything that the library finds has a code, a severity, a message with what was found and what was expected, and
            where it helps a remedy. Codes are stable, texts are not: compare `finding.code()`, not messages. An error stands in
            the way of what was asked for, a warning is worth a look, an info only tells. This page is made from the enums.
            """);
    for (Path source : sources()) {
      String text = Files.readString(source);
      Map<String, String> meanings = meanings(text);
      String type = String.valueOf(source.getFileName()).replace(".java", "");
      page.append("\n## `").append(type).append("`\n\n");
      if (MORE.containsKey(type)) {
        page.append(MORE.get(type)).append("\n\n");
      }
      page.append("| code | severity | meaning |\n| --- | --- | --- |\n");
      for (FindingCode code : codes(source)) {
        String meaning = meanings.getOrDefault(((Enum<?>) code).name(), "");
        assertThat(meaning).as("Javadoc of " + type + "." + code).isNotEmpty();
        page.append("| `").append(code.id()).append("` | ");
        page.append(code.defaultSeverity().name().toLowerCase(Locale.ROOT)).append(" | ");
        page.append(meaning.replace("|", "\\|")).append(" |\n");
      }
    }
    return page.toString();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith("Code.java")).sorted().toList()) {
          if (Files.readString(file).matches("(?s).*\\benum \\w+ implements FindingCode\\b.*")) {
            sources.add(file);
          }
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(10);
    return sources;
  }

  private static List<FindingCode> codes(Path source) throws ClassNotFoundException {
    String path = source.toString().replace('\\', '/');
    String name = path.substring(path.indexOf("/java/") + 6, path.length() - 5).replace('/', '.');
    return Arrays.stream(Class.forName(name).getEnumConstants())
        .map(FindingCode.class::cast)
        .toList();
  }

  private static Map<String, String> meanings(String source) {
    Map<String, String> meanings = new HashMap<>();
    Matcher constant =
        Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*([A-Z][A-Z0-9_]*)\\b", Pattern.DOTALL)
            .matcher(source);
    while (constant.find()) {
      meanings.put(constant.group(2), plain(constant.group(1)));
    }
    return meanings;
  }

  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("(?m)^\\s*\\*\\s?", "")
        .replaceAll("\\s+", " ")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .replaceAll("\\{@link (?:[\\w.]*#)?([\\w.]+)(?:\\([^)]*\\))?(?: [^}]*)?}", "`$1`")
        .replaceAll("</?(?:em|p)>", "")
        .strip();
  }
}
