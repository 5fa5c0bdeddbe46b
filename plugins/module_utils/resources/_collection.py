# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading objects of a collection over HTTP:

by id where the service offers it, else from the list, each at most once in a task.
"""

from __future__ import annotations

from urllib.parse import quote

from ..core.errors import BadResponse, Refused
from ..core.spec import from_wire, to_wire
from ..transport.answer import is_envelope
from . import _undocumented
from ._undocumented import MISSING


class Collection:
    """One collection of a service.

    service: the Service. path: of the collection. member: the name of the list inside ``data``; None when ``data`` is
    the list. kind: for messages. fields: the table.
    """

    def __init__(self, service, path, member, kind, fields, id_wire="id"):
        self.service = service
        self.path = path
        self.member = member
        self.kind = kind
        self.fields = fields
        self.id_wire = id_wire
        self._list = None
        self._raw = {}

    def url(self, identity):
        """The path of one object."""
        return "%s/%s" % (self.path, quote(str(identity), safe=""))

    def look_up(self, identity, sure=False):
        """The object, or None. Where the answer leaves a doubt whether there is none or the call is not offered, the
        list decides.

        sure: the vendor documents the call by id, so that a proper "not found" is believed.
        """
        try:
            answer = self.service.get("Reading the %s" % self.kind, self.url(identity), allow=MISSING)
        except Refused as refused:
            if refused.details.get("http_status") != 200:
                raise
            return self.in_list(identity)  # HTTP 200 with another status code: none, or a failure
        found = answer.data if isinstance(answer.data, dict) else {}
        if answer.status == 200 and self._is(found.get(self.id_wire), identity):
            return self._known(found)
        if sure and answer.status == 404 and is_envelope(answer.body):
            return None
        return self.in_list(identity)

    def in_list(self, identity):
        """The object from the list, or None."""
        field = next(f for f in self.fields if f.wire == self.id_wire)
        return next((member for member in self.all() if self._is(member.get(field.arg), identity)), None)

    def all(self):
        """Every object, from one request a task."""
        if self._list is None:
            answer = self.service.get("Listing the %ss" % self.kind, self.path)
            members = answer.data.get(self.member) if isinstance(answer.data, dict) and self.member else answer.data
            if members in (None, {}) and isinstance(answer.body, dict):
                members = []
            if not isinstance(members, list):
                raise BadResponse(
                    "Listing the %ss was answered without a list." % self.kind,
                    "Check the URL: it may lead to another service.",
                    operation="Listing the %ss" % self.kind,
                    url=self.service.base_url + self.path,
                )
            self._list = [self._known(member) for member in members if isinstance(member, dict)]
        return self._list

    def _known(self, obj):
        self._raw[str(obj.get(self.id_wire)).lower()] = obj
        return from_wire(self.fields, obj)

    def forget(self):
        """Read anew the next time: something may have been written."""
        self._list = None

    def remove(self, identity):
        """Delete one object; one that is gone already is no error."""
        self.service.call("Deleting the %s %s" % (self.kind, identity), "DELETE", self.url(identity), allow=(404,))

    def replace(self, identity, values, changes):
        """PUT one object whole, with the members that only the service knows, for whether PUT merges or replaces is
        not documented.

        values: by option name. changes: the options that differ. Raises NotOffered naming them when the service has no
        PUT.
        """
        obj = to_wire(self.fields, values, self._raw.get(str(identity).lower()))
        _undocumented.put(self.service, self.url(identity), {"data": obj}, "%s %s" % (self.kind, identity), changes)

    @staticmethod
    def _is(actual, identity):
        return str(actual).lower() == str(identity).lower()
