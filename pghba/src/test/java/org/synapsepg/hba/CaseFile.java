package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.OutsideData;

/** The verdicts of real servers, and the world in which they were given. */
final class CaseFile {
  private final JsonObject root;

  private CaseFile(JsonObject root) {
    this.root = root;
  }

  static CaseFile read() {
    Path file = OutsideData.cases().resolve("pg-hba-cases.json");
    try (JsonReader reader = Json.createReader(Files.newInputStream(file))) {
      return new CaseFile(reader.readObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonObject> cases(String section) {
    return root.containsKey(section)
        ? root.getJsonArray(section).getValuesAs(JsonObject.class)
        : List.of();
  }

  /** Runs something for each verdict and version of it. */
  static void forEachVersion(JsonObject holder, BiConsumer<Integer, JsonObject> check) {
    for (JsonObject result : holder.getJsonArray("results").getValuesAs(JsonObject.class)) {
      versions(result).forEach(version -> check.accept(version, result));
    }
  }

  static List<Integer> versions(JsonObject holder) {
    return ints(holder.getJsonArray("versions"));
  }

  static List<Integer> ints(@Nullable JsonArray array) {
    List<Integer> all = new ArrayList<>();
    if (array != null) {
      array.forEach(v -> all.add(Integer.valueOf(v.toString())));
    }
    return all;
  }

  /** The server of a version as the file describes its build. */
  HbaServer server(int major, boolean ssl) {
    String build = build(major);
    Set<ServerFeature> features = EnumSet.noneOf(ServerFeature.class);
    int without = build.indexOf("no ");
    String present = without < 0 ? build : build.substring(0, without);
    for (ServerFeature feature :
        List.of(ServerFeature.GSSAPI, ServerFeature.LDAP, ServerFeature.PAM)) {
      if (present.contains(feature.name())) {
        features.add(feature);
      }
    }
    if (present.contains("OpenSSL")) {
      features.add(ServerFeature.SSL);
    }
    return HbaServer.builder(PgVersion.of(major)).features(features).sslEnabled(ssl).build();
  }

  private String build(int major) {
    for (JsonObject server : root.getJsonArray("servers").getValuesAs(JsonObject.class)) {
      if (server.getInt("version") == major) {
        String build = server.getString("build", "");
        return build.startsWith("same as ")
            ? build(Integer.parseInt(build.substring("same as ".length()).strip()))
            : build;
      }
    }
    return "OpenSSL";
  }

  static Map<String, byte[]> files(JsonObject holder) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (holder.containsKey("files")) {
      holder
          .getJsonObject("files")
          .forEach(
              (name, text) ->
                  files.put(
                      name, ((JsonString) text).getString().getBytes(StandardCharsets.UTF_8)));
    }
    if (holder.containsKey("files_b64")) {
      holder
          .getJsonObject("files_b64")
          .forEach(
              (name, text) ->
                  files.put(name, Base64.getDecoder().decode(((JsonString) text).getString())));
    }
    return files;
  }

  HbaFile hba(Map<String, byte[]> files, HbaServer server) {
    byte[] bytes = files.getOrDefault("pg_hba.conf", new byte[0]);
    return HbaFile.parse("pg_hba.conf", bytes, server, AuthFiles.of(files));
  }

  static IdentFile ident(Map<String, byte[]> files, int major) {
    return IdentFile.parse(
        "pg_ident.conf",
        files.getOrDefault("pg_ident.conf", new byte[0]),
        PgVersion.of(major),
        AuthFiles.of(files));
  }

  Roles roles() {
    Map<String, List<String>> roles = new HashMap<>();
    for (JsonObject role :
        root.getJsonObject("world").getJsonArray("roles").getValuesAs(JsonObject.class)) {
      List<String> groups = new ArrayList<>();
      if (role.containsKey("member_of")) {
        role.getJsonArray("member_of").forEach(g -> groups.add(((JsonString) g).getString()));
      }
      roles.put(role.getString("name"), groups);
    }
    return Roles.of(roles);
  }

  HostNames hostNames() {
    Map<IpAddress, String> reverse = new HashMap<>();
    Map<String, List<IpAddress>> forward = new HashMap<>();
    for (JsonArray row :
        root.getJsonObject("world").getJsonArray("name_table").getValuesAs(JsonArray.class)) {
      IpAddress address = IpAddress.of(row.getString(0));
      reverse.putIfAbsent(address, row.getString(1));
      for (int i = 1; i < row.size(); i++) {
        forward.computeIfAbsent(row.getString(i), n -> new ArrayList<>()).add(address);
      }
    }
    return HostNames.of(reverse, forward);
  }

  /** The server's interfaces; those that are told in words only are added by their usual range. */
  List<String> interfaces() {
    List<String> all = new ArrayList<>();
    for (JsonString text :
        root.getJsonObject("world")
            .getJsonArray("server_interfaces")
            .getValuesAs(JsonString.class)) {
      String given = text.getString();
      all.add(given.startsWith("fe80::") ? "fe80::1/64" : given);
    }
    return all;
  }

  static boolean isTrue(JsonObject holder, String name) {
    return holder.get(name) == JsonValue.TRUE;
  }
}
