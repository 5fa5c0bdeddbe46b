# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock among the tasks of one machine and user, for services that have none of their own."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # no such locks there: the task goes on without
    fcntl = None

MOST_WAITS = 10  # for holders one after the other


@contextmanager
def local_lock(name, wait, sleep=time.sleep, clock=time.monotonic):
    """Hold the lock of this name; go on without it when one task has it for ``wait`` seconds, for that one may be stuck.

    Yields whether it is held, or no such lock can be had at all. The lock of a process that ended is free.
    """
    handle = _open(name) if fcntl else None
    try:
        yield handle is None or _take(handle, wait, sleep, clock)
    finally:
        if handle is not None:
            os.close(handle)


def leave(name, text):
    """Leave a short text for the next task that holds the lock of this name; it is no secret. What cannot be kept is lost."""
    with _note(name) as handle:
        if handle is not None:
            os.ftruncate(handle, 0)
            os.pwrite(handle, text.encode("utf-8"), 0)


def left(name, seconds):
    """The text that was left within the last so many seconds, or an empty one."""
    with _note(name) as handle:
        if handle is not None and 0 <= time.time() - os.fstat(handle).st_mtime < seconds:
            return os.pread(handle, 1024, 0).decode("utf-8", "replace")
    return ""


@contextmanager
def _note(name):
    handle = _open(name + " note")
    try:
        yield handle
    except OSError:  # such as a full disk
        pass
    finally:
        if handle is not None:
            os.close(handle)


def folder():
    """Where the locks of this user are."""
    return os.path.join(tempfile.gettempdir(), "cxops-genesys-%d" % os.getuid())


def _open(name):
    place = folder()
    digest = hashlib.sha256(name.encode("utf-8")).hexdigest()[:24]
    try:
        os.makedirs(place, mode=0o700, exist_ok=True)
        if os.lstat(place).st_uid != os.getuid():
            return None
        return os.open(os.path.join(place, digest), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _take(handle, wait, sleep, clock):
    """Take the lock; False when that takes too long. Each holder marks the file, so that those who wait see the queue go on."""
    last = clock() + wait * MOST_WAITS
    deadline, mark = clock() + wait, None
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.utime(handle)
            return True
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                return True
        now, seen = clock(), os.fstat(handle).st_mtime_ns
        if seen != mark:
            deadline, mark = now + wait, seen
        if now > min(deadline, last):
            return False
        sleep(0.02)
