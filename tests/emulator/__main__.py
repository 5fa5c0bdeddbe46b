# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m emulator``: the emulator with its PostgreSQL, for a rehearsal by hand."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from . import defaults, server
from .switches import Switches


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m emulator", description="Emulator of a Genesys private edition and Genesys Cloud."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    parser.add_argument("--no-database", action="store_true", help="without PostgreSQL; Nexus answers 503 then")
    parser.add_argument("--no-late-columns", action="store_true", help="nex_gapis as before the first restart of Nexus")
    parser.add_argument(
        "--set", action="append", default=[], metavar="SWITCH=VALUE", help="set a switch; may be repeated"
    )
    parser.add_argument("--list-switches", action="store_true", help="list the switches and end")
    parser.add_argument("--tls", action="store_true", help="serve https with a throw-away CA")
    parser.add_argument("--env-file", type=Path, help="write the export lines into this file once everything runs")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    return parser


def _list_switches() -> None:
    for name, one in Switches.describe().items():
        values = one["values"] if isinstance(one["values"], str) else "|".join(str(value) for value in one["values"])
        section = "§" + one["section"] if one["section"][0].isdigit() else one["section"].replace(" ", " §", 1)
        print("%-24s %-12s %-28s %s (%s)" % (name, one["default"], values, one["text"], section))


def _exports(env: dict[str, str]) -> str:
    return "".join("export %s=%s\n" % (name, shlex.quote(value)) for name, value in env.items())


def _write(path: Path, text: str) -> None:
    """Write the file in one step, readable by its owner only: whoever waits for it never sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=path.name)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(name, path)


def _banner(emulator: server.Emulator, database: Any, env: dict[str, str]) -> str:
    lines = ["", "Emulator of a Genesys private edition and Genesys Cloud", ""]
    rows = [
        ("services", emulator.url + "  (Auth, environment service, Nexus, Genesys Cloud)"),
        ("UCS", emulator.ucs_url),
        ("API pages", emulator.url + "/docs  and  /openapi.json"),
        ("control API", emulator.url + "/_control/  (with the token CXOPS_EMULATOR_TOKEN)"),
        ("ops user", "%s / %s" % (defaults.OPS_USERNAME, defaults.OPS_PASSWORD)),
        (
            "tenant person",
            "%s / %s  (as <CCID or domain>\\%s)"
            % (defaults.PERSON_USERNAME, defaults.PERSON_PASSWORD, defaults.PERSON_USERNAME),
        ),
    ]
    rows.append(("cloud client", "%s / %s" % (defaults.CLOUD_CLIENT_ID, defaults.CLOUD_CLIENT_SECRET)))
    if database is not None:
        rows += [("PostgreSQL", database.dsn), ("cluster API key", defaults.CLUSTER_API_KEY)]
    if emulator.ca_path:
        rows.append(("CA certificate", emulator.ca_path))
    lines += ["  %-16s %s" % row for row in rows]
    return "\n".join(lines) + "\n\n" + _exports(env) + "\nCtrl-C ends it.\n"


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; return the exit code."""
    parser = _options()
    given = parser.parse_args(arguments)
    if given.list_switches:
        _list_switches()
        return 0
    try:
        switches = {
            name: Switches.parse(name, value) for name, _equals, value in (one.partition("=") for one in given.set)
        }
        Switches().changed(switches)
    except ValueError as problem:
        parser.error(str(problem))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_given: ended.set())
    database: Any = None
    emulator = None
    try:
        if not given.no_database:
            from . import database as databases

            database = databases.start(late_columns=not given.no_late_columns)
        emulator = server.start(
            switches, database.dsn if database else None, host=given.host, port=given.port, tls=given.tls
        )
        env = emulator.env | (database.env if database else {}) | {"CXOPS_EMULATOR_URL": emulator.url}
        env["CXOPS_EMULATOR_TOKEN"] = emulator.control_token
        env["CXOPS_EMULATOR_UCS_URL"] = emulator.ucs_url
        if not given.quiet:
            print(_banner(emulator, database, env), flush=True)
        if given.env_file:
            _write(given.env_file, _exports(env))
        while not ended.wait(0.5):
            pass
    except Exception as problem:
        print("emulator: %s" % problem, file=sys.stderr)
        return 1
    finally:
        if emulator is not None:
            emulator.close()
        if database is not None:
            database.close()
        if given.env_file:
            given.env_file.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
