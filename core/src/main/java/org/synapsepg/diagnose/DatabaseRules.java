package org.synapsepg.diagnose;

import static org.synapsepg.diagnose.Rule.NAME;
import static org.synapsepg.diagnose.Rule.named;
import static org.synapsepg.diagnose.Rule.plain;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.diagnose.PgProblem.CancelReason;

/**
 * What is said on an open connection: by the server about statements and data, and by Synapse about
 * the database. Synapse's sources: synapse/storage/engines/postgres.py, prepare_database.py and
 * util/sequence.py, releases 1.20 to 1.163.
 */
final class DatabaseRules {
  static final List<Rule> ALL =
      List.of(
          Rule.of(
              "Postgres sequence '([^'\\n]+)' is inconsistent with associated\\s+"
                  + "(?:table '([^'\\n]+)'"
                  + "|stream position\\s+of '([^'\\n]+)' in the 'stream_positions' table)",
              p ->
                  new PgProblem.SequenceInconsistent(
                      p.message(), p.get(1), orNull(p, 2), orNull(p, 3))),
          Rule.of(
              "Postgres sequence (\\S+) is behind table (\\S+): \\d+ < \\d+",
              p -> new PgProblem.SequenceInconsistent(p.message(), p.get(1), orNull(p, 2), null)),
          locale("Database has incorrect (collation|ctype) of '?([^'\\s]*?)'?\\. Should be 'C'"),
          locale("'(COLLATE|CTYPE)' is set to '?([^'\\s]*?)'?\\. Should be 'C'"),
          named(
              "Database has incorrect encoding: '([^'\\n]*)' instead of 'UTF8'",
              PgProblem.WrongEncoding::new),
          plain("Cannot use this database as it is too new", PgProblem.SchemaTooNew::new),
          Rule.of(
              "Expected database schema version (\\d+) but got (\\d+)",
              p ->
                  Long.parseLong(p.get(2)) > Long.parseLong(p.get(1))
                      ? new PgProblem.SchemaTooNew(p.message())
                      : new PgProblem.SchemaTooOld(p.message())),
          plain(
              "Uninitialised database: run the main synapse process"
                  + "|Database schema delta \\S+ has not been applied",
              PgProblem.SchemaTooOld::new),
          named(
              "Synapse requires PostgreSQL (\\d+(?:\\.\\d+)?)\\+? or above",
              PgProblem.ServerTooOld::new),
          named(
              "database locale is incompatible with operating system"
                  + "(?:[^\"]*?initialized with LC_(?:COLLATE|CTYPE) "
                  + NAME
                  + ")?",
              PgProblem.LocaleUnavailable::new),
          plain(
              "new (?:encoding|collation|LC_CTYPE|LC_COLLATE|locale provider|ICU locale|locale)"
                  + " \\(.*\\) (?:is incompatible with|does not match) .* template database"
                  + "|encoding \"[^\"\\n]*\" does not match locale"
                  + "|invalid (?:LC_COLLATE |LC_CTYPE )?locale name",
              PgProblem.TemplateMismatch::new),
          named(
              "permission denied for schema \"?([^\\s\"]+)|no schema has been selected to create in",
              PgProblem.SchemaDenied::new),
          named(
              "permission denied for (?:\\w+ )*?\"?([^\\s\"]+)\"?(?=\\s*$|\\s*\\n|\\\\n|\\.)"
                  + "|must be owner of (?:\\w+ )*?\"?([^\\s\"]+)\"?(?=\\s*$|\\\\n)"
                  + "|permission denied to ([^\\n]+)|must be (superuser[^\\n]*)"
                  + "|must be member of role "
                  + NAME
                  + "|must be able to SET ROLE "
                  + NAME,
              PgProblem.PermissionDenied::new),
          plain("No space left on device|Disk quota exceeded", PgProblem.DiskFull::new),
          plain("\\bout of (?:shared )?memory\\b", PgProblem.MemoryExhausted::new),
          plain(
              "cannot execute [^\\n]* (?:in a read-only transaction|during recovery)"
                  + "|recovery is in progress|session is read-only|server is in hot standby mode"
                  + "|Could not find a server with specified targetServerType",
              PgProblem.ReadOnly::new),
          named(
              "duplicate key value violates unique constraint "
                  + NAME
                  + "|could not create unique index "
                  + NAME,
              PgProblem.DuplicateKey::new),
          named("violates foreign key constraint " + NAME, PgProblem.ForeignKeyViolated::new),
          named(
              "\\b(?:relation|table|sequence|view|index) " + NAME + " does not exist",
              PgProblem.RelationMissing::new),
          named(
              "\\bcolumn (?:" + NAME + "|(\\S+)) (?:of relation \"[^\"\\n]*\" )?does not exist",
              PgProblem.ColumnMissing::new),
          cancelled("canceling statement due to statement timeout", CancelReason.STATEMENT_TIMEOUT),
          cancelled(
              "canceling statement due to lock timeout|could not obtain lock on",
              CancelReason.LOCK),
          cancelled("canceling statement due to user request", CancelReason.USER),
          cancelled(
              "canceling statement due to conflict with recovery"
                  + "|terminating connection due to conflict with recovery",
              CancelReason.RECOVERY),
          plain(
              "deadlock detected|could not serialize access due to", PgProblem.WriteConflict::new),
          named(
              "\\bdatabase "
                  + NAME
                  + " has (?:a collation version mismatch|no actual collation version)"
                  + "|\\bcollation "
                  + NAME
                  + " has (?:version mismatch|no actual version)",
              PgProblem.CollationVersionMismatch::new),
          plain(
              "invalid byte sequence for encoding|A string literal cannot contain NUL"
                  + "|unsupported Unicode escape sequence|null character not permitted"
                  + "|has no equivalent in encoding",
              PgProblem.InvalidText::new),
          named(
              "index row size \\d+ exceeds (?:btree version \\d+ )?maximum \\d+ for index "
                  + NAME
                  + "|index row requires \\d+ bytes, maximum size is \\d+",
              PgProblem.IndexRowTooLarge::new),
          plain(
              "invalid page in block|could not read block|(?:missing|unexpected) chunk number"
                  + "|contains (?:unexpected zero page|corrupted page)|failed to re-find parent key"
                  + "|could not access status of transaction|order invariant violated for index"
                  + "|lacks matching index tuple within index|invalid memory alloc request size",
              PgProblem.DataCorrupted::new),
          named(
              "\\bdatabase " + NAME + " is being accessed by other users",
              PgProblem.DatabaseInUse::new),
          named(
              "\\b(?:role|database|relation|schema|type|extension) " + NAME + " already exists",
              PgProblem.AlreadyExists::new));

  private DatabaseRules() {}

  private static Rule cancelled(String regex, CancelReason reason) {
    return plain(regex, message -> new PgProblem.StatementCancelled(message, reason));
  }

  /** Since 1.62 the value is not filled in, but follows in the exception's second argument. */
  private static Rule locale(String regex) {
    String late = "(?:(?<=%r\\. Should be 'C')[^\\n]*?\", '([^'\\n]*)'\\))?";
    return Rule.of(
        regex + late,
        p -> {
          String setting =
              p.get(1).equals("COLLATE")
                  ? "collation"
                  : p.get(1).toLowerCase(java.util.Locale.ROOT);
          String actual = p.get(2).equals("%r") ? p.get(3) : p.get(2);
          return new PgProblem.WrongLocale(p.message(), setting, actual);
        });
  }

  private static @Nullable String orNull(Rule.Parts parts, int group) {
    return parts.has(group) ? parts.get(group) : null;
  }
}
