# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a tenant other hosts of the inventory declare: a teardown keeps that, or is refused. Pure functions, without Ansible."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import List, Optional, Tuple

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import normal_url, platform_host, platform_url
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_stays import may_go
from ansible_collections.cxops.genesys.plugins.plugin_utils import claims

CLIENT = "nexus_client"  # the default of digital_channels_client_id
LISTS = ("auth_clients_list", "digital_channels_gapis")
VARIABLES = LISTS + ("digital_channels_tenant",)
OF_ITS_ID = ("tenant_contact_center", "tenant_environment", "digital_channels_contact_center_id")


@dataclass(frozen=True)
class Declared:
    """What a host declares.

    host: its name. tenant_id, platform, database: of its tenant, "" if they are not known. clients: their ids. rows: (url, client
    id) of each. is_known: its variables could be evaluated, and have the shape that a task takes. centers: (id, the line that says so) of its contact centers.
    environment: its id. unknown: which of OF_ITS_ID could not be evaluated or taken.
    """

    host: str
    tenant_id: str = ""
    platform: str = ""
    database: str = ""
    clients: Tuple[str, ...] = ()
    rows: Tuple[Tuple[str, str], ...] = ()
    is_known: bool = True
    centers: Tuple[Tuple[str, str], ...] = ()
    environment: str = ""
    unknown: Tuple[str, ...] = ()

    @classmethod
    def loaded(cls, members):
        """The one whose members as_dict() gave, perhaps by way of JSON."""
        pairs = {name: tuple(map(tuple, members[name])) for name in ("rows", "centers")}
        return cls(**dict(members, clients=tuple(members["clients"]), unknown=tuple(members["unknown"]), **pairs))

    def as_dict(self):
        """Its members."""
        return asdict(self)


def read(host, value):
    """What a host declares. value: a function for its variables, None where there is none; raises LookupError for one that cannot be
    evaluated, or that no task takes.
    """
    found, is_known = {}, True
    for name in VARIABLES:
        try:
            found[name] = value(name)
        except LookupError:
            is_known = False
    plain, unknown = {}, []
    for name in ("tenant_id", "genesys_auth_url", "nexus_db_host", "digital_channels_client_id") + OF_ITS_ID:
        try:
            plain[name] = value(name)
        except LookupError:
            plain[name] = None
            unknown += [name] if name in OF_ITS_ID else []
    default = str(plain["digital_channels_client_id"] or CLIENT)
    items, gapis = (list(_there(found.get(name))) for name in LISTS)
    rows = tuple((normal_url(item.get("url") or ""), str(item.get("client_id") or default)) for item in gapis)
    clients = [str(item.get("client_id") or "") for item in items] + [client for _url, client in rows]
    clients += [default] if found.get("digital_channels_tenant") else []
    return Declared(
        str(host),
        folded(plain["tenant_id"] or ""),
        platform_url(plain["genesys_auth_url"]),
        database(plain["nexus_db_host"]),
        tuple(dict.fromkeys(one for one in clients if one)),
        rows,
        is_known,
        tuple((one.id, one.line) for one in claims.centers(plain.get)),
        next((one.id for one in claims.environments(plain.get)), ""),
        tuple(unknown if plain["tenant_id"] else ()),
    )


def database(hosts):
    """The hosts of a database as an option or variable gives them, with commas between them, each in one spelling."""
    return ",".join(platform_host(host) for host in str(hosts or "").split(",") if host.strip())


def _is_same_database(own, other):
    return bool(set(filter(None, own.database.split(","))).intersection(other.database.split(",")))


def _there(items):
    """The items of a declared list that are to be there."""
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and str(item.get("state") or "present") != "absent":
            yield item


def candidates(params):
    """(ids of clients, (url, client id) of rows) that a teardown with these options would delete if nobody else declared them."""
    parts = params.get("parts")
    default = params.get("digital_channels_client_id") or CLIENT
    clients = params.get("auth_clients_list") if parts is None or "auth_clients" in parts else ()
    gapis = params.get("digital_channels_gapis") if parts is None or "gapis" in parts else ()
    rows = [(normal_url(item["url"]), item.get("client_id") or default) for item in gapis or () if may_go(item)]
    return [item["client_id"] for item in clients or () if may_go(item)], rows


def declared(own, others, clients, rows, environments=()):
    """The members of the option declared_elsewhere.

    own: what the teardown is about, of which host, tenant and platform count. others: of all hosts of the inventory. clients, rows:
    as candidates() tells them. environments: ids. A host of the same tenant is no other one; one that cannot be evaluated counts as declaring everything.
    """
    found: List[dict] = []
    for other in others:
        if other.host == own.host or _is_same_tenant(own, other):
            continue
        if not claims.differs(own.platform, other.platform):
            found += [_entry(other, one) for one in clients if one in other.clients or not other.is_known]
            found += [
                {"environment_id": one, "host": other.host}
                for one in environments
                if one == other.environment or "tenant_environment" in other.unknown
            ]
        if not claims.differs(own.platform, other.platform) or _is_same_database(own, other):
            found += [
                _entry(other, client, url) for url, client in rows if (url, client) in other.rows or not other.is_known
            ]
    return found


def sharing(ids, host, platform, everybody):
    """The hosts of the same platform, beside this one, of whose tenant or contact center one of these ids is."""
    return tuple(
        other.host
        for other in everybody
        if other.host != host
        and not claims.differs(platform, other.platform)
        and {other.tenant_id, *(one for one, _line in other.centers)}.intersection(ids)
    )


def check_centers(own, others, centers):
    """Refuse the teardown of a contact center that another host declares. centers: its claims. Raises InvalidInput."""
    for other in others:
        if other.host == own.host or _is_same_tenant(own, other) or claims.differs(own.platform, other.platform):
            continue
        lines = dict(other.centers)
        for one in centers:
            if one.id in lines:
                raise InvalidInput(
                    "The contact center %s is also that of the host %s, which is another tenant: host %s says %s, host %s says %s."
                    % (one.id, other.host, own.host, one.line, other.host, lines[one.id]),
                    "Nothing was written. Correct the line that names the wrong contact center.",
                    field=one.field,
                )
        unknown = [name for name in other.unknown if name != "tenant_environment"]
        if centers and unknown:
            raise InvalidInput(
                "Whether the contact center %s is also that of the host %s cannot be told: its %s cannot be evaluated, or has a wrong shape."
                % (centers[0].id, other.host, unknown[0]),
                "Nothing was written. Correct that variable, or write its id as a plain value.",
                field=unknown[0],
            )


def _entry(other, client_id, url: Optional[str] = None):
    entry = {"client_id": client_id, "host": other.host}
    return dict(entry, url=url) if url else entry


def _is_same_tenant(own, other):
    return bool(own.tenant_id) and own.tenant_id == other.tenant_id and not claims.differs(own.platform, other.platform)
