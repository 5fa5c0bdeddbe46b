# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and writing OAuth clients of Genesys Cloud, in spite of answers that get lost and writes that are seen late."""

from __future__ import annotations

import time
import unicodedata

from ..core.errors import AnswerLost, BadResponse, GenesysError, NotFound, Refused, VerificationFailed
from ..core.spec import to_wire
from ..core.text import folded
from ..transport.secret_file import is_secret
from . import _cloud_rules as rules
from ._cloud_twins import twins
from ._entities import Entities

PATH = "/api/v2/oauth/clients"
ACTIVE, INACTIVE, DISABLED, DELETED = "active", "inactive", "disabled", "deleted"
OLD = 30 * 86400.0  # seconds after which a deleted client is kept for seven days more (§1.6 rule 5)
KEPT, HOUR = 7 * 86400.0, 3600.0  # seconds for which it is kept then, and between the clocks
SETTLED = 15.0  # seconds after which a new client is seen by everybody (§1.6 rule 11)
RECENT = SETTLED  # seconds for which a list says that there is no client: a younger one need not show what was just made either
OF_A_ROLE = 300.0  # seconds for which the list serves the clients of a role of which nothing is to be changed
GONE = 30.0  # seconds after which a deleted client is not seen any more (§1.6 rule 4)
TRIES = 4  # with growing pauses, where a write may not be seen yet
READ_ONLY = ("id", "secret", "dateCreated", "dateModified", "createdBy", "modifiedBy", "selfUri")
_ITS_OPTION = "has an option of its own: %s"
KNOWN_MEMBERS = dict(
    dict.fromkeys(READ_ONLY, "is the service's own"),
    name=_ITS_OPTION % "name",
    description=_ITS_OPTION % "description",
    accessTokenValiditySeconds=_ITS_OPTION % "access_token_validity_seconds",
    authorizedGrantType=_ITS_OPTION % "authorized_grant_type",
    registeredRedirectUri=_ITS_OPTION % "registered_redirect_uris",
    scope=_ITS_OPTION % "scopes",
    roleDivisions=_ITS_OPTION % "roles",
    roleIds="is deprecated: give roles",
    state=_ITS_OPTION % "state",
    dateToDelete=_ITS_OPTION % "date_to_delete",
)


