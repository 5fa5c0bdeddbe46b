# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record beside a secret's file: the secret of which client was stored there, of which organisation of Genesys Cloud or
platform of Genesys Authentication, what the task called the client, and for Genesys Cloud a fingerprint of the secret.

It shows that a folder keeps the secret of a client: without it, a lost secret may be one that somebody else is using. In Genesys Cloud
it finds the file after the client was renamed, and tells a secret that somebody else replaced from a file that was damaged.
The record is named ``.<file>.client`` and has mode 0600.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets

from ..core.errors import InvalidInput
from ..core.text import folded
from ..transport import secret_file

ROUNDS = 20000  # of PBKDF2, which take some milliseconds
_PREFIX, _SUFFIX = ".", ".client"


class SecretRecord:
    """The record of the secret file at ``path``. ``client_id`` is empty where there is no record that can be read."""

    def __init__(self, path):
        self._path = path
        self._content = secret_file.read_record(record_path(path))
        known = self._content.get("client_id")
        self.client_id = folded(known) if isinstance(known, str) else ""
        self.organization = self._content.get("organization")
        self.platform = self._content.get("platform")
        self.name = self._content.get("name")

    def is_of(self, client_id, platform=None):
        """The secret of this client was stored in the file. platform: the one on which the client has the id; None for ids that are unique."""
        return bool(client_id) and self.client_id == folded(client_id) and self.platform == platform

    def is_of_another(self, client_id):
        """The secret of another client was stored in the file."""
        return bool(self.client_id) and not self.is_of(client_id, self.platform)

    def matches(self, secret):
        """This is the secret that was stored."""
        salt, known = self._content.get("salt"), self._content.get("fingerprint")
        return isinstance(salt, str) and isinstance(known, str) and hmac.compare_digest(_digest(salt, secret), known)

    def write(self, client_id, name, organization, secret=None, platform=None):
        """Record that this secret of this client is in the file, unless that is recorded.

        name: what the task calls the client. organization: its id, or None where it is not known. secret: None where it is
        not known to be the client's, or needs no fingerprint. platform: as of is_of(). Raises SecretFileError.
        """
        known = self.is_of(client_id, platform) and self.organization == organization
        if known and (secret is None or self.matches(secret)):
            return
        self.client_id, self.name, self.organization = folded(client_id), name, organization
        self.platform = platform
        self._content = {"client_id": self.client_id, "name": name, "organization": organization}
        self._content.update({"platform": platform} if platform is not None else {})
        if secret is not None:
            salt = secrets.token_hex(16)
            self._content.update(salt=salt, fingerprint=_digest(salt, secret))
        secret_file.store_secret(record_path(self._path), json.dumps(self._content), replace=True)

    def move(self, path, name):
        """Let this be the record of the secret file at another path, for a client that is called so now. Raises
        SecretFileError.
        """
        self._content = dict(self._content, name=name)
        secret_file.store_secret(record_path(path), json.dumps(self._content), replace=True)
        self.remove()
        self._path = path

    def remove(self):
        """Remove the record, if there is one."""
        secret_file.drop_secret(record_path(self._path))


def must_be_ours(is_recorded, identity, confirmed, title, how, instead=""):
    """Refuse to make a new secret in the place of one that is not known, unless it is recorded here or confirmed. Raises InvalidInput.

    identity: the client's id. confirmed: the option regenerate_secret_confirm, in the spelling of identity. how: the secret is not known. instead:
    what else the user can do, after "Put the present secret there".
    """
    if is_recorded or confirmed == identity:
        return
    raise InvalidInput(
        "The secret of the %s %s, and there is no record that it ever was there: somebody else may be using it."
        % (title, how),
        "Put the present secret there%s. To end it and have a new one made, set regenerate_secret_confirm: %s for one run. "
        "Nothing was changed." % (instead, identity),
        field="regenerate_secret_confirm",
        missing="secret",
    )


def when_lost(is_recorded, identity):
    """All that it takes to have a secret made anew that is not known here. is_recorded: the client's secret was there.

    identity: the client's id.
    """
    if is_recorded:
        return "regenerate_secret: when_lost"
    return (
        "regenerate_secret: when_lost and, because no record shows that it ever was there, regenerate_secret_confirm: %s for one run"
        % identity
    )


def warn_of_confirmation(confirmed, title, warn):
    """Say that the option regenerate_secret_confirm, if it is given, is not needed any more."""
    if confirmed:
        warn(
            "regenerate_secret_confirm has no effect any more: remove it, so that it ends no secret of the %s later."
            % title
        )


def file_of_former_name(client_id, name, folder):
    """The path of the file in this folder in which the secret of this client was stored when it had another name, or None.

    name: what the client is called now. Where there are several, that which was written last.
    """
    found = []
    for beside in _names(folder):
        path = os.path.join(folder, beside[len(_PREFIX) : -len(_SUFFIX)])
        age = secret_file.age(path)
        record = SecretRecord(path)
        if age is not None and record.is_of(client_id) and record.name != name:
            found.append((age, path))
    return min(found)[1] if found else None


def _names(folder):
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [name for name in names if name.startswith(_PREFIX) and name.endswith(_SUFFIX)]


def record_path(path):
    """The record of the secret file with this path."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(folder, _PREFIX + name + _SUFFIX)


def _digest(salt, secret):
    return hashlib.pbkdf2_hmac("sha256", secret.encode("utf-8"), salt.encode("utf-8"), ROUNDS).hex()
