# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of URLs, made of names that come from options and from answers."""

from __future__ import annotations

from urllib.parse import quote, unquote

from .errors import BadResponse

_DOTS = (".", "..")


def is_segment(name):
    """Whether the name can be one segment of a path.

    An empty one and the dot segments cannot (RFC 3986 §5.2.4): clients and proxies take them out, and the request
    goes to another object, or to the whole collection. Percent-encoded ones are taken out as well.
    """
    return name != "" and unquote(name) not in _DOTS


def under(path, name):
    """The path of what is called name below path: one quoted segment, whatever the name holds.

    Options with such a name are refused before any request (checks.segment). Raises BadResponse for a name that cannot be a
    segment, which only a service can have told by then.
    """
    name = str(name)
    if not is_segment(name):
        raise BadResponse(
            "The service told %r as the name of an object. No request can be about it." % name,
            "Check the URL: it may lead to another service.",
        )
    return "%s/%s" % (path, quote(name, safe=""))


def stays_below(path, root):
    """Whether the path of an answer lies below root, and no segment of it leads elsewhere. Its query is not looked at."""
    path = path.partition("?")[0]
    return path.startswith(root) and all(is_segment(part) for part in path[1:].split("/"))
