"""Runs the fuzzer against routers, each in a process of its own: `attack.py ATTACKS`.

ATTACKS is a JSON list of {"name", "export", "url", "credentials", "shows_rejections", "examples", "without"}: hooks.py says what credentials
are, `shows_rejections` whether requests without them are rejected with a status of an error, `examples` is the number of random requests for
each operation, and `without` has the operations that are left out. Prints a JSON list of the attacks with findings, each with its name and the
fuzzer's report. Each report is also a file beside the export, with the seconds that it took.
"""

import io
import json
import multiprocessing
import os
import pathlib
import re
import sys
import time
from contextlib import redirect_stderr, redirect_stdout

# What the fuzzer imports late is imported here, once for all processes.
import rich.progress
import schemathesis
import schemathesis.cli.commands.run.executor
import schemathesis.engine.core
import schemathesis.specs.openapi.schemas

FILES = pathlib.Path(__file__).parent


def know_vendor_media_types(export):
    """Registers the media types of a vendor's own whose name does not say that they are JSON."""
    for media in set(re.findall(r'"(application/vnd\.[^"+]+)":', pathlib.Path(export).read_text(encoding="utf-8"))):
        schemathesis.serializer(media)(lambda _, value: json.dumps(value).encode())
        schemathesis.deserializer(media)(lambda _, response: json.loads(response.content))


def attack(one):
    """Returns the report; none without findings."""
    os.environ["BINDERY_ATTACK"] = json.dumps(one["credentials"])
    know_vendor_media_types(one["export"])
    arguments = ["--config-file", FILES / "schemathesis.toml", "run", one["export"], "--url", one["url"], "--no-color"]
    arguments += ["--max-examples", one["examples"]]
    if not one["shows_rejections"]:
        arguments += ["--exclude-checks", "ignored_auth"]
    for operation in one["without"]:
        arguments += ["--exclude-name", operation]
    report = io.StringIO()
    start = time.monotonic()
    with redirect_stdout(report), redirect_stderr(report):
        try:
            schemathesis.cli.schemathesis.main([str(argument) for argument in arguments], standalone_mode=True)
        except SystemExit as finished:
            code = finished.code
    text = f"{report.getvalue()}\n{time.monotonic() - start:.1f} seconds, {time.process_time():.1f} of CPU\n"
    pathlib.Path(one["export"]).with_suffix(".txt").write_text(text, encoding="utf-8")
    return text if code else None


if __name__ == "__main__":
    sys.path.insert(0, str(FILES))
    os.environ["SCHEMATHESIS_HOOKS"] = "hooks"
    attacks = json.loads(sys.argv[1])
    # Longest first, so that no process works alone at the end.
    attacks.sort(key=lambda one: -os.path.getsize(one["export"]))
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        reports = pool.map(attack, attacks, chunksize=1)
    json.dump([(one["name"], report) for one, report in zip(attacks, reports) if report], sys.stdout)
