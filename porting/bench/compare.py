#!/usr/bin/env python3
"""Ports one SQLite database with synapse-pg and with every other way that is installed, in turns, and prints one table of ratios.

    compare.py homeserver.db [--rounds 3] [--workers 2] [--skip limit,hand,pgloader,script] [--far 20]

Needs a PostgreSQL server to itself (PGHOST, PGPORT, PGUSER as a superuser; psql and pg_dump on the path) and the command line jar
(mvn -DskipTests package). Beside ours it runs, where installed:

    limit      server-side COPY of the same rows from files, two at a time, then the same indexes, three at a time, and constraints:
               what the server alone needs; nobody can be faster with the same schema
    hand       sqlite3 -csv | psql COPY, two at a time, indexes after: what a careful administrator would write
    pgloader   with batches and workers set; verifies nothing, leaves the message search empty and the sequences unset
    script     synapse_port_db of the Synapse virtualenv in SYNAPSE_VENV, into a schema prepared before
    far        ours again, through a proxy that makes a round trip so many milliseconds longer (--far)

Each round runs all of them once, so that a drift of the machine meets everybody alike; the ratio is the median of the rounds' ratios.
Between two runs the database of the first goes, for autovacuum would go through it during the second, and the machine must be idle.
Two clocks of ours are shown: 'port' ends with the last constraint and sequence, 'whole' with the certificate.
"""
import argparse, base64, glob, json, os, platform, queue, re, shutil, socket, sqlite3, statistics, subprocess, sys, tempfile, time
from threading import Thread

HERE = os.path.dirname(os.path.abspath(__file__))


def sh(*cmd, **kw):
    return subprocess.run(cmd, check=True, text=True, capture_output=True, **kw).stdout


def sql(db, *statements):
    args = [x for s in statements for x in ("-c", s)]
    return sh("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", db, *args)


