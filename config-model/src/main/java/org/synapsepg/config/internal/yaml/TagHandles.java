package org.synapsepg.config.internal.yaml;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.synapsepg.config.internal.yaml.Token.Kind;

/** The directives of a document, and what the handles in its tags stand for. */
final class TagHandles {
  private final Map<String, String> handles = new HashMap<>();

  void setDefaults() {
    handles.putIfAbsent("!", "!");
    handles.putIfAbsent("!!", Resolver.PREFIX);
  }

  void read(TokenReader tokens) {
    handles.clear();
    boolean versioned = false;
    while (tokens.is(Kind.DIRECTIVE)) {
      Token directive = tokens.next();
      if (directive.handle.isEmpty()) {
        if (versioned) {
          throw new YamlException("found a second %YAML directive", directive.start);
        }
        if (!new BigInteger(directive.value).equals(BigInteger.ONE)) {
          throw new YamlException("the document is not YAML 1", directive.start);
        }
        versioned = true;
      } else if (directive.handle.startsWith("!")
          && handles.put(directive.handle, directive.value) != null) {
        throw new YamlException(
            "found a second %TAG directive for '" + directive.handle + "'", directive.start);
      }
    }
    setDefaults();
  }

  String tagOf(Token tag) {
    if (tag.handle.isEmpty()) {
      return tag.value;
    }
    String prefix = handles.get(tag.handle);
    if (prefix == null) {
      throw new YamlException("the tag handle '" + tag.handle + "' is not declared", tag.start);
    }
    return prefix + tag.value;
  }
}
