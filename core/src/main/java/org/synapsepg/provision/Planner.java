package org.synapsepg.provision;

import static org.synapsepg.core.internal.Sql.identifier;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.check.DatabaseLocale;
import org.synapsepg.check.LocaleProvider;
import org.synapsepg.core.Finding;
import org.synapsepg.provision.ServerState.Admin;
import org.synapsepg.provision.ServerState.Database;
import org.synapsepg.provision.ServerState.Inside;
import org.synapsepg.provision.ServerState.Role;

/** Compares what is wanted with what the server has. */
final class Planner {
  private final SynapseDatabase wanted;
  private final ServerState state;
  final List<Step> steps = new ArrayList<>();
  final List<String> present = new ArrayList<>();
  final List<Finding> findings = new ArrayList<>();

  Planner(SynapseDatabase wanted, ServerState state) {
    this.wanted = wanted;
    this.state = state;
    if (state.admin().standby()) {
      findings.add(
          Finding.of(
                  ProvisionCode.STANDBY,
                  "the server is a standby; it takes roles and databases from its primary only")
              .withHint("connect to the primary, or promote this server"));
    }
    if (!SaslPrep.isCertain(wanted.password().reveal())) {
      findings.add(
          Finding.of(
                  ProvisionCode.UNUSUAL_PASSWORD,
                  "the password holds characters that clients prepare in different ways (RFC 4013)")
              .withHint("a password of ASCII characters works with every client"));
    }
    role();
    Database database = state.database();
    if (database == null) {
      create();
    } else {
      existing(database);
    }
  }

  private void role() {
    Role role = state.role();
    Admin admin = state.admin();
    String name = identifier(wanted.owner());
    if (role == null) {
      if (!admin.superuser() && !admin.createRole()) {
        missing("CREATEROLE", "create role '" + wanted.owner() + "'");
      }
      steps.add(
          Step.withVerifier(
              "CREATE ROLE "
                  + name.replace("%", "%%")
                  + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %s",
              verifier()));
      return;
    }
    present.add("role '" + wanted.owner() + "'");
    if (role.powerful()) {
      findings.add(
          Finding.of(
                  ProvisionCode.POWERFUL_ROLE,
                  "role '%s' has more rights than Synapse needs%s"
                      .formatted(wanted.owner(), role.superuser() ? ": it is a superuser" : ""))
              .withHint(
                  "ALTER ROLE "
                      + name
                      + " NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"));
    }
    if (role.expires()) {
      findings.add(
          Finding.of(
                  ProvisionCode.PASSWORD_EXPIRES,
                  "the password of role '" + wanted.owner() + "' has an end (VALID UNTIL)")
              .withHint("ALTER ROLE " + name + " VALID UNTIL 'infinity'"));
    }
    String stored = role.stored();
    boolean right = stored != null && ScramVerifier.isOf(stored, wanted.password());
    if (right) {
      present.add("its password");
    }
    if (right && role.login()) {
      return;
    }
    boolean itself = admin.name().equals(wanted.owner());
    boolean mayAlter =
        admin.superuser()
            || (itself && role.login())
            || (admin.createRole()
                && !role.superuser()
                && (!state.version().isAtLeast(16) || admin.adminOf()));
    if (!mayAlter) {
      findings.add(
          Finding.of(
                  ProvisionCode.RIGHT_MISSING,
                  "role '%s' may not set the password of role '%s'"
                      .formatted(admin.name(), wanted.owner()))
              .withHint(
                  "needed: superuser, or CREATEROLE and from version 16 on ADMIN OPTION on the role;"
                      + " or ask an administrator for psql's \\password"));
    }
    String login = role.login() ? "" : " LOGIN";
    steps.add(
        Step.withVerifier(
            "ALTER ROLE " + name.replace("%", "%%") + login + " PASSWORD %s", verifier()));
  }

  private String verifier() {
    return ScramVerifier.of(wanted.password(), state.admin().scramIterations());
  }

  private void create() {
    Admin admin = state.admin();
    String owner = identifier(wanted.owner());
    if (!admin.superuser() && !admin.createDatabase()) {
      missing("CREATEDB", "create database '" + wanted.name() + "'");
    }
    boolean itself = admin.name().equals(wanted.owner());
    boolean lend = !admin.superuser() && !itself && !admin.member();
    if (lend) {
      if (state.role() != null && state.version().isAtLeast(16) && !admin.adminOf()) {
        missing(
            "ADMIN OPTION on role '" + wanted.owner() + "'",
            "make it the owner of database '" + wanted.name() + "'");
      }
      steps.add(Step.server("GRANT " + owner + " TO " + identifier(admin.name())));
    }
    steps.add(Step.server(createStatement(owner)));
    if (wanted.isPrivateConnect()) {
      steps.add(Step.server(revoke()));
    }
    if (lend) {
      steps.add(Step.undo("REVOKE " + owner + " FROM " + identifier(admin.name())));
    }
  }

  private String createStatement(String owner) {
    String sql =
        "CREATE DATABASE "
            + identifier(wanted.name())
            + " OWNER "
            + owner
            + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
    if (wanted.isBuiltin() && state.version().isAtLeast(17)) {
      sql += " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C'";
    } else if (state.version().isAtLeast(15)) {
      sql += " LOCALE_PROVIDER libc";
    }
    return wanted.limit() < 0 ? sql : sql + " CONNECTION LIMIT " + wanted.limit();
  }

