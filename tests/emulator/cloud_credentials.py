# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: credentials of integrations, to which a client's secret may be handed (genesys-cloud-oauth-api.md §1.3)."""

from __future__ import annotations

from functools import partial
from typing import Any

from . import cloud_access, cloud_errors, cloud_rules
from .cloud_access import route
from .cloud_state import CloudState, iso
from .envelope import Reply
from .routes import INFERRED, Call
from .shapes import Shape, choice, nested, new_uuid, text

CREDENTIALS = "/api/v2/integrations/credentials"
TYPE = "pureCloudOAuthClient"
READ_ONLY = ("id", "selfUri", "createdDate", "modifiedDate")

CREDENTIAL = Shape(
    "credential",
    {
        "name": text().must(),
        "type": nested(Shape("type", {"name": choice(TYPE).must()})).must(),
        "credentialFields": nested(
            Shape("credentialFields", {"clientId": text().must(), "clientSecret": text().must()})
        ).must(),
    },
    wrapped=False,
)


def view(credential: dict[str, Any]) -> dict[str, Any]:
    """Return the credential as an answer shows it: without its fields."""
    return {name: value for name, value in credential.items() if name != "credentialFields"}


def put(cloud: CloudState, key: str, values: dict[str, Any], now: float) -> dict[str, Any]:
    """Insert or replace a credential."""
    old = cloud.credentials.get(key, {"createdDate": iso(now)})
    dates = {"createdDate": old["createdDate"], "modifiedDate": iso(now)}
    made = {**dates, **values, "id": key, "selfUri": "%s/%s" % (CREDENTIALS, key)}
    if made["credentialFields"].get("clientSecret"):
        cloud.secrets.add(made["credentialFields"]["clientSecret"])
    cloud.credentials[key] = made
    return made


def _permitted(call: Call, action: str) -> CloudState:
    return cloud_access.caller(call, "integrations:integration:" + action).cloud


def _found(call: Call, cloud: CloudState) -> dict[str, Any]:
    credential = cloud.credentials.get(call.params["credential_id"])
    if credential is None:
        raise cloud_errors.missing(call.params["credential_id"])
    return credential


def list_credentials(call: Call) -> Reply:
    """GET: a page of credentials."""
    cloud = _permitted(call, "view")
    return cloud_access.paged(call, [view(one) for one in cloud.credentials.values()], CREDENTIALS)


def _written(call: Call, cloud: CloudState, key: str) -> Reply:
    values = cloud_rules.checked(CREDENTIAL, cloud_access.body(call), READ_ONLY, [])
    return Reply(200, view(put(cloud, key, values, call.store.clock.now())))


def create_credential(call: Call) -> Reply:
    """POST: the credential without its fields; names are not unique."""
    return _written(call, _permitted(call, "add"), new_uuid())


def get_credential(call: Call) -> Reply:
    """GET one: the credential without its fields."""
    return Reply(200, view(_found(call, _permitted(call, "view"))))


def update_credential(call: Call) -> Reply:
    """PUT: the whole credential, fields included."""
    cloud = _permitted(call, "edit")
    return _written(call, cloud, _found(call, cloud)["id"])


def delete_credential(call: Call) -> Reply:
    """DELETE: no body."""
    cloud = _permitted(call, "delete")
    del cloud.credentials[_found(call, cloud)["id"]]
    return Reply(204, "", media_type="text/plain")


ONE = CREDENTIALS + "/{credential_id}"
_inferred = partial(route, mark=INFERRED)
ROUTES = [
    _inferred("GET", CREDENTIALS, list_credentials, "List credentials", query=("pageSize", "pageNumber")),
    _inferred("POST", CREDENTIALS, create_credential, "Create a credential", shape=CREDENTIAL),
    _inferred("GET", ONE, get_credential, "Show a credential without its fields"),
    _inferred("PUT", ONE, update_credential, "Replace a credential", shape=CREDENTIAL),
    _inferred("DELETE", ONE, delete_credential, "Delete a credential"),
]
