package org.synapsepg.config.deploy;

import jakarta.annotation.Nullable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.synapsepg.config.ConfigValue;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.SourceLocation;

/** The file that {@code log_config} names: Python's dictConfig in YAML. */
final class LogConfigChecks {
  private final DeploymentInspector.Builder settings;
  private final List<Finding> found;
  private final BiConsumer<String, SourceLocation> writable;

  LogConfigChecks(
      DeploymentInspector.Builder settings,
      List<Finding> found,
      BiConsumer<String, SourceLocation> writable) {
    this.settings = settings;
    this.found = found;
    this.writable = writable;
  }

  private void add(DeployCode code, String message, String hint, @Nullable SourceLocation at) {
    found.add(Finding.of(code, message).withHint(hint).at(at));
  }

  void check(String name, @Nullable SourceLocation at, String server) {
    Path path = settings.onHost(name);
    if (!Files.isRegularFile(path)) {
      add(
          DeployCode.LOG_CONFIG_MISSING,
          "the log configuration '" + name + "' does not exist",
          "write DeploymentInspector.sampleLogConfig() to '"
              + path
              + "', or let Synapse generate "
              + server
              + ".log.config",
          at);
      return;
    }
    if (!Files.isReadable(path)) {
      add(
          DeployCode.PATH_UNREADABLE,
          "the log configuration '" + name + "' cannot be read",
          settings.user().chown(path.toString()) + " && chmod u+r '" + path + "'",
          at);
      return;
    }
    readableForUser(name, path, at);
    SynapseConfig read;
    try {
      read = SynapseConfig.read(path);
    } catch (FindingsException e) {
      for (Finding problem : e.findings()) {
        add(
            DeployCode.LOG_CONFIG_INVALID,
            problem.message(),
            "correct the file; Synapse does not start with it",
            problem.location().orElse(at));
      }
      return;
    }
    content(read, SourceLocation.wholeOf(path.toString()));
  }

  private void readableForUser(String name, Path path, @Nullable SourceLocation at) {
    try {
      ServerUser user = settings.user();
      Optional<Path> closed = user.closedParent(path);
      if (closed.isPresent()) {
        add(
            DeployCode.PARENT_CLOSED,
            "the user "
                + user
                + " may not enter '"
                + closed.get()
                + "' on the way to '"
                + name
                + "'",
            "chmod o+x '" + closed.get() + "'",
            at);
      } else if (!user.may(path, ServerUser.READ)) {
        add(
            DeployCode.PATH_UNREADABLE,
            "the user " + user + " may not read the log configuration '" + name + "'",
            user.chown(path.toString()) + " && chmod u+r '" + path + "'",
            at);
      }
    } catch (java.io.IOException | UnsupportedOperationException e) {
      add(
          DeployCode.PATH_UNREADABLE,
          "the owner and mode of '" + name + "' cannot be told",
          "run this check as a user that may see them, such as root",
          at);
    }
  }

  private void content(SynapseConfig log, SourceLocation whole) {
    Optional<ConfigValue> version = log.find("version");
    if (version.isEmpty() || !version.get().asLong().equals(Optional.of(1L))) {
      add(
          DeployCode.LOG_CONFIG_INVALID,
          "'version' is not 1",
          "write 'version: 1'",
          version.map(ConfigValue::location).orElse(whole));
    }
    Set<String> handlers = keys(log, "handlers");
    Set<String> formatters = keys(log, "formatters");
    Set<String> filters = keys(log, "filters");
    for (ConfigValue.Entry handler : entries(log, "handlers")) {
      ConfigValue value = handler.value();
      if (value.find("class").isEmpty() && value.find("()").isEmpty()) {
        add(
            DeployCode.LOG_CONFIG_INVALID,
            "the handler '" + handler.key() + "' has no 'class'",
            "add for example 'class: logging.StreamHandler'",
            handler.keyLocation());
      }
      value.find("formatter").ifPresent(f -> reference(f, "formatter", formatters));
      value.find("filters").ifPresent(f -> f.items().forEach(i -> reference(i, "filter", filters)));
      value
          .find("filename")
          .ifPresent(f -> f.asText().ifPresent(text -> writable.accept(text, f.location())));
      value
          .find("target")
          .filter(t -> t.asText().isPresent())
          .ifPresent(t -> reference(t, "handler", handlers));
    }
    log.find("root").ifPresent(root -> logger(root, handlers));
    entries(log, "loggers").forEach(logger -> logger(logger.value(), handlers));
    statements(log);
  }

  private void logger(ConfigValue logger, Set<String> handlers) {
    logger
        .find("handlers")
        .ifPresent(list -> list.items().forEach(h -> reference(h, "handler", handlers)));
  }

  /** The level that applies to SQL is that of the nearest logger which has one. */
  private void statements(SynapseConfig log) {
    for (String name : List.of("synapse.storage.SQL", "synapse.storage", "synapse", "root")) {
      Optional<ConfigValue> level =
          (name.equals("root")
                  ? log.find(name)
                  : log.find("loggers").flatMap(loggers -> loggers.find(name)))
              .flatMap(logger -> logger.find("level"))
              .filter(l -> name.equals("root") || !isUnset(l));
      if (level.isPresent()) {
        if (isUnset(level.get()) || isDebug(level.get())) {
          add(
              DeployCode.LOG_SQL_DEBUG,
              "the logger '" + name + "' writes SQL with its values, access tokens among them",
              "set 'level: INFO' for 'synapse.storage.SQL'",
              level.get().location());
        }
        return;
      }
    }
  }

  private static boolean isUnset(ConfigValue level) {
    return level.asText().filter("NOTSET"::equals).isPresent()
        || level.asLong().filter(l -> l == 0).isPresent();
  }

  private static boolean isDebug(ConfigValue level) {
    return level.asText().filter("DEBUG"::equals).isPresent()
        || level.asLong().filter(l -> l <= 10).isPresent();
  }

  private void reference(ConfigValue value, String kind, Set<String> known) {
    String name = value.toPythonText().orElse("");
    if (!known.contains(name)) {
      add(
          DeployCode.LOG_CONFIG_REFERENCE,
          "there is no " + kind + " '" + name + "'",
          "expected one of " + String.join(", ", known),
          value.location());
    }
  }

  private static List<ConfigValue.Entry> entries(SynapseConfig log, String key) {
    return log.find(key).map(ConfigValue::entries).orElse(List.of());
  }

  private static Set<String> keys(SynapseConfig log, String key) {
    return entries(log, key).stream()
        .map(ConfigValue.Entry::key)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }
}
