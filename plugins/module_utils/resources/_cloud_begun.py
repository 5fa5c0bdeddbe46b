# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A note beside a secret's file: a request was begun whose answer tells the secret, once.

A run that is killed then leaves the note, from which the next one knows that the secret in the file may not be the client's.
"""

from __future__ import annotations

import json
import os
import time

from ..core.checks import platform_url
from ..core.errors import Refused, Unreachable
from ..transport import secret_file
from ._cloud_rules import parsed

# Seconds before and after the note within which a client that had no id yet was made by that request.
EARLIER, LATER = 300.0, 900.0


class Begun(secret_file.Reserved):
    """A place for the secret, see Reserved, and the note, which stays until done().

    about: what tells the client from others: ``service``, and ``client_id`` or, before it has one, ``name``.
    """

    def __init__(self, path, about):
        super().__init__(path)
        self._about = about
        self._earlier = {}

    def __enter__(self):
        self._earlier = secret_file.read_record(_note(self._path))
        super().__enter__()
        try:
            self._leave_note()
        except BaseException:
            self.__exit__()
            if not self._earlier:
                done(self._path)
            raise
        return self

    def failed(self, error):
        """The request failed. Take the note back where nothing was begun, neither by this request nor by an earlier one."""
        processed = isinstance(error, Refused) and str(error.details.get("http_status")).startswith("2")
        if not self._earlier and not processed and isinstance(error, (Refused, Unreachable)):
            done(self._path)

    def _leave_note(self):
        _drop_place(self._path, self._earlier)
        place = os.path.basename(self._temporary or "")
        note = dict(self._about, begun=time.time(), place=place)
        secret_file.store_secret(_note(self._path), json.dumps(note), replace=True)


def in_doubt(path, service, client):
    """A run was broken off when it had a secret of this client made for this file, so nobody may have the secret.

    service: its base URL. client: by option names.
    """
    note = secret_file.read_record(_note(path))
    if platform_url(note.get("service")) != platform_url(service):
        return False
    if note.get("client_id"):
        return note["client_id"] == client.get("client_id")
    made, begun = parsed(client.get("date_created")), note.get("begun")
    if note.get("name") != client.get("name") or made is None or not isinstance(begun, float):
        return False
    return is_at(made, begun)


def is_at(made, moment):
    """A client that was made then was made by what one of our runs did at this moment, in seconds since the epoch."""
    return moment - EARLIER <= made <= moment + LATER


def move(former, path):
    """The secret's file was moved, and its note goes with it."""
    try:
        os.replace(_note(former), _note(path))
    except OSError:
        pass


def done(path):
    """The secret is where it belongs."""
    _drop_place(path, secret_file.read_record(_note(path)))
    secret_file.drop_secret(_note(path))


def _drop_place(path, note):
    """Remove the place that a run which was killed had taken."""
    name = str(note.get("place"))
    if name.startswith(".cxops-") and os.path.basename(name) == name:
        secret_file.drop_secret(os.path.join(os.path.dirname(os.path.abspath(path)), name))


def _note(path):
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(folder, ".%s.begun" % name)