class Session:
    """One psql that stays; a process and a connection per statement would cost more than the statements."""

    def __init__(self, db):
        self.p = subprocess.Popen(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", db], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, statement):
        self.p.stdin.write(statement.rstrip().rstrip(";") + ";\n\\echo done\n")
        self.p.stdin.flush()
        said = []
        while (line := self.p.stdout.readline()) != "done\n":
            if not line:
                raise RuntimeError("".join(said) + " in: " + statement)
            said.append(line)

    def close(self):
        self.p.stdin.close()
        self.p.wait()


def each(size, db, items, work, *settings):
    """Works through items in so many sessions; the first failure is raised."""
    left, failed = list(items), []

    def worker():
        session = Session(db)
        try:
            for setting in settings:
                session.run(setting)
            while left and not failed:
                work(session, left.pop(0))
        except Exception as e:
            failed.append(e)
        finally:
            session.close()

    threads = [Thread(target=worker) for _ in range(size)]
    [t.start() for t in threads], [t.join() for t in threads]
    if failed:
        raise failed[0]


class Far:
    """A way to the server on which everything arrives later; what is on its way at a time is bounded, as a network bounds it."""

    ON_ITS_WAY = 64  # pieces of at most 64 KiB for each direction of a connection: a Gbit/s over 32 ms

    def __init__(self, host, port, round_trip_ms):
        self.target, self.delay = (host, int(port)), round_trip_ms / 2000
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            far = socket.create_connection(self.target)
            for s in (near, far):
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for a, b in ((near, far), (far, near)):
                pieces = queue.Queue(self.ON_ITS_WAY)
                Thread(target=self.take, args=(a, pieces), daemon=True).start()
                Thread(target=self.give, args=(b, pieces), daemon=True).start()

    def take(self, source, pieces):
        piece = b"more"
        while piece:
            try:
                piece = source.recv(65536)
            except OSError:
                piece = b""
            pieces.put((time.monotonic() + self.delay, piece))

    def give(self, sink, pieces):
        open_ = True
        while True:
            due, piece = pieces.get()
            time.sleep(max(0, due - time.monotonic()))
            try:
                if piece and open_:
                    sink.sendall(piece)
                elif open_:
                    sink.shutdown(socket.SHUT_WR)
            except OSError:
                open_ = False
            if not piece:
                return


def timed(name, cmd, env=None, **kw):
    """Wall seconds, CPU seconds and peak resident memory of a command."""
    start = time.monotonic()
    p = subprocess.Popen(cmd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)
    out = p.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    took = time.monotonic() - start
    if p.returncode:
        sys.exit(f"{name} failed with {p.returncode}:\n{out[-3000:]}")
    return {"seconds": took, "cpu": usage.ru_utime + usage.ru_stime, "rss_mb": usage.ru_maxrss / 1024, "out": out}


def fresh(db, template="template0"):
    sql("postgres", f'drop database if exists {db}', f"create database {db} template {template} encoding 'UTF8' locale 'C'", "checkpoint")


def settle(source):
    """Nobody pays for what the run before left behind: its database is gone, the source is in memory, the machine is idle."""
    for db in ("bench_rows", "bench_limit", "bench_ours", "bench_hand", "bench_pgloader", "bench_script"):
        sql("postgres", f"drop database if exists {db}")
    sql("postgres", "checkpoint")
    with open(source, "rb", buffering=0) as f:
        while f.read(1 << 20):
            pass
    for _ in range(60):
        before = cpu()
        time.sleep(1)
        idle, all_ = (b - a for a, b in zip(before, cpu()))
        if idle >= 0.95 * all_:
            break


def cpu():
    """Ticks of all processors so far, if there is somebody who counts them: idle ones, all."""
    try:
        with open("/proc/stat") as f:
            ticks = [int(x) for x in f.readline().split()[1:9]]
        return ticks[3], sum(ticks)
    except OSError:
        return 0, 0


class Bench:
    def __init__(self, source, workers, java):
        self.source, self.workers, self.java = os.path.abspath(source), workers, java
        jars = glob.glob(os.path.join(HERE, "..", "target", "synapse-pg-porting-*-cli.jar"))
        if not jars:
            sys.exit("no command line jar; run: mvn -DskipTests package")
        self.jar = jars[0]
        self.work = tempfile.mkdtemp(prefix="synapse-pg-bench-")
        os.chmod(self.work, 0o777)
        self.host, self.port, self.user = (os.environ.get(k, d) for k, d in (("PGHOST", "127.0.0.1"), ("PGPORT", "5432"), ("PGUSER", "postgres")))

    def url(self, db, far=None):
        return f"jdbc:postgresql://{self.host}:{far.port if far else self.port}/{db}?user={self.user}"

    # -- ours ---------------------------------------------------------------------------------------------------------
    def ours(self, schema="prepared", db="bench_ours", java=(), far=None):
        fresh(db, "bench_schema" if schema == "prepared" else "template0")
        r = timed("synapse-pg", ["java", *(java or self.java), "-jar", self.jar, "port", "--sqlite-database", self.source, "--jdbc-url", self.url(db, far),
                                 "--schema", schema, "--workers", str(self.workers), "--json", "--certificate", f"{self.work}/certificate.json"])
        events = [json.loads(x) for x in r["out"].splitlines() if x.startswith("{")]
        ended = next(e for e in events if e["event"] == "ended")
        r["port"] = ended["portSeconds"] + r["seconds"] - ended["wholeSeconds"]  # the JVM's start and end belong to it
        return r

    def prepare(self):
        """Ports once: gives the schema for everybody and the rows for the limit."""
        first = self.ours("derived", "bench_rows")
        sh("psql", "-q", "-d", "postgres", "-c", "drop database if exists bench_schema")
        fresh("bench_schema")
        dump = sh("pg_dump", "-s", "-N", "synapse_pg_port", "bench_rows")
        subprocess.run(["psql", "-Xq", "-d", "bench_schema"], input=dump, text=True, check=True, capture_output=True)
        for t in ("schema_version", "schema_compat_version", "applied_schema_deltas"):
            rows = sh("pg_dump", "-a", "-t", t, "bench_rows")
            subprocess.run(["psql", "-Xq", "-d", "bench_schema"], input=rows, text=True, check=True, capture_output=True)
        self.tables = [l.split("|") for l in sql("bench_rows", "select quote_ident(relname), pg_table_size(c.oid) from pg_class c join pg_namespace n on n.oid = relnamespace"
                       " where relkind = 'r' and nspname = 'public' and pg_relation_size(c.oid) > 0 order by 2 desc").splitlines()]
        for name, _ in self.tables:
            sql("bench_rows", f"copy {name} to '{self.work}/{name.strip(chr(34))}.bin' (format binary)")
        self.pre = sh("pg_dump", "-s", "-N", "synapse_pg_port", "--section=pre-data", "bench_rows")
        post = sh("pg_dump", "-s", "-N", "synapse_pg_port", "--section=post-data", "bench_rows")
        statements = [s for s in re.split(r";\n", re.sub(r"(?m)^--.*\n", "", post)) if re.match(r"\s*(CREATE|ALTER)", s)]
        self.indexes, self.rest = [], []
        for s in (re.sub(r"\s+", " ", s).strip() for s in statements):
            key = re.match(r"ALTER TABLE ONLY (\S+) ADD CONSTRAINT (\S+) (PRIMARY KEY|UNIQUE) \((.*)\)$", s)
            if key:
                # Keys are built as indexes, several at a time, and become constraints afterwards.
                self.indexes.append("CREATE UNIQUE INDEX %s ON %s (%s)" % (key[2], key[1], key[4]))
                self.rest.append("ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s" % (key[1], key[2], key[3], key[2]))
            else:
                (self.indexes if re.match(r"CREATE (UNIQUE )?INDEX", s) else self.rest).append(s)
        size = dict(self.tables)
        self.indexes.sort(key=lambda s: -int(size.get(re.search(r" ON (?:ONLY )?public\.(\S+)", s).group(1), 0)))
        self.rest.sort(key=lambda s: "FOREIGN KEY" in s or "TRIGGER" in s)
        return first

    # -- peers --------------------------------------------------------------------------------------------------------
    def limit(self):
        db = "bench_limit"
        fresh(db)
        start = time.monotonic()
        subprocess.run(["psql", "-Xq", "-d", db], input=self.pre, text=True, check=True, capture_output=True)
        each(2, db, self.tables, lambda session, t: session.run(f"copy {t[0]} from '{self.work}/{t[0].strip(chr(34))}.bin' (format binary)"))
        self.build(db)
        each(1, db, self.rest, Session.run)
        return {"seconds": time.monotonic() - start, "rss_mb": 0, "cpu": 0}

    def build(self, db):
        each(3, db, self.indexes, Session.run, "set maintenance_work_mem = '256MB'", "set max_parallel_maintenance_workers = 0")

    def hand(self):
        db = "bench_hand"
        fresh(db)
        start = time.monotonic()
        subprocess.run(["psql", "-Xq", "-d", db], input=self.pre, text=True, check=True, capture_output=True)
        con = sqlite3.connect(f"file:{self.source}?mode=ro", uri=True)
        have = {r[0] for r in con.execute("select name from sqlite_master where type = 'table'")}
        skip = {"event_search", "user_directory_search", "applied_schema_deltas", "cache_invalidation_stream_by_instance", "instance_map"}
        jobs = []
        for quoted, _ in self.tables:
            t = quoted.strip('"')
            if t in have and t not in skip:
                columns = ", ".join('"%s"' % r[1] for r in con.execute(f'pragma table_info("{t}")'))
                lower = ", ".join('"%s"' % r[1].lower() for r in con.execute(f'pragma table_info("{t}")'))
                jobs.append(f"""set -o pipefail; sqlite3 -readonly -csv '{self.source}' 'select {columns} from "{t}"' | tr -d '\\000' |
                  psql -Xq -v ON_ERROR_STOP=1 -d {db} -c 'copy "{t}" ({lower}) from stdin (format csv)'""")
        results = []
        each(2, db, jobs, lambda session, j: results.append(subprocess.run(["bash", "-c", j], capture_output=True, text=True)))
        self.build(db)
        failed = sum(1 for r in results if r.returncode)
        return {"seconds": time.monotonic() - start, "rss_mb": 0, "cpu": 0, "note": f"{failed} tables failed"}

    def pgloader(self):
        db = "bench_pgloader"
        fresh(db)
        script = f"{self.work}/load"
        with open(script, "w") as f:
            f.write(f"load database from sqlite://{self.source} into postgresql://{self.user}@{self.host}:{self.port}/{db}\n"
                    "with include drop, create tables, create indexes, reset sequences, workers = 4, concurrency = 1, batch rows = 10000, prefetch rows = 10000\n"
                    "excluding table names like 'event_search%', 'user_directory_search%';\n")
        return timed("pgloader", ["pgloader", script])

    def script(self):
        db = "bench_script"
        fresh(db, "bench_schema")
        copy = f"{self.work}/script.db"
        shutil.copy(self.source, copy)
        config = f"{self.work}/homeserver.yaml"
        with open(f"{self.work}/key", "w") as f:
            f.write("ed25519 a_bench " + base64.b64encode(b"b" * 32).decode().rstrip("=") + "\n")
        server = sqlite3.connect(f"file:{self.source}?mode=ro", uri=True).execute("select name from users limit 1").fetchone()[0].split(":", 1)[1]
        with open(config, "w") as f:
            json.dump({"server_name": server, "signing_key_path": f"{self.work}/key", "registration_shared_secret": "x", "macaroon_secret_key": "x", "form_secret": "x",
                       "report_stats": False, "database": {"name": "psycopg2", "args": {"user": self.user, "host": self.host, "port": int(self.port), "dbname": db, "cp_min": 3, "cp_max": 5}}}, f)
        python = os.path.join(os.environ["SYNAPSE_VENV"], "bin", "python")
        return timed("synapse_port_db", [python, "-m", "synapse._scripts.synapse_port_db", "--sqlite-database", copy, "--postgres-config", config], cwd=self.work)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("source")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--workers", type=int, default=2)
    ap.add_argument("--skip", default="")
    ap.add_argument("--far", type=float, metavar="MS", help="also port over a round trip that is so much longer")
    ap.add_argument("--java", default="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", help="options of the JVM (default: as the guide recommends for one port)")
    a = ap.parse_args()
    bench, skip = Bench(a.source, a.workers, a.java.split()), set(a.skip.split(","))
    bench.prepare()
    ways = [("limit", bench.limit), ("synapse-pg", bench.ours), ("synapse-pg -Xmx64m", lambda: bench.ours(java=[*bench.java, "-Xmx64m"]))]
    ways += [("hand", bench.hand)] if shutil.which("sqlite3") else []
    ways += [("pgloader", bench.pgloader)] if shutil.which("pgloader") else []
    ways += [("script", bench.script)] if os.environ.get("SYNAPSE_VENV") else []
    if a.far:
        far = Far(bench.host, bench.port, a.far)
        ways += [(f"synapse-pg {a.far:g} ms away", lambda: bench.ours(far=far))]
    ways = [(n, f) for n, f in ways if n not in skip]
    results = {n: [] for n, _ in ways}
    for round_ in range(a.rounds):
        for name, way in ways:
            settle(a.source)
            results[name].append(way())
            print(f"round {round_ + 1} {name}: {results[name][-1]['seconds']:.2f} s {results[name][-1].get('note', '')}", file=sys.stderr)
    con = sqlite3.connect(f"file:{os.path.abspath(a.source)}?mode=ro", uri=True)
    rows = sum(con.execute(f'select count(*) from "{t}"').fetchone()[0] for (t,) in con.execute(
        "select name from sqlite_master where type = 'table' and sql not like 'create virtual%' and name not like 'sqlite%' and name not like '%\\_search\\_%' escape '\\'").fetchall())
    print(f"{os.cpu_count()} CPUs, {platform.machine()}; {sql('postgres', 'show server_version').strip()}; {rows:,} rows, {os.path.getsize(a.source) / 1e6:,.0f} MB; {a.rounds} rounds\n")
    print("| way | s, min / median | rows/s | × limit (median of rounds) | ours is faster by | peak MB |\n|---|---|---|---|---|---|")
    def ratio(x, y, kx="seconds", ky="seconds"):
        return statistics.median(p[kx] / q[ky] for p, q in zip(results[x], results[y]))
    for name, _ in ways:
        clocks = [("port", "port"), ("whole", "seconds")] if name.startswith("synapse-pg") else [("", "seconds")]
        for label, key in clocks:
            s = [r[key] for r in results[name]]
            limit = f"{ratio(name, 'limit', key):.2f}" if "limit" in results else ""
            faster = f"{ratio(name, 'synapse-pg'):.2f}" if "synapse-pg" in results and not name.startswith("synapse-pg") else ""
            print(f"| {name} {label} | {min(s):.2f} / {statistics.median(s):.2f} | {rows / min(s):,.0f} | {limit} | {faster} | {max(r['rss_mb'] for r in results[name]):.0f} |")
    shutil.rmtree(bench.work, ignore_errors=True)


if __name__ == "__main__":
    main()
