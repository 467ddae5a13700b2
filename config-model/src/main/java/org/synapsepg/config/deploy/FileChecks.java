package org.synapsepg.config.deploy;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import org.synapsepg.config.ConfigValue;
import org.synapsepg.config.DatabaseEngine;
import org.synapsepg.config.DatabaseEntry;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/** Files and folders that the configuration names, for the user that Synapse runs as. */
final class FileChecks {
  private final DeploymentInspector.Builder settings;
  private final SynapseConfig config;
  private final List<Finding> found;
  private final ServerUser user;

  FileChecks(DeploymentInspector.Builder settings, List<Finding> found) {
    this.settings = settings;
    this.config = settings.config();
    this.found = found;
    this.user = settings.user();
  }

  private void add(DeployCode code, String message, String hint, @Nullable SourceLocation at) {
    found.add(Finding.of(code, message).withHint(hint).at(at));
  }

  private record Named(String text, @Nullable SourceLocation at) {}

  private Optional<Named> named(String key) {
    return config.find(key).flatMap(v -> v.asText().map(text -> new Named(text, v.location())));
  }

  void check() {
    String server = config.find("server_name").flatMap(ConfigValue::asText).orElse("SERVER_NAME");
    for (Path source : config.sources()) {
      readable(
          "the configuration",
          source.toString(),
          source,
          SourceLocation.wholeOf(source.toString()));
    }
    Named media = named("media_store_path").orElse(new Named("media_store", null));
    folder("the media store", media);
    Optional<Named> key = named("signing_key_path");
    Named signing =
        key.orElseGet(
            () ->
                new Named(
                    settings.configFolder().resolve(server + ".signing.key").toString(), null));
    signingKey(signing);
    named("pid_file").ifPresent(pid -> creatable("the pid file", pid));
    for (String tls :
        List.of(
            "tls_certificate_path",
            "tls_private_key_path",
            "registration_shared_secret_path",
            "macaroon_secret_key_path",
            "form_secret_path")) {
      named(tls)
          .ifPresent(n -> readable("'" + tls + "'", n.text(), settings.onHost(n.text()), n.at()));
    }
    for (DatabaseEntry entry : config.databases()) {
      if (entry.engine() instanceof DatabaseEngine.Sqlite sqlite && !sqlite.isInMemory()) {
        sqlite(new Named(sqlite.database(), entry.location()));
      } else if (entry.engine() instanceof DatabaseEngine.Postgres postgres) {
        postgres
            .params()
            .find("host")
            .filter(p -> p.text().filter(t -> t.startsWith("/")).isPresent())
            .ifPresent(
                p -> socketFolder(new Named(p.text().orElse(""), p.location().orElse(null))));
      }
    }
    named("log_config")
        .ifPresent(
            log ->
                new LogConfigChecks(settings, found, this::canWriteLog)
                    .check(log.text(), log.at(), server));
  }

  private boolean closed(String what, String name, Path path, @Nullable SourceLocation at) {
    try {
      Optional<Path> closed = user.closedParent(path);
      closed.ifPresent(
          folder ->
              add(
                  DeployCode.PARENT_CLOSED,
                  "the user "
                      + user
                      + " may not enter '"
                      + folder
                      + "' on the way to "
                      + what
                      + " '"
                      + name
                      + "'",
                  "chmod o+x '" + folder + "'",
                  at));
      return closed.isPresent();
    } catch (IOException | UnsupportedOperationException e) {
      return unknown(what, name, at);
    }
  }

  private boolean unknown(String what, String name, @Nullable SourceLocation at) {
    add(
        DeployCode.PATH_UNREADABLE,
        "the owner and mode of " + what + " '" + name + "' cannot be told",
        "run this check as a user that may see them, such as root",
        at);
    return true;
  }

  private boolean may(String what, String name, Path path, int bits, @Nullable SourceLocation at) {
    try {
      return user.may(path, bits);
    } catch (IOException | UnsupportedOperationException e) {
      return unknown(what, name, at);
    }
  }

