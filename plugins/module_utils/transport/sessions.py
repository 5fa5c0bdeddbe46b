# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How one task leaves its HTTP connections to the next: a handshake costs more than a request."""

from __future__ import annotations

import os
import time


class KeptSessions:
    """Connections that stay open for the next task of the process, such as the next item of a loop.

    clock: for tests.
    """

    LONGEST_PAUSE = 5.0  # seconds after which a server may be about to close the connection

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._process = None
        self._kept = {}

    def take(self, trust):
        """The session of these TLS settings that was put here a moment ago by this very process, or None."""
        session, until = self._mine().pop(trust, (None, 0.0))
        if session is not None and until < self._clock():
            session.close()
            return None
        return session

    def put(self, trust, session):
        """Keep the session for the next task."""
        before, _until = self._mine().pop(trust, (None, 0.0))
        if before is not None:
            before.close()
        self._kept[trust] = (session, self._clock() + self.LONGEST_PAUSE)

    def _mine(self):
        """What this process has kept: connections are not shared with forks."""
        if self._process != os.getpid():
            self._process, self._kept = os.getpid(), {}
        return self._kept
