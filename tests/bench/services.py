# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulator and PostgreSQL in a process of their own: neither their CPU nor their locks disturb what is measured."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from emulator.client import ControlClient


class Services:
    """The addresses of running services, and what a benchmark does with them between two measurements."""

    def __init__(self, url: str, ucs_url: str, token: str, database: dict[str, Any]) -> None:
        self.url = url
        self.ucs_url = ucs_url
        self.database = database
        self.control = ControlClient(url, token)

    def reset(self) -> None:
        """Back to the start: no tenant, empty tables, empty log."""
        self.control.reset()

    def execute(self, statement: str, rows: list[tuple]) -> None:
        """Run a statement of Nexus' database for each row."""
        connection = psycopg2.connect(**self.database)
        try:
            with connection, connection.cursor() as cursor:
                cursor.executemany(statement, rows)
        finally:
            connection.close()


@contextmanager
def start() -> Iterator[Services]:
    """Start the services; they end with this process, however it ends. Raise RuntimeError when they do not start."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.services"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("the services did not start; see above")
            yield Services(**json.loads(line))
        finally:
            process.stdin.close()
            process.wait(60)


def main() -> int:
    """The services until the end of standard input, which is the end of whoever started them."""
    from emulator import database, server

    # Ctrl-C is the business of whoever started this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with database.start() as postgres, server.start(database=postgres.dsn) as emulator:
        told = {"url": emulator.url, "ucs_url": emulator.ucs_url, "token": emulator.control_token}
        print(json.dumps({**told, "database": postgres.params}), flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
