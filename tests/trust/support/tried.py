# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of the matrix: each step is measured once in a process, and a test tries one kind of fault at its requests."""

from __future__ import annotations

import pytest

from integration.support.world import World

from .matrix import Matrix, of_sql
from .sql_proxy import SqlProxy
from .stand import Stand


@pytest.fixture(scope="session")
def session_proxy(nexus_database):
    """Before the database, for a whole session; each run's statements are counted anew."""
    with SqlProxy(nexus_database.params["host"], nexus_database.params["port"]) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def matrix_of(request, tmp_path_factory):
    """Function of a step, and of whether its statements count: its matrix."""
    measured = {}

    def matrix_of(step, sql=False):
        if (step, sql) not in measured:
            database = request.getfixturevalue("nexus_database") if step.database else None
            emulator = request.getfixturevalue("whole_emulator" if step.database else "plain_emulator")
            proxy = request.getfixturevalue("session_proxy") if sql else None
            emulator.control.reset()
            stand = Stand(World(emulator, database), tmp_path_factory.mktemp("stand") / "secrets", proxy)
            measured[step, sql] = Matrix(stand, step)
        return measured[step, sql]

    return matrix_of


@pytest.fixture
def tried(cases, long, matrix_of):
    """Try a kind of fault at each request or statement of the step; in the sample, so that each kind and each request has its turn.

    kinds: all of them, one of which it is. everywhere: as in the long form.
    """

    def tried(step, kinds, kind, everywhere=long):
        matrix = matrix_of(step, of_sql(kind))
        count = len(matrix.statements if of_sql(kind) else matrix.calls)
        diagonal = {at % count + 1 for at in range(kinds.index(kind), max(count, len(kinds)), len(kinds))}
        chosen = set(range(1, count + 1)) if everywhere else diagonal
        for nth in sorted(chosen):
            with cases(matrix.label(kind, nth)):
                matrix.disturb(kind, nth)
        assert cases.failures or matrix.hit[kind] == chosen, "not every request was disturbed"

    return tried
