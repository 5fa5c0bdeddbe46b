# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real emulator for a whole run, back at its start for every test."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from emulator import database as databases
from emulator import server
from emulator.samples import CCID, CENTER, CLIENT, ENVIRONMENT, OPS, SECRET


class Api:
    """Calls of the services, by default as the ops user."""

    def __init__(self, emulator: server.Emulator) -> None:
        self.emulator = emulator
        self.control = emulator.control
        self.session = requests.Session()
        self.session.trust_env = False

    def __call__(self, method: str, path: str, auth: Any = OPS, **more: Any) -> requests.Response:
        more.setdefault("timeout", 10)
        more.setdefault("allow_redirects", False)
        return self.session.request(method, self.emulator.url + path, auth=auth, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self("GET", path, **more)

    def data(self, method: str, path: str, data: Any, **more: Any) -> requests.Response:
        """Send ``data`` in the request envelope."""
        return self(method, path, json={"data": data}, **more)

    def bearer(self, method: str, path: str, token: str, **more: Any) -> requests.Response:
        headers = {"Authorization": "Bearer " + token, **more.pop("headers", {})}
        return self(method, path, auth=None, headers=headers, **more)

    def token(self, auth: Any = ("nexus_client", SECRET), **form: str) -> requests.Response:
        return self("POST", "/auth/v3/oauth/token", auth=auth, data=form)

    def tenant(self) -> None:
        """Put the client, an environment and a contact center there."""
        self.control.seed(clients=CLIENT, environments=ENVIRONMENT, contact_centers=CENTER)

    def person(self) -> str:
        """Return a token of the tenant's person."""
        return self.control.token("nexus_client", CCID + "\\nexus")


@pytest.fixture(scope="session")
def running():
    with server.start() as emulator:
        yield emulator


@pytest.fixture
def api(running):
    one = Api(running)
    one.control.reset()
    yield one
    one.session.close()


@pytest.fixture(scope="session")
def database():
    with databases.start() as one:
        yield one


@pytest.fixture(scope="session")
def running_with_database(database):
    with server.start(database=database.dsn) as emulator:
        yield emulator


@pytest.fixture
def full(running_with_database):
    """The emulator with Nexus' database."""
    one = Api(running_with_database)
    one.control.reset()
    yield one
    one.session.close()
