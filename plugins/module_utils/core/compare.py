# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what the service has is what the user wants, field by field. Pure."""

from __future__ import annotations

from .checks import normal_text
from .spec import EXACT, KEYED, MEMBERS, ORDERED, REFERENCE, SET, WRITE_ONLY
from .text import folded


def same(field, desired, current, strict=False):
    """True when the current value needs no change to be the desired one."""
    return _STRATEGIES[field.compare](field, desired, current, strict)


def agrees(fields, desired, current):
    """True when all that is desired of these fields is there already."""
    return all(same(item, desired[item.arg], current.get(item.arg)) for item in fields if item.arg in desired)


def merged(field, desired, current, strict=False):
    """The value to write: the desired one, completed by what the user left open and the server had."""
    if field.compare == KEYED:
        return [_overlay(field, member, _matching(field, member, current or [])) for member in desired]
    if field.compare == SET:
        wanted = _unique(field, desired)
        if field.server_adds and not strict:
            known = {_norm(field, member) for member in wanted}
            wanted = wanted + [member for member in _unique(field, current or []) if _norm(field, member) not in known]
        return wanted
    if field.compare == MEMBERS:
        return dict(current or {}, **desired)
    return desired


def _norm(field, value):
    return field.normal(value) if field.normal else value


def _exact(field, desired, current, strict):
    if current is None:  # an empty text may be left out; one that is needed, or a secret, is not known then
        return desired == "" and not (field.needed or field.secret)
    return _norm(field, desired) == _norm(field, current)


def _write_only(field, desired, current, strict):
    return True


def _reference(field, desired, current, strict):
    return current is not None and folded(desired) == folded(current)


def _set(field, desired, current, strict):
    wanted = {_norm(field, member) for member in desired}
    actual = {_norm(field, member) for member in current or []}
    return wanted <= actual if field.server_adds and not strict else wanted == actual


def _ordered(field, desired, current, strict):
    return [_norm(field, m) for m in desired] == [_norm(field, m) for m in current or []]


def _keyed(field, desired, current, strict):
    current = current or []
    if len(desired) != len(current):
        return False
    for member in desired:
        actual = _matching(field, member, current)
        if actual is None:
            return False
        for part in field.fields:
            if member.get(part.arg) is not None and not same(part, member[part.arg], actual.get(part.arg), strict):
                return False
    return True


def _matching(field, member, members):
    wanted = member.get(field.key)
    return next((m for m in members if folded(m.get(field.key)) == folded(wanted)), None)


def _overlay(field, member, actual):
    given = {name: value for name, value in member.items() if value is not None}
    base = dict(actual) if actual else {p.arg: p.create for p in field.fields if p.create is not None}
    base.update(given)
    return base


def _members(field, desired, current, strict):
    return all(_as_texts((current or {}).get(name)) == _as_texts(value) for name, value in desired.items())


def _as_texts(value):
    """The value with its texts in the form in which they are compared."""
    if isinstance(value, dict):
        return {name: _as_texts(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_as_texts(member) for member in value]
    return normal_text(value) if isinstance(value, str) else value


def _unique(field, members):
    first = {}
    for member in members:
        first.setdefault(_norm(field, member), member)
    return list(first.values())


_STRATEGIES = {
    EXACT: _exact,
    SET: _set,
    ORDERED: _ordered,
    REFERENCE: _reference,
    KEYED: _keyed,
    MEMBERS: _members,
    WRITE_ONLY: _write_only,
}
