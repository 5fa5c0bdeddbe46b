# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that are kept in files: 0600 from the first byte, whole or not at all, never over another one."""

from __future__ import annotations

import os
import re
import tempfile
from itertools import count

from ..core.errors import DocumentFileError
from . import trusted_path
from .secret_file import read_text, sync_folder

HINT = "Nothing was deleted. Give a folder that can be written to: the option teardown_dir, or the variable genesys_teardown_dir."
_HEAD = re.compile(r"^# ([A-Z][a-z]+): (.*)$")


def default_folder():
    """Where documents are kept unless the user says otherwise: below the user's folder for state (XDG Base Directory)."""
    state = os.environ.get("XDG_STATE_HOME") or ""
    if not os.path.isabs(state):
        state = os.path.expanduser("~/.local/state")
    return os.path.join(state, "cxops-genesys", "teardown")


def next_path(folder, stem):
    """The first path that is free: ``<stem>.yml``, then ``<stem>.2.yml``. Raises DocumentFileError where none can be made."""
    folder = os.path.abspath(folder)
    there = trusted_path.missing_folders(folder)[1]
    if not os.path.isdir(there):
        raise _cannot(folder, "%s is no folder" % there)
    try:
        trusted_path.check_folder(folder)
    except OSError as error:
        raise _cannot(folder, error.strerror) from error
    if not trusted_path.is_writable(there):
        raise _cannot(folder, "%s is not writable" % there)
    return next(path for path in _paths(folder, stem) if not os.path.lexists(path))


def store(folder, stem, text):
    """Keep the text in a new file and return its path. It is on disk before this returns. Raises DocumentFileError."""
    folder = os.path.abspath(folder)
    try:
        trusted_path.make_folder(folder)
        handle, temporary = tempfile.mkstemp(prefix=".cxops-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            path = _named(temporary, folder, stem)
        finally:
            os.unlink(temporary)
        sync_folder(folder)
    except (OSError, UnicodeError) as error:
        raise _cannot(folder, getattr(error, "strerror", None) or type(error).__name__) from error
    return path


def head(path):
    """The lines ``# Name: value`` at the beginning of a document that is kept; {} if there is none that counts."""
    found = {}
    try:
        lines = read_text(path).splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    for line in lines:
        if not line.startswith("#"):
            break
        said = _HEAD.match(line)
        if said:
            found[said.group(1)] = said.group(2)
    return found


def find(folder, matches):
    """The path of the first document in the folder whose head matches, or "". matches: is called with the head."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return ""
    paths = (os.path.join(os.path.abspath(folder), name) for name in names if name.endswith(".yml"))
    return next((path for path in paths if matches(head(path))), "")


def _named(temporary, folder, stem):
    """Give the file the first name that is free, and return its path."""
    for path in _paths(folder, stem):
        try:
            os.link(temporary, path)
            return path
        except FileExistsError:
            continue


def _paths(folder, stem):
    return (os.path.join(folder, stem + (".yml" if number == 1 else ".%d.yml" % number)) for number in count(1))


def _cannot(folder, why):
    return DocumentFileError("What is there cannot be kept in %s: %s." % (folder, why), HINT, path=folder)
