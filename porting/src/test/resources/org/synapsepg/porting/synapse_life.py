"""The life of a real Synapse on a database: synapse_life.py BOOT VERSION OUT sqlite FILE
or synapse_life.py BOOT VERSION OUT postgres HOST PORT USER DATABASE PASSWORD

BOOT is the folder with the fixture servers' configuration (fxlib.py). Reads the whole history of
every room that a user is in, back to its first event, and writes it to OUT as JSON. On PostgreSQL
goes on: uploads media and gets them and their thumbnails back, uploads one-time keys and claims
them, starts background jobs and waits until all of them are done. Exit 0: all of it worked.
"""
import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from urllib.parse import quote

BOOT, VERSION, OUT, ENGINE = sys.argv[1:5]
sys.path.insert(0, BOOT)
import fxlib as fx  # noqa: E402

CLIENT = "/_matrix/client/v3"
JOBS = ["populate_stats_process_rooms", "regenerate_directory"]
USERS = ["alice", "bob", "carol", "dave", "erin", "frank", "grace"]


def free_block():
    for _ in range(200):
        base = random.randrange(20000, 30000, 30)
        try:
            for offset in (1, 2):
                with socket.socket() as s:
                    s.bind(("127.0.0.1", base + offset))
            return base
        except OSError:
            pass
    raise RuntimeError("no free ports")


BASE = free_block()


def call(method, path, body=None, token=None, raw=None, kind="application/json"):
    headers = {"Content-Type": kind}
    if token:
        headers["Authorization"] = "Bearer " + token
    data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{BASE + 1}{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=90) as answer:
            got = answer.read()
            return got if raw == b"" else json.loads(got or b"{}")
    except urllib.error.HTTPError as e:
        raise RuntimeError(f"{method} {path.split('?')[0]} -> {e.code} {e.read()[:200]!r}") from e


def login(user, device):
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": fx.password(user),
        "device_id": device,
    }
    return call("POST", CLIENT + "/login", body)


def history(token, room):
    """All events that the user may see, newest first."""
    events, at = [], ""
    for _ in range(500):
        page = call("GET", f"{CLIENT}/rooms/{quote(room, safe='')}/messages?dir=b&limit=37{at}", token=token)
        for e in page["chunk"]:
            events.append([e["event_id"], e["type"], e.get("state_key"), e["sender"], e["origin_server_ts"],
                           json.dumps(e["content"], sort_keys=True)])
        end = "&from=" + quote(page.get("end", ""), safe="")
        if "end" not in page or end == at:
            return events
        at = end
    raise RuntimeError(f"no end of the history of {room}")


def read_rooms():
    rooms = {}
    for user in USERS:
        try:
            token = login(user, "READER")["access_token"]
        except RuntimeError as e:
            if "403" in str(e):
                continue
            raise
        # What each of them sees of a room differs by when they joined.
        for room in call("GET", CLIENT + "/joined_rooms", token=token)["joined_rooms"]:
            rooms[f"{room} {user}"] = history(token, room)
    return rooms


def png(side):
    line = b"\0" + bytes([200, 30, 90]) * side
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(line * side)) + chunk(b"IEND", b""))


def media(token):
    picture = png(300)
    uri = call("POST", "/_matrix/media/v3/upload?filename=after.png", token=token, raw=picture, kind="image/png")["content_uri"]
    place = uri[len("mxc://"):]
    for kind in (f"download/{place}", f"thumbnail/{place}?width=32&height=32&method=crop"):
        got = None
        for path in ("/_matrix/client/v1/media/", "/_matrix/media/v3/"):
            try:
                got = call("GET", path + kind, token=token, raw=b"")
                break
            except RuntimeError as e:
                problem = e
        if not got:
            raise problem
        if kind.startswith("download") and got != picture:
            raise RuntimeError("the medium came back changed")
    return uri


