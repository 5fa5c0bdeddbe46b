# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m bench.cloud_client -i INVENTORY``: the calls of the play with uri from one process and one session, without Ansible."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import requests


class Client:
    """One organisation of Genesys Cloud; ``changed`` counts what was created or changed."""

    def __init__(self, session: requests.Session, organisation: dict[str, Any]) -> None:
        self._session = session
        self._organisation = organisation
        self._api = organisation["genesys_cloud_api_url"] + "/api/v2"
        self._secrets = Path(organisation["cloud_oauth_clients_secret_dir"])
        self.changed = 0
        self.calls = 0

    def call(self, method: str, url: str, **more: Any) -> Any:
        """A request and its JSON answer; waits where the service limits requests. Raises RuntimeError for any other refusal."""
        while True:
            answer = self._session.request(method, url, timeout=30, **more)
            self.calls += 1
            if answer.status_code != 429:
                break
            time.sleep(int(answer.headers["Retry-After"]))
        if answer.status_code not in (200, 201):
            raise RuntimeError(f"{method} {url}: HTTP {answer.status_code}")
        return answer.json()

    def provision(self) -> None:
        """Create the clients that are missing and replace those that differ."""
        given = self._organisation
        told = self.call(
            "POST",
            given["genesys_cloud_login_url"] + "/oauth/token",
            auth=(given["genesys_cloud_client_id"], given["genesys_cloud_client_secret"]),
            data={"grant_type": "client_credentials"},
        )
        self._session.headers["Authorization"] = "Bearer " + told["access_token"]
        roles = {one["name"]: one["id"] for one in self._entities("/authorization/roles?pageSize=100")}
        home = self.call("GET", self._api + "/authorization/divisions/home")["id"]
        there = {one["name"]: one for one in self._entities("/oauth/clients")}
        for declared in given["cloud_oauth_clients_list"]:
            self._client(wanted(declared, roles, home), there.get(declared["name"]))

    def _entities(self, path: str) -> list[dict[str, Any]]:
        return self.call("GET", self._api + path)["entities"]

    def _client(self, body: dict[str, Any], old: dict[str, Any] | None) -> None:
        url = self._api + "/oauth/clients"
        if old is None:
            self._keep(body["name"], self.call("POST", url, json=body)["secret"])
        elif any(old.get(name) != value for name, value in body.items()):
            self.call("PUT", f"{url}/{old['id']}", json={**old, **body})
        else:
            return
        self.changed += 1

    def _keep(self, name: str, secret: str) -> None:
        handle = os.open(self._secrets / f"{name}.secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(secret)


def wanted(declared: dict[str, Any], roles: dict[str, str], home: str) -> dict[str, Any]:
    """The declared client in the service's terms."""
    return {
        "name": declared["name"],
        "description": declared["description"],
        "authorizedGrantType": declared["authorized_grant_type"],
        "accessTokenValiditySeconds": declared["access_token_validity_seconds"],
        "roleDivisions": [{"roleId": roles[one["role"]], "divisionId": home} for one in declared["roles"]],
    }


def main() -> int:
    """Provision the organisation of an inventory; the last line counts as Ansible's recap does."""
    parser = argparse.ArgumentParser(prog="bench.cloud_client", description=__doc__)
    parser.add_argument("-i", type=Path, required=True, dest="inventory")
    hosts = json.loads(parser.parse_args().inventory.read_text(encoding="utf-8"))["all"]["hosts"]
    with requests.Session() as session:
        session.trust_env = False
        client = Client(session, next(iter(hosts.values())))
        client.provision()
    print(f"ok={client.calls} changed={client.changed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
