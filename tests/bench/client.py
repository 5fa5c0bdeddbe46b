# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m bench.client -i INVENTORY``: the calls of the play with uri from one process without Ansible, the physical floor.

One HTTP session and one database connection for all tenants; each object is looked for and then created when it is missing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import psycopg2
import requests

GRANTS = ["client_credentials", "authorization_code", "refresh_token", "password"]


class Client:
    """The services for one tenant after another; ``changed`` counts what was created."""

    def __init__(self, session: requests.Session, database: Any) -> None:
        self._session = session
        self._database = database
        self.changed = 0
        self.calls = 0

    def call(self, method: str, url: str, expected: tuple[int, ...] = (200,), **more: Any) -> requests.Response:
        """A request; raises RuntimeError for any other status than those expected."""
        answer = self._session.request(method, url, timeout=30, **more)
        self.calls += 1
        if answer.status_code not in expected:
            raise RuntimeError(f"{method} {url}: HTTP {answer.status_code}")
        return answer

    def create(self, url: str, data: dict[str, Any], expected: tuple[int, ...] = (200,), **more: Any) -> None:
        """A POST that creates something."""
        self.changed += self.call("POST", url, expected, json=data, **more).status_code == 200

    def provision(self, tenant: dict[str, Any]) -> None:
        """Everything that belongs to one tenant (variables: see tenants.py)."""
        self._session.auth = (tenant["genesys_auth_username"], tenant["genesys_auth_password"])
        self._auth_client(tenant)
        self._environment(tenant)
        self._settings(tenant)
        self._digital_channels(tenant)

    def _auth_client(self, tenant: dict[str, Any]) -> None:
        url = tenant["genesys_auth_url"] + "/auth/v3/ops/clients"
        if self.call("GET", f"{url}/{tenant['bench_client']}", (200, 404)).status_code == 404:
            data = {
                "client_id": tenant["bench_client"],
                "client_secret": tenant["bench_client_secret"],
                "name": tenant["bench_client"],
                "clientType": "CONFIDENTIAL",
                "internalClient": True,
                "authorities": ["ROLE_INTERNAL_CLIENT"],
                "scope": ["*"],
                "authorizedGrantTypes": GRANTS,
                "redirectURIs": tenant["auth_clients_list"][0]["redirect_uris"],
                "accessTokenExpirationTimeout": 43200,
                "refreshTokenExpirationTimeout": 43200,
            }
            self.create(url, {"data": data})

    def _environment(self, tenant: dict[str, Any]) -> None:
        base, identity = tenant["genesys_auth_url"] + "/environment/v3", tenant["tenant_id"]
        environments = self.call("GET", base + "/environments").json()["data"]["genesysEnvironments"]
        if all(one["id"] != identity for one in environments):
            declared = tenant["tenant_environment"]
            server = declared["config_servers"][0]
            data = {
                "id": identity,
                "username": declared["username"],
                "password": declared["password"],
                "connectionProtocol": "addp",
                "localTimeout": 5,
                "remoteTimeout": 7,
                "appName": "Cloud",
                "traceMode": "CFGTMBoth",
                "tlsEnabled": False,
                "tenant": "Environment",
                "configServers": [
                    {
                        "primaryAddress": server["primary_address"],
                        "primaryPort": 8888,
                        "readOnly": False,
                        "locations": server["locations"],
                    }
                ],
            }
            self.create(base + "/environments", {"data": data})
        centers = self.call("GET", base + "/contact-centers").json()["data"]["contactCenters"]
        if all(one["id"] != identity for one in centers):
            domains = tenant["tenant_contact_center"]["domains"]
            data = {"id": identity, "environmentId": identity, "domains": domains, "auth": "configServer"}
            self.create(base + "/contact-centers", {"data": data})
        center = tenant["tenant_data_centers"][0]
        data = {"location": center["location"], "entryPoint": center["entry_point"], "readOnly": False}
        self.create(base + "/data-centers", {"data": data}, (200, 409))

    def _settings(self, tenant: dict[str, Any]) -> None:
        url = f"{tenant['genesys_auth_url']}/environment/v3/contact-centers/{tenant['tenant_id']}/settings"
        there = {one["name"] for one in self.call("GET", url).json()["data"]["settings"]}
        for name, shared, value in (
            ("cors-origins", True, ",".join(tenant["bench_origins"])),
            ("chat-service-uri", False, tenant["digital_channels_chat_service_uri"]),
        ):
            if name not in there:
                self.create(url, {"data": {"name": name, "location": "/", "shared": shared, "value": value}})

    def _digital_channels(self, tenant: dict[str, Any]) -> None:
        identity, person = tenant["tenant_id"], tenant["digital_channels_tenant"]
        nexus = tenant["nexus_url"] + "/nexus/v3/provisioning"
        self._gapi_row(tenant["digital_channels_gapis"][0])
        form = {
            "grant_type": "password",
            "client_id": tenant["bench_client"],
            "username": f"{identity}\\{person['username']}",
            "password": person["password"],
        }
        credentials = (tenant["bench_client"], tenant["bench_client_secret"])
        answer = self.call("POST", tenant["genesys_auth_url"] + "/auth/v3/oauth/token", auth=credentials, data=form)
        if self._query("SELECT 1 FROM nex_apikeys WHERE name = %s", person["name"]):
            return
        keys = {"x-api-key": tenant["bench_cluster_key"], "x-ccid": identity}
        data = {"url": tenant["bench_ucs_url"], "secret": {}, "data": {}}
        self.create(f"{nexus}/services/{identity}/PlatformUCS", data, headers=keys)
        data = {
            "id": identity,
            "name": person["name"],
            "type": "PureEngage",
            "backendurl": person["backend_url"],
            "username": person["username"],
            "token": person["password"],
            "genesysenantid": 1,
        }
        bearer = {"Authorization": "Bearer " + answer.json()["access_token"]}
        # Without this, the session would replace the token by its user and password.
        self.create(nexus + "/tenants", data, headers=bearer, auth=lambda request: request)

    def _gapi_row(self, row: dict[str, Any]) -> None:
        found = self._query("SELECT 1 FROM nex_gapis WHERE url = %s AND clientid = %s", row["url"], row["client_id"])
        if not found:
            self._query(
                "INSERT INTO nex_gapis (url, clientid, apikey, clientsecret, created) "
                "VALUES (%s, %s, 'NA', %s, now()) RETURNING 1",
                row["url"],
                row["client_id"],
                row["client_secret"],
            )
            self.changed += 1

    def _query(self, statement: str, *args: Any) -> list[tuple]:
        with self._database, self._database.cursor() as cursor:
            cursor.execute(statement, args)
            return cursor.fetchall()


def main() -> int:
    """Provision all tenants of an inventory; the last line counts as Ansible's recap does."""
    parser = argparse.ArgumentParser(prog="bench.client", description=__doc__)
    parser.add_argument("-i", type=Path, required=True, dest="inventory")
    hosts = json.loads(parser.parse_args().inventory.read_text(encoding="utf-8"))["all"]["hosts"]
    first = next(iter(hosts.values()))
    names = {"host": "host", "port": "port", "user": "user", "password": "password", "dbname": "name"}
    database = psycopg2.connect(**{name: first[f"nexus_db_{part}"] for name, part in names.items()})
    with requests.Session() as session:
        session.trust_env = False
        client = Client(session, database)
        for tenant in hosts.values():
            client.provision(tenant)
    database.close()
    print(f"ok={client.calls} changed={client.changed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
