"""Writes which release (or release candidate) of Synapse brought which delta.

    python releases.py GIT_DIRECTORY [WHEEL ...] > releases.txt

reads the tags of a clone of Synapse's repository, and after them wheels of releases that the clone does
not have yet, in the order given. A line is a release and the deltas it added; `-` marks one that it took
away again. Only file names are read. The second word says what a new database starts from: `72`, the full
schema that deltas up to 72 are part of, or `71` for the releases before that existed, which applied the
deltas of 72 one by one.
"""
import re
import subprocess
import sys
import zipfile

FILE = re.compile(r"(?:synapse/storage/)?schema/\w+/delta/((\d+)/[^/]+\.(?:sql\.postgres|sql\.sqlite|sql|py))$")
FIRST, FULL_SCHEMA_SINCE = (62, 0, 1), (69, 0, 1)
FULL_SCHEMA = 72


def base(release):
    return FULL_SCHEMA if number(release) >= FULL_SCHEMA_SINCE else FULL_SCHEMA - 1


def deltas(release, names):
    found = (FILE.search(name) for name in names)
    return {match[1] for match in found if match and int(match[2]) > base(release)}


def number(tag):
    match = re.fullmatch(r"v?1\.(\d+)\.(\d+)(?:rc(\d+))?", tag)
    return (int(match[1]), int(match[2]), int(match[3] or 999)) if match else None


def main():
    git, *wheels = sys.argv[1:]
    run = lambda *args: subprocess.run(["git", "-C", git, *args], check=True, capture_output=True, text=True).stdout.split()
    tags = sorted((t for t in run("tag") if number(t) and number(t) >= FIRST), key=number)
    sets = [(t[1:], deltas(t, run("ls-tree", "-r", "--name-only", t, "synapse/storage/schema"))) for t in tags]
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            release = re.search(r"-(1\.[0-9rc.]+)-", wheel)[1]
            sets.append((release, deltas(release, archive.namelist())))
    before, start = set(), FULL_SCHEMA - 1
    order = lambda file: (int(file.split("/")[0]), file)
    for release, now in sets:
        if base(release) != start:
            before, start = set(), base(release)
        if now != before:
            print(release, start, *sorted(now - before, key=order), *("-" + f for f in sorted(before - now, key=order)))
        before = now


if __name__ == "__main__":
    main()
