# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's file with the values of DesignerEnv: whose it is, and which addresses it may hold.

A line of its comment names the contact center (the role's template, since 1.0.0).
"""

from __future__ import annotations

import re

from ..core import checks
from ..core.errors import SecretFileError
from ..core.plan import NONE
from ..core.task import Report
from ..core.text import folded
from ..transport.secret_file import read_text
from ._key_record import KeyRecord
from ._tenant_files import SecretFile

_LONGEST_COMMENT = 4096
PREFIX = "digital_channels_designer_env_"  # of the role's variables
_PATHS = {"baseurl": "/nexus/v1", "url": "/nexus/v3"}  # as the vendor's page prints them (private-edition-api.md §5)
_PATH = re.compile(r"^/(?!/)\S*\Z")
_OWNER = re.compile(r"^# \(contact center ([0-9A-Fa-f-]{36})\)\.\s*$", re.M)


def problems(variables):
    """(variable, what is wrong) of the role's variables for the file: baseurl and url have to have one form.

    variables: names and values of those that are given. Without a file nobody reads the others.
    """
    if not variables.get(PREFIX + "file"):
        return
    host = variables.get(PREFIX + "host")
    wrong = checks.base_url(host) if host else None
    if wrong:
        yield PREFIX + "host", wrong
    given = {PREFIX + name: variables.get(PREFIX + name) or path for name, path in _PATHS.items()}
    whole = [name for name, value in given.items() if not _PATH.match(value)]
    for name in whole:
        wrong = checks.url(given[name])
        if wrong:
            yield name, "it has to be a path that begins with one slash, or a URL: " + wrong
            return
    if len(whole) == 1 and not host:
        (other,) = [name for name in given if name not in whole]
        yield (
            whole[0],
            "it has a host, and %s has none; give both as paths, and the host of both as %shost" % (other, PREFIX),
        )


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
