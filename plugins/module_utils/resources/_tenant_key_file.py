# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file with the API key of a tenant of Digital Channels, and the record that says whose key it is."""

from __future__ import annotations

import os

from ..core.plan import NONE
from ..core.task import Report
from . import _key_record
from ._tenant_files import SecretFile


class KeyFile(SecretFile):
    """A file with an API key that is not wanted any more, and its record.

    Options: path; record, the path of the record; contact_center_id; keeps_record: the tenant stays, and only the record proves
    whose key its row in nex_apikeys is.
    """

    def run(self, params, services, check_mode=False, sleep=None):
        """Remove both unless in check mode. What the record says is another contact center's stays. Returns a Report."""
        record = _key_record.KeyRecord(params["record"])
        if record.is_of_another(params["contact_center_id"]):
            text = "%s is kept: its record %s says that it is of the contact center %s." % (
                params["path"],
                params["record"],
                record.contact_center_id,
            )
            return self._nothing(params, [text])
        is_kept = params.get("keeps_record")
        if is_kept and params["path"] == params["record"]:
            return self._nothing(params, [])
        report = super().run(params, services, check_mode, sleep)
        if not check_mode and not is_kept and os.path.lexists(params["record"]):
            _key_record.remove(params["record"])
        return report

    def _nothing(self, params, warnings):
        title = self.title(params)
        diff = {"before_header": title, "after_header": title, "before": {}, "after": {}}
        return Report(False, {"resource": {}, "observed": True}, diff, warnings=warnings, action=NONE)
