# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of URLs, made of names that come from options and from answers."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from .errors import BadResponse

_DOTS = (".", "..")
_DIVIDES = re.compile(r"[/\\]")
_NOT_SENT = "".join(map(chr, range(0x21))) + "\x7f"
_ENDS = re.compile(r"[;?#%s]" % re.escape(_NOT_SENT))
_MOST_ENCODINGS = 8


def has_dots(text):
    """Whether a client, a proxy or a server may find a dot segment in the text, which is a path or a part of one.

    They take such segments out (RFC 3986 §5.2.4), and the request goes to another object, to the whole collection, or
    to another service. Some of them undo percent-encoding first, or divide at ``\\``, or cut off the parameters of a
    segment, which begin with ``;``, or end the path at a control character.
    """
    for _attempt in range(_MOST_ENCODINGS):
        text, encoded = unquote(text), text
        if text == encoded:
            return any(_ENDS.split(part.lstrip(_NOT_SENT), 1)[0] in _DOTS for part in _DIVIDES.split(text))
    return True  # nobody encodes a name so often


def is_segment(name):
    """Whether the name can be one segment of a path: it is not empty, and holds no dot segment, see has_dots()."""
    return name != "" and not has_dots(name)


def under(path, name):
    """The path of what is called name below path: one quoted segment, whatever the name holds.

    Options with such a name are refused before any request (checks.segment). Raises BadResponse for a name that cannot be a
    segment; such a name can only come from a service's answer.
    """
    name = str(name)
    if not is_segment(name):
        raise BadResponse(
            "The service returned %r as the name of an object. No request can be about it." % name,
            "Check the URL: it may lead to another service.",
        )
    return "%s/%s" % (path, quote(name, safe=""))


def stays_below(path, root):
    """Whether the path of an answer lies below root, and no segment of it leads elsewhere. Its query is not looked at."""
    path = path.partition("?")[0]
    return path.startswith(root) and all(is_segment(part) for part in path[1:].split("/"))
