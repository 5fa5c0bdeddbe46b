# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that are compared without letter case."""

from __future__ import annotations

import string

_TABLE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(value):
    """The value as text in which the letters A to Z are small. All other letters stay as they are.

    By it is decided what is the same object. ``str.lower()`` makes an ordinary k of the Kelvin sign, so that a name
    that only looks like another one would be taken for it.
    """
    text = str(value)
    return text.lower() if text.isascii() else text.translate(_TABLE)