class Clients(Entities):
    """The clients of an organisation (§1.3). fields: the table. memory: what the run has learnt so far."""

    def __init__(self, service, kind, fields, memory):
        super().__init__(service, PATH, kind, fields)
        self._memory = memory
        self._news = {}
        self._sleep = service.transport.sleep
        self.recent = RECENT
        if memory.relay is not None:  # the role has looked at all clients before
            self.list_age = OF_A_ROLE

    def mapped(self, obj):
        """The client by option names, with the members that the table does not know."""
        client = super().mapped(obj)
        extra = {name: value for name, value in obj.items() if name not in KNOWN_MEMBERS and value is not None}
        return dict(client, extra_properties=extra) if extra else client

    def by_id(self, identity, patiently):
        """The client of this id unless it is deleted, or None. patiently: it may be so new that it is not seen yet."""
        identity = folded(identity)  # as the service writes it
        found = self._patiently_raw(identity) if patiently else self.raw(identity)
        return None if found is None or found.get("state") == DELETED else self.mapped(found)

    def listed(self, identity):
        """The client of this id as the list shows it, or None."""
        found = self.in_list(identity)
        return None if found is None or found.get("client_state") == DELETED else found

    def named(self, name, secret_file_of=lambda client_id: None):
        """The client of this name, or None. Raises Ambiguous where there are several; see twins()."""
        found = self.all_named(name)
        if len(found) > 1:
            raise twins(name, found, secret_file_of=secret_file_of)
        return found[0] if found else self._just_made(name)

    def all_named(self, name):
        """Every client of this name in the list, for names are not unique."""
        return self.where(lambda obj: obj.get("state") != DELETED and self.with_text(obj, "name")["name"] == name)

    def twins_of(self, told):
        """Every client of the name of this one, which was just made, as the list tells them now; this one comes first.

        told: in the service's own form.
        """
        self.forget()
        self.insist()
        others = [one for one in self.all_named(told["name"]) if folded(one["client_id"]) != folded(told["id"])]
        self.wrote({name: value for name, value in told.items() if name != "secret"})  # the list may not show it yet
        return [self.mapped(told), *others]

    def alike(self, name):
        """The names of clients that differ from this one only in blanks, or in how a letter is written in Unicode."""
        wanted = _loose(name)
        members = self.where(lambda obj: obj.get("state") != DELETED and _loose(obj.get("name")) == wanted)
        return sorted({one["name"] for one in members if one.get("name") != name})

    def ask_for_news(self, name, news):
        """Another run may have just made a client of this name. news: returns its id, which may be gone by now, or an empty one."""
        self._news[name] = news

    def oldest(self):
        """The id of the oldest client: it tells the organisation from others. Empty when there is no client."""
        members = sorted((str(obj.get("dateCreated")), self.name(obj)) for obj in self.members())
        return members[0][1] if members else ""

    def create(self, operation, body, failed):
        """POST the client; returns it in the service's own form, and whether that is the answer, with the secret, or what
        was found after the answer was lost. failed: takes the error of a refused request.
        """
        answered = True
        try:
            told = self._write(operation, "POST", PATH, body)
            if not _is_new(told, body["name"]):
                raise AnswerLost(self._no_client(operation))
        except AnswerLost as lost:
            told, answered = self._look_for(body["name"], lost), False
        except GenesysError as error:
            failed(error)
            raise
        self._memory.record(self._made_key(body["name"]), told["id"])
        self.wrote({name: value for name, value in told.items() if name != "secret"})
        return told, answered

    def put(self, operation, identity, patch):
        """PUT the whole client with what the patch changes; returns it in the service's own form."""
        now = self._patiently_raw(identity)  # just now, so that nothing of it is lost
        if now is None:
            raise NotFound("%s failed: it does not exist any more." % operation, "Run again.", field="client_id")
        body = self.body(now, patch)
        told = self._write(operation, "PUT", self.url(identity), body)
        if not self._is_same(told, identity):  # the answer is of no use, but the client may be as it is wanted
            told = self._patiently_raw(identity) or {}
            if not self._is_same(told, identity):
                raise self._no_client(operation)
        self.wrote(told)
        return told

    def body(self, obj, patch):
        """The object to write: what is there, changed by the patch; without what the service keeps by itself."""
        drop = READ_ONLY + ("roleIds",)  # the deprecated double of roleDivisions
        body = {name: value for name, value in obj.items() if name not in drop and value is not None}
        body.update(patch.get("extra_properties") or {})
        body.update(to_wire(self.fields, {name: value for name, value in patch.items() if name != "client_id"}))
        if body.get("state") == ACTIVE:
            body.pop("dateToDelete", None)
        for name in ("scope", "roleDivisions"):
            if not body.get(name):
                body.pop(name, None)
        return body

    def is_edited_first(self, client):
        """The client cannot be deleted as it is: it is active, or its day is further away than it has to be."""
        late = client.get("date_to_delete") and not self.is_going(client)
        return client.get("client_state") != INACTIVE or bool(late)

    def make_inactive(self, client, title):
        """Have no tokens issued any more, and the client deleted soon; False when it is gone already (§1.6 rule 4)."""
        patch = {"client_state": INACTIVE}
        if client.get("date_to_delete") and not self.is_going(client):
            patch["date_to_delete"] = rules.date(time.time() + KEPT)
        elif client.get("client_state") == INACTIVE:
            return True
        try:
            self.put("Making the %s inactive" % title, client["client_id"], patch)
        except NotFound:
            return False
        return True

    def delete(self, client, title):
        """Delete the inactive client, and wait until it is gone, or an old one on its way (§1.6 rules 4 and 5)."""
        self._remove_when_seen(client["client_id"])
        self._memory.record(self._made_key(client.get("name")), None)
        self._wait_until_gone(title, client["client_id"])

    @staticmethod
    def is_going(client):
        """The inactive client is deleted within the days for which the service keeps one."""
        day = rules.parsed(client.get("date_to_delete"))
        return client.get("client_state") == INACTIVE and day is not None and day <= time.time() + KEPT + HOUR

    def last_day(self, client):
        """The day (UTC) on which the service deletes an old client that is inactive, or is made so now."""
        return client["date_to_delete"][:10] if self.is_going(client) else rules.date(time.time() + KEPT)[:10]

    @staticmethod
    def is_old(client):
        """The client was made so long ago that its deletion takes seven days."""
        made = rules.parsed(client.get("date_created"))
        return made is not None and time.time() - made >= OLD

    def _remove_when_seen(self, identity):
        """Delete the client; that it is inactive may not be known everywhere yet (§1.6 rule 11)."""
        for attempt in range(TRIES):
            try:
                return self.remove(identity)
            except Refused as refused:
                if refused.details.get("service_code") != "cannot.delete.client" or attempt == TRIES - 1:
                    raise
            self._sleep(2.0**attempt)

    def _patiently_raw(self, identity):
        for attempt in range(TRIES):
            found = self.raw(identity)
            if found is not None or attempt == TRIES - 1:
                return found
            self._sleep(2.0**attempt / 2)
        raise AssertionError("the last attempt returns")

    def _just_made(self, name):
        """The client that this machine made, which the list may not show yet."""
        from_cache = self.from_cache
        news = self._news.get(name)
        for identity in (*(self._memory.recall(self._made_key(name)) or ()), news and news()):
            found = identity and self.by_id(identity, True)
            if found and found.get("name") == name:
                return found
        self._news.pop(name, None)  # asked in vain, and for some seconds; nobody else leaves word meanwhile
        self.from_cache = from_cache  # nothing new was heard
        return None

    @staticmethod
    def _is_same(told, identity):
        return _is_client(told) and folded(told["id"]) == folded(identity)

    def _made_key(self, name):
        return self.service.key("OAuth client made", name)

    def _write(self, operation, method, path, body):
        """A role that the caller was given a moment ago may not be known yet (§1.6 rule 6)."""
        for attempt in range(TRIES):
            try:
                return self.service.call(operation, method, path, json=body).body
            except Refused as refused:
                about_roles = "role" in refused.message.lower() and refused.details.get("http_status") in (400, 403)
                if attempt == TRIES - 1 or not about_roles or not body.get("roleDivisions"):
                    raise
            self._sleep(2.0**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _no_client(self, operation):
        return BadResponse(
            "%s was answered with no OAuth client." % operation,
            "Check cloud_api_url: it may lead to another service. Run again: the module looks first.",
            operation=operation,
            url=self.service.base_url + PATH,
        )

    def _look_for(self, name, lost):
        """The client whose creation was not answered, in the service's own form.

        Names are not unique: a blind repetition could leave two. Raises AnswerLost when none came.
        """
        waited, pause = 0.0, max(lost.wait, 0.5)
        while waited < SETTLED:
            self._sleep(pause)
            waited += pause
            pause = min(pause * 2, max(SETTLED - waited, 0.5))
            self.forget()
            self.insist()
            found = self.named(name)
            if found:
                return self._patiently_raw(found["client_id"])
        raise AnswerLost(lost.cause)

    def _wait_until_gone(self, title, identity):
        waited, pause = 0.0, 0.5
        while True:
            found = self.by_id(identity, False)
            if found is None or self.is_old(found):
                return
            if waited >= GONE:
                raise VerificationFailed(
                    "The service accepted to delete the %s, but still shows it after %d seconds." % (title, GONE),
                    "Run again, and ask Genesys Customer Care if it stays.",
                    field="state",
                )
            self._sleep(pause)
            waited += pause
            pause = min(pause * 2, 8.0)


def _loose(name):
    return " ".join(unicodedata.normalize("NFKC", str(name)).split())


def _is_new(told, name):
    """The answer is the client that was just made: nobody but its creator is told the secret, whatever the service made of
    the name. Without a secret the name has to be the one that was sent.
    """
    if not _is_client(told):
        return False
    return bool(told.get("secret")) or told.get("name") == name


def _is_client(told):
    """The answer is a client with its id and name. What it tells as its secret fits into one line of a file."""
    secret = told.get("secret") if isinstance(told, dict) else 0
    good = secret is None or secret == "" or is_secret(secret)
    return good and all(isinstance(told.get(name), str) and told[name] for name in ("id", "name"))
