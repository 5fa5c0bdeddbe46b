# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that were copied from another tenant's and changed at some places only; and what a document names, said here by hand."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from . import tenants

PARTS = tuple(part for parts in tenants.PARTS.values() for part in parts)
PLACES = (  # paths of what differs between two tenants
    ("tenant_id",),
    ("auth_clients_list", 0, "client_id"),
    ("auth_clients_list", 0, "redirect_uris"),
    ("tenant_environment", "username"),
    ("tenant_environment", "password"),
    ("tenant_environment", "config_servers"),
    ("tenant_contact_center", "domains"),
    ("tenant_data_centers",),
    ("tenant_cors_origins",),
    ("tenant_settings",),
    ("digital_channels_client_id",),
    ("digital_channels_chat_service_uri",),
    ("digital_channels_services", 0, "data"),
    ("digital_channels_tenant", "name"),
    ("digital_channels_tenant", "username"),
    ("digital_channels_tenant", "password"),
    ("digital_channels_api_key_file",),
)
UNSHARED = "no word about sharing"
NOBODY = "e5000000-0000-4000-8000-0000000000e5"


@dataclass(repr=False)
class Slip:
    """runs: (options without the connection, check mode) of genesys_tenant, one after the other.

    registered: the roles that the new tenant has before. said: what was changed, for the label. switches: of the services.
    """

    runs: list[tuple[dict[str, Any], bool]]
    registered: tuple[str, ...]
    switches: dict[str, Any] = field(default_factory=dict)
    said: list[Any] = field(default_factory=list)

    def __repr__(self):
        return "Slip(%s)" % "; ".join(map(str, self.said))


def _member(value, path):
    for part in path:
        value = value[part]
    return value


def _put(value, path, member):
    _member(value, path[:-1])[path[-1]] = copy.deepcopy(member)


def but_for(source, own, slip):
    """The own document with what one slip leaves of the other one."""
    made = copy.deepcopy(own)
    if slip in MORE:
        MORE[slip](made, source, own)
    else:
        _put(made, slip, _member(source, slip))
    return made


@st.composite
def documents(draw, source, own, said):
    """The document of the one tenant, changed at some places to that of the other one, with a slip or two more."""
    made = copy.deepcopy(source)
    few = draw(st.integers(0, 3)) == 0  # changed at one place or so, or at all but these
    chosen = set(draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)))
    changed = chosen if few else set(PLACES) - chosen
    if draw(st.integers(0, 7)):
        changed.add(("tenant_id",))
    for path in sorted(changed, key=str):
        _put(made, path, _member(own, path))
    said.append("changed %s" % sorted(".".join(map(str, path)) for path in changed))
    for more in draw(st.sets(st.sampled_from(sorted(MORE)), max_size=2)):
        MORE[more](made, source, own)
        said.append(more)
    return made


def _without_shared(made, _source, _own):
    for item in made.get("auth_clients_list", []) + made.get("digital_channels_gapis", []):
        item.pop("shared", None)


def _remove(*names):
    def change(made, _source, _own):
        for name in names:
            made.pop(name, None)

    return change


MORE = {
    "the other's environment by id": lambda made, source, own: made["tenant_environment"].update(
        id=source["tenant_id"]
    ),
    "the other's contact center by id": lambda made, source, own: made["tenant_contact_center"].update(
        id=source["tenant_id"]
    ),
    "an environment that is nobody's": lambda made, source, own: made["tenant_environment"].update(id=NOBODY),
    "a contact center that is nobody's": lambda made, source, own: made["tenant_contact_center"].update(id=NOBODY),
    "Digital Channels of the other by id": lambda made, source, own: made.update(
        digital_channels_contact_center_id=source["tenant_id"]
    ),
    "an id in upper case": lambda made, source, own: made.update(tenant_id=made["tenant_id"].upper()),
    UNSHARED: _without_shared,
    "no Digital Channels": _remove("digital_channels_tenant", "digital_channels_gapis", "digital_channels_services"),
    "no clients": _remove("auth_clients_list"),
    "lists replaced": lambda made, source, own: made.update(tenant_cors_list_mode="replace"),
}


