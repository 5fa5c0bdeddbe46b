# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets: in texts, and in every file below a folder, in all the forms that a program may write them."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

SHORTEST = 6


def forms(secret, names=()):
    """All that gives the secret away. names: user names or client ids that it may stand beside in a Basic header."""
    raw = secret.encode()
    found = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    found.add(json.dumps(secret, ensure_ascii=False)[1:-1])
    # In the middle of other bytes base64 looks in three ways; the characters at both ends depend on the neighbours.
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        middle = text[(0, 2, 3)[before] : len(text) - 1 if (before + len(raw)) % 3 else None]
        found |= {middle, middle.replace("+", "-").replace("/", "_")}
    for name in names:
        text = base64.b64encode(("%s:%s" % (name, secret)).encode()).decode()
        found |= {text, quote(text, safe="")}
    return {form for form in found if len(form) >= SHORTEST}


def found_in(text, secrets, names=()):
    """The forms of the secrets that stand in the text."""
    return sorted({form for secret in secrets for form in forms(secret, names) if form in text})


def files_below(folder, spared=()):
    """Each regular file below the folder but for those in or below the spared paths."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not any(path.is_relative_to(one) for one in spared):
            yield path


def leaks(folder, secrets, names=(), spared=()):
    """(path, form) for each secret in a file that is not meant for it."""
    return [
        (str(path), form)
        for path in files_below(folder, spared)
        for form in found_in(path.read_bytes().decode("utf-8", "replace"), secrets, names)
    ]
