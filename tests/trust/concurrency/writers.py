# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks whose requests, statements, secret files and locks are steps of an order."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from functools import partial

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core import converge
from ansible_collections.cxops.genesys.plugins.module_utils.resources import (
    _cloud_backend,
    _turns,
    auth_client,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport import postgres, secret_file
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from integration.support.world import Unhurried

from .turns import orders

LOCKING = (_cloud_backend, _turns, auth_client)
FILES = ("store_secret", "drop_secret", "read_secret")
LONG_ENOUGH = 100000  # seconds of the turns' own clock


class Stepped(Transport):
    """Each request is a step."""

    def __init__(self, turns, **options):
        super().__init__(**dict(options, sleep=turns.sleep, clock=turns.clock))
        real = self.session.request

        def request(method, url, **more):
            turns.step("%s %s" % (method, url.partition("/v3/")[2] or url.rpartition("/")[2]))
            return real(method, url, **more)

        self.session.request = request


class Writers:
    """Tasks of one order. together: they are tasks of one machine, so that they have locks in common."""

    def __init__(self, world, turns, together, monkeypatch):
        self.world = world
        self.turns = turns
        for module in LOCKING:
            monkeypatch.setattr(module, "local_lock", turns.lock if together else lambda *_given: nullcontext(True))
        if not together:
            monkeypatch.setattr(_cloud_backend, "left", lambda *_given: "")
        monkeypatch.setattr(converge.random, "uniform", lambda low, high: high)
        for name in FILES:
            monkeypatch.setattr(secret_file, name, self._file(getattr(secret_file, name)))
        monkeypatch.setattr(postgres, "Postgres", self._database(postgres.Postgres))

    def _file(self, real):
        def work(*given, **more):
            self.turns.step(real.__name__)
            return real(*given, **more)

        return work

    def _database(self, real):
        turns = self.turns

        class Database(real):
            def query(self, operation, sql, parameters=()):
                word = sql.split(None, 1)[0]
                turns.step(word, lock="nex_gapis" if word == "LOCK" else None)
                return super().query(operation, sql, parameters)

            @contextmanager
            def transaction(self):
                try:
                    with super().transaction():
                        yield self
                        turns.step("COMMIT")
                finally:
                    turns.release("nex_gapis")

        return Database

    def run(self, tasks):
        """Run the tasks, (module, options) by the writer's name, in this order; returns the results by name."""
        return self.turns.run({name: self._task(*task) for name, task in tasks.items()})

    def _task(self, module, given):
        options = self.world.options(module, **dict(given, timeout=LONG_ENOUGH))

        def run():
            services = partial(Services, make_transport=partial(Stepped, self.turns))
            return execute(Unhurried(TASKS[module], self.turns.sleep), options, make_services=services)

        return run


def every_order(world, prepare, together, sample=None):
    """Writers for each order there is, or for a sample of so many, each in a world that was made as new and prepared."""
    for turns in orders(sample):
        world.control.reset()
        prepare(world)
        with pytest.MonkeyPatch.context() as monkeypatch:
            yield Writers(world, turns, together, monkeypatch)


def failures(results):
    """The writers that failed, with what they said."""
    return {name: result["msg"] for name, result in results.items() if result.get("failed")}
