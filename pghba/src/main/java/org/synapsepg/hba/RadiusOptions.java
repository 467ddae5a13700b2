package org.synapsepg.hba;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.hba.RuleParser.Refused;
import org.synapsepg.pghba.internal.values.CNumber;
import org.synapsepg.pghba.internal.values.Lists;

/** The options of the method {@code radius}, up to 18: lists that belong together. */
final class RadiusOptions {
  private final HbaServer server;
  private final AuthMethod method;
  private final Map<String, String> values;
  private final Map<String, List<String>> lists = new HashMap<>();

  RadiusOptions(HbaServer server, AuthMethod method, Map<String, String> values) {
    this.server = server;
    this.method = method;
    this.values = values;
  }

  /** Reads an option; false if it is none of RADIUS. */
  boolean read(String name, String value) throws Refused {
    if (server.major() >= 19) {
      return false;
    }
    String kind =
        switch (name) {
          case "radiusservers" -> "server";
          case "radiusports" -> "port";
          case "radiussecrets" -> "secret";
          case "radiusidentifiers" -> "identifiers";
          default -> "";
        };
    if (kind.isEmpty()) {
      return false;
    }
    if (method != AuthMethod.RADIUS) {
      throw OptionParser.wrongMethod(name, AuthMethod.RADIUS.word());
    }
    List<String> parts = Lists.names(value);
    if (parts == null) {
      String logged = "could not parse RADIUS " + kind + " list \"" + value + "\"";
      if (name.equals("radiussecrets")) {
        logged = "could not parse RADIUS secret list";
      }
      throw new Refused(
          name.equals("radiusports")
              ? new RuleError("invalid RADIUS port number: \"" + value + "\"", logged, null)
              : RuleError.hidden(logged, "Put the list into quotes, its parts split by commas."));
    }
    if (name.equals("radiusports") && parts.stream().anyMatch(p -> CNumber.atoi(p) == 0)) {
      throw new Refused(
          RuleError.hidden(
              "invalid RADIUS port number: \"" + value + "\"", "Expected numbers from 1 on."));
    }
    if (name.equals("radiusservers")) {
      for (String host : parts) {
        requireResolves(host);
      }
    }
    values.put(name, value);
    lists.put(name, parts);
    return true;
  }

  private void requireResolves(String host) throws Refused {
    boolean known =
        host.isEmpty()
            ? false
            : AddressReader.numeric(host) != null
                || server.resolves(host).orElse(!host.endsWith(".invalid"));
    if (!known) {
      throw new Refused(
          RuleError.hidden(
              "could not translate RADIUS server name \""
                  + host
                  + "\" to address: Name or service not known",
              "The name is looked up when the file is loaded; write an address."));
    }
  }

  private List<String> list(String name) {
    return lists.getOrDefault(name, List.of());
  }

  /** What is required of all of them together. */
  void check() throws Refused {
    // An empty list is not stored as one by the server.
    if (!values.containsKey("radiusservers") || list("radiusservers").isEmpty()) {
      throw missingArgument("radiusservers");
    }
    if (!values.containsKey("radiussecrets") || list("radiussecrets").isEmpty()) {
      throw missingArgument("radiussecrets");
    }
    checkLength("secrets", "radiussecrets");
    checkLength("ports", "radiusports");
    checkLength("identifiers", "radiusidentifiers");
  }

  private static Refused missingArgument(String name) {
    return OptionParser.refuse(
        "authentication method \"radius\" requires argument \"" + name + "\" to be set");
  }

  private void checkLength(String words, String name) throws Refused {
    int length = list(name).size();
    int servers = list("radiusservers").size();
    if (length > 1 && length != servers) {
      String text =
          "the number of RADIUS "
              + words
              + " ("
              + length
              + ") must be 1 or the same as the number of RADIUS servers ("
              + servers
              + ")";
      throw new Refused(
          server.major() >= 14
              ? RuleError.of(text)
              : RuleError.hidden(text, "Give one of them, or as many as there are servers."));
    }
  }
}