@st.composite
def slips(draw, source, own):
    """A document and what is done with it."""
    said = []
    made = draw(documents(source, own, said))
    runs = []
    for _number in range(draw(st.integers(1, 3))):
        options = dict(made, state=draw(st.sampled_from(("present", "present", "absent", "checked"))))
        if draw(st.integers(0, 2)) == 0:
            options["parts"] = sorted(draw(st.sets(st.sampled_from(PARTS), min_size=1, max_size=3)))
        check = options["state"] != "checked" and draw(st.integers(0, 4)) == 0
        runs.append((options, check))
        said.append("%s%s %s" % (options["state"], " (check)" * check, options.get("parts", "all")))
    switches = dict(draw(st.sampled_from(SWITCHES)))
    registered = draw(st.sampled_from(((), (), ("tenant",), tenants.ROLES[:2], tenants.ROLES)))
    said.append("before: %s, switches: %s" % (registered, switches))
    return Slip(runs, registered, switches, said)


SWITCHES = (
    {},
    {},
    {"tenant_get": "404", "service_get": "404", "data_center_get": "405"},
    {"tenant_delete": "404", "service_delete": "404", "setting_delete": "405", "data_center_delete": "405"},
    {"get_by_id": "405", "put_environment": "405", "put_contact_center": "405"},
    {"environment_delete": "cascade", "contact_center_delete": "orphan"},
    {"second_tenant": "new_key", "second_service": "refuse"},
)


class Named:
    """What a document names by its identity: the words of the documentation, and not the code."""

    def __init__(self, options):
        self.options = options
        self.center = (options["tenant_contact_center"].get("id") or options["tenant_id"]).lower()
        self.environment = (options["tenant_environment"].get("id") or options["tenant_id"]).lower()
        self.digital = (options.get("digital_channels_contact_center_id") or self.center).lower()
        self.ids = {self.center, self.environment, self.digital}
        self.absent = options["state"] == "absent"
        self.wanted = set(options.get("parts") or PARTS)

    def _deletes(self, item):
        return not self.absent or item.get("shared") is False

    def clients(self):
        """Ids of the API clients that may be written, or taken away."""
        items = self.options.get("auth_clients_list", []) if "auth_clients" in self.wanted else []
        return {item["client_id"] for item in items if self._deletes(item)}

    def rows(self):
        """(url, client) of the rows of nex_gapis."""
        client = self.options["digital_channels_client_id"]
        items = self.options.get("digital_channels_gapis", []) if "gapis" in self.wanted else []
        return {(item["url"], item.get("client_id") or client) for item in items if self._deletes(item)}

    def settings(self):
        """(contact center, name) of the settings. A contact center that goes takes all of its own with it."""
        named = set()
        if "cors" in self.wanted:
            named.add((self.center, "cors-origins"))
        if "settings" in self.wanted:
            named |= {(self.center, item["name"]) for item in self.options["tenant_settings"]}
        if "chat" in self.wanted:
            named.add((self.digital, "chat-service-uri"))
        return named

    def covers(self, place, now):
        """Whether the document names this object. now: what there is after the run."""
        kind, key = place[0], [part.lower() for part in place[1:]]
        whole = self.absent and "contact_center" in self.wanted
        if kind == "clients":
            return place[1] in self.clients()
        if kind == "environments":
            return key[0] == self.environment and "environment" in self.wanted
        if kind == "contact_centers":
            return key[0] == self.center and "contact_center" in self.wanted
        if kind == "settings":
            return (key[0], place[2]) in self.settings() or whole and key[0] == self.center
        if kind == "data_centers":
            wanted = [item["location"].lower() for item in self.options["tenant_data_centers"]]
            return key[0] in wanted and "data_centers" in self.wanted
        if kind == "tenants":
            return key[0] == self.digital and "nexus_tenant" in self.wanted
        if kind == "services":
            names = [item["name"] for item in self.options.get("digital_channels_services", [])]
            return key[0] == self.digital and place[2] in names and "services" in self.wanted
        if kind == "nex_gapis":
            return (place[1], place[2]) in self.rows()
        return False

    def owns(self, name):
        """The file keeps the secret of a client that is named, or the key of the tenant of Digital Channels that is."""
        if ".key" in name:
            owner = tenants.IDS.get(name.lstrip(".").partition(".key")[0])
            goes = self.options["state"] == "absent" and "contact_center" in self.wanted and owner == self.center
            return owner == self.digital and "nexus_tenant" in self.wanted or goes and not name.endswith(".key")
        items = self.options.get("auth_clients_list", []) if "auth_clients" in self.wanted else []
        return name.partition(".secret")[0].lstrip(".") in {item["client_id"] for item in items if self._deletes(item)}

    def missing(self, objects):
        """What of the declaration is not there."""
        options, wanted = self.options, self.wanted
        places = []
        if "auth_clients" in wanted:
            places += [("clients", item["client_id"]) for item in options.get("auth_clients_list", [])]
        if "environment" in wanted:
            places.append(("environments", self.environment))
        if "contact_center" in wanted:
            places.append(("contact_centers", self.center))
        places += [("settings", center, name, "/") for center, name in sorted(self.settings())]
        if "data_centers" in wanted:
            places += [("data_centers", item["location"]) for item in options["tenant_data_centers"]]
        if "gapis" in wanted:
            places += [("nex_gapis", *row) for row in sorted(Named(dict(options, state="present")).rows())]
        if "nexus_tenant" in wanted and options.get("digital_channels_tenant"):
            places.append(("tenants", self.digital))
        if "services" in wanted:
            names = [item["name"] for item in options.get("digital_channels_services", [])]
            places += [("services", self.digital, name) for name in names]
        return [place for place in places if place not in objects]


