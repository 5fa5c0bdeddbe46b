# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine does with an OAuth client of Genesys Cloud: find, decide, write (genesys-cloud-oauth-api.md §1.6)."""

from __future__ import annotations

from contextlib import contextmanager

from ..core import compare
from ..core.checks import platform_url
from ..core.errors import Ambiguous, GenesysError, NotFound, Refused, TimedOut
from ..core.task import ABSENT, PRESENT
from ..core.text import folded
from ..transport.local_lock import leave, left, local_lock
from . import _cloud_rules as rules
from ._cloud_clients import DELETED, DISABLED, Clients
from ._cloud_credential import Credentials
from ._cloud_decision import BESIDE, Decision
from ._cloud_names import Names, is_name
from ._cloud_secret import Custody
from ._cloud_secret_policy import NEVER, SecretPolicy
from ._cloud_twins import MADE_AT_ONCE, twins
from ._collection import CollectionBackend
from ._rewritten import FOR_EVER

NEWS = 60.0  # seconds within which the list shows a new client
AMONG_OTHERS = (
    "among_others"  # no option: the client is one of many that are looked at, so that the list serves for all
)


class CloudClients(CollectionBackend):
    """Finds a client by its id, else by its name, and writes it whole: PUT replaces (§1.6 rule 2)."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self._alone, self._place = True, ""
        self._listed = None  # the id of the client that the first look found upon a list of another task
        self._services_cloud = services.cloud
        self.api = services.cloud.api
        self.collection = Clients(self.api, resource.kind, resource.managed, services.memory)
        self.credentials = Credentials(self.api)
        self.custody = Custody(services, options, check_mode, self.warn)
        self.policy = SecretPolicy(services, options, check_mode, self.warn, self._of_id, self.custody)
        self.decision = Decision(
            resource,
            options,
            Names(services.cloud, options.get("restore_default_roles"), check_mode, self.warn),
            services.cloud,
            self.policy,
            self.warn,
            self.reviewed,
        )

    @contextmanager
    def guarded(self):
        """Names are not unique, so that the tasks of this machine take turns with one name, from the look to the write.

        Whoever makes a client leaves word of it, for the list may not show it to the next one yet.
        """
        name = self.options.get("client_id") or self.options.get("new_name") or self.options.get("name")
        transport = self.api.transport
        wait = transport.timeout + (transport.patience or 0)  # whoever has it may be waiting for the service's limit
        self._place = "%s %s" % (platform_url(self.api.base_url), name)
        with local_lock(self._place, wait, transport.sleep) as self._alone:
            if not self.options.get("client_id"):
                self.collection.ask_for_news(name, lambda: left(self._note(), NEWS))
            yield

    def _note(self):
        """Where the word of a new client is: many organisations of one region may have clients of one name."""
        return "%s in the organisation of %s" % (self._place, self.collection.oldest())

    def explain(self, option):
        """See CollectionBackend: the roles decide how long tokens may live (§1.6 rule 7)."""
        if option == "access_token_validity_seconds":
            self.warn(
                "Genesys Cloud resets access_token_validity_seconds of the %s: the role SCIM Integration was given further permissions, or the "
                "client has another role. Take them away, or declare what the service makes of it."
                % self.resource.title(self.options)
            )

    def _spelling_note(self, name):
        """Where the word of a client is of whose name the service made another one."""
        return "%s %s is called" % (platform_url(self.api.base_url), name)

    @contextmanager
    def exclusive(self):
        """What another task was told is looked at again, also before a client is made, unless it is ``recent``."""
        yield self.from_cache

    def find(self, desired):
        """The client, or None; a deleted one is none, nor is one that is to be absent and cannot be deleted any further."""
        self.collection.forget()
        absent = self.options["state"] == ABSENT
        if absent:
            self.results["restorable"] = False
            self.results["left_over"] = self.policy.stays = []
        found = self._by_id(self.options["client_id"], absent) if self.options.get("client_id") else self._by_name()
        if found is None and absent:
            found = self._left_behind(self.options)
            self.results["left_over"] = self.policy.stays
            return found
        if found is None:
            return None
        if found.get("client_state") == DISABLED:
            raise Refused(
                "The %s is disabled, which only Genesys does." % self.resource.title(found),
                "Ask Genesys Customer Care why. Nothing was changed.",
                field="state",
            )
        former = None if self.options["state"] != PRESENT else self.custody.locate(found)
        if former:
            found["secret_file"] = former
        self._tell(found, bool(desired.get("roles")) and not absent and self.decision.wants_names())
        if absent:
            self.results["restorable"] = is_kept = self.collection.is_old(found)
            stays = [self._tell_when(found)] if is_kept else []
            found = self._to_delete(found)
            self.results["left_over"] = stays + self.policy.stays
        return found

    def _to_delete(self, found):
        """The client if anything is to be done so that it goes, else None."""
        title = self.resource.title(found)
        if self.collection.is_old(found):
            self.policy.keep_until_gone(title, found["client_id"])
            if self.collection.is_going(found) and not found.get("integration_credential_id"):
                return None
        self.decision.must_not_be_the_caller(title, found["client_id"], "Deleting it")
        if self.collection.is_edited_first(found):
            self.decision.must_hold(title, found.get("roles") or [])
        if not self.collection.is_old(found) and self.policy.is_removable(title, found["client_id"]):
            found["secret_file"] = self.custody.path
        return found

    def _left_behind(self, options):
        """What is to be removed after a client that is gone: the file with its secret; None where nothing is."""
        name = options.get("name") or options["client_id"]
        if self.policy.is_removable(self.resource.title({"name": name})):
            return {"name": name, "secret_file": self.custody.path}
        return None

    def list(self):
        """All clients that are not deleted, or the one that is asked for; without the caller's own where that is wanted."""
        wanted, role = self.options.get("client_id"), self.options.get("role")
        by_name = bool(self.options.get("resolve_names") or is_name(role))
        if wanted:
            found = [self.collection.by_id(wanted, False)]
        else:
            found = self.collection.where(lambda obj: obj.get("state") != DELETED)
        own = self._services_cloud.own_clients(required=True) if self.options.get("exclude_own_client") else ()
        return [self._tell(one, by_name) for one in found if one and folded(one["client_id"]) not in own]

    def resolve(self, desired, current):
        """What is wanted; see Decision. A failure says whether there is no client."""
        try:
            wanted = self.decision.wanted(desired, current)
        except GenesysError as error:
            if current is None:
                error.details["missing"] = "client"
            raise
        if self.custody.path and self.options["state"] == PRESENT:
            self.results["secret_kept"] = self.policy.is_kept
        for name in ("new_secret", "secret_works"):
            self.results.pop(name, None)
        if self.policy.works is not None:
            self.results["secret_works"] = self.policy.works
        if wanted is not None and "client_secret" in wanted.rewrite:
            self.results["new_secret"] = self.policy.reason
        return wanted

    def create(self, plan):
        """POST the client and keep its secret; the place for it is taken before."""
        self.collection.insist()
        title = self.resource.title(plan.after)
        if not self._alone:
            raise TimedOut(
                "Another task of this machine is busy with the %s, so that none was made." % title,
                "Look whether that task hangs, then run again.",
                field="name",
            )
        body = self.collection.body({}, plan.after)
        with self.custody.place(name=body["name"]) as (keep, failed):
            told, answered = self.collection.create("Creating the %s" % title, body, failed)
            if told.get("secret"):
                keep(told["id"], told["secret"], self.options["regenerate_secret"] != NEVER)
        leave(self._note(), told["id"])
        if told["name"] != body["name"]:
            leave(self._spelling_note(body["name"]), "%s %s" % (told["id"], told["name"]))
        if not answered:  # nobody knows its secret
            told = self.custody.renew(self.api, self.collection.url(told["id"]), told["id"], title)
        elif not told.get("secret"):
            self.warn("The service told no secret of the %s." % title)
        client = self._finished(plan, told)
        if self.services.memory.relay is None:
            self._look_for_twins(title, told)
        else:
            self.results["twins_unseen"] = True
        return client

    def _look_for_twins(self, title, told):
        """Tell a client of the same name that another machine made at the same time. told: ours, in the service's own form."""
        try:
            found = self.collection.twins_of(told)
        except GenesysError as error:
            self.warn(
                "The %s was made. Whether somebody else made one of that name at the same time could not be seen: %s"
                % (title, error.message)
            )
            return
        if len(found) > 1:
            self.error = twins(told["name"], found, MADE_AT_ONCE, self.custody.file_of)

    def look_for_twins(self, refresh):
        """Raise Ambiguous where there are several clients of the name that the task's client has. refresh: the list is asked for now."""
        name = self.options.get("new_name") or self.options["name"]
        if refresh:
            self.collection.insist()
        found = self.collection.all_named(name)
        if len(found) > 1:
            raise twins(name, found, MADE_AT_ONCE, self.custody.file_of)

    def update(self, plan):
        """PUT the whole client with what changes, then have the new secret made, if one is due."""
        self.collection.insist()
        identity, title = plan.before["client_id"], self.resource.title(plan.before)
        told = None
        if "secret_file" in plan.patch:
            self.custody.move()
        if set(plan.patch) - set(BESIDE):
            told = self.collection.put("Changing the %s" % title, identity, plan.patch)
        if "client_secret" in plan.patch:
            told = self.custody.renew(self.api, self.collection.url(identity), identity, title)
            self.collection.wrote({name: value for name, value in told.items() if name != "secret"})
        return self._finished(plan, told)

    def delete(self, plan):
        """Make the client inactive, delete the credential that goes with it, then the client, at last its secret's file."""
        self.collection.insist()
        title = self.resource.title(plan.before)
        if plan.before.get("client_id"):
            self._delete_client(plan, title)
        if plan.before.get("secret_file"):
            self.custody.remove()

    def _delete_client(self, plan, title):
        there = self.collection.make_inactive(plan.before, title)
        if plan.before.get("integration_credential_id"):
            self.credentials.remove(self.options["integration_credential_name"])
        if not self.options.get("client_id"):
            leave(self._note(), "")
        if there:
            self.collection.delete(plan.before, title)

    def confirm(self, plan):
        """A new secret that is to be verified works."""
        wanted = self.options.get("verify_secret") and "client_secret" in plan.patch and self.custody.secret
        if wanted and plan.after.get("authorized_grant_type") == rules.CLIENT_CREDENTIALS:
            self.custody.prove(self.resource.title(plan.after), self._identity)

    def _of_id(self, identity):
        """The client of this id, which may be one that can still be restored, or None."""
        from_cache = self.collection.from_cache
        found = self.collection.by_id(identity, False)
        self.collection.from_cache = from_cache
        return found

    def _by_id(self, identity, absent):
        listed = None
        if self.options.get(AMONG_OTHERS) or self.services.memory.relay is not None and self._listed is None:
            listed = self.collection.listed(identity)
        self._listed = identity
        found = listed or self.collection.by_id(identity, not absent)
        if found is None and self.options["state"] == PRESENT:
            raise NotFound(
                "There is no OAuth client with the id %s." % identity,
                "The service chooses the id of a new client: to make one, give its name and no client_id.",
                field="client_id",
                missing="client",
            )
        name = None if absent or found is None else self.options.get("name")
        other = self.collection.named(name, self.custody.file_of) if name and name != found.get("name") else None
        if other:
            raise Ambiguous(
                "There is an OAuth client named %s already: %s." % (name, other["client_id"]),
                "Nothing was renamed: two clients of one name could not be told apart.",
                field="name",
                ids=[other["client_id"]],
            )
        return found

    def _by_name(self):
        name, new_name = self.options["name"], self.options.get("new_name")
        if self._listed:
            found, self._listed = self.collection.by_id(self._listed, False), None
            if found and found.get("name") in (name, new_name):
                return found
            self.collection.insist()  # the list is out of date
        named = self._named(name)
        renamed = self._named(new_name) if new_name and new_name != name else None
        if named and renamed:
            raise Ambiguous(
                "There are OAuth clients named %s (%s) and %s (%s)."
                % (name, named["client_id"], new_name, renamed["client_id"]),
                "Nothing was renamed: give client_id to say which one is meant, or remove the other.",
                field="new_name",
                ids=[named["client_id"], renamed["client_id"]],
            )
        if not named and not renamed and self.options["state"] == PRESENT:
            self._refuse_alike(new_name or name)
        found = named or renamed
        self._listed = found["client_id"] if found and self.from_cache else None
        return found

    def _named(self, name):
        """The client of this name, or the one of whose name the service is known to have made another one, or None."""
        found, note = self.collection.named(name, self.custody.file_of), self._spelling_note(name)
        left_there = left(note, FOR_EVER) if found is None else ""
        if not left_there:
            return found
        identity, _blank, called = left_there.partition(" ")
        made = self.collection.by_id(identity, bool(left(note, NEWS)))
        return made if made and made.get("name") == called else None

    def _refuse_alike(self, name):
        """No client is made that would be a twin, where the service has made another name of this one. Raises Ambiguous."""
        others = self.collection.alike(name)
        if others:
            raise Ambiguous(
                "There is no OAuth client named %r, but one whose name differs from it only in blanks or in how Unicode writes it: %s."
                % (name, " and ".join(map(repr, others))),
                "Give the name as the service has it, or client_id. Nothing was changed.",
                field="name",
            )

    def _tell(self, client, by_name):
        """The client as the user is told of it: roles that can be read, and whether its credential is there."""
        if client.get("roles"):
            client["roles"] = self.decision.add_names(client["roles"], by_name)
        name = self.options.get("integration_credential_name")
        credential = self.credentials.find(name) if name else None
        if credential is not None:
            client["integration_credential_id"] = credential["id"]
            if self.credentials.holds(credential, self.custody.path) and not self.custody.in_doubt(client):
                client["integration_credential_name"] = name
        return client

    def _finished(self, plan, told):
        """The client as it is now, after its credential was written; says what the service made otherwise.

        told: as the service told it, or None when nothing of itself was written.
        """
        client = self.collection.mapped(told) if told else dict(plan.after)
        self._identity = client["client_id"]
        title = self.resource.title(plan.after)
        for item in self.resource.managed:
            wanted = plan.patch.get(item.arg)
            if item.wire and wanted not in (None, []) and not compare.same(item, wanted, client.get(item.arg)):
                self.warn(
                    "The service accepted %s of the %s, but made %s of it." % (item.arg, title, client.get(item.arg))
                )
        if client.get("roles"):
            client["roles"] = plan.after.get("roles") or client["roles"]
        if "client_secret" in plan.patch and self.custody.secret:
            client["client_secret"] = self.custody.secret
            self.remember("client_secret", self.custody.secret)
        for name in ("integration_credential_name", "integration_credential_id", "secret_file"):
            if plan.after.get(name):
                client[name] = plan.after[name]
        if "integration_credential_name" in plan.patch:
            client["integration_credential_id"] = self.credentials.write(
                plan.after["integration_credential_name"], self._identity, self.custody.secret
            )
        self.custody.settle()
        return client

    def _tell_when(self, client):
        """A sentence about what becomes of an old client that is to be absent (§1.6 rule 5), which is a warning, too."""
        said = (
            "The %s is more than 30 days old: Genesys Cloud keeps it, inactive, and deletes it on %s. Until then state: present "
            "restores it." % (self.resource.title(client), self.collection.last_day(client))
        )
        self.warn(said)
        return said