  private String revoke() {
    return "REVOKE CONNECT, TEMPORARY ON DATABASE " + identifier(wanted.name()) + " FROM PUBLIC";
  }

  private void existing(Database database) {
    present.add("database '" + wanted.name() + "'");
    DatabaseLocale locale = database.locale();
    boolean right =
        locale.encoding().equals("UTF8")
            && locale.collate().equals("C")
            && locale.ctype().equals("C")
            && locale.provider() != LocaleProvider.ICU;
    if (!right) {
      findings.add(
          Finding.of(
                  ProvisionCode.WRONG_LOCALE,
                  "database '%s' exists with encoding %s, LC_COLLATE '%s', LC_CTYPE '%s', provider %s;"
                          .formatted(
                              wanted.name(),
                              locale.encoding(),
                              locale.collate(),
                              locale.ctype(),
                              locale.provider().name().toLowerCase(java.util.Locale.ROOT))
                      + " Synapse needs UTF8, 'C', 'C' and a provider other than icu")
              .withHint(
                  "these cannot be changed: take another name, or drop the database if nothing is in"
                      + " it, or move its data (DatabaseInspector.planLocaleRepair())"));
    }
    if (!database.owner().equals(wanted.owner())) {
      findings.add(
          Finding.of(
                  ProvisionCode.OTHER_OWNER,
                  "database '%s' exists and belongs to role '%s', not to '%s'"
                      .formatted(wanted.name(), database.owner(), wanted.owner()))
              .withHint(
                  "if that is meant to change: ALTER DATABASE "
                      + identifier(wanted.name())
                      + " OWNER TO "
                      + identifier(wanted.owner())
                      + "; and in it REASSIGN OWNED BY "
                      + identifier(database.owner())
                      + " TO "
                      + identifier(wanted.owner())));
    }
    if (!database.open() || database.template()) {
      findings.add(
          Finding.of(
              ProvisionCode.CLOSED,
              "database '%s' is %s"
                  .formatted(
                      wanted.name(), database.open() ? "a template" : "closed to connections")));
    }
    Inside inside = state.inside();
    if (inside == null) {
      findings.add(
          Finding.of(
              ProvisionCode.NOT_LOOKED_INTO,
              "database '%s' exists and was not looked into: %s"
                  .formatted(wanted.name(), state.notLookedInto())));
    } else {
      inside(inside, database);
    }
    settings(database);
  }

  private void inside(Inside inside, Database database) {
    if (!inside.foreignTables().isEmpty()) {
      int many = inside.foreignTables().size();
      findings.add(
          Finding.of(
                  ProvisionCode.FOREIGN_TABLES,
                  "database '%s' holds %d tables or views that are not Synapse's: %s%s"
                      .formatted(
                          wanted.name(),
                          many,
                          String.join(", ", inside.foreignTables().subList(0, Math.min(5, many))),
                          many > 5 ? ", …" : ""))
              .withHint("give Synapse a database of its own"));
    }
    if (inside.synapse()) {
      present.add("Synapse's tables");
      if (!inside.otherOwners().isEmpty()) {
        findings.add(
            Finding.of(
                    ProvisionCode.OTHER_OWNER,
                    "tables in database '%s' belong to %s, not to '%s'"
                        .formatted(
                            wanted.name(), String.join(", ", inside.otherOwners()), wanted.owner()))
                .withHint("connected to it: REASSIGN OWNED BY … TO " + identifier(wanted.owner())));
      }
    }
    // From 15 on the owner of a database may create in public, unless it came from an old dump.
    if (state.role() != null && !inside.mayCreate()) {
      if (!state.admin().superuser() && !database.ownedByAdmin()) {
        missing("ownership of schema public", "let '" + wanted.owner() + "' create in it");
      }
      steps.add(
          Step.inside("GRANT CREATE, USAGE ON SCHEMA public TO " + identifier(wanted.owner())));
    }
  }

  private void settings(Database database) {
    boolean mayAlter = state.admin().superuser() || database.ownedByAdmin();
    if (wanted.isPrivateConnect() && database.publicConnect()) {
      if (!mayAlter) {
        missing("ownership of database '" + wanted.name() + "'", "revoke CONNECT from PUBLIC");
      }
      steps.add(Step.server(revoke()));
    }
    if (wanted.limit() >= 0 && wanted.limit() != database.connectionLimit()) {
      if (!mayAlter) {
        missing("ownership of database '" + wanted.name() + "'", "set its connection limit");
      }
      steps.add(
          Step.server(
              "ALTER DATABASE "
                  + identifier(wanted.name())
                  + " CONNECTION LIMIT "
                  + wanted.limit()));
    }
  }

  private void missing(String right, String what) {
    findings.add(
        Finding.of(
                ProvisionCode.RIGHT_MISSING,
                "role '%s' lacks %s, which is needed to %s"
                    .formatted(state.admin().name(), right, what))
            .withHint(
                "run the plan as a role that has it, or have an administrator run commands()"));
  }
}
