# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of an OAuth client of Genesys Cloud: one that acts for itself, with roles, and one for persons, with scopes."""

from __future__ import annotations

from emulator import defaults
from emulator.switches import Switches

from .sample import CHANGE, Sample, Step

PROPERTY = "allowedAddresses"  # a member that the table does not know; the emulator learns it from its seed
SWITCHES = ("shuffle_sets",) + tuple(name for name in Switches.describe() if name.startswith("cloud_"))
SETS = ("registeredRedirectUri", "scope", "roleDivisions")
LATER = "2099-12-31T00:00:00Z"


def prepare(world):
    """More clients than a page has, and a property that is newer than the module."""
    world.control.seed(
        cloud_fields=[PROPERTY],
        cloud_clients=[
            {
                "id": "c5000000-0000-4000-8000-%012d" % number,
                "name": "other %02d" % number,
                "authorizedGrantType": "CODE",
                "scope": ["users"],
                "secret": "Canary-of-other-%02d" % number,
                "dateCreated": "2025-01-01T00:00:00.000Z",
            }
            for number in range(1, 27)
        ],
    )


def stored(state):
    """The only client that was made by a call, or None. What the service takes for sets is in an order of its own."""
    made = [client for client in state["cloud"]["clients"] if "createdBy" in client]
    assert len(made) < 2, "there are twins: %s" % made
    for name in SETS:
        for client in made:
            if name in client:
                client[name].sort(key=repr)
    return made[0] if made else None


def options(world, switches):
    """The credentials of a client that holds all the roles of the sample; deleting has to be confirmed."""
    return dict(world.cloud, confirm_delete=True)


def _granted(roles):
    return {
        "roleDivisions": [
            {
                "roleId": defaults.CLOUD_ROLES[member["role"]],
                "divisionId": defaults.CLOUD_DIVISIONS.get(member.get("division", "Home"), member.get("division")),
            }
            for member in roles
        ]
    }


STORED_AS = {
    "new_name": lambda name: {"name": name},
    "roles": _granted,
    "extra_properties": dict,
    "state": lambda state: {"state": state},
}
STEERING = {
    "integration_credential_name": "test_secrets",
    "secret_file": "test_secrets",
    "regenerate_secret": "test_secrets",
    "secret_max_age": "test_secrets",
    "verify_secret": "test_secrets",
    "regenerate_secret_confirm": "test_slips",
    "remove_secret_file": "test_slips",
    "allow_own_client": "test_slips",
    "restore_default_roles": "test_scim",
    "confirm_delete": "create",
}


def _always_works(verb, field, switches):
    return CHANGE


CLIENT = Sample(
    name="cloud_client",
    module="genesys_cloud_oauth_client",
    create={
        "name": "provisioned",
        "description": "first",
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "access_token_validity_seconds": 600,
        "registered_redirect_uris": ["https://one.example.com/callback", "https://two.example.com/callback"],
        "roles": [{"role": "employee", "division": "Sales"}, {"role": "admin", "division": "*"}],
        "extra_properties": {PROPERTY: ["192.0.2.0/24"]},
        "integration_credential_name": "data actions",  # keeps the secret, which somebody has to
    },
    changes={
        "description": "second",
        "access_token_validity_seconds": 172800,
        "registered_redirect_uris": ["https://two.example.com/callback", "https://three.example.com/callback"],
        "roles": [{"role": "SCIM Integration"}, {"role": "employee", "division": "Support"}],
        "extra_properties": {PROPERTY: ["192.0.2.0/24", "198.51.100.7"]},
        "new_name": "renamed",
        "authorized_grant_type": "CODE",
    },
    together={"authorized_grant_type": {"scopes": ["users:readonly"], "roles": None}},
    keys=("client_id", "name"),
    steering={
        **STEERING,
        "integration_credential_name": "create",
        "scopes": "cloud_code",
        "date_to_delete": "cloud_code",
    },
    stored=stored,
    stored_as=STORED_AS,
    switches=SWITCHES,
    expect=_always_works,
    prepare=prepare,
    options=options,
    offered=False,
)


def _code(verb, field, switches):
    if field == "date_to_delete" and switches.cloud_date_to_delete == "ignore":
        return Step(True, True, kept=False)  # the service takes another date; a warning says so, once
    return CHANGE


CODE = Sample(
    name="cloud_code",
    module="genesys_cloud_oauth_client",
    create={
        "name": "agent desktop",
        "description": "first",
        "authorized_grant_type": "CODE",
        "access_token_validity_seconds": 3600,
        "registered_redirect_uris": ["https://desktop.example.com/callback"],
        "scopes": ["users", "routing:readonly"],
        "extra_properties": {PROPERTY: ["192.0.2.0/24"]},
    },
    changes={
        "description": "second",
        "access_token_validity_seconds": 86400,
        "registered_redirect_uris": ["https://desktop.example.com/callback", "app://desktop/callback"],
        "scopes": ["routing:readonly", "user-basic-info"],
        "extra_properties": {PROPERTY: []},
        "authorized_grant_type": "SAML2-BEARER",
        "new_name": "agent and supervisor desktop",
        "date_to_delete": LATER,
    },
    together={"date_to_delete": {"state": "inactive"}},
    keys=("client_id", "name"),
    steering={**STEERING, "roles": "cloud_client"},
    stored=stored,
    stored_as=STORED_AS,
    switches=SWITCHES,
    expect=_code,
    prepare=prepare,
    options=options,
    offered=False,
)

SAMPLES = [CLIENT, CODE]
