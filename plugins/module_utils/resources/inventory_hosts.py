# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts the tenants of a platform become, beside the hosts and groups of other sources. Pure functions.

The platform chooses what its contact centers are called. A name alone never makes one of them a host that somebody else has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import List, Optional, Set

from ..core.errors import InvalidInput
from ..core.text import folded
from .tenant_inventory import role_variables

RESERVED = ("all", "ungrouped", "localhost", "127.0.0.1")
OWN = "genesys_"  # begins a name that stands for one that somebody else has
MOST_SHOWN = 20  # hosts that one warning names
_PREFIX = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*)?\Z")


@dataclass(frozen=True)
class Declared:
    """What a host of another source says of its tenant. tenant_id, center_id: "" where it says nothing, or cannot be evaluated."""

    name: str
    tenant_id: str = ""
    center_id: str = ""


@dataclass
class Hosts:
    """The result. names: of each tenant, None for one that is left to another host. merged: names of hosts that were there. notes: for
    the user.
    """

    names: List[Optional[str]]
    merged: Set[str] = field(default_factory=set)
    notes: List[str] = field(default_factory=list)


def hosts(wanted, others, groups, in_files=lambda name: None):
    """Decide what each tenant becomes. Letter case makes no difference, and neither does the order of the tenants.

    wanted: (name, tenant) of each. others: Declared of the hosts that are there. groups: names of groups. in_files: gives for a name that
    no host has what files of variables declare for it, or None.

    - A host that is there and declares this tenant and this contact center is the tenant's host, if it has the wanted name.
    - Where another host declares the tenant or the contact center, it becomes no host.
    - Else it becomes a new host: of the wanted name, or of its id where a host, a group or a file has that name.
    """
    there = {folded(one.name): one for one in others}
    declared = {one.tenant_id: one.name for one in reversed(others) if one.tenant_id}
    centers = {one.center_id: one.name for one in reversed(others) if one.center_id}
    taken = set(map(folded, groups)) | set(there) | set(RESERVED)
    result, left, new = Hosts([name for name, _tenant in wanted]), [], []
    for number, (name, tenant) in enumerate(wanted):
        tenant_id, center = folded(role_variables(tenant)["tenant_id"]), tenant["contact_center"]["id"]
        other = there.get(folded(name))
        if other and (other.name, other.tenant_id, other.center_id) == (name, tenant_id, folded(center)):
            result.merged.add(name)
            continue
        if tenant_id in declared or folded(center) in centers:
            result.names[number] = None
            left.append(
                "%s (tenant_id %s) to %s" % (name, tenant_id, declared.get(tenant_id) or centers[folded(center)])
            )
            continue
        new.append(number)
        why = _occupied(name, tenant_id, other, groups, in_files)
        if why:
            result.names[number] = OWN + name_of_id(center)
            result.notes.append(
                "%s So the contact center %s becomes the host %s. %s"
                % (why, center, result.names[number], _how_to_merge(name, tenant_id, other))
            )
    identities = [wanted[number][1]["contact_center"]["id"] for number in new]
    names, twins = unique_names([(result.names[number], one) for number, one in zip(new, identities)], taken)
    for number, name in zip(new, names):
        result.names[number] = name
    result.notes += ["Several contact centers would be called %s: each has its id appended." % name for name in twins]
    if left:
        shown = ", ".join(left[:MOST_SHOWN]) + (" and %d more" % (len(left) - MOST_SHOWN) if left[MOST_SHOWN:] else "")
        result.notes.append("Left to the hosts of other sources that declare these tenants: %s." % shown)
    return result


def _occupied(name, tenant_id, other, groups, in_files):
    """Why a contact center cannot have this name, or "" if it can."""
    if other:
        return "There is a host %s, and nothing says that it is this contact center." % other.name
    if folded(name) in map(folded, groups) and folded(name) not in RESERVED:
        return "There is a group %s." % name
    said = in_files(name)
    if said and said.tenant_id not in ("", tenant_id):
        return "The host_vars of %s say another tenant_id." % name
    return ""


def _how_to_merge(name, tenant_id, other):
    return "If it is the same tenant, add to the host %s: 'tenant_id: %s'." % (other.name, tenant_id) if other else ""


def prefix(given):
    """What all names begin with, or None where nothing is stated. An empty text is a statement, too. Raises InvalidInput."""
    if given is None or isinstance(given, str) and _PREFIX.match(given):
        return given
    raise InvalidInput(
        "host_prefix: %r is no beginning of a host's name." % given,
        "Give letters, digits, underscores, dots and hyphens, such as genesys_, or '' for none.",
        field="host_prefix",
    )


def safe_name(text):
    """A host's name of this text that no pattern and no path can be mistaken for; empty when nothing is left."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", str(text).strip()).lstrip("-.")


def name_of_id(identity):
    """A host's name for an id, whatever the platform takes for one."""
    return safe_name(identity) or _digest(identity)


def unique_names(wanted, taken=RESERVED):
    """(names, the names that were wanted more than once). wanted: (name, id) of each host. taken: what none may be called, folded.

    Every one of the twins gets its id appended, so that no name depends on the order. Letter case makes no difference. What that makes
    equal to a third one's name gets a digest of its id appended, all of one length, until no two are equal.
    """
    names, twins = [name for name, _identity in wanted], set()
    endings = [name_of_id(identity) for _name, identity in wanted]
    while True:
        counts = Counter(map(folded, names))
        again = [n for n, name in enumerate(names) if counts[folded(name)] > 1 or folded(name) in taken]
        if not again:
            return names, sorted(twins)
        twins.update(folded(names[number]) for number in again if counts[folded(names[number])] > 1)
        for number in again:
            names[number] = "%s_%s" % (names[number], endings[number])
            endings[number] = _digest(wanted[number][1])


def _digest(identity):
    return sha256(folded(identity).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class GroupNames:
    """What the groups are called that the platform chose. occupied: names of hosts, and of groups with machines. warn: for the user."""

    def __init__(self, occupied, warn):
        self._occupied = occupied
        self._warn = warn
        self._known = {}
        self._origins = {}

    def __call__(self, wanted, origin=None):
        """The name of the wanted group: another one where machines of other sources would be in it. origin: what it is made of."""
        if wanted not in self._known:
            name = wanted
            while name in self._occupied:
                name = OWN + name
            if name != wanted:
                self._warn("Other hosts have the group or the name %s, so the group is called %s." % (wanted, name))
            self._known[wanted] = name
        if origin is not None and self._origins.setdefault(wanted, origin) != origin:
            self._warn("The group %s is made of %s and %s." % (self._known[wanted], self._origins[wanted], origin))
        return self._known[wanted]
