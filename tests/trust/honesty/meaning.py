# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When two values mean the same: written here by hand, so that the tables of the product are looked at by something else."""

from __future__ import annotations

import re

MASKS = ("********", "******** (new)")


def url(text):
    """Scheme and host in lower case, no slash at the end."""
    head, mark, rest = str(text).rstrip("/").partition("://")
    host, slash, path = rest.partition("/")
    return head.lower() + mark + host.lower() + slash + path


def one_url(text):
    """As url() where the text is one URL without a query; any other text as it is."""
    return url(text) if re.match(r"https?://[^,\s?#]+\Z", str(text), re.IGNORECASE) else text


def lower(text):
    """Letter case does not count."""
    return str(text).lower()


def alike(one, other, loose=None):
    """Two values mean the same: none is null, an empty list or an empty text, numbers and flags may be texts, the order of lists does not count.

    loose: maps a text to the form in which it is compared.
    """
    if one is None or other is None:
        return one is other or [] in (one, other) or "" in (one, other)
    if isinstance(one, bool) or isinstance(other, bool):
        return str(one).lower() == str(other).lower()
    if isinstance(one, int) or isinstance(other, int):
        return str(one) == str(other)
    if isinstance(one, list) and isinstance(other, list):
        if any(isinstance(member, (dict, list)) for member in one + other):
            return len(one) == len(other) and all(any(alike(a, b, loose) for b in other) for a in one)
        return {(loose or str)(member) for member in one} == {(loose or str)(member) for member in other}
    if isinstance(one, dict) and isinstance(other, dict):
        return all(alike(one.get(name), other.get(name), loose) for name in {**one, **other})
    if loose is not None and isinstance(one, str) and isinstance(other, str):
        return loose(one) == loose(other)
    return one == other


def masked(value):
    """The value is a secret's mask."""
    return isinstance(value, str) and value in MASKS


def without(texts, *patterns):
    """The texts in which none of the patterns is found."""
    return [text for text in texts if not any(re.search(pattern, text) for pattern in patterns)]
