# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments (tenants) of the environment service (private-edition-api.md §3.1)."""

from __future__ import annotations

from contextlib import contextmanager

from ..core import checks
from ..core.compare import agrees
from ..core.errors import Ambiguous
from ..core.spec import EXACT, KEYED, REFERENCE, Field, Resource, from_wire, secret_values, to_wire
from ..core.task import Info, Manage
from ..transport.options import AUTH
from . import _undocumented
from ._collection import Collection, CollectionBackend

PATH = "/environment/v3/environments"

CONFIG_SERVER = (
    Field("primary_address", "primaryAddress", required=True, normal=str.lower),
    Field("primary_port", "primaryPort", type="int", check=checks.port, create=8888),
    Field("backup_address", "backupAddress", normal=str.lower),
    Field("backup_port", "backupPort", type="int", check=checks.port),
    Field("read_only", "readOnly", type="bool", create=False),
    Field("locations", "locations"),
)
FIELDS = (
    Field("id", "id", compare=REFERENCE, check=checks.uuid),
    Field("username", "username", needed=True),
    Field("password", "password", secret=True, compare=EXACT, needed=True),
    Field("connection_protocol", "connectionProtocol", create="addp"),
    Field("local_timeout", "localTimeout", type="int", create=5, check=checks.duration),
    Field("remote_timeout", "remoteTimeout", type="int", create=7, check=checks.duration),
    Field("app_name", "appName", create="Cloud"),
    Field("trace_mode", "traceMode", create="CFGTMBoth"),
    Field("tls_enabled", "tlsEnabled", type="bool", create=False),
    Field("tenant", "tenant", create="Environment"),
    Field(
        "config_servers",
        "configServers",
        type="list",
        elements="dict",
        fields=CONFIG_SERVER,
        compare=KEYED,
        key="primary_address",
        needed=True,
    ),
)


class Environments(CollectionBackend):
    """Access to the environments:

    by id where offered, else by the list; a Tenant Service may have registered one already.
    """

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.collection = Collection(services.environment, PATH, "genesysEnvironments", resource.kind, resource.managed)

    def guarded(self):
        """A service that chooses the ids takes a twin: the tasks of this machine that mean the same environment take turns."""
        return self.turn("%s %s" % (PATH, self.options.get("id") or _address(self.options)))

    @contextmanager
    def exclusive(self):
        """Without an id nothing is made upon what another task was told, for the service would not refuse a twin."""
        yield self.hearsay and not self.options.get("id")

    def find(self, desired):
        """The environment by id, else by the primary address of its first Configuration Server."""
        self.collection.forget()
        identity = desired.get("id")
        found = (self.collection.look_up(identity) if identity else None) or self._by_address(identity, desired)
        self.services.secrets |= secret_values(self.resource.fields, found or {})  # the service tells the password
        return found

    def resolve(self, desired, current):
        """What is given. A password that the service does not tell, or only as a mask, is not compared, and never sent back:
        whoever changes something else has to give it.
        """
        if current is not None and not (current.get("password") or "").strip("*"):
            current.pop("password", None)
            _undocumented.need_secret(self.resource, desired, current, "password")
            others = [item for item in self.resource.managed if item.arg not in (*self.resource.key, "password")]
            if agrees(others, desired, current):
                desired = {name: value for name, value in desired.items() if name != "password"}
        return super().resolve(desired, current)

    def list(self):
        """All environments."""
        return self.collection.all()

    def create(self, plan):
        """POST the environment; the service may choose another id than the one asked for."""
        obj = to_wire(self.resource.managed, plan.after)
        answer = self.services.environment.call("Creating the environment", "POST", PATH, json={"data": obj})
        told = dict(plan.after, id=self.made(plan, answer))
        if answer.new_id:
            self.collection.wrote(dict(obj, id=told["id"]))
        if not plan.after.get("id") or str(told["id"]).lower() != plan.after["id"].lower():
            self._refuse_twins(plan.after)
        return told

    def update(self, plan):
        """PUT the whole environment."""
        self.collection.replace(plan.before["id"], plan.after, plan.patch)

    def delete(self, plan):
        """DELETE the environment."""
        self.collection.remove(plan.before["id"])

    def _refuse_twins(self, values):
        """Raise Ambiguous when another machine made the same meanwhile, where the service chose the ids and refused neither."""
        self.collection.forget()
        self.collection.insist()
        self._by_address(None, values)

    def _by_address(self, identity, desired):
        address = _address(desired)
        twins = self.collection.where(lambda obj: _wire_address(obj) == address) if address else []
        meant = twins
        if identity and self.options.get("state") == "absent":
            meant = [twin for twin in twins if self._is_meant(desired, twin)]
        if len(meant) > 1:
            raise Ambiguous(
                "%d environments have the Configuration Server %s: %s."
                % (len(meant), address, ", ".join(str(t.get("id")) for t in meant)),
                "Give the id of the one that is meant.",
                field="id",
                ids=[t.get("id") for t in meant],
            )
        for twin in (meant or twins) if identity else ():
            self.warnings.append(
                "There is no environment %s, but %s has the same Configuration Server %s: that one is %s."
                % (identity, twin.get("id"), address, "used" if meant else "left alone")
            )
        return meant[0] if meant else None

    def _is_meant(self, desired, twin):
        """The environment of another id is the one to remove: all that makes one is given, and it is just so.

        Else a removal that is repeated would take another tenant's that has the same Configuration Server.
        """
        others = [item for item in self.resource.managed if item.arg not in self.resource.key]
        return all(desired.get(item.arg) for item in others if item.needed) and agrees(others, desired, twin)


def _address(values):
    servers = values.get("config_servers") or []
    return str(servers[0].get("primary_address") or "").lower() if servers else ""


def _wire_address(obj):
    return _address(from_wire(FIELDS[-1:], obj))


def problems(options):
    """What is wrong with the options together."""
    if not options.get("id") and not _address(options):
        yield "id", "give id, or config_servers with a primary_address, to say which environment is meant"
    addresses = [str(s.get("primary_address")).lower() for s in options.get("config_servers") or []]
    if len(set(addresses)) != len(addresses):
        yield "config_servers", "the same primary_address stands twice"
    for server in options.get("config_servers") or []:
        if bool(server.get("backup_address")) != bool(server.get("backup_port")):
            yield "config_servers", "backup_address and backup_port go together"


ENVIRONMENT = Resource("environment", ("id",), FIELDS, Environments, unconfirmed=("update",), problems=problems)
FILTERS = (
    Field("id", "id", compare=REFERENCE, check=checks.uuid),
    Field("primary_address"),
)


def _has_address(params, member):
    wanted = params.get("primary_address")
    return not wanted or any(
        str(s.get("primary_address")).lower() == wanted.lower() for s in member.get("config_servers") or []
    )


MODULE = Manage(ENVIRONMENT, AUTH)
INFO = Info(ENVIRONMENT, AUTH, FILTERS, "environments", _has_address)
