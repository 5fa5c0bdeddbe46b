# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Misspelled names: of a variable of a tenant, or of a member of its document."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PREFIXES = (  # of the names that are looked at, as the documentation has them
    "genesys_",
    "auth_clients_",
    "tenant_",
    "digital_channels_",
    "nexus_url",
    "nexus_api_",
    "nexus_db_",
)
FREE = ("data", "secret", "extra_properties")  # dicts whose members are the user's own


@dataclass(frozen=True)
class Typo:
    """variables: of one tenant. wrong, right: the name as it was typed, and as it was meant. place: where it stands."""

    variables: dict[str, Any]
    wrong: str
    right: str
    place: str

    def __str__(self):
        return "%s for %s in %s" % (self.wrong, self.right, self.place)


@st.composite
def misspelled(draw, name, begin=0):
    """The name with one or two letters that are missing, wrong, too many or swapped after its beginning, or one underscore less."""
    made = name
    for _slip in range(draw(st.sampled_from((1, 1, 2)))):
        at = draw(st.integers(begin, max(begin, len(made) - 1)))
        how = draw(st.sampled_from(("drop", "put", "change", "underscore")))
        letter = draw(st.sampled_from(LETTERS))
        if how == "drop":
            made = made[:at] + made[at + 1 :]
        elif how == "put":
            made = made[:at] + letter + made[at:]
        elif how == "change":
            made = made[:at] + letter + made[at + 1 :]
        else:
            made = made.replace("_", "", 1)
    return made


def members(value, place=()):
    """(place, dict) of all dicts of a document whose members have names that are known."""
    if isinstance(value, dict):
        if place:
            yield place, value
        for name, member in value.items():
            if name not in FREE:
                yield from members(member, (*place, name))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from members(member, (*place, number))


def _at(value, place):
    for part in place:
        value = value[part]
    return value


@st.composite
def typos(draw, document, connection, known):
    """A tenant with one misspelled name. known: names that are right."""
    variables = copy.deepcopy({**connection, **document})
    if draw(st.booleans()):
        right = draw(st.sampled_from(sorted(name for name in variables if name.startswith(PREFIXES))))
        begin = max(len(prefix) for prefix in PREFIXES if right.startswith(prefix))
        holder, place = variables, "the variables"
    else:
        path, _dict = draw(st.sampled_from(list(members(document))))
        holder, place, begin = _at(variables, path), ".".join(map(str, path)), 0
        right = draw(st.sampled_from(sorted(holder)))
    wrong = draw(misspelled(right, begin))
    ok = wrong.isidentifier() and wrong not in known and wrong not in holder
    holder[wrong] = holder.pop(right)
    return Typo(variables, wrong, right, place) if ok else None
