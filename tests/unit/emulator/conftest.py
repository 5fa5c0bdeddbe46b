# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real emulator for a whole run, back at its start for every test."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from emulator import database as databases
from emulator import defaults, server
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


class Cloud:
    """Calls of Genesys Cloud, by default with a token of the provisioner."""

    CLIENTS = "oauth/clients"

    def __init__(self, api: Api) -> None:
        self.api = api
        self.control = api.control
        self.token = api.control.cloud_token()

    def __call__(self, method: str, path: str, token: str | None = None, **more: Any) -> requests.Response:
        return self.api.bearer(method, "/api/v2/" + path, token or self.token, **more)

    def get(self, path: str, **more: Any) -> Any:
        """Return what a GET that works shows."""
        answer = self("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, grant: str = "CLIENT-CREDENTIALS", **more: Any) -> requests.Response:
        """Create a client that may do nothing but be there, with other members as given."""
        needs = {"roleDivisions": [{"roleId": defaults.CLOUD_ROLES["employee"]}]}
        needs = needs if grant == "CLIENT-CREDENTIALS" else {"scope": ["users"]}
        return self("POST", self.CLIENTS, json={"name": "n", "authorizedGrantType": grant, **needs, **more})

    def make(self, grant: str = "CLIENT-CREDENTIALS", **more: Any) -> dict[str, Any]:
        """Return a new client, with its secret."""
        answer = self.post(grant, **more)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def put(self, client: dict[str, Any], **more: Any) -> requests.Response:
        """Send the whole client back with some members as given."""
        return self("PUT", "%s/%s" % (self.CLIENTS, client["id"]), json={**client, **more})

    def one(self, client: dict[str, Any]) -> requests.Response:
        return self("GET", "%s/%s" % (self.CLIENTS, client["id"]))

    def delete(self, client: dict[str, Any]) -> requests.Response:
        return self("DELETE", "%s/%s" % (self.CLIENTS, client["id"]))

    def login(self, auth: Any, grant_type: str = "client_credentials", **form: str) -> requests.Response:
        """Ask for a token; ``auth`` is a client, a pair or nothing."""
        pair = (auth["id"], auth["secret"]) if isinstance(auth, dict) else auth
        return self.api("POST", "/oauth/token", auth=pair, data={"grant_type": grant_type, **form})


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


@pytest.fixture
def cloud(api):
    return Cloud(api)


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
