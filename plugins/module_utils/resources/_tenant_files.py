# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files with secrets that a tenant's document names, apart from what the services keep."""

from __future__ import annotations

from ..core.plan import DELETE, NONE
from ..core.task import Report
from ..transport.secret_file import is_there, previous_path, refused_path, remove_secret
from ._secret_record import SecretRecord


class SecretFile:
    """A file with a secret that is not wanted any more: option ``path``, run like the task of any other part."""

    kind = "file"

    def title(self, params):
        """What it is called."""
        return "%s %s" % (self.kind, params["path"])

    def problems(self, params):
        """A path is as good as another."""
        return ()

    @staticmethod
    def paths(path):
        """The file and the former secrets beside it."""
        return path, previous_path(path), refused_path(path)

    def run(self, params, services, check_mode=False, sleep=None):
        """Remove it, the former secrets and the record beside it unless in check mode; one that is gone already is no error.

        Returns a Report. Raises SecretFileError.
        """
        path, title = params["path"], self.title(params)
        there = [one for one in self.paths(path) if is_there(one)]
        if not check_mode:
            for one in there:
                remove_secret(one)
            SecretRecord(path).remove()
        before = {"path": path} if there else {}
        if there and there != [path]:
            before["paths"] = there
        diff = {"before_header": title, "after_header": title, "before": before, "after": {}}
        return Report(bool(there), {"resource": {}, "observed": True}, diff, action=DELETE if there else NONE)
