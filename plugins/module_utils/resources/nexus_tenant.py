# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants of Digital Channels (private-edition-api.md §4.1): only their creation is documented."""

from __future__ import annotations

import os
from contextlib import contextmanager

from ..core import checks
from ..core.errors import AnswerLost, InvalidInput, NotObservable, Refused, SecretFileError, VerificationFailed
from ..core.paths import under
from ..core.spec import REFERENCE, WRITE_ONLY, Field, Resource, from_wire, to_wire
from ..core.task import Manage
from ..core.text import folded
from ..transport import secret_file
from ..transport.options import AUTH, NEXUS, POSTGRESQL
from . import _nexus_keys, _undocumented
from ._client_secret import is_foretold
from ._looked_ahead import Look
from ._nexus_identity import Proof, of_tenant
from ._nexus_login import login_of
from ._rewritten import MADE, RewritingBackend
from ._turns import alone_with, turn
from ._undocumented import MISSING

PATH = "/nexus/v3/provisioning/tenants"
PROVEN = ("id", "name")  # what the row of a key tells of its tenant
TENANT_ID_FIELDS = ("genesysenantid", "genesystenantid")

FIELDS = (
    Field("id", "id", required=True, compare=REFERENCE, check=checks.uuid),
    Field("name", "name", needed=True, check=checks.name),
    Field("type", "type", create="PureEngage", check=checks.name),
    Field("backend_url", "backendurl", needed=True, check=checks.base_url, normal=checks.normal_url),
    Field("username", "username", needed=True, check=checks.name),
    Field("password", "token", secret=True, compare=WRITE_ONLY, needed=True),
    Field("genesys_tenant_id", "genesysenantid", type="int", create=1),
    Field("tenant_id_field", choices=TENANT_ID_FIELDS, default=TENANT_ID_FIELDS[0]),
    Field("api_key_stored", "api_key_stored", type="bool", option=False),
    Field("api_key_file", type="path", no_log=False),
    Field("record_file", type="path"),
    Field("designer_env_file", type="path"),
    Field("adopt_by_name", type="bool", default=False),
    Field("contact_center_is_new", type="bool", default=False),
    Field("when_unobservable", choices=("send", "assume_present", "fail"), default="fail"),
)


