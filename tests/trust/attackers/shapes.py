# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slips of indentation, dashes and blanks: each variable that holds secrets in every shape that it must not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TENANT_ID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"


@dataclass(frozen=True)
class Container:
    """A variable with secrets. role: that reads it. good: a member, or the dict, without its secret. secret: the name of it.

    number, choice: members of another type than text, if there are such.
    """

    name: str
    role: str
    good: dict
    secret: str
    number: str
    choice: str = "state"
    is_list: bool = True
    is_known: bool = True


CONTAINERS = (
    Container("auth_clients_list", "auth_clients", {"client_id": "a"}, "client_secret", "access_token_validity"),
    Container(
        "digital_channels_gapis", "digital_channels", {"url": "https://a.example.com"}, "client_secret", "shared"
    ),
    Container("digital_channels_services", "digital_channels", {"name": "a"}, "secret", "", "update_secret"),
    Container(
        "digital_channels_tenant",
        "digital_channels",
        {"name": "a"},
        "password",
        "genesys_tenant_id",
        "when_unobservable",
        False,
    ),
    Container("tenant_environment", "tenant", {"username": "a"}, "password", "local_timeout", "tls_enabled", False),
    Container(
        "cloud_oauth_clients_list",
        "cloud_oauth_clients",
        {"name": "a"},
        "client_secret",
        "secret_max_age",
        is_known=False,
    ),
)


def wrong(container: Container, canary: str) -> dict[str, Any]:
    """{what is wrong: the value of the variable}"""
    item = {**container.good, container.secret: {"token": canary} if container.secret == "secret" else canary}

    def whole(member):
        return [member] if container.is_list else member

    found = {
        "a list in the list": [[item]],
        "a text": "%s %s" % (container.secret, canary),
        "a text of members": "%s=%s and more" % (container.secret, canary),
        "a list of texts": [canary, "%s=%s" % (container.secret, canary)],
        "a dict for a list, or the other way": item if container.is_list else [item],
        "the secret in a list": whole({**item, container.secret: [canary]}),
        "a list for a text": whole({**item, next(iter(container.good)): [{container.secret: canary}]}),
        "the blank after the colon missing": whole({**container.good, "%s:%s" % (container.secret, canary): None}),
        "a name that is a secret": whole({**container.good, canary: None}),
        "an unknown member": whole({**item, "nonsense": canary}),
        "a dict for a choice": whole({**item, container.choice: {container.secret: canary}}),
        "no such choice": whole({**item, container.choice: "gone"}),
    }
    if container.secret == "secret":
        found["the blank missing in the secret"] = whole({**item, "secret": {"token:%s" % canary: None}})
    if container.number:
        found["a dict for a number"] = whole({**item, container.number: {container.secret: canary}})
        found["no number"] = whole({**item, container.number: "many"})
    if container.secret != "secret":
        found["the secret in a dict"] = whole({**item, container.secret: {"is": canary}})
    return found
