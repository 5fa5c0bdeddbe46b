# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock among the tasks of one machine and user, for services that have none of their own.

The locks of a user are in one place, whatever the session (login, cron, sudo): ``lock_dir`` if that is given, else
``~/.cache/cxops-genesys`` in the home that the user database names, else ``cxops-genesys-UID`` in the folder for temporary
files. A place counts if nobody else can interfere there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import pwd
import stat
import tempfile
import time
from contextlib import contextmanager

from . import machine, trusted_path

try:
    import fcntl
except ImportError:  # no such locks there: the task goes on without
    fcntl = None

MOST_WAITS = 10  # for holders one after the other
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
NO_TURNS = (
    "Tasks of this machine do not take turns, so that several runs at a time may hinder each other: there is no folder for "
    "locks (%s). Give one in genesys_lock_dir that belongs to the user who runs the task, with mode 0700."
)


@contextmanager
def local_lock(name, wait, sleep=time.sleep, clock=time.monotonic):
    """Hold the lock of this name; go on without it when one task has it for ``wait`` seconds, for that one may be stuck.

    Yields whether it is held, or no such lock can be had at all, which is a warning. The lock of a process that ended is free.
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


def look():
    """Warn where no lock can be had, as a task that needs one would."""
    if fcntl:
        handle = _open("")
        if handle is not None:
            os.close(handle)


def folders():
    """Where the locks of this user may be: the first one counts that can be used."""
    given = machine.current().lock_dir
    if given:
        return [given]
    home = _home()
    usual = [os.path.join(home, ".cache", "cxops-genesys")] if home else []
    return usual + [os.path.join(tempfile.gettempdir(), "cxops-genesys-%d" % os.geteuid())]


def _home():
    """The user's home by the user database, for HOME is another one in some sessions of the same user; None without one."""
    try:
        home = pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return None
    return home if os.path.isdir(home) else None


def _open(name):
    """A handle of the lock's file; None, with a warning, where there is no place for locks."""
    digest, reasons = hashlib.sha256(name.encode("utf-8")).hexdigest()[:24], []
    for place in folders():
        try:
            return _open_in(place, digest)
        except OSError as error:
            reasons.append("%s: %s" % (place, error.strerror or type(error).__name__))
    machine.current().warn(NO_TURNS % "; ".join(reasons))
    return None


def _open_in(place, name):
    trusted_path.make_folder(place)
    _check(place, os.stat(place))
    handle = os.open(os.path.join(place, name), _FLAGS, 0o600)
    try:
        _check(name, os.fstat(handle))
    except BaseException:
        os.close(handle)
        raise
    return handle


def _check(what, there):
    """Raise OSError unless it is the user's own and nobody else's. What others own may be kept locked by them for ever."""
    if there.st_uid != os.geteuid():
        raise OSError(errno.EPERM, "%s belongs to %s" % (what, machine.user(there.st_uid)))
    if stat.S_IMODE(there.st_mode) & 0o077:
        raise OSError(errno.EPERM, "%s is open to others" % what)


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
                machine.current().warn(NO_TURNS % (error.strerror or type(error).__name__))
                return True
        now, seen = clock(), os.fstat(handle).st_mtime_ns
        if seen != mark:
            deadline, mark = now + wait, seen
        if now > min(deadline, last):
            return False
        sleep(0.02)
