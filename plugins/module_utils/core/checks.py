# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks and normal forms of values: what can be said of an option before any request is made."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_BCRYPT = re.compile(r"^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$")
_HOST = re.compile(
    r"^(\*|[A-Za-z0-9_*]([A-Za-z0-9_*-]*[A-Za-z0-9_])?)(\.[A-Za-z0-9_*]([A-Za-z0-9_*-]*[A-Za-z0-9_])?)*\.?$|^\[[0-9A-Fa-f:.]+\]$"
)
_CREDENTIALS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@")
_SEGMENT = re.compile(r"^[A-Za-z0-9._~@:+-]+$")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def uuid(value):
    """A UUID as the services write it."""
    return None if _UUID.match(str(value)) else "%r is not a UUID" % value


def port(value):
    """A TCP port, 1 to 65535."""
    return None if isinstance(value, int) and 1 <= value <= 65535 else "%r is not a port (1 to 65535)" % value


def duration(value):
    """A positive number of seconds."""
    return None if isinstance(value, (int, float)) and value > 0 else "%r is not a number of seconds above 0" % value


def not_negative(value):
    """A number that is 0 or more."""
    return None if isinstance(value, (int, float)) and value >= 0 else "%r is below 0" % value


def url(value):
    """An absolute http or https URL without credentials in it."""
    if _CREDENTIALS.match(str(value)):
        return "the URL carries credentials; give them as options of their own"
    try:
        parts = urlsplit(str(value))
        wrong = parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or re.search(r"\s", str(value)) or not _HOST.match(_host(parts.netloc)):
        return "%r is not an absolute http or https URL" % value
    return None


def base_url(value):
    """The base URL of a service: no query, no fragment."""
    wrong = url(value)
    if wrong is None and ("?" in value or "#" in value):
        return "%r has a query or a fragment; only the base URL is wanted" % value
    return wrong


def redirect_uri(value):
    """An absolute URI without a fragment (RFC 6749 §3.1.2; the vendor's overview page says the same)."""
    parts = urlsplit(str(value))
    if not parts.scheme or not (parts.netloc or parts.path) or re.search(r"\s", str(value)) or "://" not in str(value):
        return "the redirect URI %r is not absolute" % value
    if "#" in str(value):
        return "the redirect URI %r has a fragment" % value
    return url(value) if parts.scheme in _DEFAULT_PORTS else None


def origin(value):
    """A web origin: scheme, host and perhaps a port; a trailing slash is tolerated."""
    wrong = url(value)
    if wrong:
        return wrong
    parts = urlsplit(str(value))
    if parts.path not in ("", "/") or parts.query or parts.fragment or "," in str(value):
        return "%r is not an origin: only scheme, host and port" % value
    return None


def normal_origin(value):
    """The origin as browsers compare it (RFC 6454):

    lower case, no default port, no trailing slash. Other texts stay as they are.
    """
    try:
        parts = urlsplit(value.strip())
        number = parts.port
    except ValueError:
        return value.strip()
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname or parts.path not in ("", "/"):
        return value.strip()
    host = _host(parts.netloc).lower()
    shown = "" if number in (None, _DEFAULT_PORTS[parts.scheme.lower()]) else ":%d" % number
    return "%s://%s%s" % (parts.scheme.lower(), host, shown)


def normal_url(value):
    """A URL in the form in which two spellings compare equal: scheme and host in lower case, no trailing slash."""
    text = str(value).strip().rstrip("/")
    head, mark, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    return head.lower() + mark + host.lower() + slash + path if mark else text


def segment(value):
    """A text that may stand in the path of a URL as it is."""
    return None if _SEGMENT.match(str(value)) else "%r has characters that a name in a URL must not have" % value


def location(value):
    """The location of a region, such as /usw1, or / for all."""
    return None if re.match(r"^/[A-Za-z0-9._/-]*$", str(value)) else "%r is not a location such as /usw1" % value


def domain(value):
    """A login domain of a contact center: no period, no backslash, no space (private-edition-api.md §3.2)."""
    return (
        None
        if re.match(r"^[A-Za-z0-9_-]+$", str(value))
        else "%r is not a login domain: letters, digits, - and _ only" % value
    )


def plain_password(value):
    """Not a bcrypt hash: the services need the plain password (private-edition-api.md §0.2)."""
    if _BCRYPT.match(str(value)):
        return "this is a bcrypt hash, as the deployment's values hold it; the plain password is needed"
    return None


def _host(netloc):
    host = netloc.rsplit("@", 1)[-1]
    return host if host.endswith("]") else re.sub(r":\d*$", "", host)
