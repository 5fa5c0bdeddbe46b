# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service made of values that were written, so that the next run does not write them again.

How a service trims or rewrites a value is not documented. Where the value that was just written is read back as another one, a note
with a digest of both stays beside the locks of this machine. The note counts as long as the same value is wanted and the same one is there.

What another writer sets between a write and the look after it cannot be told from that: it is a warning once, and stays.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from ..core.backend import Backend
from ..core.compare import same
from ..core.errors import GenesysError
from ..core.plan import DELETE, NONE, UPDATE, Plan
from ..core.spec import EXACT, MEMBERS
from ..transport.local_lock import leave, left

FOR_EVER = float("inf")
MADE = "The service accepted %s of the %s, but made %s of it."
_LONGEST = 16  # characters of a digest: a note has room for all fields of an object


class RewritingBackend(Backend):
    """A backend of a service that may make other values of those that are written.

    reads_back: whether an object is looked at again after a write whose answer does not tell it.
    """

    reads_back = True

    def place(self, plan, told):
        """What names the object among all objects of all services. told: the object as an answer tells it, or None."""
        raise NotImplementedError

    def reviewed(self, plan):
        """See Backend. What the service makes of a value is no difference once it is known."""
        reviewed = self._rewritten(plan).without_known(plan)
        for option in sorted(set(plan.patch) - set(reviewed.patch)):
            self.explain(option)
        return reviewed

    def written(self, plan, answer):
        """See Backend. A value that is read back as another one is told, and known from then on."""
        if plan.action == DELETE:
            return
        known, found = self._rewritten(plan, answer), answer
        if answer is None and self.reads_back and known.concerned(plan):
            found = self._read_back()
        found = found or {}
        others = list(known.differences(plan, found, answer is not None))
        for item in others:
            self.warn(MADE % (item.arg, self.resource.title(dict(self.options, **plan.after)), found[item.arg]))
            self.explain(item.arg)
        if others:
            known.note(plan, found, others)

    def explain(self, option):
        """Say why the service makes another value of this option, where that is known."""

    def warn(self, text):
        """Say it once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def look_back(self):
        """The object as it is after a write."""
        return self.find(self.resource.desired(self.options))

    def _rewritten(self, plan, told=None):
        return Rewritten(self.place(plan, told), self.resource.managed)

    def _read_back(self):
        """The object after a write; {} where it cannot be seen, which is no reason to fail: the write is done."""
        try:
            return self.look_back() or {}
        except GenesysError:
            return {}


class Rewritten:
    """The note about one object. place: names it among all objects of all services. fields: the table."""

    def __init__(self, place, fields):
        self._place = "rewritten " + place
        self._fields = [
            item
            for item in fields
            if not item.secret and (item.compare == MEMBERS or (item.wire and item.compare == EXACT))
        ]

    def concerned(self, step):
        """The fields of a plan of which a service may make another value."""
        return [item for item in self._fields if step.patch.get(item.arg) not in (None, "", {})]

    def differences(self, step, told, answered):
        """The fields of which the service made another value. told: the object as the service tells it after the write.

        answered: by the answer to the write. In a later answer, the value from before the write may just be an old one.
        """
        for item in self.concerned(step):
            there = told.get(item.arg)
            stale = not answered and item.arg in step.before and same(item, step.before[item.arg], there)
            if there is not None and not stale and not same(item, step.patch[item.arg], there):
                yield item

    def note(self, step, told, fields):
        """Keep what the service made of these fields."""
        known = self._read()
        known.update({item.arg: _digest(step.patch[item.arg], told[item.arg]) for item in fields})
        leave(self._place, json.dumps(known))

    def without_known(self, step):
        """The plan without the values of which the service is known to make what is there."""
        if step.action != UPDATE or not self.concerned(step):
            return step
        known = self._read()
        done = [
            item.arg
            for item in self.concerned(step)
            if item.arg not in step.rewrite
            and known.get(item.arg) == _digest(step.patch[item.arg], step.before.get(item.arg))
        ]
        if not done:
            return step
        patch = {name: value for name, value in step.patch.items() if name not in done}
        if not patch:
            return Plan(NONE, before=step.before, after=step.before)
        return replace(step, after=dict(step.before, **patch), patch=patch)

    def _read(self):
        try:
            known = json.loads(left(self._place, FOR_EVER) or "{}")
        except ValueError:
            return {}
        return known if isinstance(known, dict) else {}


def _digest(sent, told):
    return hashlib.sha256(json.dumps([sent, told], default=str).encode("utf-8")).hexdigest()[:_LONGEST]
