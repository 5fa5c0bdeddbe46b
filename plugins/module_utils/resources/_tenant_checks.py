# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what a tenant has works, and which errors end its comparison: for ``state: checked``."""

from __future__ import annotations

from ..core import checks
from ..core.errors import Refused, Unauthorized, VerificationFailed
from ..transport import oauth, preflight, secret_file
from . import nexus_gapi, token
from ._verdict import is_of_the_connection


class Trials:
    """Tries whether what is there works. Nothing of it writes.

    services: of the whole task. An object that is missing is not tried, nor a secret twice.
    """

    def __init__(self, services):
        self._services = services
        self._tried = {}

    def of(self, step, report, services):
        """(outcome, text) of each trial of this object. services: as its step logs in. Raises Unreachable and its kin."""
        if report.changed and not (report.diff["before"] and report.diff["after"]) or _is_absent(step):
            return []
        make = {
            "auth_clients": lambda step, services: () if lacking(step, report) else self._client(step, services),
            "cors": self._origins,
            "gapis": self._row,
            "nexus_tenant": lambda step, services: self._tenant(step, report, services),
        }.get(step.part)
        return list(make(step, services)) if make else []

    def _client(self, step, services):
        """The client's secret, where it is known, obtains a token."""
        params = step.params
        path = params.get("secret_file")
        if params.get("client_type") == "PUBLIC":
            return
        secret = params.get("client_secret") or (secret_file.read_secret(path) if path else None)
        if secret:
            yield self._token(params["client_id"], secret, "its secret%s" % (" in %s" % path if path else ""))
        else:
            yield None, "its secret is not known here%s" % (": there is no file %s" % path if path else "")

    def _row(self, step, services):
        """Digital Channels enters GWS with this row: its client and secret obtain a token."""
        backend = nexus_gapi.GapiRows(step.task.resource, services, step.params, True)
        row = backend.find(step.task.resource.desired(step.params)) or {}
        if row.get("client_secret"):
            yield self._token(row["client_id"], row["client_secret"], "the secret in its row")

    def _token(self, client_id, secret, what):
        self._services.secrets.add(secret)
        key = (client_id, secret)
        if key not in self._tried:
            if not self._services.options.get("auth_url"):
                return None, "auth_url is not given, so %s was not tried" % what
            self._tried[key] = oauth.secret_works(self._services.auth, client_id, secret)
        works = self._tried[key]
        if works is None:
            return None, "the service does not tell whether %s is right" % what
        return works, "%s %s" % (what, "obtains a token" if works else "is refused")

    def _person(self, step, services):
        """The person logs in and belongs to the contact center."""
        params = step.params
        if not params.get("username") or not params.get("password"):
            return
        place = None if "\\" in params["username"] else params["id"]
        login = {field.arg: field.default for field in token.TOKEN.options}
        login.update({name: params.get(name) for name in login if name in params})
        login.update(grant_type="password", contact_center_id=place, verify_contact_center=params["id"], scope=None)
        who = "the person %s" % params["username"]
        try:
            token.TOKEN.run(login, services)
        except (Unauthorized, VerificationFailed, Refused) as error:
            yield False, "%s cannot log in: %s" % (who, str(error).rstrip("."))
        else:
            yield True, "%s logs in" % who

    def _tenant(self, step, report, services):
        """The person logs in, and the file holds the tenant's API key."""
        path = step.params.get("api_key_file")
        if path and report.values["observed"] and not report.diff["after"].get("api_key_stored"):
            yield None, "nobody tells whether %s holds the API key of the tenant" % path
        yield from self._person(step, services)

    def _origins(self, step, services):
        """A browser may call the authentication service from each declared origin."""
        if step.params.get("list_mode") == "remove":
            return
        origins = list(dict.fromkeys(map(checks.normal_origin, step.params["values"])))
        if not self._services.options.get("auth_url"):
            yield None, "auth_url is not given, so no preflight request was made"
            return
        answers = {origin: preflight.allows(self._services.auth, oauth.TOKEN_PATH, origin) for origin in origins}
        refused = [origin for origin, allowed in answers.items() if allowed is False]
        untold = [origin for origin, allowed in answers.items() if allowed is None]
        if refused:
            yield (
                False,
                "the preflight request is refused for %s (services read this setting every five minutes)"
                % ", ".join(refused),
            )
        if untold:
            yield None, "the service does not answer preflight requests for %s" % ", ".join(untold)
        if not refused and not untold:
            yield True, "the preflight request is allowed for each origin"


def lacking(step, report):
    """Sentences about what belongs to the object and is not there. report: of its task."""
    is_lost = report.values.get("secret_kept") is False
    return ["its secret is not in %s" % step.params["secret_file"]] if is_lost else []


def _is_absent(step):
    return step.params.get("state") == "absent"


def ends(error, step):
    """Whether the comparison ends with this error, because it concerns the connection and not this one object."""
    if step.own_login and isinstance(error, Unauthorized):
        return False
    return is_of_the_connection(error)
