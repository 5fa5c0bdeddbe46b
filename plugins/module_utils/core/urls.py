# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of URLs, in the form in which two spellings compare equal."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from .text import folded

DATABASE = "postgresql"
DEFAULT_PORTS = {"http": 80, "https": 443, DATABASE: 5432}
_AUTHORITY = re.compile(r"^(.*?)(?::([0-9]*))?\Z", re.DOTALL)
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:/+|^/+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_LONGEST_PORT = 9  # digits: a longer one is no port, and Python refuses to count with very long ones


class Parts(NamedTuple):
    """scheme and host in small letters. port: None for the default one of the scheme. path: without a slash at its end."""

    scheme: str
    host: str
    port: Optional[int]
    path: str


def parts(url):
    """The parts of a URL, or of a pattern for URLs, in which ``?`` belongs to the host. It raises nothing, whatever the text is.

    Characters that need no percent-encoding have none: clients undo it before they send the request (RFC 3986 §6.2.2.2).
    """
    scheme, _mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    scheme, found = folded(scheme), _AUTHORITY.match(authority)
    port = int(found.group(2).lstrip("0")[:_LONGEST_PORT] or 0) if found.group(2) else None
    port = None if port == DEFAULT_PORTS.get(scheme) else port
    return Parts(scheme, folded(found.group(1)), port, _ESCAPE.sub(_plain, slash + path).rstrip("/"))


def credentials(text):
    """What stands before the last @ of a text that is meant for a URL or a host, and the password in it; [] without an @."""
    before = _SCHEME.sub("", text.rpartition("@")[0])
    return [part for part in (before, before.partition(":")[2]) if part]


def _plain(escape):
    character = chr(int(escape.group(1), 16))
    return character if _UNRESERVED.match(character) else escape.group().upper()
