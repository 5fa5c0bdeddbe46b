# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry points of the roles, one after the other for tenants in turn, in one play on one host, and a referee of each step."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

from integration.support.playbooks import ROOT
from integration.support.served import Served

from . import tenants
from .platform import role_of

ACTIONS = ROOT / "tests" / "integration" / "parity" / "action"
ENTRIES = dict.fromkeys(tenants.ROLES, ("main", "verify", "teardown"))
ENTRIES["provision_tenant"] = (
    "main",
    "verify",
    "teardown",
    "document",
    "document_verify",
    "document_teardown",
)
POINTS = tuple((role, entry) for role, entries in ENTRIES.items() for entry in entries)


@dataclass(frozen=True)
class Step:
    """One entry point for one tenant."""

    role: str
    entry: str
    tenant: str

    def __str__(self):
        return "%s %s of %s" % (self.role, self.entry, self.tenant)

    @property
    def verb(self):
        """main, verify or teardown."""
        return {"document": "main"}.get(self.entry, self.entry.removeprefix("document_"))

    @property
    def roles(self):
        """The roles whose objects it is about."""
        return tenants.ROLES if self.role == "provision_tenant" else (self.role,)

    @property
    def before(self):
        """The roles that the tenant has had before: all but what the step makes, and what comes after that."""
        return tenants.ROLES[: tenants.ROLES.index(self.roles[0])] if self.verb == "main" else tenants.ROLES


def pairs_of(points, names=("alpha", "beta")):
    """Steps in which each ordered pair of entry points follows each other, for tenants in turn, in both orders of the tenants."""
    order = []
    for number, one in enumerate(points):  # a de Bruijn sequence of length 2: the Lyndon words in their order
        order.append(one)
        for other in points[number + 1 :]:
            order += [one, other]
    rounds = order * (2 if len(order) % 2 else 1) + order[:1]
    return [Step(*point, names[number % 2]) for number, point in enumerate(rounds)]


class Referee:
    """Puts the platform before each step where the step begins, and judges it at its end. ``found``: number to what is wrong.

    switches: of the services while the steps run.
    """

    def __init__(self, platform, steps, **switches):
        self.platform, self.steps, self.switches = platform, steps, switches
        self.found, self.judged, self.problems = {}, set(), []
        self.starts = {}
        self.base = None

    def prepare(self):
        """Make the places at which steps begin, in process."""
        fresh = self.platform.stand.save()
        for step in self.steps:
            if (step.tenant, step.before) not in self.starts:
                self.platform.stand.restore(fresh)
                for name in self.platform.names:
                    self.platform.provision(name, step.before if name == step.tenant else tenants.ROLES)
                self.starts[step.tenant, step.before] = self.platform.stand.save()

    def begin(self, number):
        """Put the platform where this step begins."""
        step = self.steps[number]
        self.platform.stand.restore(self.starts[step.tenant, step.before])
        self.platform.world.control.switches(self.switches)
        self.base = self.platform.look()

    def failed(self, number):
        """Note that the step failed."""
        self.found.setdefault(number, []).append("it failed")

    def end(self, number):
        """Judge the step."""
        self.found.setdefault(number, []).extend(self._judge(self.steps[number]))
        self.judged.add(number)

    def _judge(self, step):
        return touched(self.platform, step, self.base) + idle(self.platform, step, self.base)

    @contextmanager
    def listening(self):
        """The URL by which a play tells what it is about."""
        referee, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                what, number = self.path.split("/")[-2:]
                with lock:
                    try:
                        getattr(referee, what)(int(number))
                        self.send_response(204)
                    except Exception as problem:
                        referee.problems.append(repr(problem))
                        self.send_response(500)
                self.end_headers()

            def log_message(self, *words):
                pass

        with Served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as served:
            yield "http://127.0.0.1:%d" % served.port


class Lenient(Referee):
    """Lets a step fail, for the platform does not have any more what an earlier step of the play made."""

    def __init__(self, *arguments, **switches):
        super().__init__(*arguments, **switches)
        self._gave_up = set()

    def failed(self, number):
        """It may."""
        self._gave_up.add(self.steps[number])

    def _judge(self, step):
        return touched(self.platform, step, self.base) if step in self._gave_up else super()._judge(step)


