# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: what can be put there, state, tokens without credentials, what leaks are recognised by."""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.client import ControlError

SEEDED = {"name": "s", "authorizedGrantType": "CODE", "scope": ["users"]}


def test_state(api):
    state = api.control.state()["cloud"]
    assert set(state) == {"clients", "roles", "divisions", "credentials", "organization"}
    assert len(state["roles"]) == len(state["divisions"]) == 30 and state["credentials"] == []
    assert [one["secret"] for one in state["clients"]] == [defaults.CLOUD_CLIENT_SECRET]


def test_reset_brings_the_start_back(cloud):
    start = cloud.control.state()
    cloud.make()
    cloud.control.seed(cloud_organization={"name": "x"}, cloud_roles={"name": "r"}, cloud_divisions={"name": "d"})
    cloud.control.seed(cloud_credentials={"name": "c"}, cloud_fields="f")
    assert cloud.control.state() != start
    cloud.control.reset()
    assert cloud.control.state() == start
    assert cloud("GET", "tokens/me").status_code == 401


def test_seeded_clients(cloud):
    roles = {"name": "r", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleIds": [defaults.CLOUD_ROLES["supervisor"]]}
    given = {
        "id": "given-id",
        "secret": "given-s3cret",
        "dateCreated": "2020-01-01T00:00:00.000Z",
        "accessTokenValiditySeconds": 600,
        "description": None,
    }
    made = cloud.control.seed(cloud_clients=[{**SEEDED, "state": "inactive"}, {**roles, **given}])["cloud_clients"]
    first, second = cloud.get("oauth/clients/" + made[0]), cloud.get("oauth/clients/given-id")
    assert (first["state"], first["accessTokenValiditySeconds"]) == ("inactive", 86400) and first["dateToDelete"]
    assert second["dateModified"] == second["dateCreated"] == given["dateCreated"] and "description" not in second
    assert second["roleDivisions"] == [{"roleId": roles["roleIds"][0], "divisionId": defaults.CLOUD_HOME_ID}]
    assert cloud.login(("given-id", "given-s3cret")).json()["expires_in"] == 599
    cloud.control.seed(cloud_clients={"id": "given-id", "name": "renamed"})
    shown = cloud.get("oauth/clients/given-id")
    assert (shown["name"], shown["accessTokenValiditySeconds"]) == ("renamed", 600)


def test_seeded_roles_and_divisions(cloud):
    policies = [{"domain": "oauth", "entityName": "*", "actionSet": ["view"]}]
    role = cloud.control.seed(cloud_roles={"name": "r", "permissionPolicies": policies})["cloud_roles"][0]
    division = cloud.control.seed(cloud_divisions={"name": "d", "id": "given"})["cloud_divisions"][0]
    rows = [{"roleId": role, "divisionId": division}]
    seeded = {"name": "s", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": rows}
    key = cloud.control.seed(cloud_clients=seeded)["cloud_clients"][0]
    value = cloud.control.cloud_token(key)
    assert cloud.get("oauth/clients/" + key, token=value)["roleDivisions"] == rows
    assert cloud("POST", "oauth/clients", token=value, json={}).status_code == 403
    assert cloud.get("authorization/roles?name=r")["entities"][0]["default"] is False
    with_id = {"id": "cred", "name": "c", "credentialFields": {"clientId": key, "clientSecret": "x"}}
    assert cloud.control.seed(cloud_credentials=with_id) == {"cloud_credentials": ["cred"]}
    assert "credentialFields" not in cloud.get("integrations/credentials/cred")


@pytest.mark.parametrize(
    "wrong",
    [{"name": "s"}, {**SEEDED, "nonsense": 1}, {**SEEDED, "state": "gone"}, {**SEEDED, "authorizedGrantType": "x"}],
)
def test_wrong_seeds(api, wrong):
    before = api.control.state()
    with pytest.raises(ControlError):
        api.control.seed(cloud_clients=wrong)
    assert api.control.state() == before


def test_tokens(cloud):
    client = cloud.make("CODE")
    value = cloud.control.cloud_token(client["id"], roles=["employee"])
    assert cloud.get("tokens/me", token=value)["authorizedScope"] == ["users"]
    assert cloud("GET", "oauth/clients", token=value).status_code == 403
    for wrong in ({"client_id": "unknown"}, {"builtin": True, "roles": ["unknown"]}):
        with pytest.raises(ControlError):
            cloud.control.cloud_token(**wrong)
    with pytest.raises(ControlError):
        cloud.control.cloud_code("unknown", "https://a.example.com")
    assert len(cloud.control.state(volatile=True)["cloud"]["tokens"]) == 2


def test_what_must_not_leak(cloud):
    store = cloud.api.emulator.app.store.cloud
    assert store.issued() == {defaults.CLOUD_CLIENT_SECRET, cloud.token}
    client = cloud.make("CODE")
    fresh = cloud("POST", "oauth/clients/%s/secret" % client["id"]).json()["secret"]
    code, assertion = (
        cloud.control.cloud_code(client["id"], "https://a.example.com"),
        cloud.control.cloud_assertion("x"),
    )
    cloud.control.seed(cloud_credentials={"name": "c", "credentialFields": {"clientId": "i", "clientSecret": "s3cret"}})
    assert store.issued() >= {client["secret"], fresh, code, assertion, "s3cret"} and "i" not in store.issued()


def test_environment_variables(api):
    env = api.emulator.env
    assert env["GENESYSCLOUD_OAUTHCLIENT_ID"] == defaults.CLOUD_CLIENT_ID
    assert env["GENESYSCLOUD_OAUTHCLIENT_SECRET"] == defaults.CLOUD_CLIENT_SECRET
