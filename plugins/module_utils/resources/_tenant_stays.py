# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a teardown keeps, and why: what other tenants use, and what no service deletes. Pure, but for a look whether files are there."""

from __future__ import annotations

import os
from collections import namedtuple

from ..core.checks import normal_url
from ..core.text import folded
from ..transport.secret_file import previous_path, refused_path
from . import nexus_tenant
from ._auth_fields import VENDOR_CLIENTS
from ._secret_record import record_path

# code: for machines. text: completes the sentence "<object> stays: <text>."
Reason = namedtuple("Reason", "code text")

VENDOR = Reason("vendor_client", "it is one of the vendor's own clients, which the tenants of a platform share")
VENDOR_ROW = Reason(
    "vendor_client", "it is of one of the vendor's own clients, through which the tenants of a platform share it"
)
DATA_CENTERS = Reason(
    "platform", "data centers belong to the whole platform; only tenant_remove_data_centers: true removes them"
)
TRANSACTION = Reason("by_hand", "no service deletes it; remove it in Agent Setup")
PERSON = Reason("by_hand", "no service deletes it; remove it in Configuration Server")
FOREIGN = Reason("another_contact_center", "it is of another contact center")
TENANT_STAYS = Reason(
    "tenant_stays",
    "its tenant of Digital Channels may still be there, and only the record proves that the key is this tenant's",
)
KEYS = ("the API key", "the record of the API key")
NOT_SEEN = "; it was not looked at, so whether it is there is not known"


def of_client(item, elsewhere):
    """Why a teardown keeps this item of auth_clients_list; None if it deletes it."""
    if item["client_id"] in VENDOR_CLIENTS:
        return VENDOR
    users = [one for one in elsewhere if not one.get("url") and one["client_id"] == item["client_id"]]
    return _declared(users) or _unsaid(item)


def of_row(item, client_id, elsewhere):
    """Why a teardown keeps this item of digital_channels_gapis; None if it deletes it."""
    if client_id in VENDOR_CLIENTS:
        return VENDOR_ROW
    key = (normal_url(item["url"]), client_id)
    users = [one for one in elsewhere if one.get("url") and (normal_url(one["url"]), one["client_id"]) == key]
    return _declared(users) or _unsaid(item)


def of_environment(given, elsewhere):
    """Why a teardown keeps the environment of this id; None if it deletes it."""
    return _declared([one for one in elsewhere if folded(one.get("environment_id") or "") == folded(given)])


def may_go(item):
    """Whether the item itself lets a teardown delete its object."""
    return item.get("shared") is False


def _declared(users):
    hosts = sorted({one["host"] for one in users if one.get("host")})
    if not users:
        return None
    who = "the host%s %s" % ("s" if len(hosts) > 1 else "", ", ".join(hosts)) if hosts else "another tenant"
    return Reason("declared_elsewhere", "%s declare%s it, too" % (who, "" if len(hosts) > 1 else "s"))


def _unsaid(item):
    if may_go(item):
        return None
    said = "its item says shared: true" if item.get("shared") else "its item does not say shared: false"
    return Reason("shared", said + ", so other tenants may use it")


class Stays:
    """What a teardown has left behind. ``entries``: for machines; ``sentences``: the same for people."""

    def __init__(self):
        self.entries = []
        self.sentences = []

    def add(self, kind, name, reason, path=None, sentence=None):
        """Add one thing. name: its title. sentence: another one than "<name> stays: <reason>."."""
        sentence = sentence or "%s stays: %s." % (name, reason.text)
        if sentence in self.sentences:
            return
        entry = {"kind": kind, "name": name, "code": reason.code, "reason": reason.text}
        self.entries.append(dict(entry, path=path) if path else entry)
        self.sentences.append(sentence)

    def failed(self, step, error, sentence=None):
        """Add what could not be removed."""
        text = sentence or str(error)
        self.add(step.task.kind, step.title, Reason(error.code, text.rstrip(".")), sentence=text)

    def object(self, step, reason, is_seen=True):
        """Add an object that is kept. is_seen: it was looked at."""
        reason = reason if is_seen else Reason(reason.code, reason.text + NOT_SEEN)
        self.add(step.task.kind, _capital(step.title), reason)

    def file(self, path, what, reason):
        """Add a file."""
        self.add("file", "The file %s with %s" % (path, what), reason, path)


def _capital(text):
    return text[:1].upper() + text[1:]


class Files:
    """The files of a tenant that are there when its teardown begins.

    removed: paths that it removes. staying: the Reason for which it keeps one of them, by path.
    """

    def __init__(self, steps):
        self._steps = steps
        doc = steps.doc
        self._designer_env = "designer_env" in steps.parts and _there(doc["digital_channels_designer_env_file"])
        self.removed = set()
        self.staying = {}

    def tell(self, stays, staying):
        """Add those that stay. staying: ids of the clients that do."""
        doc = self._steps.doc
        for item in doc["auth_clients_list"] if "auth_clients" in self._steps.parts else ():
            self._of_client(stays, item, item["client_id"] in staying)
        for path, what in zip(self._steps.key_files(), KEYS) if "nexus_tenant" in self._steps.parts else ():
            self._one(stays, path, what, "digital_channels_remove_secret_files", self.staying.get(path))
        if self._designer_env:
            path = doc["digital_channels_designer_env_file"]
            self._one(stays, path, "the values of DesignerEnv", "digital_channels_remove_secret_files")
            stays.add("transaction", "The transaction DesignerEnv", TRANSACTION)

    def _of_client(self, stays, item, stayed):
        path, client = self._steps.file_of_client(item), "the API client %s" % item["client_id"]
        if not path:
            return
        what = (
            (path, "the secret"),
            (previous_path(path), "a previous secret"),
            (refused_path(path), "a refused secret"),
            (record_path(path) if stayed else None, "the record of the secret"),  # else it goes with the client
        )
        for one, name in what:
            reason = Reason("client_stays", "its client stays") if stayed else None
            self._one(stays, one, "%s of %s" % (name, client), "auth_clients_remove_secret_files", reason)

    def _one(self, stays, path, what, option, reason=None):
        if path not in self.removed and _there(path):
            stays.file(path, what, reason or Reason("kept_file", "%s is not true" % option))


def _there(path):
    return bool(path) and os.path.lexists(path)


def person(services, doc):
    """The person of the tenant of Digital Channels, if it could log in in this run; None else."""
    name = doc["digital_channels_tenant"].get("username")
    made = [entry for entry in services.requests if nexus_tenant.PATH in entry["path"]]
    return name if name and any(entry.get("status") not in (None, 401, 403) for entry in made) else None
