# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One step of a journey, disturbed at one request or one statement, and what has to hold afterwards."""

from __future__ import annotations

import json

from .stand import UUID

ATTEMPTS = 5
TRACES = ("Traceback", "Error(", "object at 0x", "HTTPConnectionPool", "Max retries")


class Matrix:
    """Measures the undisturbed run of a step. ``calls`` and ``statements`` are what it sends, ``picture`` is what it comes to."""

    def __init__(self, stand, step):
        self.stand, self.step, self.world = stand, step, stand.world
        step.lead(stand)
        self.start = stand.save()
        self._again()
        results = self._ran()
        self.calls = self._log()
        self.statements = [_words(sql) for sql in stand.proxy.statements] if stand.proxy else []
        self.hit = {}
        assert any(result["changed"] for result in results)
        state = self._state()
        self.picture = self._sound(state)
        self._rests(state)

    def label(self, kind, nth):
        """What a case is called."""
        what, call = ("statement", self.statements) if of_sql(kind) else ("request", self.calls)
        return "%s, %s %d %s: %s" % (self.step.name, what, nth, call[nth - 1], kind)

    def disturb(self, kind, nth):
        """Try the kind of fault at the nth request; of SQL, at the nth statement. Raises AssertionError."""
        results = next(filter(None, (self._disturbed(kind, nth) for _attempt in range(ATTEMPTS))), None)
        assert results, "the disturbed run does not get there as the undisturbed one did"
        self.hit.setdefault(kind, set()).add(nth)
        failed = results[-1].get("failed")
        assert not (failed and kind.transient) or self._chose_another_id(results[-1]), (
            "not survived: %s" % results[-1]["msg"]
        )
        self.world.emulator.app.faults.clear()
        if failed:
            clear(results[-1])
            self._ran()
        state = self._state()
        assert self._sound(state) == self.picture
        self._rests(state)

    def _chose_another_id(self, result):
        """The answer that told the id was lost: whose object it is only the operator can say, by the line that is printed."""
        return self.world.store.switches.server_chosen_ids and result["failure"]["code"] == "ambiguous"

    def _disturbed(self, kind, nth):
        """The results of the disturbed run; None when it went another way before, on a machine too busy for a short timeout."""
        self._again()
        rule = kind.install(self.stand.proxy if of_sql(kind) else self.world.emulator, nth)
        results = self.step.run(self.stand, **kind.options)
        if of_sql(kind):
            same = [_words(sql) for sql in self.stand.proxy.statements[:nth]] == self.statements[:nth]
        else:
            same = self._log()[:nth] == self.calls[:nth]
            same = same and [entry["n"] for entry in self.world.log() if entry["fault"]] == [nth]
        assert same or kind.timeout, "the disturbed run went another way before"
        return results if same and rule.fired else None

    def _again(self):
        self.stand.restore(self.start)
        self.world.canaries.clear()

    def _log(self):
        return [UUID.sub("<id>", "%(method)s %(path)s" % entry) for entry in self.world.log()]

    def _ran(self):
        results = self.step.run(self.stand)
        assert not results[-1].get("failed"), "a clean run failed: %s" % results[-1]["msg"]
        return results

    def _state(self):
        self.world.settle()
        return self.world.state()

    def _sound(self, state):
        """What the stand looks like: nothing is there twice, no secret was lost."""
        self.stand.no_twins(state)
        self.stand.secrets_work(state)
        return self.stand.picture(state)

    def _rests(self, state):
        """One more run changes nothing."""
        secrets = self.stand.secrets()
        self.world.clear_log()
        results = self._ran()
        assert not any(result["changed"] for result in results), "the run after it changes something"
        assert self.stand.effects() == []
        assert (self._state(), self.stand.secrets()) == (state, secrets)


def of_sql(kind):
    """The kind is one of SQL."""
    return hasattr(kind, "sqlstate")


def _words(sql):
    """The beginning of a statement, without its values."""
    return " ".join(sql.split()[:4])


def clear(result):
    """A failure that a person can act upon: it names what was done, in one line, with a hint, and is no defect of ours."""
    failure, message = result["failure"], result["msg"]
    assert failure["code"] not in ("internal", "error", "answer_lost"), message
    assert failure.get("operation") and failure["operation"] in message, "the operation is not named: %s" % message
    assert failure["hint"] and failure["hint"] in message
    assert "\n" not in message and len(message) < 900
    for word in TRACES:
        assert word not in json.dumps(result), message