class NexusTenants(RewritingBackend):
    """Access to one tenant: by the API where that is offered, else by the row of nex_apikeys that is proven to be its own."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.path = under(PATH, options["id"])
        self.identity = of_tenant(services, options)
        self._nexus = None
        self._key = None
        self._row_name = None  # the key's name, where it is another one than the tenant's
        self._without_row = False  # the new tenant has no row in nex_apikeys
        self._untold = None  # why the key of a tenant that the service shows is not known
        self._only_named = False
        self._shut_out = False
        self._sent = False  # the creation was sent, and its answer did not tell the key
        self._begun = False  # by this task, and nothing has been seen of it
        self._look_at_api = Look(self.path)

    @property
    def from_cache(self):
        """It was looked at before the first write of the run."""
        return self._look_at_api.from_cache

    def place(self, plan, told):
        """See RewritingBackend."""
        return "%s %s" % (checks.platform_url(self.options["nexus_url"]), self.path)

    def look_back(self):
        """What the service tells after a write; the API key is known by then."""
        return self._told(self._look_at_api.get(self._service(), "Reading the tenant"))[0]

    def look_ahead(self):
        """Look before the first write of the run, in place of the tenant's own task."""
        self._look_at_api.ahead(self._service(), "Reading the tenant")

    @contextmanager
    def guarded(self):
        """A second creation may replace the tenant's API key, and with it what another task has just stored: they take turns.
        So do tenants that name one file, so that the second sees the first one's record.

        Whose key it is gets recorded at the end, without a change to report. A creation that the service refused, and of which
        the table shows nothing, is not on record as begun.
        """
        files = self.options.get("api_key_file"), self.identity.record_file
        with turn(self, self.options["nexus_url"], self.path), alone_with(self, *files):
            try:
                yield
            except Refused:
                if self._begun:
                    self.identity.record.cancel()
                raise
            if self._key and self._is_present and not self.check_mode:
                try:
                    self._record()
                except SecretFileError:
                    pass  # what proved it this time is still there

    def find(self, desired):
        """The tenant. Of one that only its API key proves, just id and name are known."""
        if not self._is_present:
            return self._find_removable()
        self.identity.check_files()
        found = self._by_api() or (self._by_table() if self._has_table else None)
        if found is None and self.from_cache:  # a second creation may replace the API key: it is looked at again
            found = self._by_api() or (self._by_table() if self._has_table else None)
        if found is None and not self._has_table:
            raise self._unseen(
                "Give login_host and its kin and the name, so that the table nex_apikeys tells whether the tenant has its key. "
                "A second creation may replace the tenant's API key: only then set when_unobservable."
            )
        return found

    def _find_removable(self):
        """The tenant, if it is proven to be there. Nobody can log in any more where the contact center is gone."""
        if not self._has_table:
            found = self._by_api()
            if found is None:
                raise self._unseen(
                    "Give login_host and its kin and the name, or remove it in Digital Channels by hand."
                )
            return found
        proof = self._look()
        if proof.key:
            return self._by_api() or self._proven(proof)
        found = self._by_api(needed=False)
        if found is None and (proof.unproven or proof.fresh):
            reason = proof.unproven.message if proof.unproven else "An earlier run was broken off when it created it."
            if not self._shut_out:
                raise self._unseen("Look for it in Digital Channels.", " %s" % reason)
            self.warn("%s It is left alone." % reason)
        return found

    def resolve(self, desired, current):
        """Ask for the API key's file;

        of a tenant that only its row proves, compare nothing that the row does not tell.
        """
        if current is not None and self._only_named:
            desired = {name: desired[name] for name in PROVEN}
            if self._shut_out:
                self.warn(self._not_seen("only the API key of the %s was looked at: what else of it"))
        elif current is not None:
            _undocumented.need_secret(self.resource, desired, current, "password")
        if current is None and self.options.get("record_file"):
            secret_file.check_writable(self.options["record_file"])
        if self.options.get("api_key_file") and (current is None or self._key):
            self._check_file(self.options["api_key_file"])
            desired = dict(desired, api_key_stored=True)
            if not (current or {}).get("api_key_stored"):
                reason = "the API key was not in its file" if current else "the API key of the new tenant"
                self.results["new_secret"] = reason
        elif self.options.get("api_key_file"):
            self.warn(
                "Nobody tells the API key of the tenant %s, so %s is not written: %s"
                % (
                    self.options["id"],
                    self.options["api_key_file"],
                    self._untold or "give login_host and its kin, for it is in the table nex_apikeys.",
                )
            )
        return super().resolve(desired, current)

    def unobservable_policy(self):
        """As given; in check mode it may be the login that is missing, which an earlier task of a real run makes."""
        policy = "assume_present" if self._untold else super().unobservable_policy()
        if policy == "assume_present" and self._shut_out:
            text = self._not_seen("the %s was not looked at: what of it")
            self.warn("%s %s" % (text, self._untold) if self._untold else text)
        return policy

    def create(self, plan):
        """POST the tenant: a flat body, with the name of the tenant number as the vendor's page spells it.

        The key that the answer tells is its own. A key of its name in the table is, if there is but one and it was not there
        before.
        """
        self.identity.check_files()
        if self._has_table:
            record = self.identity.record
            self._begun = not record.pending
            record.begin(self.options["id"], plan.after["name"])
        title = self.resource.title(plan.after)
        try:
            answer = self._service().call("Creating the %s" % title, "POST", PATH, json=self._body(plan.after))
        except (
            AnswerLost,
            Refused,
        ):  # it may have had its effect in spite of the answer, or that of another task just now
            self._sent = True
            raise
        self._keep(_key_in(answer.data))
        if not self._key and self._has_table:
            self._sent = True
            self._keep(self._look().key)
        if not self._key:
            raise VerificationFailed(
                "The service accepted the tenant %s, but told no API key." % plan.after["id"],
                "Look into nex_apikeys for the tenant's key.",
                operation="Creating the tenant",
            )
        self._look_at_name(plan)
        self._store()

    def _look_at_name(self, plan):
        """The service may give the key another name than the tenant was sent with; by the record it is found again."""
        name = _nexus_keys.name_of(self.services, self._key) if self._has_table else None
        self._without_row = self._has_table and name is None
        if name not in (None, plan.after["name"]):
            self._row_name = name
            self.warn(MADE % ("name", self.resource.title(plan.after), name))

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
            service = self._service()
            if self.check_mode and self._is_present and self.options.get("contact_center_is_new"):
                self._shut_out = True  # there is nobody yet who could log in
                return None
            answer = self._look_at_api.get(service, "Reading the tenant")
        except (Refused, InvalidInput, SecretFileError) as error:
            if error.details.get("http_status") == 200:
                return None  # HTTP 200 with another status code: none, or a failure
            if needed and (not self.check_mode or self.options.get("state") == "absent" or not self._may_pass(error)):
                raise
            self._shut_out = True
            return None  # the client or the person may be made by an earlier task of the same run
        found, key = self._told(answer)
        if found is None:
            return None
        if not key and _nexus_keys.has_database(self.options) and found.get("name"):
            key = self._key_of(found["name"])
        self._keep(key)
        found["api_key_stored"] = self._is_stored()
        return found

    def _told(self, answer):
        """(the tenant, its API key) as the service tells them; None for what it does not."""
        if answer.status in MISSING:
            return None, None
        told = answer.data if isinstance(answer.data, dict) else {}
        told = told or (answer.body if isinstance(answer.body, dict) else {})
        found = from_wire(self.resource.managed, told)
        if folded(found.get("id", "")) != folded(self.options["id"]):
            return None, None
        for name in TENANT_ID_FIELDS:
            if isinstance(told.get(name), int):
                found["genesys_tenant_id"] = told[name]
        found.pop("password", None)
        return found, _key_in(told)

    def _key_of(self, name):
        """The key of a tenant that the service shows without it, if anything proves which one it is."""
        proof = self._look(name)
        if proof.unproven:
            self._untold = str(proof.unproven)
        return proof.key

    def _may_pass(self, error):
        """A real run may get over it, because an earlier task makes the client, its secret or the person."""
        if isinstance(error, SecretFileError):
            path = self.options["auth_client_secret_file"]
            return not os.path.lexists(path) and is_foretold(self.services, self.options["auth_client_id"], path)
        return not isinstance(error, InvalidInput)

    def _by_table(self):
        """The tenant as its row in nex_apikeys proves it: only id and name are known. Raises Unproven."""
        proof = self._look()
        if proof.unproven:
            if self.options.get("api_key_file"):
                self._check_file(self.options["api_key_file"])
            if self._shut_out and not self.options.get("contact_center_is_new"):  # with a login the service may show it
                self._untold = str(proof.unproven)
                raise self._unseen(proof.unproven.hint, " %s" % proof.unproven.message)
            raise proof.unproven
        return self._proven(proof)

    def _look(self, name=None):
        """What the table proves; of a creation that was sent, the one row that has appeared since is the proof."""
        proof = self.identity.look(name)
        if proof.key or proof.fresh:
            self._begun = False
        if self._sent and not proof.key and len(proof.fresh) == 1:
            proof = Proof(proof.fresh[0])
        if proof.warning:
            self.warn(proof.warning)
        return proof

    def _proven(self, proof):
        if proof.key is None:
            return None
        self._keep(proof.key)
        self._only_named = True
        unseen = [f for f in self.resource.managed if f.arg not in PROVEN and f.option and not f.secret]
        self.results["not_seen"] = [f.arg for f in unseen if self.options.get(f.arg) is not None]
        return {"id": self.options["id"], "name": self.options["name"], "api_key_stored": self._is_stored()}

    def _unseen(self, hint, more=""):
        return NotObservable(
            "The service offers no way to look at the tenant %s, so its state is not known.%s"
            % (self.options["id"], more),
            hint,
            operation="Reading the tenant",
        )

    @property
    def _is_present(self):
        return self.options.get("state") != "absent"

    @property
    def _has_table(self):
        return bool(_nexus_keys.has_database(self.options) and self.options.get("name"))

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
            self.identity.check_files()  # where tasks cannot take turns
            secret_file.store_secret(path, self._key, replace=True)
        self._record()

    def _record(self):
        if self._key and (self.options.get("record_file") or self._is_stored()):
            record = self.identity.record
            record.write(self.options["id"], self.options.get("name"), self._key, self._row_name, self._without_row)

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
            self._nexus = self.services.nexus(login_of(self.services, self.options))
        return self._nexus


def _key_in(told):
    """The API key that an answer tells, if it is one that can be used."""
    key = told.get("xapikey") if isinstance(told, dict) else None
    return key if secret_file.is_secret(key) else None


NEXUS_TENANT = Resource("tenant", ("id",), FIELDS, NexusTenants, unconfirmed=("update", "delete"))
MODULE = Manage(NEXUS_TENANT, AUTH + NEXUS + POSTGRESQL)
