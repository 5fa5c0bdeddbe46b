# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several ansible-playbook at the same time: they begin together, and the services' log proves that they overlapped."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

import yaml

from emulator import access, defaults
from integration.support.playbooks import ROOT
from trust.support.watched import Watched

PATIENCE = 120  # seconds for one request, on a machine that has much to do
MEET = 1.0  # seconds for which a request waits for its like of the others, who may never make it
SURE = 60.0  # seconds for one that each of them is sure to make
CALLBACKS = (Path(__file__).parent / "callback", ROOT / "tests" / "integration" / "support" / "callback")
CONNECTION = {
    "ansible_connection": "local",
    "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    "cxops_genesys_variables": True,
    "genesys_timeout": PATIENCE,
    "genesys_retries": 1,
}


class Meeting:
    """Requests of the players wait for each other at the service, so many seconds at most.

    what: pattern of "METHOD path"; the first of each player counts.
    """

    def __init__(self, what, marks, wait):
        self.what = re.compile(what)
        self.marks = set(marks)
        self.wait = wait
        self.there = set()

    async def join(self, mark, request):
        """Wait, if this is such a request, until all are there, or for as long as one may wait."""
        if mark not in self.marks - self.there or not self.what.search(request):
            return
        self.there.add(mark)
        waited = 0.0
        while self.there < self.marks and waited < self.wait:
            await asyncio.sleep(0.005)
            waited += 0.005


class Players:
    """Playbooks by name. apart: each is on a machine of its own, so that they have no lock in common. kept: where secrets may be.

    They are told apart by a mark, the key for a gateway that is not there; a host may have one of its own.
    """

    def __init__(self, world, folder, names, apart=False, kept=()):
        self.world = world
        self.folder = folder
        self.marks = {name: "mark-7d1c-%02d" % number for number, name in enumerate(names)}
        self.apart = apart
        self.meetings = []
        self.players = {}
        for name in names:
            own = folder / ("player_" + name)
            (own / "tmp").mkdir(parents=True)
            self.players[name] = Watched(own, world, kept)

    def variables(self, name):
        """What tells this player from the others, and makes it patient with a busy machine."""
        return dict(CONNECTION, genesys_api_key=self.marks[name])

    def meet(self, what, wait=MEET):
        """Let the first such request of each player wait for that of the others."""
        self.meetings.append(Meeting(what, self.marks.values(), wait))

    def tasks(self, name, tasks):
        """A playbook with these tasks, for start() and together()."""
        path = self.folder / (name + ".yml")
        play = {"hosts": "all", "gather_facts": False, "tasks": tasks}
        path.write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
        return str(path)

    def start(self, name, playbook, hosts, *arguments, **more):
        """Play it, one of the collection or a path, over these hosts (name to variables); more: of the environment. Returns the Play."""
        player = self.players[name]
        place = player.folder if self.apart else self.folder
        (place / "tmp").mkdir(exist_ok=True)
        inventory = self.folder / (name + ".json")  # holds secrets, so it is not where nobody may find any
        content = {"all": {"hosts": hosts, "vars": self.variables(name)}}
        inventory.write_text(json.dumps(content), encoding="utf-8")
        playbook = playbook if "/" in playbook else "cxops.genesys." + playbook
        words = (playbook, "-i", str(inventory), *arguments)
        env = dict(
            self.world.emulator.env,
            TMPDIR=str(place / "tmp"),
            GENESYS_LOCK_DIR=str(place / "tmp" / "cxops-genesys-turns"),
            **more,
        )
        if self.world.database:
            env.update(self.world.database.env)
        return player.play(*words, env=env, warnings=True, timeout=600)

    def together(self, parts):
        """Play all at the same time: name to (playbook, hosts, arguments ...). Returns the Plays by name, all of which ended well."""
        line = self.folder / "line"
        line.mkdir()
        begin = {
            "ANSIBLE_CALLBACK_PLUGINS": os.pathsep.join(map(str, CALLBACKS)),
            "ANSIBLE_CALLBACKS_ENABLED": "results,ansible.builtin.junit,starting_line",
            "CXOPS_STARTING_LINE": str(line),
            "CXOPS_STARTERS": str(len(parts)),
        }
        self.world.clear_log()
        plays, problems = {}, []

        def play(name, part):
            try:
                plays[name] = self.start(name, *part, **begin)
            except BaseException as problem:
                problems.append(problem)

        threads = [threading.Thread(target=play, args=one) for one in parts.items()]
        with self._served():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if problems:
            raise problems[0]
        for name, made in plays.items():
            assert made.code == 0, "%s\n%s" % (name, failed(made))
        overlapped(self.order(), self.marks.values())
        return plays

    @contextmanager
    def _served(self):
        app = self.world.emulator.app
        real = app._serve

        async def serve(call, *more):
            for meeting in self.meetings:
                await meeting.join(self.mark(call.headers), "%s %s" % (call.method, call.path))
            await real(call, *more)

        app._serve = serve
        try:
            yield
        finally:
            del app._serve

    def mark(self, headers):
        """Whose request it is, or None."""
        return headers.get("x-api-key")

    def order(self):
        """The marks of the requests in the order in which they came."""
        return [entry["api_key"] for entry in self.world.log()]


class CloudPlayers(Players):
    """Their service is Genesys Cloud, which has no gateway: each logs in with a client of its own, whose id is its mark."""

    def __init__(self, world, folder, names, apart=False, kept=()):
        super().__init__(world, folder, names, apart, kept)
        self.marks = {name: "c2000000-0000-4000-8000-%012d" % (100 + at) for at, name in enumerate(names)}
        clients = world.store.cloud.clients
        with world.store.lock:
            for name, mark in self.marks.items():
                clients[mark] = dict(
                    copy.deepcopy(clients[defaults.CLOUD_CLIENT_ID]), id=mark, name="provisioner " + name
                )

    def variables(self, name):
        url = self.world.emulator.url
        place = {"genesys_cloud_api_url": url, "genesys_cloud_login_url": url}
        who = {"genesys_cloud_client_id": self.marks[name], "genesys_cloud_client_secret": defaults.CLOUD_CLIENT_SECRET}
        return dict(CONNECTION, **place, **who)

    def mark(self, headers):
        return self._owner(access.describe(headers))

    def order(self):
        return [self._owner(entry["authorization"]) for entry in self.world.log()]

    def _owner(self, who):
        if who["kind"] == "basic":
            return who["principal"]
        token = self.world.store.cloud.tokens.get(who["principal"])
        return token.client_id if token else None


def overlapped(order, marks):
    """Each was at work while another one was (of many, the first may end before the last begins), and they took more turns than one after the other."""
    order = [mark for mark in order if mark in marks]
    first = {mark: order.index(mark) for mark in marks}
    last = {mark: len(order) - order[::-1].index(mark) for mark in marks}
    for mark in first:
        others = [other for other in first if other != mark]
        assert any(first[mark] < last[other] and first[other] < last[mark] for other in others), order
    turns = sum(one != next_one for one, next_one in zip(order, order[1:], strict=False))
    assert turns > len(first), order


def failed(made):
    """What the failed tasks of a play say."""
    items = [item for _task, result in made.results for item in result.get("results", [result])]
    return [item.get("msg") for item in items if item.get("failed")] or made.output[-3000:]
