# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done, decided without doing anything: check mode and the real run use the same plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet

from .compare import merged, same
from .errors import InvalidInput

NONE = "none"
CREATE = "create"
UPDATE = "update"
DELETE = "delete"


@dataclass(frozen=True)
class Wanted:
    """What is wanted of an object:

    values by option name, secrets to write anew although they cannot be compared, strictness.
    """

    values: Dict[str, Any]
    rewrite: FrozenSet[str] = frozenset()
    strict: bool = False


@dataclass(frozen=True)
class Plan:
    """One step.

    action: none, create, update or delete. before, after: the object by option names, secrets included (mask before
    showing). patch: what is to be written. rewrite: the secrets in it.
    """

    action: str
    before: Dict[str, Any] = field(default_factory=dict)
    after: Dict[str, Any] = field(default_factory=dict)
    patch: Dict[str, Any] = field(default_factory=dict)
    rewrite: FrozenSet[str] = frozenset()


def plan(resource, wanted, current, state="present"):
    """Compare what is wanted with what is there.

    wanted: None when nothing is wanted of it. current: the object by option names, or None. Raises InvalidInput when
    the object has to be created and a value that creation needs is missing, or such a value is to be emptied.
    """
    if state == "absent":
        return Plan(NONE) if current is None else Plan(DELETE, before=current)
    if wanted is None:
        return Plan(NONE, before=current or {}, after=current or {})
    if current is None:
        return _creation(resource, wanted)
    patch = {}
    for item in resource.managed:
        if item.arg not in wanted.values or item.arg in resource.key:
            continue  # the key found the object; one that was found otherwise keeps its own
        value = wanted.values[item.arg]
        if item.arg in wanted.rewrite or not same(item, value, current.get(item.arg), wanted.strict):
            patch[item.arg] = merged(item, value, current.get(item.arg), wanted.strict)
    if not patch:
        return Plan(NONE, before=current, after=current)
    emptied = [item.arg for item in resource.managed if item.needed and patch.get(item.arg) in ([], "")]
    if emptied:
        raise InvalidInput(
            "The %s cannot be without: %s." % (resource.title(dict(wanted.values, **current)), ", ".join(emptied)),
            "Leave the options out to keep what is there; nothing was changed.",
            field=emptied[0],
            fields=emptied,
        )
    return Plan(UPDATE, current, dict(current, **patch), patch, wanted.rewrite & frozenset(patch))


def _creation(resource, wanted):
    values = dict(wanted.values)
    for item in resource.managed:
        if item.arg not in values and item.create is not None:
            values[item.arg] = item.create(values) if callable(item.create) else item.create
    missing = [item.arg for item in resource.managed if item.needed and values.get(item.arg) in (None, [], "")]
    if missing:
        raise InvalidInput(
            "The %s does not exist yet, and creating it needs: %s." % (resource.title(values), ", ".join(missing)),
            "Give the missing options; nothing was changed.",
            field=missing[0],
            fields=missing,
        )
    for item in resource.managed:
        if item.arg in values:
            values[item.arg] = merged(item, values[item.arg], None, wanted.strict)
    return Plan(CREATE, {}, values, values)
