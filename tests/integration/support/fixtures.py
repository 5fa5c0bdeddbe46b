# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of every test that needs the services: one emulator and one PostgreSQL for a process, both as new for each test."""

from __future__ import annotations

import os
import uuid

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock
from emulator import database, server

from .cloud import Organization
from .playbooks import Playbooks
from .world import World

FOREIGN = ("GENESYS", "PG", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")


@pytest.fixture(autouse=True)
def no_foreign_environment(monkeypatch, tmp_path_factory):
    """Nothing of the person's own environment reaches the tasks: no address, no credentials, no proxy; nor what other tests left."""
    locks = tmp_path_factory.getbasetemp() / ("locks-%s" % uuid.uuid4())
    monkeypatch.setattr(local_lock, "folders", lambda: [str(locks)])
    monkeypatch.setenv("XDG_STATE_HOME", str(locks.with_name("state-" + locks.name)))
    for name in list(os.environ):
        if name.upper().startswith(FOREIGN):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def nexus_database():
    """A real PostgreSQL with the tables of Digital Channels."""
    with database.start() as running:
        yield running


@pytest.fixture(scope="session")
def plain_emulator():
    """All services but Digital Channels, which has no database here: resets are quick."""
    with server.start() as running:
        yield running


@pytest.fixture(scope="session")
def whole_emulator(nexus_database):
    """All services with their database."""
    with server.start(database=nexus_database.dsn) as running:
        yield running


@pytest.fixture
def world(request):
    """The services as a test sees them. Parametrise it indirectly with False for a world without database."""
    with_database = getattr(request, "param", True)
    emulator = request.getfixturevalue("whole_emulator" if with_database else "plain_emulator")
    emulator.control.reset()
    return World(emulator, request.getfixturevalue("nexus_database") if with_database else None)


@pytest.fixture
def playbooks(tmp_path, world):
    return Playbooks(tmp_path, world)


@pytest.fixture
def cloud(plain_emulator, tmp_path):
    """One organisation of Genesys Cloud, and the module of its OAuth clients."""
    plain_emulator.control.reset()
    return Organization(plain_emulator, tmp_path)
