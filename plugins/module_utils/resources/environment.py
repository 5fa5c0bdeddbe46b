# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments (tenants) of the environment service (private-edition-api.md §3.1)."""

from __future__ import annotations

from contextlib import contextmanager

from ..core import checks
from ..core import identity as identity_rules
from ..core.compare import agrees
from ..core.errors import Ambiguous, Conflict
from ..core.spec import EXACT, KEYED, REFERENCE, Field, Resource, from_wire, secret_values, to_wire
from ..core.task import Info
from ..core.text import folded
from ..transport.options import AUTH
from . import _undocumented
from ._collection import Collection, CollectionBackend
from ._remembered import ManageRemembered

PATH = "/environment/v3/environments"


def _protocol(value):
    """The vendor's samples print both for one protocol (§3.1)."""
    return "addp" if value == "adpp" else value


CONFIG_SERVER = (
    Field("primary_address", "primaryAddress", required=True, normal=folded, check=checks.name),
    Field("primary_port", "primaryPort", type="int", check=checks.port, create=8888),
    Field("backup_address", "backupAddress", normal=folded, check=checks.name),
    Field("backup_port", "backupPort", type="int", check=checks.port),
    Field("read_only", "readOnly", type="bool", create=False),
    Field("locations", "locations", normal=folded, check=checks.name),
)
FIELDS = (
    Field("id", "id", compare=REFERENCE, check=checks.uuid),
    Field("username", "username", needed=True, check=checks.name),
    Field("password", "password", secret=True, compare=EXACT, needed=True),
    Field("connection_protocol", "connectionProtocol", create="addp", normal=_protocol, check=checks.name),
    Field("local_timeout", "localTimeout", type="int", create=5, check=checks.duration),
    Field("remote_timeout", "remoteTimeout", type="int", create=7, check=checks.duration),
    Field("app_name", "appName", create="Cloud", check=checks.name),
    Field("trace_mode", "traceMode", create="CFGTMBoth", check=checks.name),
    Field("tls_enabled", "tlsEnabled", type="bool", create=False),
    Field("tenant", "tenant", create="Environment", check=checks.name),
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
        yield self.from_cache and not self.options.get("id")

    def find(self, desired):
        """The environment of this id, and no other one. Without an id, the one whose first Configuration Server has this
        primary address, unless it is to be deleted.
        """
        self.collection.forget()
        identity, absent = desired.get("id"), self.options.get("state") == "absent"
        found = self.collection.look_up(identity) if identity else self._by_address(desired)
        self.services.secrets |= secret_values(self.resource.fields, found or {})  # the service tells the password
        if identity and found is None:
            self._look_out_for_another(identity, desired, absent)
        if absent and found is not None:
            if not identity:
                raise identity_rules.needs_id(self.resource, found["id"])
            if not self.options.get("look_only"):
                self._refuse_if_used(found["id"])
        return found

    def find_made(self, values):
        """The environment that was just made, whatever id the service gave it."""
        self.collection.forget()
        return self.collection.look_up(values["id"]) or self._by_address(values)

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
        if not plan.after.get("id") or folded(told["id"]) != folded(plan.after["id"]):
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
        self._by_address(values)

    def _look_out_for_another(self, identity, desired, absent):
        """An environment with the same Configuration Server and another id may be this one, or another tenant's: nobody but
        the user can tell. Raises Ambiguous, unless there is nothing to be made.
        """
        others = [str(other.get("id")) for other in self._with_address(_address(desired))]
        what = "the same Configuration Server %s" % _address(desired)
        if others and not absent:
            raise identity_rules.another_id(self.resource, identity, others, what)
        for other in others:
            self.warnings.append(identity_rules.left_alone(self.resource, identity, other, what))

    def _refuse_if_used(self, identity):
        """Raise Conflict when a contact center refers to the environment, apart from the one that is deleted with it."""
        centers = Collection(self.services.environment, *_CENTERS)
        own = folded(self.options.get("deleted_contact_center_id"))
        users = [
            str(center["id"])
            for center in centers.where(lambda obj: folded(obj.get("environmentId")) == folded(identity))
            if folded(center["id"]) != own
        ]
        if users:
            raise Conflict(
                "The environment %s is not deleted, for it is used by contact center %s."
                % (identity, ", ".join(users)),
                "Delete the contact center first, if nobody needs it.",
                field="id",
                ids=users,
            )

    def _with_address(self, address):
        return self.collection.where(lambda obj: _wire_address(obj) == address) if address else []

    def _by_address(self, desired):
        twins = self._with_address(_address(desired))
        if len(twins) > 1:
            raise Ambiguous(
                "%d environments have the Configuration Server %s: %s."
                % (len(twins), _address(desired), ", ".join(str(t.get("id")) for t in twins)),
                "Give the id of the one that is meant.",
                field="id",
                ids=[t.get("id") for t in twins],
            )
        return twins[0] if twins else None


def is_there(identity, services):
    """Whether the service has an environment of this id. Raises GenesysError."""
    collection = Environments(ENVIRONMENT, services, {"id": identity}, True).collection
    collection.insist()
    return collection.look_up(identity) is not None


def find(identity, services):
    """The environment of this id, or None; others are not looked for. Raises GenesysError."""
    found = Environments(ENVIRONMENT, services, {"id": identity}, True).collection.look_up(identity)
    services.secrets |= secret_values(FIELDS, found or {})
    return found


_CENTERS = (
    "/environment/v3/contact-centers",
    "contactCenters",
    "contact center",
    (Field("id", "id", compare=REFERENCE), Field("environment_id", "environmentId", compare=REFERENCE)),
)


def _address(values):
    servers = values.get("config_servers") or []
    return folded(servers[0].get("primary_address") or "") if servers else ""


def _wire_address(obj):
    return _address(from_wire(FIELDS[-1:], obj))


def problems(options):
    """What is wrong with the options together."""
    if not options.get("id") and not _address(options):
        yield "id", "give id, or config_servers with a primary_address, to say which environment is meant"
    addresses = [folded(s.get("primary_address")) for s in options.get("config_servers") or []]
    if len(set(addresses)) != len(addresses):
        yield "config_servers", "the same primary_address stands twice"
    for server in options.get("config_servers") or []:
        if bool(server.get("backup_address")) != bool(server.get("backup_port")):
            yield "config_servers", "backup_address and backup_port go together"


ENVIRONMENT = Resource(
    "environment", ("id",), FIELDS, Environments, unconfirmed=("update",), problems=problems, chooses_id=True
)
FILTERS = (
    Field("id", "id", compare=REFERENCE, check=checks.uuid),
    Field("primary_address"),
)


def _has_address(params, member):
    wanted = params.get("primary_address")
    return not wanted or any(
        folded(s.get("primary_address")) == folded(wanted) for s in member.get("config_servers") or []
    )


MODULE = ManageRemembered(ENVIRONMENT, AUTH, owner="environment")
INFO = Info(ENVIRONMENT, AUTH, FILTERS, "environments", _has_address)
