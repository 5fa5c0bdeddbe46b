# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look at an object that a run makes before its first write, and that the object's own task need not repeat."""

from __future__ import annotations

import time

from ..transport.answer import Answer
from ._collection import LIST_AGE
from ._undocumented import MISSING


class Look:
    """GET of one object for a backend, which serves one task. path: of the object. ``from_cache``: the last answer was asked
    for by an earlier task, some seconds ago.
    """

    def __init__(self, path):
        self.path = path
        self.from_cache = False
        self._is_first = True

    def ahead(self, service, operation, keep=True):
        """Ask, and leave the answer to the object's own task. keep: False if that is to ask again. Raises as Service.get() does;
        MISSING is an answer.
        """
        answer = service.get(operation, self.path, allow=MISSING)
        if not keep:
            return
        service.memory.record(
            self._key(service), {"at": time.monotonic(), "status": answer.status, "body": answer.body}
        )

    def get(self, service, operation):
        """The answer: the first time the one that was asked for ahead, if there is one, for one task only."""
        left, self.from_cache = self._take(service) if self._is_first else None, False
        self._is_first = False
        if left is None:
            return service.get(operation, self.path, allow=MISSING)
        self.from_cache = True
        return Answer(left["status"], left["body"])

    def _take(self, service):
        memory, key = service.memory, self._key(service)
        left = memory.recall(key) if memory.scope is not None else None
        if not left or not left[0]:
            return None
        memory.record(key, {})
        return left[0] if left[0]["at"] + LIST_AGE > time.monotonic() else None

    def _key(self, service):
        return service.key("looked ahead", self.path)
