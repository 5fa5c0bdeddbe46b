# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API clients of Genesys Authentication (private-edition-api.md §1)."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import replace

from ..core import checks
from ..core.errors import Conflict, GenesysError, InvalidInput, NotFound, Refused, VerificationFailed
from ..core.plan import Wanted
from ..core.spec import Field, Resource, from_wire, to_wire
from ..core.task import ABSENT, Info, Manage
from ..core.text import folded
from ..transport import oauth, secret_file
from ..transport.local_lock import local_lock, look
from ..transport.options import AUTH
from ._auth_fields import FIELDS, PREVIOUS, problems
from ._auth_secret import PAUSES, SecretManager, is_ours, planned_key
from ._collection import LIST_AGE, Collection, CollectionBackend
from ._secret_record import when_lost

PATH = "/auth/v3/ops/clients"


class AuthClients(CollectionBackend):
    """Access to the API clients: looked up by id, changed by a partial PUT."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.collection = Collection(services.ops, PATH, None, resource.kind, resource.managed, "client_id")
        title = resource.title(options)
        self._secret = SecretManager(services, options, check_mode, title, self.warn)
        self._looked = False
        self._generated = False
        self._maybe_live = False  # a request with the generated secret may have had its effect
        self._is_recorded_now = False  # this task has written the record beside the secret's file

    @contextmanager
    def guarded(self):
        """Where tasks of this machine cannot take turns, that is said in check mode, too."""
        if self.options.get("secret_file"):
            look()
        yield

    def find(self, desired):
        """The client, from GET /ops/clients/{client_id}.

        That there is none may be what an earlier task of the run has seen: the service refuses a second one. One that a teardown
        is about, and that another contact center uses, raises Conflict.
        """
        self.collection.forget()
        client_id = desired["client_id"]
        known = not self._looked and self.options.get("state") != ABSENT and self._seen_absent(client_id)
        self._looked, self.collection.from_cache = True, known
        found = None if known else self.collection.look_up(client_id, sure=True)
        if found and self.options.get("deleted_contact_center_ids") is not None:
            self._refuse_if_used(found)
        return found

    def exists(self, client_id):
        """Whether the client is there. That it is not is what the run remembers for a moment."""
        found = self.find({"client_id": client_id}) is not None
        if not found and not self.from_cache:
            self.services.memory.record(self._absence(client_id), time.monotonic())
        return found

    def _absence(self, client_id):
        return self.services.ops.key("no client", client_id)

    def _seen_absent(self, client_id):
        seen = self.services.memory.recall(self._absence(client_id))
        return bool(seen) and seen[-1] + LIST_AGE > time.monotonic()

    def _refuse_if_used(self, found):
        own = {folded(identity) for identity in self.options["deleted_contact_center_ids"]}
        users = [one for one in found.get("contact_center_ids") or () if folded(one) not in own]
        if users:
            raise Conflict(
                "The %s is not deleted, for it is used by contact center %s."
                % (self.resource.title(found), ", ".join(users)),
                "Take that out of its contact_center_ids first, if it is not used there.",
                field="contact_center_ids",
                ids=users,
            )

    def list(self):
        """All clients, or the one that is asked for; the service does not tell their secrets."""
        if self.options.get("client_id"):
            found = self.collection.look_up(self.options["client_id"], sure=True)
            return [found] if found else []
        return self.collection.all()

    def resolve(self, desired, current):
        """Add the secret where one has to be sent: at creation, when a new one is due, or when it is to be kept up to date and
        is seen not to work.
        """
        strict = bool(self.options.get("strict"))
        if current is None:
            values = self._with_secret(desired)
            self._tell_new_secret("generated for the new client")
            return Wanted(values, strict=strict)
        self._move_if_not_taken()
        self.results.pop("secret_kept", None)
        values = dict(desired)
        secret = values.pop("client_secret", None)
        if secret is not None:
            if self.options.get("update_secret") != "always" or self._works(secret) is True:
                secret = None
        elif self._manages_secret(desired, current):
            previous = self._secret.previous_path
            secret, self._generated, settled = self._secret.decide()
            self._tell_new_secret(self._secret.reason)
            if previous:
                current[PREVIOUS] = previous
            if settled:
                values[PREVIOUS] = ""
            if secret is None and not settled:
                self._explain_unknown_secret(current)
        if secret is None:
            return Wanted(values, strict=strict)
        return Wanted(dict(values, client_secret=secret), frozenset(["client_secret"]), strict)

    def _tell_new_secret(self, reason):
        if self._generated:
            self.results["new_secret"] = reason
        elif not self._maybe_live:
            self.results.pop("new_secret", None)

    def create(self, plan):
        """POST the client. The secret and its record are in their files before the request is made."""
        self.services.memory.record(self._absence(plan.after["client_id"]), -LIST_AGE)
        told = self._write(plan, "Creating", "POST", PATH)
        return dict(plan.after, **from_wire(self.resource.managed, told)) if told else None

    def update(self, plan):
        """PUT only what changes, and settle what becomes of the previous secret; returns the client if the answer tells it."""
        path = self.collection.url(plan.before["client_id"])
        patch = {name: value for name, value in plan.patch.items() if name != PREVIOUS}
        if self._generated and "client_secret" in patch:
            self._replace_secret(plan, path, patch)
            return None
        if PREVIOUS in plan.patch:
            self._secret.settle()
        if patch:
            told = self._write(replace(plan, patch=patch), "Changing", "PUT", path)
            return dict(plan.after, **from_wire(self.resource.managed, told)) if told else None
        return plan.after

    def _replace_secret(self, plan, path, patch):
        def send(secret):
            changed = replace(plan, patch=dict(patch, client_secret=secret))
            return self._send(changed, "Changing", "PUT", path)

        told, secret = self._secret.replace(patch["client_secret"], send)
        if secret == patch["client_secret"]:
            self.remember("client_secret", secret)
        else:
            del self.results["new_secret"]
        self.remember("encrypted_client_secret", told.get("encrypted_client_secret"))

    def _send(self, plan, verb, method, path):
        """Make the request; returns what the answer tells of the client."""
        operation = "%s the %s" % (verb, self.resource.title(plan.after))
        body = {"data": to_wire(self.resource.managed, plan.patch)}
        answer = self.services.ops.call(operation, method, path, json=body)
        self.collection.spoil()
        return answer.data if isinstance(answer.data, dict) else {}

    def _write(self, plan, verb, method, path):
        with self._custody(plan):
            self._store(plan)
            try:
                told = self._send(plan, verb, method, path)
            except Refused:
                self._withdraw(plan)
                raise
            except GenesysError:
                self._maybe_live = True
                raise
            if not self._is_kept():
                self._store(plan)
        self.remember("encrypted_client_secret", told.get("encrypted_client_secret"))
        if self._generated:
            self.remember("client_secret", plan.patch.get("client_secret"))
        return told

    def delete(self, plan):
        """DELETE the client."""
        try:
            self.collection.remove(plan.before["client_id"])
        except NotFound:
            pass
        self._secret.forget()

    def confirm(self, plan):
        """A service may accept a new secret and not take it (changing it is not documented):

        then the old one still works.
        """
        secret = plan.patch.get("client_secret")
        if "client_secret" in plan.rewrite and not self._generated and self._works(secret) is False:
            raise VerificationFailed(
                "The service accepted the new secret of the %s, but does not take it."
                % self.resource.title(plan.before),
                "This service does not change secrets: delete the client and create it anew, or keep the old secret.",
                operation="Changing the secret",
                field="client_secret",
            )

    def _with_secret(self, desired):
        """The desired values with a secret:

        the given one, the stored one, or a new one that create() or update() will store.
        """
        if desired.get("client_secret") or desired.get("client_type") == "PUBLIC":
            return dict(desired)
        path = self.options.get("secret_file")
        if not path:
            raise InvalidInput(
                "The %s does not exist yet, and creating it needs a secret." % self.resource.title(desired),
                "Give client_secret, or secret_file to have one generated and kept there; nothing was changed.",
                field="client_secret",
            )
        secret = secret_file.read_secret(path)
        if secret is None:
            secret_file.check_writable(path)
            secret = secret_file.generate_secret()
            self._generated = True
            self.services.memory.record(planned_key(path), self.check_mode)
        elif not secret_file.is_private(path):
            self.warnings.append("The secret file %s can be read by others: set its mode to 0600." % path)
        self.services.secrets.add(secret)
        return dict(desired, client_secret=secret)

    @contextmanager
    def _custody(self, plan):
        """Tasks of this machine that keep a secret in the same file take turns, until it is known whether it is of use."""
        if not self._keeps_secret(plan):
            yield
            return
        path = os.path.realpath(self.options["secret_file"])
        with local_lock("secret file " + path, self.services.transport.timeout):
            yield

    def _keeps_secret(self, plan):
        return bool(self.options.get("secret_file") and plan.patch.get("client_secret"))

    def _is_kept(self):
        return not self.options.get("secret_file") or os.path.exists(self.options["secret_file"])

    def _store(self, plan):
        """Put the secret into its file; one that another run put there first is taken instead."""
        if self._keeps_secret(plan) and (self._generated or not self._is_kept()):
            kept = secret_file.store_secret(self.options["secret_file"], plan.patch["client_secret"])
            if kept != plan.patch["client_secret"]:
                self.services.secrets.add(kept)
                plan.patch["client_secret"] = plan.after["client_secret"] = kept
                self._generated = False
                self.results.pop("new_secret", None)
        if self._keeps_secret(plan):
            self._is_recorded_now = self._secret.record() or self._is_recorded_now

    def _withdraw(self, plan):
        """The service refused the request: a secret generated for it is of no use, unless an earlier request made it real, or
        another run has read it and made it the client's. The record of a secret that is nobody's goes, too.
        """
        if self._maybe_live or not (self._generated or self._is_recorded_now):
            return
        try:
            works = self._works(plan.patch.get("client_secret"))
        except GenesysError:
            works = None
        if works is False:
            self._forget_record()
            if self._generated:
                secret_file.drop_secret(self.options["secret_file"])
        elif works is None and self._generated:
            self.warnings.append(
                "Whether the secret in %s is that of the %s is not known: it was kept."
                % (self.options["secret_file"], self.resource.title(self.options))
            )

    def _forget_record(self):
        if self._is_recorded_now:
            self._secret.forget()

    def _move_if_not_taken(self):
        """The answer to the creation was lost, and the client is there: it may be another run's, with another secret. The
        generated one is moved out of its file and kept, for the service may know it and not tell yet.
        """
        if not self._generated or not self._maybe_live:
            return
        secret = secret_file.read_secret(self.options["secret_file"])
        for pause in PAUSES:
            works = secret is not None and self._works(secret)
            if works:
                self._secret.record()
            if secret is None or works is not False:
                return
            self.services.transport.sleep(pause)
        self._generated = False
        secret_file.keep_refused(self.options["secret_file"])
        secret_file.drop_secret(self.options["secret_file"])
        self._forget_record()

    def _manages_secret(self, desired, current):
        """The client's secret is kept in a file; a public client has none."""
        kind = desired.get("client_type") or current.get("client_type")
        return bool(self.options.get("secret_file")) and kind != "PUBLIC"

    def _works(self, secret):
        return oauth.secret_works(self.services.auth, self.options["client_id"], secret)

    def _explain_unknown_secret(self, current):
        path = self.options.get("secret_file")
        if path and not os.path.exists(path) and current.get("client_type") != "PUBLIC":
            self.results["secret_kept"] = False
            self.warnings.append(
                "The %s exists already and the service does not tell its secret, so %s was not written. "
                "Put the known secret there. To give the client a new one, set %s."
                % (self.resource.title(current), path, when_lost(is_ours(self.options), self.options["client_id"]))
            )


AUTH_CLIENT = Resource("API client", ("client_id",), FIELDS, AuthClients, problems=problems)
FILTERS = (Field("client_id", "client_id", check=checks.segment),)
MODULE = Manage(AUTH_CLIENT, AUTH)
INFO = Info(AUTH_CLIENT, AUTH, FILTERS, "auth_clients")