def one_time_keys():
    owner = login("carol", "KEYOWNER")
    other = login("alice", "KEYASKER")
    names = ["AAAAA1", "AAAAA2"]
    keys = {f"signed_curve25519:{n}": {"key": "k" * 43, "signatures": {}} for n in names}
    counts = call("POST", CLIENT + "/keys/upload", {"one_time_keys": keys}, owner["access_token"])["one_time_key_counts"]
    if counts.get("signed_curve25519") != 2:
        raise RuntimeError(f"two keys were uploaded: {counts}")
    wanted = {"one_time_keys": {owner["user_id"]: {owner["device_id"]: "signed_curve25519"}}}
    claimed = []
    for _ in names:
        answer = call("POST", CLIENT + "/keys/claim", wanted, other["access_token"])
        claimed += answer["one_time_keys"].get(owner["user_id"], {}).get(owner["device_id"], {}).keys()
    if sorted(claimed) != sorted(keys):
        raise RuntimeError(f"claimed {claimed}")
    rest = call("POST", CLIENT + "/keys/upload", {}, owner["access_token"])["one_time_key_counts"]
    if rest.get("signed_curve25519", 0) != 0:
        raise RuntimeError(f"keys are left after all were claimed: {rest}")


def jobs(admin):
    for job in JOBS:
        wait_for_jobs()
        call("POST", "/_synapse/admin/v1/background_updates/start_job", {"job_name": job}, admin)
    wait_for_jobs()
    return JOBS


def wait_for_jobs():
    """Until the table says so: the server's own status is silent between two jobs."""
    ask = (
        "import psycopg2, sys, time\n"
        "h, p, u, d, w = sys.argv[1:]\n"
        "c = psycopg2.connect(host=h, port=p, user=u, dbname=d, password=w)\n"
        "c.autocommit = True\n"
        "q = c.cursor()\n"
        "for _ in range(600):\n"
        "    q.execute('SELECT update_name FROM background_updates')\n"
        "    left = q.fetchall()\n"
        "    if not left: sys.exit(0)\n"
        "    time.sleep(0.2)\n"
        "sys.exit(f'background jobs do not end: {left}')\n"
    )
    subprocess.run([fx.python(VERSION), "-c", ask, *sys.argv[5:10]], check=True)


def bad_lines(folder):
    lines = []
    with open(folder + "/homeserver.log", errors="replace") as log:
        for line in log:
            worse = any(w in line for w in ("IncorrectDatabaseSetup", "psycopg2.errors", "Error doing update",
                                            "Applying schema ", "Running script", "inconsistent with", "does not exist"))
            # There is no other server, no mail server and no application service to talk to.
            plain = " ERROR " in line and not any(
                w in line for w in ("federation", "http.client", "emailpusher", "background_process_metrics",
                                        "already registered for server"))
            if (worse and "Applying schema deltas" not in line) or plain:
                lines.append(line.strip()[:300])
    return lines


def main():
    folder = tempfile.mkdtemp(prefix="synapse-life-")
    server = None
    try:
        if ENGINE == "sqlite":
            database = fx.sqlite_db(sys.argv[5])
        else:
            host, port, user, name, password = sys.argv[5:10]
            database = fx.pg_db(name, host, port, user, password)
        upgrading = os.environ.get("LIFE_UPGRADES") == "1"
        fx.make_config(VERSION, folder, database, BASE, fx.server_name(VERSION), fx.remote_name(VERSION))
        server = fx.start(VERSION, folder, BASE)
        rooms = read_rooms()
        done = {"rooms": rooms}
        if ENGINE == "postgres":
            admin = login("alice", "ADMIN")["access_token"]
            wait_for_jobs()
            done["media"] = media(admin)
            one_time_keys()
            done["jobs"] = jobs(admin)
        fx.stop(server)
        server = None
        bad = bad_lines(folder)
        if upgrading:
            bad = [b for b in bad if "Applying schema " not in b and "Running script" not in b]
        if bad and ENGINE == "postgres":
            raise RuntimeError("the log: " + "\n".join(bad[:5]))
        with open(OUT, "w") as out:
            json.dump(done, out, sort_keys=True)
        created = sum(1 for r in rooms.values() if any(e[1] == "m.room.create" for e in r))
        print(f"{len(rooms)} rooms read, {created} back to their creation, "
              f"{sum(len(r) for r in rooms.values())} events; {done.get('jobs')}")
        return 0
    except Exception:
        print(fx.tail(folder, 40))
        raise
    finally:
        if server:
            fx.stop(server)
        shutil.rmtree(folder, ignore_errors=True)


sys.exit(main())
