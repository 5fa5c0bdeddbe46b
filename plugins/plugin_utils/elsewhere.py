# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which API clients and rows of nex_gapis other hosts of the inventory declare: a teardown keeps those. Pure functions, without Ansible."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import List, Optional, Tuple

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import normal_url
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_stays import may_go

CLIENT = "nexus_client"  # the default of digital_channels_client_id
VARIABLES = ("auth_clients_list", "digital_channels_gapis", "digital_channels_tenant")


@dataclass(frozen=True)
class Declared:
    """What a host declares.

    host: its name. tenant_id, platform, database: of its tenant, "" if they are not known. clients: their ids. rows: (url, client
    id) of each. is_known: its variables could be evaluated.
    """

    host: str
    tenant_id: str = ""
    platform: str = ""
    database: str = ""
    clients: Tuple[str, ...] = ()
    rows: Tuple[Tuple[str, str], ...] = ()
    is_known: bool = True

    @classmethod
    def loaded(cls, members):
        """The one whose members as_dict() gave, perhaps by way of JSON."""
        return cls(**dict(members, clients=tuple(members["clients"]), rows=tuple(map(tuple, members["rows"]))))

    def as_dict(self):
        """Its members."""
        return asdict(self)


def read(host, value):
    """What a host declares. value: a function for its variables, None where there is none; raises LookupError for one that cannot be
    evaluated.
    """
    found, is_known = {}, True
    for name in VARIABLES:
        try:
            found[name] = value(name)
        except LookupError:
            is_known = False
    plain = {}
    for name in ("tenant_id", "genesys_auth_url", "nexus_db_host", "digital_channels_client_id"):
        try:
            plain[name] = value(name)
        except LookupError:
            plain[name] = None
    default = str(plain["digital_channels_client_id"] or CLIENT)
    items, gapis = (list(_there(found.get(name))) for name in VARIABLES[:2])
    rows = tuple((normal_url(item.get("url") or ""), str(item.get("client_id") or default)) for item in gapis)
    clients = [str(item.get("client_id") or "") for item in items] + [client for _url, client in rows]
    clients += [default] if found.get("digital_channels_tenant") else []
    return Declared(
        str(host),
        str(plain["tenant_id"] or "").lower(),
        normal_url(plain["genesys_auth_url"] or ""),
        str(plain["nexus_db_host"] or "").lower(),
        tuple(dict.fromkeys(one for one in clients if one)),
        rows,
        is_known,
    )


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


def declared(own, others, clients, rows):
    """The members of the option declared_elsewhere.

    own: what the teardown is about, of which host, tenant and platform count. others: of all hosts of the inventory. clients, rows:
    as candidates() tells them. A host of the same tenant is no other one; one that cannot be evaluated counts as declaring everything.
    """
    found: List[dict] = []
    for other in others:
        if other.host == own.host or _is_same_tenant(own, other):
            continue
        if not _differs(own.platform, other.platform):
            found += [_entry(other, one) for one in clients if one in other.clients or not other.is_known]
        if not _differs(own.platform, other.platform) or (own.database and own.database == other.database):
            found += [
                _entry(other, client, url) for url, client in rows if (url, client) in other.rows or not other.is_known
            ]
    return found


def _entry(other, client_id, url: Optional[str] = None):
    entry = {"client_id": client_id, "host": other.host}
    return dict(entry, url=url) if url else entry


def _is_same_tenant(own, other):
    return bool(own.tenant_id) and own.tenant_id == other.tenant_id and not _differs(own.platform, other.platform)


def _differs(one, other):
    """Both are known, and they are not the same."""
    return bool(one and other) and one != other
