# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integration credentials of Genesys Cloud, by which its data actions use an OAuth client (genesys-cloud-oauth-api.md §1.3)."""

from __future__ import annotations

import time

from ..core.errors import Ambiguous, AnswerLost
from ..transport import secret_file
from ._cloud_rules import parsed
from ._entities import Entities

PATH = "/api/v2/integrations/credentials"
TYPE = "pureCloudOAuthClient"
TOLERANCE = 60.0  # seconds between the clocks
RECENT = 15.0  # seconds within which the list of another task tells whether there is a credential


class Credentials:
    """The credentials that hold the id and the secret of an OAuth client; nothing tells afterwards what they hold."""

    def __init__(self, service):
        self._service = service
        self._entities = Entities(service, PATH, "integration credential", query="?pageSize=100")
        self._entities.recent = RECENT

    def find(self, name):
        """The credential of this name, in the service's own form, or None. Raises Ambiguous."""
        found = [
            one
            for one in self._entities.members()
            if self._entities.with_text(one, "name")["name"] == name and _is_ours(one)
        ]
        if len(found) > 1:
            raise Ambiguous(
                "There are %d integration credentials named %s: %s."
                % (len(found), name, ", ".join(str(one.get("id")) for one in found)),
                "Remove or rename all but one. Nothing was changed.",
                field="integration_credential_name",
            )
        return found[0] if found else None

    def holds(self, credential, path):
        """The credential can hold the secret in this file: it was not written before the file was."""
        age, written = secret_file.age(path) if path else None, parsed(credential.get("modifiedDate"))
        if age is None or written is None:
            return True
        return time.time() - age <= written + TOLERANCE

    def write(self, name, client_id, secret):
        """Make or replace the credential; returns its id."""
        body = {
            "name": name,
            "type": {"name": TYPE},
            "credentialFields": {"clientId": client_id, "clientSecret": secret},
        }
        service, operation = self._service, "Writing the integration credential %s" % name
        for attempt in range(service.transport.retries + 1):
            self._entities.renew()
            known = self.find(name)
            try:
                if known is None:
                    told = service.call(operation, "POST", PATH, json=body).body
                else:
                    told = service.call(operation, "PUT", self._entities.url(known["id"]), json=body).body
                break
            except AnswerLost as lost:  # names are not unique: a blind repetition could leave two
                if attempt == service.transport.retries:
                    raise lost.cause from None
                self._entities.insist()
                service.transport.sleep(lost.wait)
        if isinstance(told, dict) and told.get("id") and told.get("name") == name and _is_ours(told):
            self._entities.wrote(told)
        else:
            self._entities.spoil()
        return (told or known or {}).get("id")

    def remove(self, name):
        """Delete the credential, if there is one."""
        self._entities.forget()
        self._entities.insist()
        known = self.find(name)
        if known is not None:
            self._entities.remove(known["id"])


def _is_ours(credential):
    kind = credential.get("type")
    return isinstance(kind, dict) and kind.get("name") == TYPE
