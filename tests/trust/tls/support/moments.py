# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The moments of a task with PostgreSQL at which something may happen, and how a task is run for that."""

from __future__ import annotations

import time

from ansible_collections.cxops.genesys.plugins.module_utils.transport.postgres import Postgres
from integration.support.nexus_samples import GAPI

STATEMENTS = (
    "look the table up",
    "look",
    "lock",
    "look it up again",
    "look again",
    "write",
)  # of a row that is added or changed
LOOK_UP, LOOK, LOCK, LOOK_UP_AGAIN, LOOK_AGAIN, WRITE = range(len(STATEMENTS))
MOMENTS = [(number, when) for number in range(len(STATEMENTS)) for when in ("before", "after")]


def named(moment):
    """For people."""
    return "%s: %s" % (moment[1], STATEMENTS[moment[0]])


class Moments:
    """Lets things happen at statements, and in the pauses, of the tasks in this process. ``seen``: how many statements there were."""

    def __init__(self, monkeypatch):
        self.seen = 0
        self.fired = 0
        self._at = None
        self._pause = lambda seconds: None
        execute, make = Postgres._execute, Postgres.__init__

        def executing(postgres, *args):
            number, self.seen = self.seen, self.seen + 1
            self._happen((number, "before"))
            try:
                return execute(postgres, *args)
            finally:
                self._happen((number, "after"))

        def making(postgres, *args, **kwargs):
            make(postgres, *args, **kwargs)
            postgres.sleep = self._pause

        monkeypatch.setattr(Postgres, "_execute", executing)
        monkeypatch.setattr(Postgres, "__init__", making)

    def at(self, moment, call, always=False):
        """Call at this moment, the first time or each time that it comes; None: never."""
        self.seen = self.fired = 0
        self._at, self._call, self._always = moment, call, always

    def in_pauses(self, call):
        """Call instead of waiting."""
        self._pause = call

    def _happen(self, moment):
        if self._at and (self._always and moment[1] == self._at[1] or moment == self._at):
            self.fired += 1
            self._call()


def run(world, check=False, **given):
    """Manage the sample's row, with short waits."""
    options = {**world.sql, **GAPI.create, "timeout": 5, "retries": 0, **given}
    return world.run("nexus_gapi_db", check, **{name: value for name, value in options.items() if value is not None})


class Within:
    """The body takes no longer than so many seconds."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        self._began = time.monotonic()

    def __exit__(self, kind, *rest):
        if kind is None:
            took = time.monotonic() - self._began
            assert took <= self.seconds, "it took %.1f s" % took
