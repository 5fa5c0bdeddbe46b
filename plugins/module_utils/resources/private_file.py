# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file with secrets that is written whole: its text is given, and it is the user's own and nobody else's."""

from __future__ import annotations

import os

from ..core.spec import Field
from ..core.task import Report
from ..transport import secret_file
from ..transport.options import MACHINE


def _too_long(text):
    return "is longer than %d characters" % secret_file.LARGEST if len(text) >= secret_file.LARGEST else None


FIELDS = (
    Field("path", type="path", required=True),
    Field("content", required=True, secret=True, lines=True, check=_too_long),
)


class PrivateFile:
    """The task of the module."""

    kind = "file"
    connection = MACHINE[:1]
    options = FIELDS + connection

    def title(self, params):
        """What it is called."""
        return "%s %s" % (self.kind, params["path"])

    def problems(self, params):
        """Nothing that options do not say alone."""
        return ()

    def run(self, params, services, check_mode=False, sleep=None):
        """Write the file unless it is as it should be, or in check mode. Returns a Report; raises SecretFileError."""
        path, text = params["path"], params["content"].rstrip("\n")
        secret_file.check_writable(path, replaced=True)
        changed = not secret_file.holds(path, text)
        if changed and not check_mode:
            secret_file.store_secret(os.path.realpath(path), text, replace=True)
        return Report(changed, {"path": path})


MODULE = PrivateFile()
