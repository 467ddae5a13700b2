"""What a real Synapse makes of configurations: generates some, and reads those of a folder.

    synapse_config.py generate FOLDER
    synapse_config.py read FOLDER          one JSON object a line

Reading is what "python -m synapse.config read database -c FILE" does, in one process for all files.
"""

import contextlib
import io
import json
import os
import runpy
import sys

from synapse.config.homeserver import HomeServerConfig

VARIANTS = {
    "default": [],
    "ports": ["--open-private-ports", "--enable-registration"],
    "folders": ["--config-directory", "DIR/conf", "--data-directory", "DIR/data", "--keys-directory", "DIR/keys"],
}


def generate(folder):
    for name, extra in VARIANTS.items():
        arguments = [
            "--generate-config",
            "--config-path",
            os.path.join(folder, name + ".yaml"),
            "--server-name",
            "example.org",
            "--report-stats=no",
        ]
        with contextlib.redirect_stdout(io.StringIO()):
            HomeServerConfig.load_or_generate_config(
                "generate", arguments + [a.replace("DIR", folder) for a in extra]
            )


def read(folder):
    load = HomeServerConfig.load_config
    last = []

    def remember(*arguments):
        last[:] = [load(*arguments)]
        return last[0]

    HomeServerConfig.load_config = remember
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".yaml"):
            continue
        path = os.path.join(folder, name)
        answer = {"file": name}
        said = io.StringIO()
        sys.argv = ["synapse.config", "read", "database", "-c", path]
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                runpy.run_module("synapse.config", run_name="__main__")
            answer["databases"] = [
                {
                    "name": str(d.config["name"]),
                    "stores": list(d.databases),
                    "args": {k: str(v) for k, v in d.config["args"].items()},
                }
                for d in last[0].database.databases
            ]
        except SystemExit as e:
            said.write("exit %s" % e.code)
        except Exception as e:
            said.write(repr(e))
        answer["said"] = said.getvalue()
        print("ANSWER" + json.dumps(answer))


def logging_config(path):
    """Lets Python take a log configuration, with Synapse's own handlers and filters."""
    import logging.config

    import yaml

    with open(path) as f:
        logging.config.dictConfig(yaml.safe_load(f))


if __name__ == "__main__":
    {"generate": generate, "read": read, "log": logging_config}[sys.argv[1]](sys.argv[2])