  private void missing(String what, Named named, String command) {
    add(
        DeployCode.PATH_MISSING,
        what + " '" + named.text() + "' does not exist",
        command,
        named.at());
  }

  private boolean readable(String what, String name, Path path, @Nullable SourceLocation at) {
    if (closed(what, name, path, at)) {
      return false;
    }
    if (!Files.exists(path)) {
      add(
          DeployCode.PATH_MISSING,
          what + " '" + name + "' does not exist",
          "create it, or correct the path",
          at);
      return false;
    }
    if (!may(what, name, path, ServerUser.READ, at)) {
      add(
          DeployCode.PATH_UNREADABLE,
          "the user " + user + " may not read " + what + " '" + name + "'",
          user.chown(path.toString()) + " && chmod u+r '" + path + "'",
          at);
      return false;
    }
    return true;
  }

  private void writableFolder(String what, Path folder, @Nullable SourceLocation at) {
    if (!may(what, folder.toString(), folder, ServerUser.WRITE | ServerUser.ENTER, at)) {
      add(
          DeployCode.PATH_UNWRITABLE,
          "the user " + user + " may not write into '" + folder + "', which " + what + " needs",
          user.chown(folder.toString()) + " && chmod u+rwx '" + folder + "'",
          at);
    }
  }

  private void folder(String what, Named named) {
    Path path = settings.onHost(named.text());
    if (closed(what, named.text(), path, named.at())) {
      return;
    }
    if (Files.isDirectory(path)) {
      writableFolder(what, path, named.at());
    } else if (Files.exists(path)) {
      add(
          DeployCode.PATH_UNWRITABLE,
          what + " '" + named.text() + "' is no folder",
          "correct the path",
          named.at());
    } else {
      // Synapse makes it itself where it may.
      creatable(what, named);
    }
  }

  private void creatable(String what, Named named) {
    Path path = settings.onHost(named.text());
    Path parent = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path);
    if (closed(what, named.text(), path, named.at())) {
      return;
    }
    if (Files.exists(path)) {
      if (!may(what, named.text(), path, ServerUser.WRITE, named.at())) {
        add(
            DeployCode.PATH_UNWRITABLE,
            "the user " + user + " may not write " + what + " '" + named.text() + "'",
            user.chown(path.toString()) + " && chmod u+rw '" + path + "'",
            named.at());
      }
    } else if (Files.isDirectory(parent)) {
      writableFolder(what, parent, named.at());
    } else {
      missing(
          "the folder of " + what,
          new Named(parent.toString(), named.at()),
          "mkdir -p '" + parent + "' && " + user.chown(parent.toString()));
    }
  }

  private void sqlite(Named named) {
    Path path = settings.onHost(named.text());
    creatable("the SQLite database", named);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null && Files.exists(path) && Files.isDirectory(parent)) {
      writableFolder("the SQLite database (for its journal)", parent, named.at());
    }
  }

  private void socketFolder(Named named) {
    Path path = settings.onHost(named.text());
    if (closed(
        "the folder of the server's socket",
        named.text() + "/.s.PGSQL",
        path.resolve("x"),
        named.at())) {
      return;
    }
    if (!Files.isDirectory(path)) {
      missing(
          "the folder of the server's socket",
          named,
          "start PostgreSQL, or mount its socket folder there");
    }
  }

  private void signingKey(Named named) {
    Path path = settings.onHost(named.text());
    String what = "the signing key";
    if (!Files.exists(path)) {
      // Synapse makes one where it may, which is right for a new server only.
      creatable(what, named);
      return;
    }
    if (!readable(what, named.text(), path, named.at())) {
      return;
    }
    if (isOpen(path)) {
      add(
          DeployCode.KEY_TOO_OPEN,
          "every user of the machine may read " + what + " '" + named.text() + "'",
          "chmod o-rwx '" + path + "'",
          named.at());
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private void canWriteLog(String file, SourceLocation at) {
    creatable("a log file", new Named(file, at));
  }
}
