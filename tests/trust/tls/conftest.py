# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL with TLS, certificates of every kind, and what shows them in front of the services."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("trust.tls.support")

# Below the line above, for it has to be said before the import.
from emulator import server  # noqa: E402
from trust.tls.support import sql  # noqa: E402
from trust.tls.support.certificates import Certificates  # noqa: E402
from trust.tls.support.front import Front  # noqa: E402


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def secure_server(certificates):
    """A PostgreSQL that takes TLS and SCRAM, with the tables of Digital Channels."""
    with sql.start(certificates) as running:
        yield running


@pytest.fixture(scope="session")
def secure_emulator(secure_server):
    """All services on that database, without TLS of their own."""
    with server.start(database=secure_server.dsn) as running:
        yield running


@pytest.fixture
def world(request):
    """As for all tests, but its database is reached by TLS, with the server's certificate checked.

    Parametrise it indirectly with False for a world without database.
    """
    if getattr(request, "param", True):
        emulator, database = request.getfixturevalue("secure_emulator"), request.getfixturevalue("secure_server")
    else:
        emulator, database = request.getfixturevalue("plain_emulator"), None
    emulator.control.reset()
    return sql.SecureWorld(emulator, database)


@pytest.fixture(scope="session")
def made_fronts():
    made = {}
    yield made
    for front in made.values():
        front.close()


@pytest.fixture
def fronts(made_fronts, certificates, world):
    """Makes what ends TLS before the test's services: kind of certificate, further arguments of Front -> Front.

    forget: it begins anew with what it has heard.
    """

    def make(kind, forget=True, **more):
        key = (kind, world.emulator.port, *sorted(more.items()))
        if key not in made_fronts:
            made_fronts[key] = Front(certificates.servers[kind], world.emulator.port, **more)
        if forget:
            made_fronts[key].clear()
        return made_fronts[key]

    return make
