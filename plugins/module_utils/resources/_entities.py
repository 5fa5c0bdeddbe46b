# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of Genesys Cloud: pages of entities (genesys-cloud-oauth-api.md §1.3)."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..core.errors import BadResponse
from ..core.paths import stays_below
from ..core.text import folded
from ._collection import Collection

API = "/api/v2/"
MOST_PAGES = 1000
MOST_BYTES = 64 * 1024 * 1024  # of all pages


class Entities(Collection):
    """One collection of Genesys Cloud; see Collection. query: parameters of the first page, with a leading ``?``."""

    def __init__(self, service, path, kind, fields=(), query=""):
        super().__init__(service, path, None, kind, fields)
        self.query = query

    def raw(self, identity):
        """The object in the service's own form, or None. Raises BadResponse when the answer is another."""
        operation = "Reading the %s %s" % (self.kind, identity)
        answer = self.service.get(operation, self.url(identity), allow=(404,))
        self.from_cache = False
        if answer.status == 404:
            return None
        if folded(answer.body.get(self.id_wire)) != folded(identity):
            raise BadResponse(
                "%s was answered with something else." % operation,
                "Check the URL: it may lead to another service.",
                operation=operation,
                url=self.service.base_url + self.url(identity),
            )
        return answer.body

    def look_up(self, identity, sure=True):
        """The object by its id, or None."""
        found = self.raw(identity)
        return None if found is None else self.mapped(found)

    def members(self):
        """Every object in the service's own form; perhaps as another host of the task was told some seconds ago."""
        return self._list()

    def everything(self):
        """Every object in the service's own form, asked for now."""
        return self._ask()

    def _ask(self):
        """All pages. An entity that moved from one page to the next in between is there once."""
        operation = "Listing the %ss" % self.kind
        path, asked, found, size, pages = self.path + self.query, set(), {}, 0, None
        while path:
            if path in asked:
                raise self.unreadable("with a page that leads back to one before it")
            asked.add(path)
            answer = self.service.get(operation, path)
            size += answer.size
            if len(asked) > MOST_PAGES or size > MOST_BYTES:
                raise self.unreadable("with a list that has no end")
            for entity in self._objects(answer.body.get("entities")):
                found.setdefault(self.name(self.with_text(entity, self.id_wire)), entity)
            path, pages = self._next(answer.body, len(asked) + 1), answer.body.get("pageCount")
        if isinstance(pages, int) and pages > max(len(asked), 1):
            raise self.unreadable("with %d of %d pages, without a way to the next one" % (len(asked), pages))
        return list(found.values())

    def _next(self, page, number):
        """The path of the next page, or None. Calls without page parameters tell it themselves, if they have pages.

        Raises BadResponse when the path is not one of the API. A host in it is not looked at: the request goes to the service.
        """
        following = page.get("nextUri")
        if following is not None and not isinstance(following, str):
            raise self.unreadable("with %r as the next page" % (following,))
        if following:
            try:
                parts = urlsplit(following)
            except ValueError:
                parts = urlsplit("")
            if not stays_below(parts.path, API):
                raise self.unreadable("with %r as the next page, which is none of its API" % following)
            return "%s?%s" % (parts.path, parts.query)
        more = self.query and isinstance(page.get("pageCount"), int) and number <= page["pageCount"]
        return "%s%s&pageNumber=%d" % (self.path, self.query, number) if more else None
