"""Joins the logs of observe.py into the resource that DERIVED works from, and proves it on every log.

    python facts.py RELEASES FACTS.txt LOG...

RELEASES is what releases.py wrote. LOG are logs of both engines, of as many releases as there are; the
newest one of each engine gives the deltas, all of them together give the background updates. For every
log the facts are then replayed with the deltas of that release, and must give the catalogue that this
release really made; otherwise nothing is written and the differences are shown.
"""
import json
import sys


def load(files):
    logs = {"postgres": [], "sqlite": []}
    for file in files:
        with open(file) as text:
            log = json.load(text)
        engine = "sqlite" if any(k[0] == "table" and v.startswith("fts") for k, v in log["base"]) else "postgres"
        log["base"] = {tuple(k): v for k, v in log["base"]}
        log["final"] = {tuple(k): v for k, v in log["final"]}
        log["steps"] = [(kind, name, [(tuple(k), v) for k, v in changes]) for kind, name, changes in log["steps"]]
        logs[engine].append(log)
    for each in logs.values():
        each.sort(key=lambda log: [int(n) for n in log["synapse"].split("rc")[0].split(".")])
    return logs


def temporary(key):
    return len(key) > 1 and key[1].startswith("_temp_")


def join(logs):
    """Base, deltas and jobs of one engine."""
    newest = logs[-1]
    deltas, jobs, complaints = {}, {}, []
    for log in logs:
        earlier = log["base_version"] < newest["base_version"]
        for kind, name, changes in log["steps"]:
            changes = [(k, v) for k, v in changes if not temporary(k)]
            if kind == "delta" and earlier and delta_order(name)[0] < newest["base_version"]:
                pass
            elif kind == "delta":
                if name in deltas and deltas[name] != changes and sorted(deltas[name]) != sorted(changes):
                    complaints.append((log["synapse"], "delta", name, deltas[name], changes))
                deltas[name] = changes
            else:
                changes = [(k, v) for k, v in changes if k[0] != "job"]
                jobs.setdefault(name, [])
                if changes or not jobs[name]:
                    if jobs[name] and sorted(jobs[name], key=str) != sorted(changes, key=str):
                        complaints.append((log["synapse"], "job", name, jobs[name], changes))
                    jobs[name] = changes
        if {k: v for k, v in log["base"].items()} != newest["base"] and log["base_version"] == newest["base_version"]:
            complaints.append((log["synapse"], "base", "", set(log["base"].items()) ^ set(newest["base"].items()), ""))
    return newest["base"], deltas, jobs, complaints


def earlier_base(logs):
    """What the oldest release observed made of the full schema before the newest one, all deltas and
    background updates done, as the changes that turn the newest full schema into it; and its deltas below
    the version of the newest full schema. Replaying those of that version once more changes nothing.
    """
    full = logs[-1]["base_version"]
    if logs[0]["base_version"] == full:
        return [], []
    facts = {k: v for k, v in logs[0]["final"].items() if not temporary(k)}
    base = logs[-1]["base"]
    changes = [(k, None) for k in base if k not in facts]
    changes += [(k, v) for k, v in facts.items() if base.get(k) != v]
    made = dict(base)
    apply(made, changes)
    for table in {k[1] for k in facts if k[0] == "table"}:
        columns, wanted = ([k for k in f if k[:2] == ("column", table)] for f in (made, facts))
        if columns != wanted:
            changes = [c for c in changes if c[0][:2] != ("column", table)]
            changes += [(k, None) for k in columns] + [(k, facts[k]) for k in wanted]
    return changes, sorted((f for v, f in logs[0]["applied"] if v < full), key=delta_order)


def apply(facts, changes):
    for key, value in changes:
        if value is None:
            facts.pop(key, None)
            if key[0] == "table":
                for other in [k for k in facts if len(k) > 2 and k[1] == key[1]]:
                    del facts[other]
        else:
            facts[key] = value


def delta_order(file):
    version, name = file.split("/")
    return int(version), name


def replay(base, deltas, jobs, applied):
    facts = dict(base)
    for file in sorted(applied, key=delta_order):
        apply(facts, deltas[file])
    queue = sorted((k for k in facts if k[0] == "job"), key=lambda k: (int(facts[k].split(" ")[0]), k[1]))
    for key in queue:
        del facts[key]
        apply(facts, jobs.get(key[1], []))
    return facts


def without_values(facts):
    return {k: v for k, v in facts.items() if k[0] != "given"}


