# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets: in texts, and in every file below a folder, in all the forms that a program may write them."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import zipfile
from functools import lru_cache
from urllib.parse import quote, quote_plus

SHORTEST = 6
_ESCAPE = re.compile("%[0-9A-F]{2}")


def written(secret):
    """The ways in which programs write the whole secret, by name."""
    escaped = {
        "plain": secret,
        "URL": quote(secret, safe=""),
        "URL with slashes": quote(secret),
        "form": quote_plus(secret),
        "JavaScript's URL": quote(secret, safe="-_.!~*'()"),
        "JSON": json.dumps(secret)[1:-1],
        "JSON, not only ASCII": json.dumps(secret, ensure_ascii=False)[1:-1],
        "JSON with slashes escaped": json.dumps(secret)[1:-1].replace("/", "\\/"),
        "JSON in JSON": json.dumps(json.dumps(secret))[3:-3],
        "Python": repr(secret)[1:-1],
        "Python's bytes": repr(secret.encode())[2:-1],
        "HTML": html.escape(secret),
        "blanks collapsed": " ".join(secret.split()),
        "UTF-8 taken for Latin-1": secret.encode().decode("latin-1"),
    }
    for name in ("URL", "URL with slashes", "form", "JavaScript's URL"):
        escaped[name + ", lower case"] = _ESCAPE.sub(lambda found: found[0].lower(), escaped[name])
    return escaped


def in_base64(secret):
    """What base64 makes of the secret wherever it stands among other bytes."""
    raw = secret.encode()
    # In the middle of other bytes base64 looks in three ways; the characters at both ends depend on the neighbours.
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        middle = text[(0, 2, 3)[before] : len(text) - 1 if (before + len(raw)) % 3 else None]
        yield from (middle, middle.replace("+", "-").replace("/", "_"), quote(middle, safe=""))


def basic(name, secret):
    """The credentials of a Basic header."""
    return base64.b64encode(("%s:%s" % (name, secret)).encode()).decode()


@lru_cache(maxsize=4096)
def _forms(secret, names):
    found = {*written(secret).values(), *in_base64(secret)}
    for name in names:
        text = basic(name, secret)
        found |= {text, quote(text, safe="")}
    return frozenset(form for form in found if len(form) >= SHORTEST)


def forms(secret, names=()):
    """All that gives the secret away. names: user names or client ids that it may stand beside in a Basic header."""
    return set(_forms(secret, tuple(names)))


def found_in(text, secrets, names=()):
    """The forms of the secrets that stand in the text."""
    names = tuple(names)
    return sorted({form for secret in secrets for form in _forms(secret, names) if form in text})


def files_below(folder, spared=()):
    """Each regular file below the folder but for those in or below the spared paths."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not any(path.is_relative_to(one) for one in spared):
            yield path


def text_of(path):
    """What stands in a file, packed or not; nothing when it is gone by now."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return ""
    if raw[:2] == b"\x1f\x8b":
        raw += gzip.decompress(raw)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            raw += b"\n".join(map(packed.read, packed.namelist()))
    return raw.decode("utf-8", "replace")


def leaks(folder, secrets, names=(), spared=()):
    """(path, form) for each secret in a file that is not meant for it, or in the name of one."""
    return [
        (str(path), form)
        for path in files_below(folder, spared)
        for form in found_in("%s\n%s" % (path.relative_to(folder), text_of(path)), secrets, names)
    ]
