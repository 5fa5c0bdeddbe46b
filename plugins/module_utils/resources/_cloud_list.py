# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of OAuth clients that the role declares: what each client's own task is given, and what is wrong with the list as
a whole. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..core.spec import Field
from ..core.task import ABSENT, PRESENT
from ..core.text import folded

PROVISION, VERIFY, TEARDOWN, TWINS = "provision", "verify", "teardown", "twins"
LIST, FOLDER = "cloud_oauth_clients_list", "cloud_oauth_clients_secret_dir"
CONFIRMED, REMOVE_FILES = "cloud_oauth_clients_confirm_delete", "cloud_oauth_clients_remove_secret_files"
_FOUND_BY = ("client_id", "name", "new_name", "integration_credential_name", "allow_own_client")  # of a teardown


def options(fields):
    """The options by which a task looks at a whole list. fields: those of one client, with its state."""
    return (
        Field(LIST, type="list", elements="dict", fields=_members(fields) + (Field("shared", type="bool"),)),
        Field(FOLDER, type="path", no_log=False),
        Field(CONFIRMED, type="bool", default=False),
        Field(REMOVE_FILES, type="bool", default=False, no_log=False),
        Field("look_for", choices=(PROVISION, VERIFY, TEARDOWN, TWINS), default=PROVISION),
        Field("validate_only", type="bool", default=False),
    )


def _members(fields):
    """The same fields without defaults, for those are the task's own options, and without checks: each client has its own."""
    return tuple(
        replace(one, default=None, check=None, fields=_members(one.fields)) if one.option else one for one in fields
    )


@dataclass
class Client:
    """A declared client. title: as messages call it. file: for its secret, or empty. options: what its own task is given."""

    title: str
    file: str
    options: dict


class ClientList:
    """The list as the options of a task say it. params: they. kind: what one of its members is called."""

    def __init__(self, params, kind):
        self._params = params
        self._goal = params["look_for"]
        self._named = []  # [item, what it is called, file]
        for number, item in enumerate(params[LIST]):
            name = str(item.get("name") or item.get("client_id") or "%s[%d]" % (LIST, number))
            self._named.append((item, name, item.get("secret_file") or self._file_of(name)))
        self._kind = kind

    def clients(self):
        """The declared clients in the order of the work, without those that a teardown leaves alone."""
        make = self._to_delete if self._goal == TEARDOWN else self._to_have
        order = reversed(self._named) if self._goal == TEARDOWN else self._named
        return [
            Client("%s %s" % (self._kind, name), file or "", make(item, file))
            for item, name, file in order
            if self._goal != TEARDOWN or not item.get("shared")
        ]

    def shared(self):
        """(what it is called, its file or None) of each client that a teardown leaves alone, in the order of the work."""
        return [
            ("%s %s" % (self._kind, name), file) for item, name, file in reversed(self._named) if item.get("shared")
        ]

    def problems(self):
        """What is wrong with the list as a whole, as sentences. Letter case does not count for files, as on some machines."""
        keys, files = [], []
        if self._goal == TEARDOWN and not self._params[CONFIRMED]:
            yield (
                "A deletion ends every application that uses the client, also in other organisations: set %s to true."
                % CONFIRMED
            )
        for item, name, file in self._named:
            if not item.get("name") and not item.get("client_id"):
                yield "%s has neither name nor client_id, by which the client is found." % name
            key = folded(item.get("client_id") or name) if item.get("client_id") else name
            if key in keys:
                yield "%s is declared more than once." % name
            keys.append(key)
            if item.get("state") != ABSENT:
                if file and folded(file) in files:
                    yield (
                        "The secret of %s would be kept in the file of another client, %s: give secret_file."
                        % (name, file)
                    )
                files.append(folded(file or ""))
            elif self._goal == PROVISION and not self._is_confirmed(item):
                yield (
                    "%s is declared absent: confirm_delete says whether it may be deleted. To allow it, add to its entry: confirm_delete: true."
                    % name
                )
        yield from self._names_twice()

    def _names_twice(self):
        """An item that is found by its name has no name that another item's client has, or is to have."""
        by_name = [item for item, _name, _file in self._named if item.get("name") and not item.get("client_id")]
        by_id = [item for item, _name, _file in self._named if item.get("client_id") and item.get("state") != ABSENT]
        for item in by_name:
            for other in by_id:
                if other.get("name") in (item["name"], item.get("new_name") or item["name"]):
                    yield _TWICE % (other["name"], "by its name and by the id %s" % other["client_id"])
            for other in by_name:
                if item is not other and item.get("new_name") == other["name"] != item["name"]:
                    yield _TWICE % (other["name"], "by its name and as the new_name of %s" % item["name"])

    def _is_confirmed(self, item):
        return self._params[CONFIRMED] if item.get("confirm_delete") is None else item["confirm_delete"]

    def _file_of(self, name):
        """The file in the folder; what not every machine takes in a file's name becomes an underscore."""
        folder = self._params.get(FOLDER)
        return "%s/%s.secret" % (folder, re.sub(r"[^A-Za-z0-9._-]|^[.]", "_", name)) if folder else None

    def _to_have(self, item, file):
        """An empty text counts as not given, but for a description."""
        given = {name: value for name, value in item.items() if value is not None and (value != "" or name in _TEXTS)}
        given.pop("shared", None)
        given["confirm_delete"] = self._is_confirmed(item)
        return dict(given, secret_file=file) if file else given

    def _to_delete(self, item, file):
        """A client that is declared absent is no reason to remove a file: it may be that of another one by now."""
        given = {name: item[name] for name in _FOUND_BY if item.get(name) not in (None, "")}
        given.update(state=ABSENT, confirm_delete=self._params[CONFIRMED])
        if file:
            declared = (item.get("state") or PRESENT) != ABSENT
            given.update(secret_file=file, remove_secret_file=self._params[REMOVE_FILES] and declared)
        return given


_TWICE = "%s is declared more than once, %s: keep one of these items."
_TEXTS = ("description",)
