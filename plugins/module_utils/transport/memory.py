# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run has learnt from the services, so that no task asks again what another one has been told.

It holds tokens and objects with their secrets, so it is never on disk under a name, and ends with the run.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import time
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # no such locks there: each process then remembers for itself
    fcntl = None

LONGEST_TURN = 10.0  # seconds to wait for another process that is asking the same
_HEAD = struct.Struct("=32s?Q")  # key, whether it begins anew, length of what follows


def digest(*parts):
    """A key from all that an answer depends on: what was asked, where, and with which credentials."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode("utf-8")).digest()


class Memory:
    """The memory of one process: records by key, each a value and the changes to it since then."""

    def __init__(self, scope="", relay=None):
        self.scope = scope  # which task's lists may be used; None: lists are not shared
        self.relay = (
            relay  # the task that leaves the objects that it found for those that follow it; None: no such task
        )
        self._records = {}

    def for_task(self, scope, relay=None):
        """The same memory, with the lists of one task, and the objects of the one that it follows; None: none."""
        view = Memory(scope, relay)
        view._records = self._records
        return view

    def recall(self, key):
        """The value and the changes to it, in order, or None."""
        return self._records.get(key)

    def record(self, key, value):
        """Keep the value; what was known by this key is replaced."""
        self._records[key] = [value]

    def amend(self, key, change):
        """Add a change to what is known by this key, if anything is."""
        if key in self._records:
            self._records[key].append(change)

    @contextmanager
    def turn(self, key):
        """Ask while no other process asks the same."""
        yield


class SharedMemory(Memory):
    """The memory of a process and of all that it forks afterwards: a file without a name, in memory where the system
    offers that. Appended to, never rewritten.
    """

    def __init__(self, scope="", handle=None, relay=None):
        super().__init__(scope, relay)
        self._handle = _nameless_file() if handle is None else handle
        self._read = 0  # so far the records are known
        self._places = {}

    def for_task(self, scope, relay=None):
        """The same memory, with the lists of one task, and the objects of the one that it follows; None: none."""
        return SharedMemory(scope, self._handle, relay)

    def recall(self, key):
        """The value and the changes to it, in order, or None."""
        with self._locked(0):  # a large record becomes visible page by page
            end = os.fstat(self._handle).st_size
        while self._read < end:
            name, anew, length = _HEAD.unpack(os.pread(self._handle, _HEAD.size, self._read))
            place = (self._read + _HEAD.size, length)
            if anew:
                self._places[name] = [place]
            elif name in self._places:
                self._places[name].append(place)
            self._read = sum(place)
        places = self._places.get(key)
        return places and [json.loads(os.pread(self._handle, length, at).decode("utf-8")) for at, length in places]

    def record(self, key, value):
        """Keep the value; what was known by this key is replaced."""
        self._append(key, value, True)

    def amend(self, key, change):
        """Add a change to what is known by this key, if anything is."""
        self._append(key, change, False)

    def _append(self, key, value, anew):
        payload = json.dumps(value).encode("utf-8")
        with self._locked(0):
            end = os.fstat(self._handle).st_size
            os.pwrite(self._handle, _HEAD.pack(key, anew, len(payload)) + payload, end)

    @contextmanager
    def turn(self, key):
        """Ask while no other process asks the same; whoever takes too long is not waited for."""
        with self._locked(1 + int.from_bytes(key[:7], "big")):
            yield

    @contextmanager
    def _locked(self, byte):
        """Locks of single bytes belong to a process, and end with it."""
        taken = self._take(byte)
        try:
            yield
        finally:
            if taken:
                fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, byte)

    def _take(self, byte):
        deadline, pause = time.monotonic() + LONGEST_TURN, 0.001
        while True:
            try:
                fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
                return True
            except OSError:
                if time.monotonic() > deadline:
                    return False
            time.sleep(pause)
            pause = min(pause * 2, 0.02)


def for_forks():
    """A memory to be made before the process forks: shared with the forks where the system can do that."""
    return SharedMemory() if fcntl and hasattr(os, "pwrite") else Memory()


def _nameless_file():
    if hasattr(os, "memfd_create"):
        return os.memfd_create("cxops-genesys")
    with tempfile.TemporaryFile() as stream:
        return os.dup(stream.fileno())
