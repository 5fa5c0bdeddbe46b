# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an undisturbed run of a journey by ansible-playbook comes to, and whether a disturbed one comes to the same in the end."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

from . import sweep
from .matrix import clear
from .plays import IN_PROCESS, Stage
from .sql_proxy import Over
from .stand import Stand

TIMEOUT = 1.5  # seconds, where an answer is late; more than the kinds want, for here several processes are at work
HIDDEN = ".cxops-"  # what a killed run may leave beside the secrets until the next one; it holds no secret
RECORDS = (".begun", ".client", ".tenant")  # what lies beside a secret, and holds none


class Theatre:
    """One journey on one emulator. folder: of the test. proxy: before the database, if statements matter. variables: of all runs.

    ``calls`` and ``statements`` are what an undisturbed run sends, ``picture`` and ``files`` what it comes to.
    """

    def __init__(self, folder, world, journey, proxy=None, **variables):
        self.folder = folder / ("theatre%d" % len(list(folder.iterdir())))
        self.world, self.journey, self.variables = world, journey, variables
        self.stand, self.count = Stand(world, self.folder / "operator" / "secrets", proxy), 0
        self.folder.mkdir()
        world.control.reset()
        self.start = self.stand.save()
        with self.stage() as stage:
            for play in journey.before:
                _went_well(stage.perform(play))
        if journey.before:
            journey.ripen(self.stand)
            self.start = self.stand.save()
        with self.stage() as stage:
            assert _went_well(stage.perform()).changed
            self.calls = ["%(method)s %(path)s" % entry for entry in world.log()]
            self.statements = list(proxy.statements) if proxy else []
            self.picture, self.files = self.stand.picture(world.state()), self._files()
            self.works()

    @contextmanager
    def stage(self, **variables):
        """The journey's start, as new. What is left of its processes ends with it, and its files unless something failed."""
        self.count += 1
        self.stand.restore(self.start)
        stage = Stage(self.folder / ("stage%d" % self.count), self.stand, self.journey, **self.variables, **variables)
        try:
            yield stage
        finally:
            if stage.running:
                stage.kill(everything=True)
        shutil.rmtree(stage.folder)

    def number(self, call, among=None):
        """The number of the first request, or statement, that begins so."""
        sent = self.calls if among is None else among
        return 1 + next(number for number, one in enumerate(sent) if one.startswith(call))

    def disturb(self, kind, nth):
        """Try the kind of fault at the nth request; of SQL, at the nth statement."""
        with self.stage() as stage:
            target = self.stand.proxy if hasattr(kind, "kind") else self.world.emulator
            rule = kind.install(target, nth)
            made = stage.perform(**({"genesys_timeout": TIMEOUT} if kind.timeout else {}))
            assert rule.fired, "the disturbed run does not get there"
            assert made.code == 0 or not kind.transient, "not survived: %s" % _failures(made)
            self._undo()
            if made.code:
                for result in _failures(made)[-1:]:
                    clear(result)
                _went_well(stage.perform())
            self.arrived(stage)
            self.rests(stage)

    def killed_at_request(self, nth, when, everything, **variables):
        """Kill the run there: ansible-playbook with all that it started, or alone. variables: of its plays."""
        with self.stage(**variables) as stage:
            stage.hold(nth, when)
            stage.begin()
            stage.reached(when)
            stage.kill(everything)
            self.recovers(stage)

    def killed_at_statement(self, nth, when, everything):
        """The same at a statement."""
        with self.stage() as stage:

            def kill():
                stage.kill(everything)
                if everything:
                    raise Over

            self.stand.proxy.on_statement(nth, when, kill)
            stage.begin()
            stage.ended()
            assert self.stand.proxy.fired, "it ended before that statement"
            self.recovers(stage)

    def recovers(self, stage):
        """After a kill: a clean rerun succeeds and comes to the same, with secrets that work, and then nothing changes."""
        stage.gone()
        self.searched(stage)
        self._undo()
        _went_well(stage.perform())
        self.arrived(stage)
        self.rests(stage)

    def arrived(self, stage):
        """All is as after an undisturbed run, nothing is there twice, no secret was lost, and nothing is left behind."""
        state = self.world.state()
        self.stand.no_twins(state)
        self.works()
        assert self.stand.picture(state) == self.picture
        assert (self._files(), stage.temporary()) == (self.files, [])
        self.searched(stage)

    def rests(self, stage):
        """One more run changes nothing; it goes in process, after those by modules too, which take many times as long."""
        state, secrets = self.world.state(), self.stand.secrets()
        made = _went_well(stage.perform(**IN_PROCESS))
        assert made.changed == 0, "the run after it changes something"
        assert self.stand.effects() == []
        assert (self.world.state(), self.stand.secrets()) == (state, secrets)

    def works(self):
        """Each secret that is kept is the one that the service knows, and what else uses it has the same."""
        state, kept = self.world.state(), self.stand.secrets()
        known = {one["client_id"] + ".secret": one["client_secret"] for one in state["clients"]}
        known.update({one["name"] + ".secret": one["secret"] for one in state["cloud"]["clients"]})
        known.update({one["name"] + ".api_key": one["xapikey"] for one in state["tenants"]})
        for name, secret in kept.items():
            assert name not in known or secret == known[name], "the secret in %s does not work" % name
        for row in state.get("database", {}).get("nex_gapis", ()):
            assert row["clientsecret"] == known[row["clientid"] + ".secret"], "nex_gapis has another secret"
        clients = {one["id"]: one["secret"] for one in state["cloud"]["clients"]}
        for one in state["cloud"]["credentials"]:
            fields = one["credentialFields"]
            assert fields["clientSecret"] == clients[fields["clientId"]], "the integrations have another secret"

    def searched(self, stage):
        """Nothing that a run left behind, wherever, tells a secret, and nobody else may read those that are kept."""
        assert sweep.leaks(stage.folder, stage.secrets(), stage.names, stage.kept) == []
        assert not self.stand.folder.exists() or self.stand.folder.stat().st_mode & 0o077 == 0
        for path in self.stand.folder.glob("*"):
            assert path.stat().st_mode & 0o777 == 0o600, "%s can be read by others" % path.name
            if path.name.startswith("."):
                assert path.name.startswith(HIDDEN) or path.name.endswith(RECORDS), path.name
                assert not sweep.found_in(path.read_text(), self._known()), "%s holds a secret" % path.name

    def _known(self):
        return {one for one in self.stand.world.tokens() if len(one) >= sweep.SHORTEST}

    def _undo(self):
        self.world.control.clear_faults()
        if self.stand.proxy:
            self.stand.proxy.clear()

    def _files(self):
        return sorted(path.name for path in self.stand.folder.rglob("*"))


def _went_well(made):
    assert made.code == 0, "a clean run failed: %s" % (_failures(made) or made.output[-3000:])
    return made


def _failures(made):
    """The results that say what failed, in order."""
    items = [item for _task, result in made.results for item in result.get("results", [result])]
    return [item for item in items if item.get("failed") and item.get("failure")]