def differences(expected, found, names_alone):
    """With `names_alone`, only which tables and columns there are: what recognising a source needs."""
    lines = []
    for key in sorted(set(expected) | set(found)):
        if names_alone and (key[0] not in ("table", "column") or (key in expected) == (key in found)):
            continue
        if expected.get(key) != found.get(key):
            lines.append(f"    {' '.join(key)}: replayed {found.get(key)!r}, really {expected.get(key)!r}")
    ordered = lambda facts: [k for k in facts if k[0] == "column"]
    if not lines and not names_alone and ordered(expected) != ordered(found):
        for table in {k[1] for k in expected if k[0] == "table"}:
            a, b = ([k for k in f if k[0] == "column" and k[1] == table] for f in (expected, found))
            if a != b:
                lines.append(f"    order of columns in {table}: replayed {b}, really {a}")
    return lines


def text_of(key, value):
    if key[0] == "table" or len(key) < 3:
        return f"{key[0]} {key[1]}" + (" gone" if value is None else f" = {value}")
    return f"  {key[0]} {' -> '.join(key[2:])}" + (" gone" if value is None else f" = {value}")


def write(out, changes):
    table = None
    gone = {k[1] for k, v in changes if k[0] == "table" and v is None}
    for key, value in changes:
        if len(key) > 2:
            if key[1] in gone:
                continue
            if key[1] != table:
                out.append(f"table {key[1]}")
        table = key[1] if key[0] == "table" or len(key) > 2 else None
        out.append(text_of(key, value))


def grouped(facts):
    """The facts of the base with everything of a table together."""
    of = {}
    for key, value in facts.items():
        if len(key) > 2:
            of.setdefault(key[1], []).append((key, value))
    for key, value in facts.items():
        if key[0] == "table":
            yield key, value
            yield from of.get(key[1], [])
        elif len(key) < 3:
            yield key, value


def history(releases, deltas):
    """The lines of releases whose deltas were all observed, and what others had and lost again."""
    def observed(file):
        engines = [e for e, only in (("postgres", ".sql.sqlite"), ("sqlite", ".sql.postgres")) if not file.endswith(only)]
        return all(file in deltas[e] for e in engines)

    lines, withdrawn, unseen, pending = [], [], set(), []
    for name, full, *files in releases:
        unseen |= {f for f in files if f[0] != "-" and not observed(f)}
        withdrawn += [f[1:] for f in files if f[0] == "-" and f[1:] in unseen]
        unseen -= {f[1:] for f in files}
        pending += [f for f in files if observed(f.lstrip("-"))]
        if not unseen and pending:
            lines.append(" ".join(["release", name, full, *pending]))
            pending = []
        elif unseen:
            print(name, "is left out, for nobody observed", *sorted(unseen))
    if unseen:
        sys.exit("deltas of the newest release were not observed")
    return lines + ["withdrawn " + f for f in withdrawn]


def main():
    releases_file, facts_file, *files = sys.argv[1:]
    logs = load(files)
    bad = False
    out = ["# Made by src/generator/facts.py from what Synapse's own schema preparation did; do not edit."]
    with open(releases_file) as text:
        releases = [line.split() for line in text if line.strip() and not line.startswith("#")]
    out += history(releases, {e: join(logs[e])[1] for e in logs})
    for engine in ("postgres", "sqlite"):
        base, deltas, jobs, complaints = join(logs[engine])
        earlier, before = earlier_base(logs[engine])
        for complaint in complaints:
            print(engine, *complaint[:3], "differs from an older release's:\n   ", complaint[3], "\n   ", complaint[4])
        for log in logs[engine]:
            start, first = base, logs[engine][-1]["base_version"] + 1
            if log["base_version"] < first - 1:
                start, first = dict(base), first - 1
                apply(start, earlier)
            applied = [f for v, f in log["applied"] if v >= first]
            names_alone = engine == "sqlite" and start is not base
            lines = differences(log["final"], replay(start, deltas, jobs, applied), names_alone)
            print(engine, log["synapse"], "holds" if not lines else "DIFFERS")
            print(*lines, sep="\n", end="\n" if lines else "")
            bad |= bool(lines)
        out.append(f"engine {engine}")
        out.append(f"base {logs[engine][-1]['base_version']}")
        queued = {k[1] for d in [base.items(), *deltas.values()] for k, v in d if k[0] == "job"}
        idle = {name for name in queued if not jobs.get(name)}
        write(out, [(k, v) for k, v in grouped(base) if not (k[0] == "job" and k[1] in idle)])
        if earlier:
            out.append(f"earlier {' '.join(before)}")
            write(out, sorted(earlier, key=lambda c: (c[1] is not None, c[0][0] != "given", c[0][1])))
        for file in sorted(deltas, key=delta_order):
            changes = [(k, v) for k, v in deltas[file] if not (k[0] == "job" and k[1] in idle)]
            out.append(f"delta {file}")
            write(out, changes)
        for name in sorted(jobs):
            if jobs[name] and name in queued:
                out.append(f"effect {name}")
                write(out, jobs[name])
    if bad:
        sys.exit("nothing written")
    with open(facts_file, "w") as text:
        text.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
