package org.synapsepg.diagnose;

/** What to do about errors of statements, of data, and of Synapse's own checks. */
final class DatabaseExplanations {
  private DatabaseExplanations() {}

  static void addTo(Explanations.Collector all) {
    all.add(
        PgProblem.WrongLocale.class,
        p ->
            "the database's %s is %s, and Synapse wants exactly 'C'"
                .formatted(p.setting(), p.actual().isEmpty() ? "another" : "'" + p.actual() + "'"),
        "DatabaseInspector.checkLocale(); any other order can change with the operating system and"
            + " break unique indexes",
        "make a database with LC_COLLATE 'C', LC_CTYPE 'C' from template0 and move the data"
            + " (LocaleRepairPlan); allow_unsafe_locale only hides the danger");
    all.add(
        PgProblem.WrongEncoding.class,
        p -> "the database's encoding is '" + p.actual() + "', and Synapse wants UTF8",
        "SHOW server_encoding",
        "make a database with ENCODING 'UTF8' from template0 and move the data; this check cannot be"
            + " switched off");
    all.add(
        PgProblem.LocaleUnavailable.class,
        p ->
            "the server's operating system, or image, does not have the database's locale"
                + (p.locale().isEmpty() ? "" : " '" + p.locale() + "'"),
        "locale -a where the server runs; an image of another distribution (Alpine in the place of"
            + " Debian) has other locales",
        "install the locale, or run the server where it exists, then move the data into a database"
            + " with locale C (LocaleRepairPlan); indexes made elsewhere may be out of order");
    all.add(
        PgProblem.TemplateMismatch.class,
        p ->
            "a database copies its template, which has another encoding or locale, or the name of"
                + " the locale is not known to the server",
        "SELECT datname, datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database",
        "add TEMPLATE template0");
    all.add(
        PgProblem.SequenceInconsistent.class,
        p ->
            "sequence '"
                + p.sequence()
                + "' is behind "
                + p.table()
                    .map(t -> "table '" + t + "'")
                    .or(() -> p.stream().map(s -> "the position of stream '" + s + "'"))
                    .orElse("what it numbers"),
        "DatabaseInspector.checkSequences(): usually several are behind, and Synapse names one at"
            + " each start",
        "stop Synapse, then checkSequences().planRepair().apply(…). Deleting from stream_positions,"
            + " as the message advises, lets numbers be used again that clients have seen");
    all.add(
        PgProblem.SchemaDenied.class,
        p ->
            "the role may not create in the schema"
                + (p.schema().isEmpty() ? "s of its search path" : " '" + p.schema() + "'"),
        "the owner of the database: from PostgreSQL 15 on only it may create in schema public",
        "make the role the owner (ALTER DATABASE … OWNER TO …), or GRANT CREATE, USAGE ON SCHEMA"
            + " public TO …");
    all.add(
        PgProblem.PermissionDenied.class,
        p -> "a right is missing" + (p.object().isEmpty() ? "" : ": " + p.object()),
        "the owner of the object: tables restored or created by another role belong to that role",
        "REASSIGN OWNED BY … TO …, or GRANT what is missing");
    all.add(
        PgProblem.DiskFull.class,
        p -> "the server's disk, or a quota on it, is full",
        "the data directory and pg_wal: an unused replication slot keeps WAL for ever"
            + " (pg_replication_slots)",
        "make room; never delete files of pg_wal by hand");
    all.add(
        PgProblem.MemoryExhausted.class,
        p -> "the server ran out of memory, or of room for locks",
        "the server's log; work_mem × connections; max_locks_per_transaction for dumps of many tables",
        "lower work_mem or the number of connections, or raise what the hint names");
    all.add(
        PgProblem.ReadOnly.class,
        p -> "the server takes no writes from this session: it is a standby, or a setting says so",
        "SELECT pg_is_in_recovery(); SHOW default_transaction_read_only",
        "connect to the primary (target_session_attrs=read-write), or switch the setting off");
    all.add(
        PgProblem.DuplicateKey.class,
        p -> "a row with the same key exists" + constraint(p.constraint()),
        "after a restore or a port: whether the target was empty, and checkSequences(); after an"
            + " upgrade of the operating system: checkLocale()",
        "restore into an empty database; repair sequences; with a changed sort order find the"
            + " duplicates with LocaleRepairPlan before any REINDEX");
    all.add(
        PgProblem.ForeignKeyViolated.class,
        p -> "a row and the row it refers to do not come together" + constraint(p.constraint()),
        "the key that DETAIL names",
        "load referenced tables first, or keep rows out whose referenced rows are gone");
    all.add(
        PgProblem.RelationMissing.class,
        p -> "relation " + quoted(p.relation()) + " does not exist where the role looks for it",
        "the database's name, SHOW search_path, and whether a dump was restored completely; for"
            + " Synapse whether the right database of databases: has the table",
        "correct the name or the search path, or let Synapse create its schema");
    all.add(
        PgProblem.ColumnMissing.class,
        p -> "column " + quoted(p.column()) + " does not exist",
        "schema_version: program and schema are of different versions",
        "run the version of Synapse that the schema belongs to");
    all.add(
        PgProblem.StatementCancelled.class,
        p ->
            switch (p.reason()) {
              case STATEMENT_TIMEOUT -> "a statement took longer than statement_timeout";
              case LOCK -> "a lock was not granted in time";
              case USER -> "somebody cancelled the statement";
              case RECOVERY -> "replay on the standby needed what the statement held";
              case UNKNOWN -> "a statement was ended: by a timeout or on request";
            },
        "database.statement_timeout of Synapse (10 minutes unless set), ALTER ROLE … SET"
            + " statement_timeout, and who holds locks (pg_blocking_pids)",
        "find why it takes so long; for maintenance SET statement_timeout = 0 in that session");
    all.add(
        PgProblem.WriteConflict.class,
        p -> "two transactions changed the same rows at once",
        "how often it comes: a few an hour are normal, and Synapse tries again",
        "nothing, unless it never ends; then look for a long open transaction in pg_stat_activity");
    all.add(
        PgProblem.CollationVersionMismatch.class,
        p ->
            "the sort order behind '"
                + p.object()
                + "' has changed since its indexes were built: rows may not be found, duplicates may"
                + " come in",
        "DatabaseInspector.checkLocale(), and amcheck for the indexes",
        "find duplicates first, REINDEX what it affects, only then ALTER DATABASE … REFRESH COLLATION"
            + " VERSION; a database with locale C never has this");
    all.add(
        PgProblem.SchemaTooNew.class,
        p -> "a newer Synapse has upgraded this database beyond what this one understands",
        "schema_compat_version in the database, and the version that was used last",
        "run that version or a newer one; a schema is never downgraded");
    all.add(
        PgProblem.SchemaTooOld.class,
        p -> "a worker was started before the main process had created or upgraded the schema",
        "the log of the main process",
        "start the main process alone first, then the workers, all of one version");
    all.add(
        PgProblem.ServerTooOld.class,
        p -> "this Synapse needs PostgreSQL " + p.required() + " or newer",
        "SELECT version()",
        "upgrade PostgreSQL (pg_upgrade, or dump and restore)");
    all.add(
        PgProblem.InvalidText.class,
        p -> "a text holds U+0000, or bytes that are not in the database's encoding",
        "the column and value that the message or CONTEXT names",
        "replace the character in the source; a port with PortJob reports and replaces it in every"
            + " column alike");
    all.add(
        PgProblem.IndexRowTooLarge.class,
        p -> "a value is too long for the index " + quoted(p.index()),
        "the row that CONTEXT or DETAIL names; the limit is a third of a page, 2704 bytes",
        "shorten or remove the value");
    all.add(
        PgProblem.DataCorrupted.class,
        p -> "a table or an index is damaged on disk",
        "the disk and memory of the machine, fsync, and the whole cluster with pg_amcheck",
        "stop writing, copy the data directory, then restore a backup; REINDEX helps only if nothing"
            + " but an index is damaged");
    all.add(
        PgProblem.DatabaseInUse.class,
        p -> "sessions are open on database " + quoted(p.database()),
        "SELECT pid, usename, application_name FROM pg_stat_activity WHERE datname = …",
        "stop Synapse and everything else that is connected, and try again");
    all.add(
        PgProblem.AlreadyExists.class,
        p -> quoted(p.name()) + " exists already",
        "whether an earlier attempt made it",
        "use it if it is right (SynapseDatabase checks that), or take another name");
    all.add(
        PgProblem.Unknown.class,
        p -> "not known to this library",
        "the whole message with DETAIL and HINT, and the server's log at that time",
        "what these say");
  }

  private static String constraint(String name) {
    return name.isEmpty() ? "" : " (constraint '" + name + "')";
  }

  private static String quoted(String name) {
    return name.isEmpty() ? "that was named" : "'" + name + "'";
  }
}
