# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of Genesys Cloud: obtained by any grant, or checked (genesys-cloud-oauth-api.md §1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from ..core import checks
from ..core.spec import Field
from ..core.task import Report
from ..transport import cloud
from ..transport.options import CLOUD

VERIFY = "none"
SECRETS = ("access_token", "refresh_token")
FIELDS = (
    Field("grant_type", choices=tuple(cloud.GRANTS) + (VERIFY,), default="client_credentials"),
    Field("code", secret=True),
    Field("redirect_uri", check=checks.redirect_uri),
    Field("code_verifier", secret=True),
    Field("refresh_token", secret=True),
    Field("organization_name", check=checks.name),
    Field("assertion", secret=True),
    Field("introspect", type="bool", default=False),
)
SINGLE_USE = ("authorization_code", "refresh_token", "saml2_bearer")


@dataclass(frozen=True)
class CloudTokenTask:
    """Obtains or verifies a token. It changes nothing, so it is never ``changed``."""

    connection: Tuple[Field, ...] = CLOUD

    @property
    def options(self):
        """All options of the module."""
        return FIELDS + self.connection

    def problems(self, params):
        """Each grant needs its own parameters; a token to verify has to be given."""
        grant_type = params.get("grant_type")
        for name in cloud.GRANTS.get(grant_type, ()):
            if not params.get(name):
                yield name, "is needed for the grant %s" % grant_type
        if grant_type == VERIFY and not params.get("cloud_access_token"):
            yield "cloud_access_token", "is needed when no token is to be obtained (grant_type: none)"
        if grant_type != VERIFY and not params.get("cloud_client_id"):
            yield "cloud_client_id", "is needed to obtain a token"

    def run(self, params, services, check_mode=False):
        """Obtain the token, unless that would use up what it is given in check mode, and look whose it is where asked."""
        grant_type = params["grant_type"]
        if check_mode and grant_type in SINGLE_USE:
            return Report(
                values={"token": {}, "organization": {}, "oauth_client": {}},
                warnings=[
                    "No token is obtained in check mode, for the grant %s may use up what it is given." % grant_type
                ],
            )
        if grant_type == VERIFY:
            body = {"access_token": params["cloud_access_token"]}
        else:
            names = cloud.GRANTS[grant_type] + (("code_verifier",) if grant_type == "authorization_code" else ())
            body = services.cloud.token(grant_type, **{name: params.get(name) for name in names})
        info = {}
        if grant_type == VERIFY or params["introspect"] or params.get("cloud_organization"):
            info = services.cloud.token_info(body["access_token"])
        if params.get("cloud_organization"):
            cloud.same_organization(params["cloud_organization"], info)
        return Report(
            values={
                "token": {name: value for name, value in body.items() if name not in SECRETS},
                "organization": _named(info.get("organization")),
                "oauth_client": _client(info),
            },
            secrets={name: body[name] for name in SECRETS if body.get(name)},
        )


def _named(member):
    return {name: member[name] for name in ("id", "name") if member.get(name)} if isinstance(member, dict) else {}


def _client(info):
    """The client for which the token was issued, under the names of the option style."""
    client = info.get("OAuthClient")
    told = _named(client)
    if told:
        told["roles"] = [
            {"role_id": member.get("roleId"), "division_id": member.get("divisionId")}
            for member in _listed(client, "roleDivisions")
            if isinstance(member, dict)
        ]
        told["scopes"] = _listed(info, "authorizedScope")
    return told


def _listed(obj, name):
    return obj[name] if isinstance(obj.get(name), list) else []


TOKEN = CloudTokenTask()
