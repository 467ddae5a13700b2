package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * Makes documents of pg_ident.conf files for servers of one major version. Original: {@code
 * parse_ident_line} in {@code src/backend/libpq/hba.c}.
 */
final class IdentReader {
  private static final int FIELDS = 3;

  private final int major;
  private final AuthFiles files;

  IdentReader(int major, AuthFiles files) {
    this.major = major;
    this.files = files;
  }

  int major() {
    return major;
  }

  IdentFile read(String name, SourceText text) {
    return document(new AuthTokenizer(major, files).tokenize(name, text));
  }

  private IdentFile document(AuthFile file) {
    List<AuthEntry<IdentLine>> entries = new ArrayList<>(file.lines().size());
    for (AuthLine line : file.lines()) {
      entries.add(entry(line, null));
    }
    return new IdentFile(this, file.name(), file.text(), entries);
  }

  /** Reads one line that is to stand in a document of the given name and text. */
  AuthEntry<IdentLine> readLine(
      String name, SourceText text, String source, @Nullable Object origin) {
    return entry(new AuthTokenizer(major, files).tokenizeSingle(name, text, source), origin);
  }

  private AuthEntry<IdentLine> entry(AuthLine line, @Nullable Object origin) {
    return new AuthEntry<>(line(line, origin), line.raw(), line.counted());
  }

  private IdentLine line(AuthLine line, @Nullable Object origin) {
    RawLine raw = line.raw();
    if (line.include() != null) {
      List<IdentFile> included = new ArrayList<>();
      line.included().forEach(file -> included.add(document(file)));
      return new IdentInclude(raw, included, line.error());
    }
    if (line.isBoring()) {
      return new IdentBlank(raw);
    }
    List<List<HbaName>> fields = line.fields();
    String error = line.error() != null ? line.error() : error(fields);
    return error != null
        ? new IdentInvalid(raw, error)
        : new IdentMapping(
            fields.get(0).get(0).text(), fields.get(1).get(0), fields.get(2).get(0), raw, origin);
  }

  private @Nullable String error(List<List<HbaName>> fields) {
    for (int i = 0; i < FIELDS; i++) {
      if (i >= fields.size()) {
        return "missing entry at end of line";
      }
      if (fields.get(i).size() > 1) {
        return "multiple values in ident field";
      }
    }
    RuleError regex = RuleParser.regexError(fields.get(1).get(0), major);
    if (regex == null && major >= 16) {
      regex = RuleParser.regexError(fields.get(2).get(0), major);
    }
    return regex == null ? null : regex.logged();
  }
}
