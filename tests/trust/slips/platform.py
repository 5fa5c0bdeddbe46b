# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform with tenants on it, and the judgement of what a run touched: by what the services recorded, not by what the run tells."""

from __future__ import annotations

import json

from emulator import defaults
from integration.support.sample import OFFERED
from integration.support.tenant_sample import connection
from trust.support.stand import Stand

from . import tenants

SQL = {  # the rows with the transaction that wrote them last, so that a row that was written as it was counts, too
    "nex_gapis": "SELECT xmin::text AS written, * FROM nex_gapis",
    "nex_apikeys": "SELECT xmin::text AS written, id::text AS id, name FROM nex_apikeys",
}
KEYS = {  # kind of row to what tells one from the others
    "clients": ("client_id",),
    "environments": ("id",),
    "contact_centers": ("id",),
    "settings": ("contactCenterId", "name", "location"),
    "data_centers": ("location",),
    "tenants": ("id",),
    "services": ("ccid", "name"),
    "nex_gapis": ("url", "clientid"),
    "nex_apikeys": ("id",),
}
ROLE_OF = {
    "clients": "auth_clients",
    "environments": "tenant",
    "contact_centers": "tenant",
    "settings": "tenant",
    "data_centers": "tenant",
}
CHAT = "chat-service-uri"


class Platform:
    """The services, and a folder for the secrets of all tenants."""

    def __init__(self, world, folder, names=("alpha", "beta"), switches=OFFERED):
        self.world, self.folder, self.names = world, folder, names
        self.stand = Stand(world, folder)
        self.documents = {name: tenants.declared(name, world.emulator.url, folder) for name in names}
        world.control.switches(switches)
        world.control.seed(persons=[tenants.person(name) for name in names])
        world.canaries |= {defaults.OPS_PASSWORD, defaults.CLUSTER_API_KEY}
        world.canaries |= {tenants.password(name) for name in names}
        world.canaries |= {name + "-Canary-server" for name in names}

    def provision(self, name, roles=tenants.ROLES):
        """Have these parts of the tenant."""
        parts = [part for role in roles for part in tenants.PARTS[role]]
        if not parts:
            return
        made = self.world.run("genesys_tenant", **connection(self.world), **self.documents[name], parts=parts)
        assert not made.get("failed"), made["msg"]

    def look(self):
        """All that there is: (kind, key) to the object as text; files too."""
        state, found = self.world.state(), {}
        tables = state.pop("database", {})
        state.pop("cloud")
        for name in tables:
            state[name] = self.world.database.query(SQL[name])
        for kind, rows in state.items():
            for row in rows if isinstance(rows, list) else [rows]:
                key = tuple(str(row[part]) for part in KEYS[kind]) if kind in KEYS else (json.dumps(row, default=str),)
                found[(kind, *key)] = json.dumps(row, sort_keys=True, default=str)
        for path in sorted(self.folder.rglob("*")) if self.folder.exists() else ():
            if path.is_file():
                about = path.stat()
                text = [path.read_text(encoding="utf-8"), oct(about.st_mode), about.st_mtime_ns]
                found["file", path.name] = json.dumps(text)
        return found

    def requests(self):
        """(entry of the log, its text with what its token tells) of all requests since the log was cleared."""
        return [(entry, self._text(entry)) for entry in self.world.log()]

    def _text(self, entry):
        told = [entry[name] for name in ("method", "path", "query", "body", "authorization", "api_key")]
        token = self.world.store.tokens.get(entry["authorization"]["principal"])
        if token is not None:
            told += [token.client_id, token.user and vars(token.user)]
        return json.dumps(told)

    def marks(self, name, objects):
        """Texts that stand in what is this tenant's alone. objects: what there is."""
        found = {name, tenants.IDS[name]}
        for place, text in objects.items():
            if place[0] == "nex_apikeys" and json.loads(text)["name"] == name:
                found.add(place[1])
            elif place[0] == "file" and name in place[1]:
                found.add(json.loads(text)[0].strip())
        return found

    def of(self, name, objects):
        """What of it is this tenant's: (kind, key) to text."""
        marks = (name, tenants.IDS[name])
        return {
            place: text
            for place, text in objects.items()
            if place[0] != "persons" and any(mark in text or mark in place[1] for mark in marks)
        }


def role_of(place):
    """The role that an object belongs to; None for what only comes with others."""
    if place[0] == "settings" and place[2] == CHAT:
        return "digital_channels"
    if place[0] == "file":
        return "digital_channels" if ".key" in place[1] else "auth_clients"  # the key, and what is noted of it
    return ROLE_OF.get(place[0], "digital_channels")
