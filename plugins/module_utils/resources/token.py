# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of Genesys Authentication: obtained by any grant, or checked (private-edition-api.md §2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from ..core import checks
from ..core.errors import InvalidInput, VerificationFailed
from ..core.spec import Field
from ..core.task import Report
from ..core.text import folded
from ..transport import oauth
from ..transport.options import AUTH

VERIFY = "none"

FIELDS = (
    Field("grant_type", choices=tuple(oauth.GRANTS) + (VERIFY,), default="client_credentials"),
    Field("username", check=checks.name),
    Field("password", secret=True),
    Field("domain", check=checks.name),
    Field("contact_center_id", check=checks.uuid),
    Field("scope", check=checks.name),
    Field("refresh_token", secret=True),
    Field("code", secret=True),
    Field("redirect_uri", check=checks.redirect_uri),
    Field("assertion", secret=True),
    Field("subject_token", secret=True),
    Field("subject_token_type", default="urn:ietf:params:oauth:token-type:access_token", no_log=False),
    Field("verify_contact_center", check=checks.uuid),
)
SINGLE_USE = ("authorization_code", "refresh_token")


@dataclass(frozen=True)
class TokenTask:
    """Obtains or verifies a token. It changes nothing, so it is never ``changed``."""

    connection: Tuple[Field, ...] = AUTH

    @property
    def options(self):
        """All options of the module."""
        return FIELDS + self.connection

    def problems(self, params):
        """Each grant needs its own parameters; a token to verify has to be given."""
        grant_type = params.get("grant_type")
        for name in oauth.GRANTS.get(grant_type, ()):
            if not params.get(name):
                yield name, "is needed for the grant %s" % grant_type
        if grant_type == VERIFY and not params.get("access_token"):
            yield "access_token", "is needed when no token is to be obtained (grant_type: none)"
        if grant_type != VERIFY and not params.get("auth_client_id"):
            yield "auth_client_id", "is needed to obtain a token"
        if params.get("domain") and params.get("contact_center_id"):
            yield "domain", "give domain or contact_center_id, not both"

    def run(self, params, services, check_mode=False):
        """Obtain the token, unless that would use up a code in check mode, and look whose it is where that is asked."""
        grant_type = params["grant_type"]
        if check_mode and grant_type in SINGLE_USE:
            return Report(
                values={"token": {}, "user": {}},
                warnings=[
                    "No token is obtained in check mode, for the grant %s may use up what it is given." % grant_type
                ],
            )
        body = {"access_token": params["access_token"]} if grant_type == VERIFY else self._obtain(params, services)
        user = {}
        if grant_type == VERIFY or params.get("verify_contact_center"):
            user = oauth.userinfo(services.auth, body["access_token"])
        if params.get("verify_contact_center"):
            _same_contact_center(params["verify_contact_center"], user)
        secret = ("access_token", "refresh_token", "id_token")
        return Report(
            values={"token": {k: v for k, v in body.items() if k not in secret}, "user": _person(user)},
            secrets={name: body[name] for name in secret if body.get(name)},
        )

    @staticmethod
    def _obtain(params, services):
        parameters = {name: params.get(name) for name in oauth.GRANTS[params["grant_type"]] + ("scope",)}
        if parameters.get("username"):
            place = params.get("contact_center_id") or params.get("domain")
            if place and "\\" in parameters["username"]:
                raise InvalidInput(
                    "username: holds a backslash already, and domain or contact_center_id is given too.",
                    "Give the person's name alone, or leave domain and contact_center_id out. No request was made.",
                    field="username",
                )
            if place:
                parameters["username"] = "%s\\%s" % (place, parameters["username"])
        return services.token(params["grant_type"], **parameters)


def _person(user):
    """The members of CloudUserDetails under the names of the option style."""
    names = {
        "username": "username",
        "loginName": "login_name",
        "contactCenterId": "contact_center_id",
        "environmentId": "environment_id",
        "authorities": "authorities",
        "dbid": "dbid",
    }
    return {arg: user[wire] for wire, arg in names.items() if wire in user}


def _same_contact_center(wanted, user):
    actual = user.get("contactCenterId")
    if folded(actual or "") != folded(wanted):
        raise VerificationFailed(
            "The token does not belong to the contact center %s but to %s." % (wanted, actual or "none"),
            "Log in as a person of that contact center: CCID\\user or domain\\user.",
            field="verify_contact_center",
            operation="Verifying the contact center",
        )


TOKEN = TokenTask()