TASKS = {  # module to a function of a document that tells its options, without the connection
    "genesys_auth_client": lambda doc: {
        name: value for name, value in doc["auth_clients_list"][0].items() if name != "shared"
    },
    "genesys_environment": lambda doc: dict(doc["tenant_environment"], id=doc["tenant_id"]),
    "genesys_contact_center": lambda doc: dict(
        doc["tenant_contact_center"], id=doc["tenant_id"], environment_id=doc["tenant_id"]
    ),
    "genesys_data_center": lambda doc: dict(doc["tenant_data_centers"][0]),
    "genesys_setting": lambda doc: dict(doc["tenant_settings"][0], contact_center_id=doc["tenant_id"]),
    "nexus_gapi_db": lambda doc: {
        "url": doc["digital_channels_gapis"][0]["url"],
        "client_id": doc["digital_channels_client_id"],
        "client_secret": "Canary-secret-of-a-row",
    },
    "nexus_service": lambda doc: dict(
        doc["digital_channels_services"][0],
        contact_center_id=doc["tenant_id"],
        tenant_name=doc["digital_channels_tenant"]["name"],
    ),
    "nexus_tenant": lambda doc: dict(
        doc["digital_channels_tenant"],
        id=doc["tenant_id"],
        auth_client_id=doc["digital_channels_client_id"],
        auth_client_secret_file="%s/%s.secret" % (doc["auth_clients_secret_dir"], doc["digital_channels_client_id"]),
    ),
}
KEY_OF = {  # module to the options that say which object is meant, and to the kind of the object
    "genesys_auth_client": ("clients", "client_id"),
    "genesys_environment": ("environments", "id"),
    "genesys_contact_center": ("contact_centers", "id"),
    "genesys_data_center": ("data_centers", "location"),
    "genesys_setting": ("settings", "contact_center_id", "name"),
    "nexus_gapi_db": ("nex_gapis", "url", "client_id"),
    "nexus_service": ("services", "contact_center_id", "name"),
    "nexus_tenant": ("tenants", "id"),
}
OPTIONAL = {"genesys_environment", "genesys_contact_center"}  # whose id may be left out


@st.composite
def tasks(draw, source, own):
    """(module, options): a task that was copied from one about the other tenant, and changed at one place or all but one."""
    module = draw(st.sampled_from(sorted(TASKS)))
    theirs, ours = TASKS[module](source), TASKS[module](own)
    some = draw(st.sets(st.sampled_from(sorted(theirs)), min_size=1, max_size=1))
    names = some if draw(st.booleans()) else theirs.keys() - some
    made = {name: ours[name] if name in names else theirs[name] for name in theirs}
    if module in OPTIONAL and draw(st.booleans()):
        del made["id"]
    return module, dict(made, state=draw(st.sampled_from(("present", "present", "absent"))))


def names(module, options, place, text):
    """Whether the task names this object. text: the object. Without an id, by what stands for one where it is to be present."""
    kind, *keys = KEY_OF[module]
    if kind != place[0]:
        return place[0] == "settings" and kind == "contact_centers" and place[1] == options.get("id")
    if "id" in keys and "id" not in options:
        if options["state"] == "absent":
            return False
        row = json.loads(text)
        if kind == "environments":
            return row["configServers"][0]["primaryAddress"] == options["config_servers"][0]["primary_address"]
        return row["environmentId"] == options["environment_id"] and set(row["domains"]) & set(options["domains"])
    return all(options[name].lower() == part.lower() for name, part in zip(keys, place[1:], strict=False))
