# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of the inventory that name one tenant, contact center or environment and contradict each other. Pure functions, without Ansible."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Tuple

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import platform_url
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.identity import common
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.plugin_utils import claims

CENTER, ENVIRONMENT = "contact center", "environment"
_HOW = "Nothing was written. Correct the one that is wrong. If they are on two platforms, give both hosts their genesys_auth_url."
_DIGITAL = "digital_channels_contact_center_id"
_OF_ENVIRONMENT = ("environment", "contact_center")  # parts that write the environment, or into it


@dataclass(frozen=True)
class Named:
    """What a host names.

    tenant_id, platform: "" if they are not known. ids: (kind, id, the line that says so) of its contact centers and its
    environment. is_found: by the inventory plugin, whose tenant_id is the environment's id.
    """

    host: str
    tenant_id: str = ""
    platform: str = ""
    ids: Tuple[Tuple[str, str, str], ...] = ()
    is_found: bool = False

    @classmethod
    def loaded(cls, members):
        """The one whose members as_dict() gave, perhaps by way of JSON."""
        return cls(**dict(members, ids=tuple(map(tuple, members["ids"]))))

    def as_dict(self):
        """Its members."""
        return asdict(self)


def named(host, read, parts=None):
    """What a host names. read: a function for the value of a variable or an option. parts: only what these are about; None: all."""
    found = [(CENTER, one.id, one.line) for one in claims.centers(read, parts)]
    if parts is None or set(parts).intersection(_OF_ENVIRONMENT):
        found += [(ENVIRONMENT, one.id, one.line) for one in claims.environments(read)]
    tenant_id = read("tenant_id")
    return Named(
        str(host),
        folded(tenant_id) if isinstance(tenant_id, str) else "",
        platform_url(read("genesys_auth_url")),
        tuple(found),
        bool(read("genesys_discovered")),
    )


def by_id(everybody, least=2):
    """{id: those who name it}, of each id that at least so many hosts name."""
    found = {}
    for one in everybody:
        for identity in {identity for _kind, identity, _line in one.ids}:
            found.setdefault(identity, []).append(one)
    return {identity: hosts for identity, hosts in found.items() if len(hosts) >= least}


def texts_of(value):
    """The login domains of a tenant_contact_center, or the primary addresses of a tenant_environment."""
    value = value if isinstance(value, dict) else {}
    found = value.get("domains") or value.get("config_servers")
    found = found if isinstance(found, list) else [found]
    found = [one.get("primary_address") if isinstance(one, dict) else one for one in found]
    return [one for one in found if isinstance(one, str) and one]


def without_secrets(value):
    """What texts_of() looks at, of a value as it is written."""
    if not isinstance(value, dict):
        return value
    servers = value.get("config_servers")
    if isinstance(servers, list):
        servers = [one.get("primary_address") if isinstance(one, dict) else one for one in servers]
    return {"domains": value.get("domains"), "config_servers": servers}


def check(own, others, texts):
    """Refuse a task about what another host of the inventory names as well and declares otherwise. Raises InvalidInput.

    own: what the task is about. others: of the inventory. texts: (host or None for the task, variable) -> what texts_of() tells of it.
    """
    for other in others:
        if other.host == own.host or claims.differs(own.platform, other.platform):
            continue
        knows_both = bool(own.tenant_id and other.tenant_id) and not other.is_found
        lines = {(kind, identity): line for kind, identity, line in reversed(other.ids)}
        for kind, identity, line in own.ids:
            theirs = lines.get((kind, identity))
            if theirs is None:
                continue
            if kind == CENTER and knows_both and own.tenant_id != other.tenant_id:
                raise _refused(own, other, kind, identity, "says " + line, "says " + theirs)
            variable = "tenant_contact_center" if kind == CENTER else "tenant_environment"
            declared = texts(None, variable), texts(other.host, variable)
            if all(declared) and not common(*declared):
                what = "declares the domain " if kind == CENTER else "declares the Configuration Server "
                raise _refused(own, other, kind, identity, *(what + ", ".join(one) for one in declared))


def check_domains(own, others):
    """Refuse a teardown of a tenant whose login domain another host of the inventory declares for another contact center.

    others: (a host of the inventory, the domain that both declare). Raises InvalidInput.
    """
    mine = _centers(own)
    for other, domain in others:
        theirs = _centers(other)
        if other.host == own.host or other.is_found or claims.differs(own.platform, other.platform):
            continue
        if mine and theirs and not set(mine).intersection(theirs):
            says = [
                "host %s says %s" % (one.host, next(iter(found.values())))
                for one, found in ((own, mine), (other, theirs))
            ]
            raise InvalidInput(
                "The domain %s is also that of the host %s, which declares another contact center: %s, %s."
                % (domain, other.host, *says),
                _HOW,
                field="tenant_contact_center",
            )


def _centers(one):
    """{id: the line that says so} of the contact centers that a host names, that of its tenant first."""
    found = {identity: line for kind, identity, line in one.ids if kind == CENTER}
    return dict(sorted(found.items(), key=lambda pair: pair[1].startswith(_DIGITAL)))


def _refused(own, other, kind, identity, mine, theirs):
    return InvalidInput(
        "The %s %s is also that of the host %s, and the two contradict each other: host %s %s, host %s %s."
        % (kind, identity, other.host, own.host, mine, other.host, theirs),
        _HOW,
        field="tenant_id",
    )
