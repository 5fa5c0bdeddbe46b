# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading objects of a collection over HTTP:

by id where the service offers it, else from the list, which the hosts of one task share.
"""

from __future__ import annotations

import time

from ..core.checks import platform_url
from ..core.errors import BadResponse, NotOffered, Refused
from ..core.paths import under
from ..core.spec import EXACT, from_wire, to_wire
from ..core.text import folded
from ..transport.answer import is_empty, is_envelope
from . import _undocumented
from ._rewritten import RewritingBackend
from ._turns import turn
from ._undocumented import MISSING

LIST_AGE = 30.0  # seconds; a list is shared among the hosts of one task, which may come one after the other
ANY = "*"
MOST = 100000  # members of a list


class Collection:
    """One collection of a service.

    service: the Service. path: of the collection. member: the name of the list inside ``data``; None when ``data`` is
    the list; ANY when the vendor does not tell the name. kind: for messages. fields: the table. id_wire: the name of
    the member that identifies an object. documented: False when the service may not offer the list.

    ``from_cache`` is True when the last look was another task's, some seconds ago: good enough to see that nothing differs,
    not to write upon it. ``list_age``: seconds for which a list serves the first look of a task. ``recent``: those within which it
    serves a later look, too, unless the task has written or insists. ``explicit``: only an empty list, or empty data of an answer
    that says success, is no members; that the answer names none is not enough to write upon.
    """

    def __init__(self, service, path, member, kind, fields, id_wire="id", documented=True):
        self.service = service
        self.path = path
        self.member = member
        self.kind = kind
        self.fields = fields
        self.id_wire = id_wire
        self.documented = documented
        self.from_cache = False
        self.explicit = False
        self.list_age = LIST_AGE
        self.recent = 0.0
        self._members = None
        self._looked = False
        self._insists = False
        self._followed = False
        self._raw = {}
        identity = next((field for field in fields if field.wire == id_wire), None)
        self._cased = identity is not None and identity.compare == EXACT and identity.normal is None

    def url(self, identity):
        """The path of one object."""
        return under(self.path, identity)

    def look_up(self, identity, sure=False):
        """The object, or None. Where the answer leaves a doubt whether there is none or the call is not offered, the
        list decides.

        sure: the vendor documents the call by id, so that a proper "not found" is believed.
        """
        if self.service.memory.relay is None:
            return self._look_up(identity, sure)
        key = self._relayed_key(identity)
        left = {} if self._followed else (self.service.memory.recall(key) or [{}])[0]
        self._followed = True
        if "object" in left and left["at"] + LIST_AGE > time.monotonic():
            self.from_cache = self._looked = True
            return self.mapped(left["object"])
        found = self._look_up(identity, sure)
        raw = self._raw.get(self.name({self.id_wire: identity}))
        if found is not None and raw is not None:
            self.service.memory.record(key, {"at": time.monotonic(), "object": raw})
        return found

    def _relayed_key(self, identity):
        """The key of an object that one task found and the next one need not look at, unless it is to be changed."""
        return self.service.key("object", self.path, self.service.memory.relay, self.name({self.id_wire: identity}))

    def _look_up(self, identity, sure):
        if not sure and self._by_id_is_refused():
            return self.in_list(identity)
        try:
            answer = self.service.get("Reading the %s" % self.kind, self.url(identity), allow=MISSING)
        except Refused as refused:
            if refused.details.get("http_status") != 200:
                raise
            return self.in_list(identity)  # HTTP 200 with another status code: none, or a failure
        found = answer.data if isinstance(answer.data, dict) else {}
        if answer.status == 200 and self._is(found.get(self.id_wire), identity):
            self.from_cache = False
            return self.mapped(found)
        proper = answer.status == 404 and is_envelope(answer.body)
        if sure and proper:
            return None
        listed = self.in_list(identity)
        if answer.status in MISSING and (listed or not proper):
            self.service.memory.record(self._by_id_key, False)
        return listed

    @property
    def _by_id_key(self):
        """All collections of one API offer reading by id, or none does; the list is right in either case."""
        return self.service.key("by id", self.path.split("/")[1:3])

    def _by_id_is_refused(self):
        return self.service.memory.recall(self._by_id_key) is not None

    def in_list(self, identity):
        """The object from the list, or None."""
        wanted = self.name({self.id_wire: identity})
        return next(iter(self.where(lambda obj: self.name(obj) == wanted)), None)

    def told(self):
        """Every object of the list in the service's own form."""
        return self._list()

    def all(self):
        """Every object of the list."""
        return [self.mapped(obj) for obj in self._list()]

    def where(self, fits):
        """The objects of the list of which ``fits`` says so, looking at the service's own form; only they are mapped.

        Raises BadResponse when one cannot be identified, for it could be the one that is looked for.
        """
        return [self.mapped(obj) for obj in self._list() if fits(self.with_text(obj, self.id_wire))]

    def with_text(self, obj, name):
        """The object of a list, which has a text in this member. Raises BadResponse."""
        if not isinstance(obj.get(name), str) or not obj[name]:
            raise self.unreadable("with a %s without %s" % (self.kind, name))
        return obj

    def _list(self):
        """The list, from one request; the first time in a task from the request of another host, if there is one.

        Raises NotOffered where the vendor does not document the list and the service has none.
        """
        if self._members is None:
            memory = self.service.memory
            if memory.scope is None:
                members = self._ask()
            else:
                with memory.turn(self._list_key):
                    members = self._told()
                    self.from_cache = members is not None
                    if members is None:
                        members = self._ask()
                        memory.record(self._list_key, {"at": time.monotonic(), "members": members})
            self._looked = True
            if isinstance(members, int):
                raise NotOffered(
                    "The service offers no list of the %ss (GET answers HTTP %d)." % (self.kind, members),
                    "Look at the service's version.",
                    operation="Listing the %ss" % self.kind,
                    http_status=members,
                )
            self._members = members
        return self._members

    @property
    def _list_key(self):
        return self.service.key("list", self.path, self.service.memory.scope)

    def _told(self):
        """The list that another host was told, with what was written since; None when there is none, or an old one."""
        age = 0.0 if self._insists else self.recent if self._looked else self.list_age
        base, *changes = self.service.memory.recall(self._list_key) or [{}] if age else [{}]
        if "members" not in base or base["at"] + age < time.monotonic():
            return None
        if not changes or isinstance(base["members"], int):
            return base["members"]
        members = {self.name(member): member for member in base["members"]}
        for change in changes:
            members[change["name"]] = change["object"]
        return [member for member in members.values() if member is not None]

    def _ask(self):
        """The list as the service tells it now, or the HTTP status by which it says that there is none to be had."""
        operation = "Listing the %ss" % self.kind
        answer = self.service.get(operation, self.path, allow=() if self.documented else MISSING)
        if answer.status >= 400:
            return answer.status
        members = answer.data
        if isinstance(members, dict) and self.member == ANY:
            members = next((value for value in members.values() if isinstance(value, list)), members)
        elif isinstance(members, dict) and self.member:
            members = members.get(self.member, members)
        if members in (None, {}) and is_envelope(answer.body) and (not self.explicit or is_empty(answer.body)):
            members = []  # the service's own word that it succeeded, and nothing to show
        return self._objects(members)

    def _objects(self, members):
        """The members of a list. Raises BadResponse when it is none, or one of them is no object: it could be any."""
        if not isinstance(members, list):
            raise self.unreadable("without a list")
        if len(members) > MOST:
            raise self.unreadable("with a list of more than %d" % MOST)
        if not all(isinstance(member, dict) for member in members):
            raise self.unreadable("with a list that has something else in it than objects")
        return members

    def unreadable(self, how):
        """The error for a list upon which nothing may be done. how: it was answered."""
        operation = "Listing the %ss" % self.kind
        return BadResponse(
            "%s was answered %s." % (operation, how),
            "Check the URL: it may lead to another service, or to another version of it.",
            operation=operation,
            url=self.service.base_url + self.path,
        )

    def name(self, obj):
        """What identifies an object of the service, letter case apart."""
        name = str(obj.get(self.id_wire))
        return name if self._cased else folded(name)

    def mapped(self, obj):
        """The object by option names; its own form is kept for replace()."""
        self._raw[self.name(obj)] = obj
        return from_wire(self.fields, obj)

    def wrote(self, obj, gone=False):
        """Tell the other hosts that share the list what was written: the service's object, or that it is gone."""
        if self.service.memory.relay is not None:
            self.service.memory.record(self._relayed_key(obj[self.id_wire]), {})
        if self.service.memory.scope is not None:
            change = {"name": self.name(obj), "object": None if gone else obj}
            self.service.memory.amend(self._list_key, change)

    def spoil(self):
        """Tell the other hosts that share the list that it is not right any more."""
        if self.service.memory.scope is not None:
            self.service.memory.record(self._list_key, {})

    def insist(self):
        """Never take another task's knowledge: what is found is the basis of what is written."""
        self._looked = self._insists = True

    def forget(self):
        """Look anew the next time: something may have been written."""
        self._members = None

    def renew(self):
        """Look anew the next time, but for what is ``recent``."""
        self._members, self._looked = None, True

    def remove(self, identity):
        """Delete one object; one that is gone already is no error."""
        self.service.call("Deleting the %s %s" % (self.kind, identity), "DELETE", self.url(identity), allow=(404,))
        self.wrote({self.id_wire: identity}, gone=True)

    def replace(self, identity, values, changes):
        """PUT one object whole, with the members that only the service knows, for whether PUT merges or replaces is
        not documented.

        values: by option name. changes: the options that differ. Raises NotOffered naming them when the service has no
        PUT.
        """
        obj = to_wire(self.fields, values, self._raw.get(self.name(to_wire(self.fields, values))))
        _undocumented.put(self.service, self.url(identity), {"data": obj}, "%s %s" % (self.kind, identity), changes)
        self.wrote(obj)

    @staticmethod
    def _is(actual, identity):
        return folded(actual) == folded(identity)


class CollectionBackend(RewritingBackend):
    """A backend whose objects are in one ``collection``."""

    @property
    def from_cache(self):
        """What was found is another task's knowledge."""
        return self.collection.from_cache

    def made(self, plan, answer):
        """The id of the object just made: as the answer tells it, else as another look does, else the one asked for."""
        if answer.new_id:
            return answer.new_id
        self.collection.spoil()
        self.collection.insist()
        return (self.find_made(plan.after) or plan.after).get("id")

    def find_made(self, values):
        """The object that was just made. values: what it was made of."""
        return self.find(values)

    def place(self, plan, told):
        """See RewritingBackend."""
        values = dict(self.options, **(plan.before or told or plan.after))
        names = [str(values[name]) for name in self.resource.key if values.get(name)]
        return " ".join([platform_url(self.collection.service.base_url), self.collection.path, *names])

    def turn(self, place):
        """Tasks of this machine that write at the same place of this service take turns, from the look to the write."""
        return turn(self, self.collection.service.base_url, place)
