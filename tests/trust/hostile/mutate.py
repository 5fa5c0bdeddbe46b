# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""True answers, changed in one place each: what a broken, a strange or a hostile service makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

LONG_TEXT = "x" * 100000
TEMPLATE = "{{ lookup('pipe', 'id') }}"
_RAW = "\ue000%d\ue000"  # stands for a text that is no JSON until the answer is written
# Texts that JSON's own writer would not write.
RAW = {
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "1e999": "1e999",
    "a number of 5000 digits": "9" * 5000,
    "half a surrogate pair": '"\\ud800"',
    "deep lists": "[" * 100 + "]" * 100,
    "deeper lists": "[" * 5000 + "]" * 5000,
    "a member twice": '{"id": 1, "id": 2}',
    "nothing": "",
}
# Values that take the place of a true one.
VALUES = {
    "null": None,
    "true": True,
    "false": False,
    "0": 0,
    "-1": -1,
    "1.5": 1.5,
    "a large number": 10**40,
    "a larger number": 10**90,
    "an empty text": "",
    "a text": "x",
    "a text of blanks": "  ",
    "a long text": LONG_TEXT,
    "a text with NUL": "a\0b",
    "a text with lines": "a\r\nX-Injected: 1\n",
    "a text for the terminal": "\x1b[2Jx",
    "a template": TEMPLATE,
    "a path": "../../x?y#z",
    "an empty list": [],
    "a list": ["x", 1, None, {}],
    "an empty object": {},
    "an object": {"id": "x", "name": 1, "data": []},
}


@dataclass(frozen=True)
class Mutation:
    """One change. place: of the node. what: happens to it. likely: a service in good order could say so, too."""

    place: tuple
    what: str
    likely: bool

    def __str__(self):
        return "%s: %s" % (".".join(map(str, self.place)) or "the whole", self.what)


def nodes(value, place=()):
    """(place, value) of every node; of long lists some members stand for all."""
    yield place, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from nodes(member, (*place, name))
    elif isinstance(value, list):
        for number in sorted({0, 1, len(value) - 1} & set(range(len(value)))):
            yield from nodes(value[number], (*place, number))


def mutations(answer):
    """Every mutation of an answer, by every node."""
    for place, value in nodes(answer):
        if place:
            yield Mutation(place, "is missing", isinstance(place[-1], int))
            yield (
                Mutation(place, "is there under another name", False)
                if isinstance(place[-1], str)
                else Mutation(place, "is there twice", True)
            )
        yield Mutation(place, "is in a list", False)
        yield Mutation(place, "is in an object", False)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield Mutation(place, "is a text", True)
        if isinstance(value, str):
            yield Mutation(place, "in capitals", True)
        for what, other in VALUES.items():
            if other != value or type(other) is not type(value):
                yield Mutation(place, what, _likely(value, other))
        for what in RAW:
            yield Mutation(place, what, what == "nothing" and bool(place) and isinstance(place[-1], int))


def _likely(value, other):
    """Both are of one kind."""
    if isinstance(value, bool) or isinstance(other, bool):
        return isinstance(value, bool) and isinstance(other, bool)
    if isinstance(value, (int, float)):
        return isinstance(other, (int, float))
    if other == [] and isinstance(value, dict) and any(isinstance(member, list) for member in value.values()):
        return True  # the list itself
    return isinstance(other, type(value))


def apply(answer, mutation):
    """The bytes of the answer with this change."""
    return _written(_changed(answer, mutation.place, mutation.what))


def _changed(value, place, what):
    if not place:
        return _other(value, what)
    head, rest = place[0], place[1:]
    copy = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[head] = _changed(value[head], rest, what)
    elif what == "is missing":
        del copy[head]
    elif what == "is there under another name":
        copy["%s_" % head] = copy.pop(head)
    elif what == "is there twice":
        copy.insert(head, value[head])
    else:
        copy[head] = _other(value[head], what)
    return copy


def _other(value, what):
    if what == "is in a list":
        return [value]
    if what == "is in an object":
        return {"value": value}
    if what == "is a text":
        return str(value)
    if what == "in capitals":
        return value.upper()
    return VALUES[what] if what in VALUES else _RAW % list(RAW).index(what)


def _written(value):
    text = json.dumps(value, ensure_ascii=False)
    for number, raw in enumerate(RAW.values()):
        text = text.replace('"%s"' % (_RAW % number), raw)
    return text.encode("utf-8")
