# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks and normal forms of values: what can be said of an option before any request is made."""

from __future__ import annotations

import re
import socket
import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

from . import urls
from .paths import has_dots, is_segment
from .text import folded

_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_BCRYPT = re.compile(r"^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}\s*\Z")
_LABEL = r"[A-Za-z0-9_*]([A-Za-z0-9_*-]{0,61}[A-Za-z0-9_])?"  # at most 63 characters (RFC 1035 §2.3.4)
_HOST = re.compile(r"^(?=.{1,254}\Z)(%s)(\.%s)*\.?\Z|^\[[0-9A-Fa-f:.]+\]\Z" % (_LABEL, _LABEL))
_UNWRITTEN = re.compile(r"[\s\x00-\x20\x7f-\xa0]")  # of which a URL has none, and which its parsers take out
_BEFORE_HOST = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:)?/*[^/?#]*@")
_CREDENTIALS = "the URL carries credentials, or an @ that looks like theirs; give them as options of their own"
_SEGMENT = re.compile(r"^[A-Za-z0-9._~@:+-]+\Z")
_HEADER = re.compile(r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?\Z")
_CONTROL = {"Cc", "Zl", "Zp"}  # categories of Unicode: control characters and separators of lines
_BREAKS = "\0\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
DEEPEST = 64
LONGEST_WAIT = 1000000
LARGEST = 2**53
_SCHEMES = ("http", "https")
_ABSOLUTE = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(?!\Z|//?\Z)(.*)\Z", re.S)  # RFC 3986 §4.3, with more than slashes
_PORT = re.compile(r"^\d+(?:[/?]|\Z)")  # of a host whose scheme is missing
_RUN_BY_BROWSERS = ("data", "javascript", "vbscript")


def uuid(value):
    """A UUID as the services write it."""
    return None if _UUID.match(str(value)) else "%r is not a UUID" % value


def port(value):
    """A TCP port, 1 to 65535."""
    return None if isinstance(value, int) and 1 <= value <= 65535 else "%r is not a port (1 to 65535)" % value


def text(value):
    """What can be passed on: characters that there are, and no end of it in its middle; in whatever the value is made of."""
    level = [value]
    for _depth in range(DEEPEST):
        for one in level:
            if isinstance(one, str) and ("\0" in one or not _is_encodable(one)):
                return "it has a character that is none: NUL, or half of a surrogate pair"
        level = [member for one in level for member in _members(one)]
        if not level:
            return None
    return "it is nested more than %d levels deep" % DEEPEST


def _members(value):
    if isinstance(value, dict):
        return list(value) + list(value.values())
    return value if isinstance(value, (list, tuple)) else ()


def _is_encodable(value):
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def name(value):
    """A name or an id is one line: a service that trims blanks at its ends does not find the object under it again."""
    if _CONTROL.intersection(map(unicodedata.category, str(value))):
        return "%r has a line break or another control character" % value
    if str(value) != str(value).strip():
        return "%r begins or ends with a blank" % value
    return None


def basic_name(value):
    """A name that HTTP Basic can send: there a colon ends it (RFC 7617 §2)."""
    return "%r has a colon, which no user name of HTTP Basic can have" % value if ":" in str(value) else name(value)


def basic_segment(value):
    """A text that may stand in the path of a URL, and that HTTP Basic can send."""
    return segment(value) or basic_name(value)


def secret(value):
    """A secret without line breaks or NUL at its ends; in whatever it is made of. They come from files and secret stores."""
    texts = _members(value) if isinstance(value, (dict, list, tuple)) else (value,)
    if any(isinstance(one, str) and one != one.strip(_BREAKS) for one in texts):
        return "it begins or ends with a line break, which is no part of a secret: take it away, such as by the filter trim"
    return next(filter(None, (secret(one) for one in texts if isinstance(one, (dict, list, tuple)))), None)


def environment_login(value):
    """One of the ways into the environment service. No choice of Ansible's, which takes no empty variable for not given."""
    return None if value in ("auto", "basic", "token") else "%r is none of auto, basic and token" % value


def client_encoding(value):
    """How the client's id and secret go into HTTP Basic. No choice of Ansible's, which takes no empty variable for not given."""
    return None if value in ("raw", "form") else "%r is neither raw nor form" % value


def normal_text(value):
    """A free text in the form in which it is compared: blanks and line breaks at its ends do not count, nor does their kind."""
    return unicodedata.normalize("NFC", "\n".join(str(value).splitlines())).strip()


def duration(value):
    """A positive number of seconds."""
    return None if isinstance(value, (int, float)) and value > 0 else "%r is not a number of seconds above 0" % value


def days(value):
    """A positive number of days."""
    return None if isinstance(value, int) and value > 0 else "%r is no number of days above 0" % value


def wait(value):
    """A number of seconds to wait for something, below that at which clocks, sockets and databases give up."""
    if duration(value) is None and value <= LONGEST_WAIT:
        return None
    return "%r is not a number of seconds above 0 and up to %d" % (value, LONGEST_WAIT)


def not_negative(value):
    """A number that is 0 or more, and not infinite."""
    return None if isinstance(value, (int, float)) and 0 <= value < LARGEST else "%r is below 0, or too large" % value


def header(value):
    """A secret that can be sent as the value of a header: nothing ends the header before the secret does."""
    return (
        None
        if isinstance(value, str) and _HEADER.match(value)
        else "it has characters that a header of HTTP cannot have"
    )


def url(value):
    """An absolute http or https URL without credentials in it."""
    if _BEFORE_HOST.match(str(value)):
        return _CREDENTIALS
    try:
        parts = urlsplit(str(value))
        wrong = parts.scheme not in _SCHEMES or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or _UNWRITTEN.search(str(value)) or not names_host(parts.netloc):
        return "%s is not an absolute http or https URL" % _shown(value)
    return None


def _shown(value):
    """The URL in a message: none with an @, for what stands before it may be a password with signs that end a host's name."""
    return "the URL (not shown, for it may carry credentials)" if "@" in str(value) else repr(value)


def names_host(netloc):
    """The part of a URL between // and / names a host that a resolver takes: letters, digits, hyphens; or an address."""
    return bool(_HOST.match(_host(netloc)))


def base_url(value):
    """The base URL of a service: no query, no fragment, no dot segments, by which the requests would go elsewhere.

    Nor an @ in its path: of https://user:12/3@host, the user would be the host. As a part of a path it is written %40.
    """
    wrong = url(value)
    if wrong is None and ("?" in value or "#" in value):
        return "%s has a query or a fragment; only the base URL is wanted" % _shown(value)
    if wrong is None and "@" in value:
        return _CREDENTIALS
    if wrong is None and has_dots(value.partition("://")[2].partition("/")[2]):
        return "%r has a dot segment in its path; write the path that is meant" % value
    return wrong


def redirect_uri(value):
    """An absolute URI without a fragment (RFC 6749 §3.1.2; the vendor's overview page says the same).

    Apps have schemes of their own, with or without an authority (RFC 8252 §7.1).
    """
    text = str(value)
    found = _ABSOLUTE.match(text)
    if not found or _UNWRITTEN.search(text) or _PORT.match(found.group(2)):
        return "the redirect URI %s is not absolute" % _shown(value)
    if "#" in text:
        return "the redirect URI %s has a fragment" % _shown(value)
    if found.group(1).lower() in _SCHEMES:
        return url(value)
    if found.group(1).lower() in _RUN_BY_BROWSERS:
        return "the redirect URI %s is no address: a browser would run what stands in it" % _shown(value)
    return None


def database_host(value):
    """Hosts of a database, with commas between them, without credentials. An @ begins the name of an abstract socket only."""
    wrong = any("@" in one.strip()[1:] for one in str(value).split(","))
    return "it carries credentials; give them as options of their own, and the host alone" if wrong else None


def origin(value):
    """A web origin: scheme, host and perhaps a port; a trailing slash is tolerated."""
    wrong = url(value)
    if wrong:
        return wrong
    parts = urlsplit(str(value))
    if parts.path not in ("", "/") or parts.query or parts.fragment or "," in str(value):
        return "%s is not an origin: only scheme, host and port" % _shown(value)
    return None


def normal_origin(value):
    """The origin as browsers compare it (RFC 6454):

    lower case, no default port, no trailing slash. Other texts stay as they are.
    """
    return value.strip() if origin(value.strip()) else normal_url(value)


def normal_url(value):
    """A URL in the form in which two spellings compare equal.

    Scheme and host in lower case, no default port, no trailing slash, no percent-encoding that is not needed.
    """
    text = str(value).strip()
    return _joined(urls.parts(text)) if "://" in text else text.rstrip("/")


def normal_base_url(value):
    """As normal_url for what is the base URL of a service; any other text stays as it is."""
    return value if base_url(value) else normal_url(value)


def platform_url(value):
    """The base URL of a service in the form by which the same platform is known; "" for what no task takes as one.

    It is made for guards, for which two platforms that may be the same are the same: beside normal_url, addresses are
    written in one way, and the period after a host's name and repeated slashes do not count.
    """
    text = str(value or "").strip()
    if base_url(text):
        return ""
    found = urls.parts(text)
    return _joined(found._replace(host=platform_host(found.host), path=re.sub("/+", "/", found.path)))


def platform_host(name):
    """The name or address of a host in the form by which the same host is known."""
    name = folded(name.strip())
    name = name[:-1] if name.endswith(".") else name
    try:
        if name.startswith("["):
            return "[%s]" % ip_address(name.strip("[]")).compressed
        return socket.inet_ntoa(socket.inet_aton(name))  # resolvers take 127.1 for 127.0.0.1
    except (ValueError, OSError):
        return name


def _joined(found):
    port = "" if found.port is None else ":%d" % found.port
    return "%s://%s%s%s" % (found.scheme, found.host, port, found.path)


def segment(value):
    """A text that may stand in the path of a URL as it is."""
    if value == "":
        return "it is empty"
    if not is_segment(str(value)):
        return "%r cannot be a name in a URL" % value
    return None if _SEGMENT.match(str(value)) else "%r has characters that a name in a URL must not have" % value


def location(value):
    """The location of a region, such as /usw1, or / for all."""
    return None if re.match(r"^/[A-Za-z0-9._/-]*\Z", str(value)) else "%r is not a location such as /usw1" % value


def domain(value):
    """A login domain of a contact center: no period, no backslash, no space (private-edition-api.md §3.2)."""
    return (
        None
        if re.match(r"^[A-Za-z0-9_-]+\Z", str(value))
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
