"""Makes the storage code of the Synapse that is installed complain: synapse-complain.py LATIN1 C.UTF-8 C

The arguments are conninfo strings of databases with that encoding or locale; the last one is scratched. Each
complaint is printed as "== what" and what the log would show.
"""
import inspect
import io
import logging
import sys
from types import SimpleNamespace

import psycopg2
from synapse.storage import prepare_database as prepare
from synapse.storage.database import LoggingDatabaseConnection
from synapse.storage.engines import create_engine
from synapse.storage.util.sequence import PostgresSequenceGenerator

latin, utf8, scratch = sys.argv[1:]
engine = create_engine({"name": "psycopg2", "args": {}})
log = io.StringIO()
logging.basicConfig(stream=log, format="%(levelname)s - %(message)s", level=logging.WARNING)
worker = SimpleNamespace(worker_app="worker", worker=SimpleNamespace(worker_app="worker"))


def connect(to):
    """As Synapse opens connections for its start-up checks."""
    known = {"conn": psycopg2.connect(to), "engine": engine, "server_name": "example.org"}
    wanted = inspect.signature(LoggingDatabaseConnection).parameters
    return LoggingDatabaseConnection(**{name: known.get(name, "complain") for name in wanted})


def hear(what, call):
    log.seek(0)
    log.truncate()
    try:
        call()
        said = ""
    except Exception as e:
        said = f"{type(e).__module__}.{type(e).__qualname__}: {e}"
    print("== " + what)
    print((log.getvalue() + said).strip())
    print()


def run(*statements):
    connection = psycopg2.connect(scratch)
    with connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


hear("old server", lambda: engine.check_database(SimpleNamespace(server_version=90400)))
engine._version = 90600
hear("encoding", lambda: engine.check_database(connect(latin)))
hear("locale at start", lambda: engine.check_database(connect(utf8)))
if hasattr(engine, "check_new_database"):
    hear("locale of a new database", lambda: engine.check_new_database(connect(utf8).cursor()))

run(
    "CREATE SEQUENCE things_seq",
    "CREATE TABLE things (id bigint PRIMARY KEY)",
    "INSERT INTO things VALUES (7)",
    "CREATE TABLE stream_positions (stream_name text, instance_name text, stream_id bigint)",
)
generator = PostgresSequenceGenerator("things_seq")
hear("sequence behind its table", lambda: generator.check_consistency(connect(scratch), "things", "id"))
if "stream_name" in inspect.signature(generator.check_consistency).parameters:
    run("DELETE FROM things", "INSERT INTO stream_positions VALUES ('things', 'master', 9)")
    hear("sequence behind its stream", lambda: generator.check_consistency(connect(scratch), "things", "id", "things"))


def start():
    connection = connect(scratch)
    try:
        prepare.prepare_database(connection, engine, worker)
    finally:
        connection.close()


hear("worker on an empty database", start)
run(
    "CREATE TABLE schema_version (Lock char(1) NOT NULL DEFAULT 'X' UNIQUE, version int NOT NULL, upgraded bool NOT NULL)",
    "INSERT INTO schema_version (version, upgraded) VALUES (30, true)",
    "CREATE TABLE applied_schema_deltas (version int NOT NULL, file text NOT NULL, UNIQUE (version, file))",
)
hear("worker on an old schema", start)
run("CREATE TABLE users (name text)")
run(f"UPDATE schema_version SET version = {prepare.SCHEMA_VERSION}")
hear("worker before the deltas", start)
run(
    "UPDATE schema_version SET version = 9000",
    "CREATE TABLE IF NOT EXISTS schema_compat_version (Lock char(1) NOT NULL DEFAULT 'X' UNIQUE, compat_version int NOT NULL)",
    "INSERT INTO schema_compat_version (compat_version) VALUES (9000)",
)
hear("schema of a newer release", start)
