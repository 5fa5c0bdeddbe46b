# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose values a file for DesignerEnv holds: a line of its comment names the contact center (the role's template, since 1.0.0)."""

from __future__ import annotations

import re

from ..core.errors import SecretFileError
from ..core.plan import NONE
from ..core.task import Report
from ..core.text import folded
from ..transport.secret_file import read_text
from ._key_record import KeyRecord
from ._tenant_files import SecretFile

_LONGEST_COMMENT = 4096
_OWNER = re.compile(r"^# \(contact center ([0-9A-Fa-f-]{36})\)\.\s*$", re.M)


def owner(path):
    """The id of the contact center that the file names, in lower case; empty where there is no file that counts, or it names none."""
    try:
        found = _OWNER.search(read_text(path, _LONGEST_COMMENT))
    except (OSError, UnicodeDecodeError):
        return ""
    return folded(found.group(1)) if found else ""


def another_owner(path, contact_center_id, record):
    """The contact center that the file names, if it is another one, and not one whose deletion the KeyRecord says; else ""."""
    named = owner(path) if path and contact_center_id else ""
    return "" if named in ("", folded(contact_center_id)) or named in record.former else named


def check(path, contact_center_id, record):
    """Refuse a file with the values of another contact center. Raises SecretFileError."""
    named = another_owner(path, contact_center_id, record)
    if named:
        raise SecretFileError(
            "%s holds the values of DesignerEnv of the contact center %s, not of %s."
            % (path, named, contact_center_id),
            "Give each tenant a file of its own (digital_channels_designer_env_file). If that tenant is gone, remove the file.",
            path=path,
        )


class DesignerEnvFile(SecretFile):
    """The file with the values of DesignerEnv. Options: path; contact_center_id; record, the path of the key's record or None."""

    def run(self, params, services, check_mode=False, sleep=None):
        """Remove it unless in check mode. One that names another contact center stays. Returns a Report."""
        named = another_owner(params["path"], params["contact_center_id"], KeyRecord(params["record"]))
        if not named:
            return super().run(params, services, check_mode, sleep)
        title = self.title(params)
        text = "%s is kept: it holds the values of DesignerEnv of the contact center %s." % (params["path"], named)
        diff = {"before_header": title, "after_header": title, "before": {}, "after": {}}
        return Report(False, {"resource": {}, "observed": True}, diff, warnings=[text], action=NONE)
