# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text as it would be without escapes that nobody needs: of letters and digits, and line breaks in base64.

A secret is looked for in what these views show, and masked where it stands in the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ..core.text import folded

_HEX = "(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])"  # of an ASCII letter or digit


def _escaped(percent, backslashes):
    """The pattern for an escape. It begins with a set of characters, so that the rest of a text is passed over quickly."""
    return re.compile(
        r"[%%\\&](?:(?:(?<=%%)%s|(?<=\\)%s(?:u00|U000000|x))%s|(?<=&)#(?:[xX]0*%s|0*([0-9]{2,3}));)"
        % (percent, backslashes, _HEX, _HEX)
    )


_ESCAPED = _escaped("(?:25){0,3}", r"\\{0,3}")  # also of an escape, as JSON in JSON has it
_ONCE = _escaped("", "")  # %2541 is %41, and of two backslashes before an escape the first ones are no part of it
# A line break with base64 on both sides of it.
_BREAK = re.compile(
    r"[\r\n\\%&](?<=[A-Za-z0-9+/=_-].)(?:(?<=\n)|(?<=\r)\n|(?<=\\)\\{0,3}(?:r\\{1,4})?n|(?<=%)0(?:[dD]%0)?[aA]"
    r"|(?<=&)#(?:(?:13|xD);&#)?(?:10|xA);)[ \t]*(?=[A-Za-z0-9+/_-])",
    re.S,
)


class View:
    """What is shown of a text, and where it stands there.

    is_unbroken: line breaks within base64 are taken out, so that only base64 is to be looked for.
    """

    __slots__ = ("_lower", "is_unbroken", "place", "text")

    def __init__(self, text, place=int, is_unbroken=False):
        self.text = text
        self.place = place  # of an offset, in the original
        self.is_unbroken = is_unbroken
        self._lower = None

    @property
    def lower(self):
        """The text in lower case, to see what is in it at all: offsets may differ."""
        if self._lower is None:
            self._lower = folded(self.text)
        return self._lower


def views(text):
    """The text as it is, and each View that differs from it."""
    found = [View(text)]
    plain, place = _undone(text, _ESCAPED, _letter)
    if plain != text:
        found.append(View(plain, place))
    if plain != text and ("%25" in text or "\\\\" in text):  # else both patterns find the same
        once, place_once = _undone(text, _ONCE, _letter)
        if once not in (text, plain):
            found.append(View(once, place_once))
    unbroken, inner = _undone(plain, _BREAK, lambda match: "")
    if unbroken != plain:
        found.append(View(unbroken, lambda at: place(inner(at)), True))
    return found


def _letter(match):
    """The letter or digit that is meant, None for another character."""
    code = int(match.group(3)) if match.group(3) else int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 128 and chr(code).isalnum() else None


def _undone(text, pattern, instead):
    """(the text with what ``instead`` says in place of each match, a function that maps an offset in it to the text's own)."""
    pieces, ends, shifts, done, size = [], [], [0], 0, 0
    for match in pattern.finditer(text):
        new = instead(match)
        if new is None:
            continue
        pieces += [text[done : match.start()], new]
        size += match.start() - done + len(new)
        done = match.end()
        ends.append(size)
        shifts.append(done - size)
    if not ends:
        return text, int
    return "".join(pieces) + text[done:], lambda at: at + shifts[bisect_right(ends, at)]
