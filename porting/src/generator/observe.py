"""Watches an installed Synapse make its schema, and writes down what each delta and each background
update does to the catalogue.

    python observe.py ENGINE LOG.json [libpq words of an empty database | path of a new SQLite file]

runs under the Python of a virtualenv that holds a Synapse release with its postgres extra. ENGINE is
`psycopg2` or `sqlite3`. Nothing of Synapse is copied: its own schema preparation and its own background
updates run as they do for an administrator, and only facts are kept that the two catalogues show
(names, types, keys, index definitions); of functions only a digest is kept, of comments nothing.

A fact is a key (kind and names, a list of words) with one value (a string). The log holds the facts of
the full schema (`base`), and then steps: `["delta", file, changes]` and `["job", name, changes]`, where
changes are `[key, value or null]` in the order in which the catalogue lists them.
"""
import hashlib
import json
import sqlite3
import sys

QUERIES = [
    ("table", """SELECT relname, relpersistence::text || CASE relreplident WHEN 'd' THEN '' ELSE ' ' || relreplident::text END
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY oid"""),
    ("column", """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || CASE a.attidentity WHEN 'a' THEN ' identity' WHEN 'd' THEN ' identity by default' ELSE '' END
        || coalesce((SELECT ' [' || o || ']' FROM unnest(a.attoptions) o WHERE o LIKE 'n\\_distinct%%'), '')
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY c.oid, a.attnum"""),
    ("constraint", """SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'c', 'f') ORDER BY c.oid, k.oid"""),
    ("index", """SELECT c.relname, i.relname, CASE WHEN x.indisunique THEN 'unique ' ELSE '' END
        || regexp_replace(pg_get_indexdef(i.oid), '^.* USING ', '')
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
        WHERE c.relnamespace = 'public'::regnamespace AND x.indisvalid
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u'))
        ORDER BY c.oid, i.oid"""),
    ("sequence", """SELECT s.sequencename, s.data_type::text
        || ' ' || s.start_value || ' ' || s.min_value || ' ' || s.max_value || ' ' || s.increment_by
        || ' ' || s.cache_size || CASE WHEN s.cycle THEN ' cycle' ELSE '' END
        || coalesce((SELECT ' owned by ' || t.relname || '.' || a.attname FROM pg_depend p
          JOIN pg_class t ON t.oid = p.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = p.refobjsubid
          WHERE p.objid = ('public.' || quote_ident(s.sequencename))::regclass
          AND p.classid = 'pg_class'::regclass AND p.deptype IN ('a', 'i')), '')
        FROM pg_sequences s WHERE schemaname = 'public' ORDER BY s.sequencename"""),
    ("function", """SELECT p.proname, pg_get_function_identity_arguments(p.oid) || ' -> ' || pg_get_function_result(p.oid)
        || ' ' || l.lanname || ' ' || md5(regexp_replace(p.prosrc, '\\s+', ' ', 'g'))
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.oid"""),
    ("trigger", """SELECT c.relname, t.tgname, regexp_replace(regexp_replace(pg_get_triggerdef(t.oid),
        '^CREATE (CONSTRAINT )?TRIGGER \\S+ ', '\\1'), ' ON public\\.\\S+', '')
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal ORDER BY c.oid, t.oid"""),
]


def postgres_facts(connection):
    facts = {}
    with connection.cursor() as cursor:
        for kind, query in QUERIES:
            cursor.execute(query.replace("%%", "%"))
            for row in cursor.fetchall():
                facts[(kind, *row[:-1])] = row[-1]
        for kind, name in [k for k in facts if k[0] == "sequence"]:
            cursor.execute(f'SELECT last_value, is_called FROM public."{name}"')
            last, called = cursor.fetchone()
            if (last, called) != (int(facts[(kind, name)].split(" ")[1]), False):
                facts[("given", name)] = f"{last} {str(called).lower()}"
        cursor.execute("SELECT to_regclass('public.background_updates') IS NOT NULL")
        if cursor.fetchone()[0]:
            jobs(cursor, facts)
    return facts


def jobs(cursor, facts):
    ordering = "ordering" if ("column", "background_updates", "ordering") in facts else "0"
    cursor.execute(f"SELECT update_name, {ordering}, depends_on FROM background_updates ORDER BY 2, 1")
    for name, ordering, depends in cursor.fetchall():
        facts[("job", name)] = f"{ordering}" + (f" after {depends}" if depends else "")


