# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one machine and user take turns where a service would take two of the same at the same time."""

from __future__ import annotations

from contextlib import contextmanager

from ..core.checks import platform_url
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
