# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writers that take their steps in every order there is: requests, statements, files and locks, one at a time."""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager

WAIT = 60  # seconds of real time after which a test hangs
LATENCY = 0.01  # seconds of the turns' own clock that a step takes


class Stuck(Exception):
    """No writer can go on."""


class Turns:
    """One order. choose: of how many writers could go on (and how often it was asked before) makes which one does.

    Between two steps only one writer runs, so that an order can be had again. ``trace`` holds the steps, ``choices`` what
    was decided and among how many. ``now`` is the time, which only steps and waits make pass; ``transit`` is the
    longest that a step was on its way, by the first word of its name.
    """

    def __init__(self, choose=lambda among, asked: 0):
        self._choose = choose
        self.choices = []
        self.trace = []
        self.now = 0.0
        self.transit = {}
        self._condition = threading.Condition()
        self._waiting = {}
        self._running = set()
        self._held = {}
        self._me = threading.local()

    def run(self, writers):
        """Run each writer (name to function) to its end; returns name to result."""
        results, problems = {}, []

        def work(name, function):
            self._me.name = name
            try:
                results[name] = function()
            except BaseException as problem:
                problems.append(problem)
            finally:
                with self._condition:
                    self._running.discard(name)
                    self._held = {lock: owner for lock, owner in self._held.items() if owner != name}
                    self._decide()

        self._running = set(writers)
        threads = [threading.Thread(target=work, args=one, daemon=True) for one in sorted(writers.items())]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT)
        if problems:
            raise problems[0]
        assert not any(thread.is_alive() for thread in threads), "a writer hangs after %s" % self.trace
        return results

    def step(self, label, lock=None, seconds=LATENCY):
        """Wait for this writer's turn. lock: a name that nobody else may hold, and that it holds from then on."""
        name = getattr(self._me, "name", None)
        if name is None:  # the test itself
            return
        with self._condition:
            arrived = self.now
            self._waiting[name] = lock
            self._running.discard(name)
            self._decide()
            while name in self._waiting:
                if not self._condition.wait(WAIT):
                    raise Stuck("%s waits for ever at %s after %s" % (name, label, self.trace))
            self.trace.append("%s: %s" % (name, label))
            word = label.split()[0]
            self.transit[word] = max(self.transit.get(word, 0.0), self.now - arrived)
            self.now += seconds

    def _decide(self):
        if self._running or not self._waiting:
            return
        able = [name for name, lock in sorted(self._waiting.items()) if lock not in self._held or lock is None]
        if not able:
            self._waiting.clear()
            self._condition.notify_all()
            raise Stuck("nobody can go on after %s" % self.trace)
        chosen = 0
        if len(able) > 1:
            chosen = self._choose(len(able), len(self.choices))
            self.choices.append((chosen, len(able)))
        name = able[chosen]
        lock = self._waiting.pop(name)
        if lock is not None:
            self._held[lock] = name
        self._running.add(name)
        self._condition.notify_all()

    def release(self, lock):
        """Give up a lock; the others learn of it at this writer's next step."""
        with self._condition:
            if lock in self._held and self._held[lock] == getattr(self._me, "name", None):
                del self._held[lock]

    @contextmanager
    def lock(self, name, *_wait):
        """In place of local_lock: the writers are tasks of one machine."""
        self.step("lock", lock=name)
        try:
            yield True
        finally:
            self.release(name)

    def sleep(self, seconds):
        """A wait: any number of the others' steps may be done before and after."""
        self.step("sleep", seconds=seconds)

    def clock(self):
        """The time."""
        return self.now


def orders(sample=None):
    """Orders to be used before the next is asked for: every one there is, or a sample of so many."""
    if sample is None:
        yield from _every()
        return
    yield Turns(lambda among, asked: asked % among)  # in step with each other
    for seed in range(1, sample):
        dice = random.Random(seed)
        yield Turns(lambda among, asked, dice=dice: dice.randrange(among))


def _every():
    decisions = []
    while True:
        turns = Turns(lambda among, asked, wanted=tuple(decisions): wanted[asked] if asked < len(wanted) else 0)
        yield turns
        made = list(turns.choices)
        while made and made[-1][0] == made[-1][1] - 1:
            made.pop()
        if not made:
            return
        decisions = [chosen for chosen, _among in made[:-1]] + [made[-1][0] + 1]