def sqlite_facts(connection):
    cursor = connection.cursor()
    facts = {}
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    tables = cursor.fetchall()
    virtual = [n for n, sql in tables if sql.upper().startswith("CREATE VIRTUAL")]
    for table, sql in tables:
        if any(table.startswith(v + "_") and table[len(v) + 1:] in
               ("content", "docsize", "segdir", "segments", "stat") for v in virtual):
            continue
        facts[("table", table)] = (" ".join(sql[sql.upper().index("USING") + 5:].split()) if table in virtual
                                   else "autoincrement" if "AUTOINCREMENT" in sql.upper() else "plain")
        if table in virtual:
            continue
        cursor.execute(f'PRAGMA table_info("{table}")')
        for _, name, declared, not_null, default, key in cursor.fetchall():
            facts[("column", table, name)] = declared + (" not null" if not_null else "") \
                + (f" key {key}" if key else "") + (f" default {default}" if default is not None else "")
        cursor.execute(f'PRAGMA index_list("{table}")')
        indexes = sorted(cursor.fetchall(), key=lambda row: row[0], reverse=True)
        automatic = 0
        for _, index, unique, origin, partial in indexes:
            cursor.execute(f'PRAGMA index_info("{index}")')
            columns = ", ".join(c[2] or "?" for c in cursor.fetchall())
            if origin == "pk":
                continue
            if origin == "u":
                automatic += 1
                facts[("unique", table, columns)] = "unique"
                continue
            where = ""
            if partial:
                cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", (index,))
                text = " ".join(cursor.fetchone()[0].split())
                where = " WHERE " + text[text.upper().index(" WHERE ") + 7:]
            facts[("index", table, index)] = ("unique " if unique else "") + f"({columns}){where}"
        cursor.execute(f'PRAGMA foreign_key_list("{table}")')
        keys = {}
        for number, _, parent, child_column, parent_column, _, on_delete, _ in cursor.fetchall():
            keys.setdefault(number, (parent, on_delete, [], []))
            keys[number][2].append(child_column)
            keys[number][3].append(parent_column or "")
        for parent, on_delete, child, parents in keys.values():
            facts[("foreign", table, ", ".join(child), parent)] = f"({', '.join(parents)})" \
                + (f" on delete {on_delete.lower()}" if on_delete != "NO ACTION" else "")
    if ("table", "background_updates") in facts:
        jobs(cursor, facts)
    return facts


def changes(before, after):
    result = [[list(k), None] for k in before if k not in after]
    result += [[list(k), v] for k, v in after.items() if before.get(k) != v]
    return result


def main():
    engine, log_file, database = sys.argv[1:4]
    import synapse.storage.database as storage
    from synapse.storage.background_updates import BackgroundUpdater
    from synapse._scripts import update_synapse_database

    log = {"steps": []}
    state = {}

    def step(kind, name, facts):
        # What Synapse writes between steps (its stores at start) belongs to no delta and to no job.
        log["steps"].append([kind, name, changes(state["facts"], facts)])
        state["facts"] = facts

    facts_of = postgres_facts if engine == "psycopg2" else sqlite_facts

    def within(transaction):
        raw = transaction.txn.connection
        return facts_of(raw)

    def outside():
        if engine == "sqlite3":
            connection = sqlite3.connect(database)
        else:
            import psycopg2
            connection = psycopg2.connect(database)
        try:
            return facts_of(connection)
        finally:
            connection.close()

    execute = storage.LoggingTransaction.execute

    def watched(self, sql, *args):
        result = execute(self, sql, *args)
        text = " ".join(sql.split()).upper()
        if text.startswith("INSERT INTO SCHEMA_VERSION") and not state:
            state["facts"] = within(self)
            log["base"] = [[list(k), v] for k, v in state["facts"].items()]
            log["base_version"] = args[0][0]
        elif text.startswith("INSERT INTO APPLIED_SCHEMA_DELTAS"):
            step("delta", args[0][1], within(self))
        return result

    storage.LoggingTransaction.execute = watched
    end = BackgroundUpdater._end_background_update

    async def ended(self, name):
        await end(self, name)
        facts = outside()
        facts.pop(("job", name), None)
        step("job", name, facts)

    BackgroundUpdater._end_background_update = ended

    import tempfile
    import os
    with tempfile.TemporaryDirectory() as folder:
        arguments = {"database": database} if engine == "sqlite3" else {
            **dict(word.split("=", 1) for word in database.split()), "cp_min": 1, "cp_max": 3}
        config = {"server_name": "catalogue.test", "report_stats": False, "media_store_path": folder,
                  "signing_key_path": os.path.join(folder, "key"), "trusted_key_servers": [],
                  "macaroon_secret_key": "x", "form_secret": "x", "suppress_key_server_warning": True,
                  "database": {"name": engine, "args": arguments}}
        from signedjson.key import generate_signing_key, write_signing_keys
        with open(config["signing_key_path"], "w") as key:
            write_signing_keys(key, [generate_signing_key("a_cat")])
        config_file = os.path.join(folder, "homeserver.yaml")
        with open(config_file, "w") as out:
            json.dump(config, out)
        sys.argv = ["update", "--database-config", config_file, "--run-background-updates"]
        update_synapse_database.main()
    facts = outside()
    log["final"] = [[list(k), v] for k, v in facts.items()]
    log["rest"] = changes(state["facts"], facts)
    if engine == "sqlite3":
        with sqlite3.connect(database) as connection:
            log["applied"] = connection.execute("SELECT version, file FROM applied_schema_deltas").fetchall()
            log["version"] = connection.execute("SELECT version FROM schema_version").fetchone()[0]
            log["compat"] = connection.execute("SELECT compat_version FROM schema_compat_version").fetchone()[0]
    else:
        import psycopg2
        with psycopg2.connect(database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT version, file FROM applied_schema_deltas")
            log["applied"] = cursor.fetchall()
            cursor.execute("SELECT version FROM schema_version")
            log["version"] = cursor.fetchone()[0]
            cursor.execute("SELECT compat_version FROM schema_compat_version")
            log["compat"] = cursor.fetchone()[0]
    from synapse.util import SYNAPSE_VERSION
    log["synapse"] = SYNAPSE_VERSION
    with open(log_file, "w") as out:
        json.dump(log, out, indent=0)
    if facts and any(k[0] == "job" for k in facts):
        sys.exit("background updates are left: " + ", ".join(k[1] for k in facts if k[0] == "job"))


if __name__ == "__main__":
    main()
