# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent to a platform that cannot tell it: the state file remembers when, and a digest of what it was."""

from __future__ import annotations

import hashlib
import json
import time

from ..core import checks
from ..core.errors import GenesysError
from ..transport.state_file import DataCenterFile

WAY_OUT = "declare what was sent, or change it on the platform and remove %s"  # where something else was sent; the file


class Sent:
    """What is remembered of one data center.

    params: the options of the task, of which the connection and ``state_dir`` are read. fields: those of which the digest is made.
    check_mode: nothing is written. ``warnings``: for the user. ``path``: of the file, None where nothing is to be remembered.
    """

    def __init__(self, params, fields, check_mode=False):
        url, folder = (
            checks.platform_url(params.get("environment_url") or params.get("auth_url")),
            params.get("state_dir"),
        )
        self._file = DataCenterFile(folder, url, params["location"]) if folder and url else None
        self._fields = fields
        self._check_mode = check_mode
        self.path = self._file.path if self._file else None
        self.warnings = []

    def recall(self, values=None):
        """Since when it is there, whether it is so as these values say, and the file's path; None where nothing is remembered. Raises SecretFileError.

        values: all that would be sent, by option name; None: nothing can be compared.
        """
        content, problem = self._file.read() if self._file else (None, None)
        if content and not all(isinstance(content.get(name), str) for name in ("sent", "sha256")):
            content, problem = None, "it is damaged"
        if problem:
            self._warn("The state file %s does not count, because %s." % (self.path, problem))
        if not content:
            return None
        is_same = bool(values) and content["sha256"] == self._digest(values)
        return {"since": content["sent"], "as_declared": is_same, "path": self.path}

    def check_writable(self):
        """Raises SecretFileError where it could not be remembered."""
        if self._file:
            self._file.check_writable()

    def keep(self, values):
        """Remember that these values were sent just now. What cannot be written is a warning, for the work is done."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._change("write", {"sent": moment, "sha256": self._digest(values)})

    def forget(self):
        """Remember it no longer."""
        self._change("remove")

    def _change(self, how, *content):
        if self._file and not self._check_mode:
            try:
                getattr(self._file, how)(*content)
            except GenesysError as error:
                self._warn(error.message)

    def _digest(self, values):
        told = {
            field.arg: field.normal(values[field.arg]) if field.normal else values[field.arg]
            for field in self._fields
            if values.get(field.arg) is not None
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8")).hexdigest()

    def _warn(self, text):
        if text not in self.warnings:
            self.warnings.append(text)
