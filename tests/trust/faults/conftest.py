# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journeys by ansible-playbook, each with the services that it needs; and those in this process."""

from __future__ import annotations

import pytest

from integration.support.world import World
from trust.support.sql_proxy import SqlProxy
from trust.support.theatre import Theatre
from trust.support.tried import matrix_of, session_proxy, tried


@pytest.fixture
def theatre(request, tmp_path):
    """Makes the Theatre of a journey; the variables are of all its plays."""

    def make(journey, proxy=None, **variables):
        emulator = request.getfixturevalue("whole_emulator" if journey.database else "plain_emulator")
        database = request.getfixturevalue("nexus_database") if journey.database else None
        return Theatre(tmp_path, World(emulator, database), journey, proxy, **variables)

    return make


@pytest.fixture
def sql_proxy(nexus_database):
    """A proxy before the database."""
    with SqlProxy(nexus_database.params["host"], nexus_database.params["port"]) as proxy:
        yield proxy


__all__ = ["matrix_of", "session_proxy", "tried"]  # the fixtures that come from elsewhere