class Walk(Referee):
    """Lets each step begin where the one before ended; what fails for that reason may fail."""

    def prepare(self):
        """Have all tenants."""
        for name in self.platform.names:
            self.platform.provision(name)

    def begin(self, number):
        """Remember what there is."""
        self.base = self.platform.look()
        self.platform.world.clear_log()

    def failed(self, number):
        """It may."""

    def _judge(self, step):
        return touched(self.platform, step, self.base)


def touched(platform, step, base):
    """What the step touched, or sent, of what is not its tenant's. base: what there was before it."""
    now, wrong, sent = platform.look(), [], platform.requests()
    for other in platform.names:
        if other == step.tenant:
            continue
        marks = platform.marks(other, base)
        for entry, text in sent:
            wrong += ["%s %s carries %s" % (entry["method"], entry["path"], mark) for mark in marks if mark in text]
        theirs = platform.of(other, base)
        wrong += ["%s was touched" % (place,) for place, text in theirs.items() if now.get(place) != text]
        wrong += ["%s is new" % (place,) for place in platform.of(other, now) if place not in theirs]
    shared = [place for place in base if not any(place in platform.of(name, base) for name in platform.names)]
    return wrong + ["%s was touched" % (place,) for place in shared if now.get(place) != base[place]]


def idle(platform, step, base):
    """What the step should have done, and did not. base: what there was before it."""
    now, sent = platform.look(), platform.requests()
    had, has = platform.of(step.tenant, base), platform.of(step.tenant, now)
    if step.verb == "verify":
        wrote = [entry["path"] for entry, _text in sent if entry["mutating"]]
        return ["it wrote %s" % wrote] * bool(wrote) + ["it asked nothing"] * (not sent)
    if step.verb == "teardown":
        left = [place for place in has if role_of(place) in step.roles and place[0] != "file"]
        return ["%s stayed" % (place,) for place in left] + ["there was nothing"] * (not had)
    other = next(name for name in platform.names if name != step.tenant)
    made, wanted = (Counter(map(role_of, places)) for places in (has, platform.of(other, base)))
    return ["it made %d objects of %s" % (made[role], role) for role in step.roles if made[role] != wanted[role]]


def play(steps, url, how="import_role"):
    """The tasks for the steps. url: of the referee. how: import_role or include_role."""
    names = sorted(set(tenants.declared("alpha", "", "")))

    def tell(what, number):
        return {"name": "Tell", "emulator_control": {"url": url, "calls": [["POST", "%s/%d" % (what, number), None]]}}

    tasks = []
    for number, step in enumerate(steps):
        role = {
            "name": str(step),
            "ansible.builtin." + how: {"name": "cxops.genesys." + step.role, "tasks_from": step.entry},
            "vars": {name: "{{ declared.%s.%s }}" % (step.tenant, name) for name in names},
        }
        tasks.append(tell("begin", number))
        tasks.append({"name": str(step), "block": [role], "rescue": [tell("failed", number)]})
        tasks.append(tell("end", number))
    return tasks


def looped(steps, url, folder):
    """The same by one task that loops over a file of tasks, which is written into the folder."""
    (folder / "step.yml").write_text(yaml.safe_dump(_step(url), sort_keys=False))
    members = [{"role": one.role, "entry": one.entry, "tenant": one.tenant} for one in steps]
    return [
        {
            "name": "Steps",
            "ansible.builtin.include_tasks": str(folder / "step.yml"),
            "loop": members,
            "loop_control": {"loop_var": "step", "index_var": "number", "label": "{{ step.role }} {{ step.entry }}"},
        }
    ]


def _step(url):
    def tell(what):
        return {
            "name": "Tell",
            "emulator_control": {"url": url, "calls": [["POST", what + "/{{ number }}", None]]},
        }

    names = sorted(set(tenants.declared("alpha", "", "")))
    role = {
        "name": "Run the entry point",
        "ansible.builtin.include_role": {"name": "cxops.genesys.{{ step.role }}", "tasks_from": "{{ step.entry }}"},
        "vars": {name: "{{ declared[step.tenant].%s }}" % name for name in names},
    }
    return [tell("begin"), {"name": "Step", "block": [role], "rescue": [tell("failed")]}, tell("end")]
