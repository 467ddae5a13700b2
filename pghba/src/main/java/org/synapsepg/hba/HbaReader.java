package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** Makes typed lines of tokenized ones, for one server and one source of files. */
final class HbaReader {
  private final HbaServer server;
  private final AuthFiles files;

  HbaReader(HbaServer server, AuthFiles files) {
    this.server = server;
    this.files = files;
  }

  HbaServer server() {
    return server;
  }

  AuthFiles files() {
    return files;
  }

  HbaFile read(String name, SourceText text) {
    return document(new AuthTokenizer(server.major(), files).tokenize(name, text));
  }

  private HbaFile document(AuthFile file) {
    List<AuthEntry<HbaLine>> entries = new ArrayList<>(file.lines().size());
    for (AuthLine line : file.lines()) {
      entries.add(entry(line, null));
    }
    return new HbaFile(this, file.name(), file.text(), entries);
  }

  /** Reads one line that is to stand in a document of the given name and text. */
  AuthEntry<HbaLine> readLine(
      String name, SourceText text, String source, @Nullable Object origin) {
    AuthTokenizer tokenizer = new AuthTokenizer(server.major(), files);
    return entry(tokenizer.tokenizeSingle(name, text, source), origin);
  }

  private AuthEntry<HbaLine> entry(AuthLine line, @Nullable Object origin) {
    return new AuthEntry<>(line(line, origin), line.raw(), line.counted());
  }

  private HbaLine line(AuthLine line, @Nullable Object origin) {
    RawLine raw = line.raw();
    if (line.include() != null) {
      List<HbaFile> included = new ArrayList<>();
      line.included().forEach(file -> included.add(document(file)));
      String target = line.fields().get(1).get(0).text();
      return new HbaInclude(raw, line.include().word, target, included, line.error());
    }
    if (line.error() != null) {
      return new HbaInvalid(raw, RuleError.of(line.error()));
    }
    if (line.fields().isEmpty()) {
      return new HbaBlank(raw);
    }
    try {
      return new HbaRule(RuleParser.parse(server, line.fields()), raw, origin);
    } catch (RuleParser.Refused e) {
      return new HbaInvalid(raw, e.error());
    }
  }
}
