# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record that binds a tenant's API key to its contact center: the contact center's id, the tenant's name and a
fingerprint of the key, never the key.

It is named ``.<file>.tenant`` beside the file that keeps the key, and has mode 0600.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets

from ..core.text import folded
from ..transport import secret_file

_PREFIX, _SUFFIX = ".", ".tenant"
_LONGEST_FILE = 65  # characters of a file that are looked at; a key, which is a UUID, is shorter


def record_path(path):
    """The record of the file with this path."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(folder, _PREFIX + name + _SUFFIX)


class KeyRecord:
    """The record at ``path``; None: there is no place for one. ``contact_center_id`` is empty where none can be read.

    pending: the tenant's creation was begun, and its end is not known. released: a teardown has deleted the contact center or
    its tenant of Digital Channels, so that the file may take the key of another one. former: ids of contact centers of the file
    that are deleted, in lower case. without_row: the platform left no row in nex_apikeys when it made the tenant.
    """

    def __init__(self, path):
        self.path = path
        self._content = secret_file.read_record(path) if path else {}
        known = self._content.get("contact_center_id")
        self.contact_center_id = folded(known) if isinstance(known, str) else ""
        self.pending = self._content.get("pending") is True
        self.released = self._content.get("released") is True
        self.without_row = self._content.get("without_row") is True
        former = self._content.get("former")
        former = [one for one in former if isinstance(one, str)] if isinstance(former, list) else []
        self.former = former + [self.contact_center_id] * self.released

    def row_name(self, name):
        """The name that the service gave the key of the tenant of this name, where it is another one; else None."""
        found = self._content.get("row_name") if self._content.get("name") == name else None
        return found if isinstance(found, str) and found else None

    def is_of(self, contact_center_id):
        """It binds a key to this contact center."""
        return self.contact_center_id == folded(contact_center_id)

    def is_of_another(self, contact_center_id):
        """It binds a key to another contact center."""
        return bool(self.contact_center_id) and not self.is_of(contact_center_id)

    def refuses(self, contact_center_id):
        """The file that it is about is another contact center's."""
        return self.is_of_another(contact_center_id) and not self.released

    def matches(self, key):
        """This is the key that was recorded."""
        salt, known = self._content.get("salt"), self._content.get("fingerprint")
        return isinstance(salt, str) and isinstance(known, str) and hmac.compare_digest(_digest(salt, key), known)

    def begin(self, contact_center_id, name):
        """Record that the tenant's creation begins; what was recorded of an older key stays. Raises SecretFileError."""
        kept = self._without("released") if self.is_of(contact_center_id) else self._deleted(contact_center_id)
        self._write(dict(kept, contact_center_id=folded(contact_center_id), name=name, pending=True))

    def cancel(self):
        """Record that the creation had no effect. Raises SecretFileError."""
        if not self.pending:
            return
        if "fingerprint" in self._content:
            self._write(self._without("pending"))
        else:
            remove(self.path)
            self.__init__(self.path)

    def write(self, contact_center_id, name, key, row_name=None, without_row=False):
        """Record that this key is the contact center's, unless that is recorded. row_name: the key's own name, where it is another
        one. without_row: it has none in nex_apikeys. Raises SecretFileError.
        """
        if self.is_of(contact_center_id) and self.matches(key) and not (self.pending or self.released):
            return
        salt = secrets.token_hex(16)
        content = dict(self._deleted(contact_center_id), contact_center_id=folded(contact_center_id), name=name)
        if row_name:
            content["row_name"] = row_name
        if without_row:
            content["without_row"] = True
        self._write(dict(content, salt=salt, fingerprint=_digest(salt, key)))

    def release(self, contact_center_id):
        """Record that the contact center or its tenant is deleted, if the record is of it. Raises SecretFileError."""
        if self.is_of(contact_center_id) and not self.released:
            self._write(dict(self._without("pending"), released=True))

    def _deleted(self, contact_center_id):
        """What goes on to be known beside a key of this contact center."""
        former = [one for one in self.former if one != folded(contact_center_id)]
        return {"former": former} if former else {}

    def _without(self, member):
        return {name: value for name, value in self._content.items() if name != member}

    def _write(self, content):
        if self.path:
            secret_file.store_secret(self.path, json.dumps(content), replace=True)
            self.__init__(self.path)


def remove(path):
    """Remove a record; one that is gone already is no error. Raises SecretFileError."""
    secret_file.remove_secret(path)


def claims(record, path, key, contact_center_id):
    """What beside this record says that the key is another contact center's, or may be: texts.

    A record binds it to another contact center, or a file without a record, other than the one with this path, holds it.
    """
    folder, own = os.path.dirname(os.path.abspath(record)), os.path.abspath(path or record)
    found = []
    for name in _names(folder):
        beside = os.path.join(folder, name)
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
            kept = KeyRecord(beside)
            if kept.is_of_another(contact_center_id) and kept.matches(key):
                found.append("the record %s binds it to the contact center %s" % (beside, kept.contact_center_id))
        elif beside != own and not secret_file.read_record(record_path(beside)) and _holds(beside, key):
            found.append("the file %s holds it, too" % beside)
    return found


def _names(folder):
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _holds(path, key):
    try:
        return not os.path.islink(path) and secret_file.read_text(path, _LONGEST_FILE).strip() == key
    except (OSError, UnicodeDecodeError):
        return False


def _digest(salt, key):
    return hmac.new(salt.encode("utf-8"), key.encode("utf-8"), hashlib.sha256).hexdigest()
