# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task is told of the machine that it runs on, for as long as it runs: whose files count, and where its locks are."""

from __future__ import annotations

import os
import pwd
from contextvars import ContextVar

from ..core.errors import InvalidInput

EVERYBODY = "*"
_CURRENT = ContextVar("cxops_genesys_machine", default=None)


class Machine:
    """The settings of one task.

    owners: names or numbers of users whose files count beside the user's own and root's; EVERYBODY: there are no other users
    to be afraid of. lock_dir: the folder for locks, None for the usual one. ``warnings``: what is to be said of the machine.
    Raises InvalidInput for a name that nobody has.
    """

    def __init__(self, owners=(), lock_dir=None):
        owners = [text for text in (str(name).strip() for name in owners) if text]
        self.lock_dir = lock_dir
        self.trusts_everybody = EVERYBODY in owners
        self.warnings = []
        self._owners = {_uid(name) for name in owners if name != EVERYBODY} | {0, os.geteuid()}

    def trusts(self, uid):
        """What this user owns counts."""
        return self.trusts_everybody or uid in self._owners

    def warn(self, text):
        """Say it once."""
        if text not in self.warnings:
            self.warnings.append(text)


def current():
    """The machine as the running task knows it, or with nothing but what holds for every task."""
    return _CURRENT.get() or Machine()


def enter(machine):
    """Let this be the current one; returns what leave() wants."""
    return _CURRENT.set(machine)


def leave(token):
    """Let the one before be the current one again."""
    _CURRENT.reset(token)


def user(uid):
    """What messages call a user."""
    try:
        return "%s (uid %d)" % (pwd.getpwuid(uid).pw_name, uid)
    except KeyError:
        return "uid %d" % uid


def _uid(name):
    if name.isascii() and name.isdigit():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_uid
    except (KeyError, ValueError):
        raise InvalidInput(
            "secret_file_owners: there is no user %s on this machine." % name,
            "Give names or numbers of users. No request was made.",
            field="secret_file_owners",
        ) from None
