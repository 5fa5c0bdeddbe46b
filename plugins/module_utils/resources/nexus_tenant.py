# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants of Digital Channels (private-edition-api.md §4.1): only their creation is documented."""

from __future__ import annotations

import os

from ..core import checks
from ..core.backend import Backend
from ..core.errors import InvalidInput, NotObservable, Refused, SecretFileError, VerificationFailed
from ..core.spec import REFERENCE, WRITE_ONLY, Field, Resource, from_wire, to_wire
from ..core.task import Manage
from ..transport import oauth, secret_file
from ..transport.options import AUTH, NEXUS, POSTGRESQL
from . import _nexus_keys, _undocumented
from ._turns import turn
from ._undocumented import MISSING

PATH = "/nexus/v3/provisioning/tenants"
TENANT_ID_FIELDS = ("genesysenantid", "genesystenantid")

FIELDS = (
    Field("id", "id", required=True, compare=REFERENCE, check=checks.uuid),
    Field("name", "name", needed=True),
    Field("type", "type", create="PureEngage"),
    Field("backend_url", "backendurl", needed=True, check=checks.base_url, normal=checks.normal_url),
    Field("username", "username", needed=True),
    Field("password", "token", secret=True, compare=WRITE_ONLY, needed=True),
    Field("genesys_tenant_id", "genesysenantid", type="int", create=1),
    Field("tenant_id_field", choices=TENANT_ID_FIELDS, default=TENANT_ID_FIELDS[0]),
    Field("api_key_stored", "api_key_stored", type="bool", option=False),
    Field("api_key_file", type="path", no_log=False),
    Field("when_unobservable", choices=("send", "assume_present", "fail"), default="fail"),
)


