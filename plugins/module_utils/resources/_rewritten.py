# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service made of values that were written, so that the next run does not write them again.

How a service trims or rewrites a value is not documented. Where the value that was just written is read back as another one, a note
with a digest of both stays beside the locks of this machine. The note counts as long as the same value is wanted and the same one is there.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from ..core.compare import same
from ..core.plan import NONE, UPDATE, Plan
from ..core.spec import EXACT, MEMBERS
from ..transport.local_lock import leave, left

FOR_EVER = float("inf")
_LONGEST = 16  # characters of a digest: a note has room for all fields of an object


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
