# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one machine and user take turns where a service would take two of the same at the same time."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager

from ..core.checks import platform_url
from ..core.errors import TimedOut
from ..core.text import folded
from ..transport.local_lock import local_lock, look


@contextmanager
def turn(backend, base_url, place):
    """From the look to the write no other task of this machine is at this place of the service. Check mode waits for nobody."""
    if backend.check_mode:
        look()
        yield
        return
    with local_lock(platform_url(base_url) + folded(place), backend.services.transport.timeout):
        yield


@contextmanager
def alone_with(backend, *paths):
    """From the look to the write no other task of this machine has one of these secret files. Check mode waits for nobody.

    paths: None for one that is not given. Raises TimedOut where another task does not end.
    """
    transport = backend.services.transport
    with ExitStack() as held:
        for path in sorted({os.path.realpath(one) for one in paths if one and not backend.check_mode}):
            if not held.enter_context(local_lock("secret file " + path, transport.timeout, transport.sleep)):
                raise TimedOut(
                    "Another task of this machine is busy with the secret file %s, so that nothing was changed." % path,
                    "Look whether that task hangs, then run again.",
                    path=path,
                )
        yield