class NexusTenants(Backend):
    """Access to one tenant: by the API where that is offered, else by the tenant's row in nex_apikeys."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.path = "%s/%s" % (PATH, options["id"])
        self._nexus = None
        self._key = None
        self._only_named = False
        self._shut_out = False

    def guarded(self):
        """A second creation may replace the tenant's API key, and with it what another task has just stored: they take turns."""
        return turn(self, self.options["nexus_url"], self.path)

    def find(self, desired):
        """The tenant. Of one that only its API key proves, just id and name are known."""
        by_table = _nexus_keys.has_database(self.options) and self.options.get("name")
        if by_table and self.options.get("state") == "absent" and not self._by_table():
            # It may have another name; but where nobody can log in any more, it is gone.
            return self._by_api(needed=False)
        found = self._by_api() or (self._by_table() if by_table else None)
        if found is None and not by_table:
            raise NotObservable(
                "The service offers no way to look at the tenant %s, so its state is not known." % self.options["id"],
                "Give login_host and its kin and the name, so that the table nex_apikeys tells whether the tenant has its key. "
                "A second creation may replace the tenant's API key: only then set when_unobservable.",
                operation="Reading the tenant",
            )
        return found

    def resolve(self, desired, current):
        """Ask for the API key's file;

        of a tenant that only its row proves, compare nothing that the row does not tell.
        """
        if current is not None and self._only_named:
            desired = {name: desired[name] for name in ("id", "name")}
            if self._shut_out:
                self.warnings = [self._not_seen("only the API key of the %s was looked at: what else of it")]
        elif current is not None:
            _undocumented.need_secret(self.resource, desired, current, "password")
        if self.options.get("api_key_file") and (current is None or self._key):
            self._check_file(self.options["api_key_file"])
            desired = dict(desired, api_key_stored=True)
        elif self.options.get("api_key_file"):
            self.warnings = [
                "Nobody tells the API key of the tenant %s, so %s is not written: give login_host and its kin, for it is in the table nex_apikeys."
                % (self.options["id"], self.options["api_key_file"])
            ]
        return super().resolve(desired, current)

    def unobservable_policy(self):
        """As given; in check mode it may be the login that is missing, which an earlier task of a real run makes."""
        policy = super().unobservable_policy()
        if policy == "assume_present" and self._shut_out:
            self.warnings = [self._not_seen("the %s was not looked at: what of it")]
        return policy

    def create(self, plan):
        """POST the tenant: a flat body, with the name of the tenant number as the vendor's page spells it."""
        body = self._body(plan.after)
        answer = self._service().call("Creating the %s" % self.resource.title(plan.after), "POST", PATH, json=body)
        key = _key_in(answer.data)
        if not key and _nexus_keys.has_database(self.options):
            key = _nexus_keys.key_named(self.services, plan.after["name"])
        if not key:
            raise VerificationFailed(
                "The service accepted the tenant %s, but told no API key." % plan.after["id"],
                "Look into nex_apikeys for the tenant's key.",
                operation="Creating the tenant",
            )
        self._keep(key)
        self._store()

    def update(self, plan):
        """PUT the tenant, if the service offers it; the API key's file needs no request."""
        self._store()
        if set(plan.patch) == {"api_key_stored"}:
            return
        body = self._body(dict(plan.after, password=self.options["password"]))
        _undocumented.put(self._service(), self.path, body, self.resource.title(plan.before), plan.patch)

    def delete(self, plan):
        """DELETE the tenant, if the service offers it."""
        _undocumented.delete(
            self._service(), self.path, self.resource.title(self.options), "Remove it in Digital Channels by hand."
        )

    def _by_api(self, needed=True):
        """The tenant as the service shows it; None where it does not. needed: a login that is refused is an error."""
        try:
            answer = self._service().get("Reading the tenant", self.path, allow=MISSING)
        except (Refused, InvalidInput, SecretFileError) as error:
            if error.details.get("http_status") == 200:
                return None  # HTTP 200 with another status code: none, or a failure
            if needed and (not self.check_mode or self.options.get("state") == "absent"):
                raise
            self._shut_out = True
            return None  # the client or the person may be made by an earlier task of the same run
        if answer.status in MISSING:
            return None
        told = answer.data if isinstance(answer.data, dict) else {}
        told = told or (answer.body if isinstance(answer.body, dict) else {})
        found = from_wire(self.resource.managed, told)
        if str(found.get("id", "")).lower() != self.options["id"].lower():
            return None
        for name in TENANT_ID_FIELDS:
            if isinstance(told.get(name), int):
                found["genesys_tenant_id"] = told[name]
        found.pop("password", None)
        key = _key_in(told)
        if not key and _nexus_keys.has_database(self.options) and found.get("name"):
            key = _nexus_keys.key_named(self.services, found["name"])
        self._keep(key)
        found["api_key_stored"] = self._is_stored()
        return found

    def _by_table(self):
        """The tenant as its row in nex_apikeys proves it: only id and name are known."""
        if self._key is None:
            self._keep(_nexus_keys.key_named(self.services, self.options["name"]))
        if self._key is None:
            return None
        self._only_named = True
        return {"id": self.options["id"], "name": self.options["name"], "api_key_stored": self._is_stored()}

    def _not_seen(self, what):
        who, title = self.options.get("username") or "The person", self.resource.title(self.options)
        return "%s cannot log in yet, so %s a real run would change is not known." % (who, what % title)

    def _keep(self, key):
        """Hand the tenant's API key to the user: in the result of a task with no_log, and in its file."""
        self._key = key
        if key:
            self.services.secrets.add(key)
            self.remember("api_key", key)

    def _is_stored(self):
        path = self.options.get("api_key_file")
        return (
            bool(path and os.path.exists(path) and secret_file.is_private(path))
            and secret_file.read_secret(path) == self._key
        )

    def _store(self):
        path = self.options.get("api_key_file")
        if path and self._key and not self._is_stored():
            secret_file.store_secret(path, self._key, replace=True)

    def _check_file(self, path):
        """Refuse a file that cannot take the API key before anything is written."""
        secret_file.check_writable(path)
        if os.path.exists(path) and not self._is_stored() and checks.uuid(secret_file.read_secret(path)):
            raise SecretFileError(
                "The file %s does not hold an API key, so it is not overwritten." % path,
                "Choose another api_key_file.",
                path=path,
            )

    def _body(self, values):
        body = to_wire(self.resource.managed, values)
        body.pop("api_key_stored", None)
        body[self.options["tenant_id_field"]] = body.pop("genesysenantid", 1)
        return body

    def _service(self):
        if self._nexus is None:
            token = self.options.get("access_token")
            ccid, username, password = (self.options.get(name) for name in ("id", "username", "password"))
            if username and password and self.options.get("auth_client_id"):
                login = username if "\\" in username else "%s\\%s" % (ccid, username)
                auth = self.services.person(login, password)
            elif token:
                auth = oauth.Bearer(token)
            else:
                raise InvalidInput(
                    "The tenant's person is missing: the API takes the token of a person of the contact center.",
                    "Give username and password of the person with auth_client_id, or a person's access_token.",
                    field="username",
                )
            self._nexus = self.services.nexus(auth)
        return self._nexus


def _key_in(told):
    """The API key that an answer tells, if it is one that can be used."""
    key = told.get("xapikey") if isinstance(told, dict) else None
    return key if secret_file.is_secret(key) else None


NEXUS_TENANT = Resource("tenant", ("id",), FIELDS, NexusTenants, unconfirmed=("update", "delete"))
MODULE = Manage(NEXUS_TENANT, AUTH + NEXUS + POSTGRESQL)
