# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of options that a user gave and that there are not: what a message may show of them, and which ones are meant.

Where the blank after a colon is missing, YAML makes one name of ``client_secret:S``, with the secret in it. So only a plain name is
quoted, and of another one what stands before the sign that is likely to be a separator.
"""

from __future__ import annotations

import re

from .text import folded

FAR = 3  # changes, from which on two names do not resemble each other
HIDDEN_NAME = "(a name that is not shown)"
_PLAIN = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*\Z")
_CUT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)\s*[:=]\s*(.*)\Z", re.DOTALL)


def shown_name(name):
    """The name if it is a plain one, else ``client_secret...`` of ``client_secret:S``, else words that stand for it."""
    text = str(name)
    if _PLAIN.match(text):
        return text
    cut = _CUT.match(text)
    return cut.group(1) + "..." if cut else HIDDEN_NAME


def secrets_in(name):
    """What may be secret in a name that is none: the whole, and what stands after its separator."""
    cut = _CUT.match(str(name))
    return [str(name), cut.group(2)] if cut and cut.group(2) else []


def unknown_names(given, known):
    """(the name as it may be shown, what is wrong with it) for each given name that is not known.

    given, known: names, also such that are no texts. One that resembles a known one that is not given is taken for it.
    """
    for name in given:
        if name not in known:
            yield shown_name(name), "there is no such option%s" % _meant(str(name), given, known)


def _meant(name, given, known):
    if _PLAIN.match(name):
        near = closest(name, [one for one in known if one not in given])
        return "; did you mean %s?" % near[0] if near else "; there are %s" % ", ".join(sorted(known))
    if _CUT.match(name):
        return "; its name is cut here, for it may hold a secret: is the blank after the colon missing?"
    return "; its name has other characters than letters, digits and _"


def closest(name, known):
    """Those of the known names that resemble the name, nearest first; letter case and underscores do not count."""
    near = [(distance(letters(name), letters(one)), one) for one in known]
    return [one for far, one in sorted(near) if far < FAR]


def letters(name):
    """The name without letter case and underscores."""
    return folded(name.replace("_", ""))


def distance(one, other):
    """How many characters have to be put in, taken out or replaced to get from one text to the other; FAR if more than two."""
    if abs(len(one) - len(other)) >= FAR:
        return FAR
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number]
        for place, there in enumerate(other):
            row.append(min(above[place] + (letter != there), above[place + 1] + 1, row[place] + 1))
        if min(row) >= FAR:
            return FAR
    return min(row[-1], FAR)
