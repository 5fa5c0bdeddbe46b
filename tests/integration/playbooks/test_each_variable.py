# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey's answer of null or an empty text, for each variable of each role used alone, by each of its entry points.

A host of one play is a role with one variable that is so. It comes to the same as a host that does not have the variable at all: the
same results with the same messages. Lists and dicts of another shape are refused, each by its name, before the first request; the shapes
of the other variables are in tests/trust/attackers/test_roles.py.
"""

from __future__ import annotations

import json
import re
from itertools import cycle
from uuid import UUID

import pytest
import yaml

from emulator import defaults
from integration.support.playbooks import ROOT
from integration.support.sample import CCID, OFFERED

ENTRIES = ("main", "verify", "teardown")
ANSWERS = {"null": None, "empty": ""}
PREFIX = "cxops.genesys."
CONFIRM = "genesys_confirm_teardown"
TOLD = ("msg", "changed", "failed", "skipped", "warnings", "report", "left_over", "differences")
NUMBERED = re.compile(
    r"[0-9a-f-]{36}|(?<=auth_clients)[.]\d+(?=[.]yml)"
)  # chosen ids, and files that are there already
WHOLE = "provision_tenant"
OF_TENANT = ("auth_clients", "tenant", "digital_channels")
# Each a role, and what it reads beside its own variables.
ROLES = {
    "auth_clients": ("tenant_id",),
    "tenant": (),
    "digital_channels": ("tenant_id", "tenant_contact_center", "auth_clients_secret_dir"),
    "cloud_oauth_clients": (),
    WHOLE: (),
}


def options(role):
    """{variable: what the role's documentation says of it}"""
    if role == WHOLE:
        return {name: option for one in OF_TENANT for name, option in options(one).items()}
    text = (ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["argument_specs"]["main"]["options"]


def variables(role):
    return sorted({*options(role), *ROLES[role]})


def identity_of(name):
    """The id of the tenant that the host of this name is."""
    return str(UUID(int=UUID(CCID).int + int(name[1:])))


def declared(role, name, folder):
    """What a host of this name declares for the role, and what its results can be told by."""
    found = {
        "auth_clients_list": [{"client_id": name, "client_secret": "Canary-%s" % name, "shared": False}],
        "auth_clients_secret_dir": "%s/%s" % (folder, name),
        "auth_clients_remove_secret_files": True,
        "tenant_environment": {
            "username": "default",
            "password": "Canary-configuration",
            "config_servers": [{"primary_address": name + ".example.com"}],
        },
        "tenant_contact_center": {"domains": [name]},
        "tenant_data_centers": [{"location": "/" + name, "entry_point": "https://%s.example.com" % name}],
        "tenant_cors_origins": ["https://%s.example.com" % name],
        "tenant_cors_list_mode": "replace",
        "tenant_cors_location": "/usw1",
        "tenant_cors_shared": False,
        "tenant_settings": [{"name": "some-setting", "value": name}],
        "tenant_remove_data_centers": True,
        "digital_channels_client_id": "of_" + name,
        "digital_channels_client_secret": "Canary-gapi",
        "digital_channels_chat_service_uri": "https://chat.%s.example.com" % name,
        "digital_channels_gapis": [{"url": "https://%s.example.com" % name, "shared": False}],
        "digital_channels_designer_env_section": "some",
        "digital_channels_designer_env_baseurl": "/some",
        "digital_channels_remove_secret_files": True,
        "cloud_oauth_clients_list": [{"name": name, "authorized_grant_type": "CODE", "scopes": ["users"]}],
        "cloud_oauth_clients_secret_dir": "%s/%s" % (folder, name),
        "cloud_oauth_clients_confirm_delete": True,
        "cloud_oauth_clients_remove_secret_files": True,
    }
    own = set(variables(role))
    return {"tenant_id": identity_of(name), **{key: value for key, value in found.items() if key in own}}


class Survey:
    """Hosts of one role, each with one variable that is so."""

    def __init__(self, world, playbooks, role):
        self.world, self.playbooks, self.role = world, playbooks, role
        self.hosts = {}  # its variables by host
        world.control.switches(OFFERED)
        world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-gapi"}

    def host(self, **given):
        """A host with what the role declares and these variables; those that are Ellipsis it does not have. Returns its name."""
        name = "t%03d" % (len(self.hosts) + 1)
        found = dict(declared(self.role, name, self.playbooks.folder / "secrets"), **given)
        self.hosts[name] = {key: value for key, value in found.items() if value is not ...}
        return name

    def play(self, entry):
        """{host: what its tasks told, in order, with its own names taken out}"""
        if self.role == "digital_channels":
            self._centers()
        folder = self.playbooks.folder
        every = {"hosts": self.hosts, "vars": {"ansible_connection": "local", **self._connection()}}
        (folder / "inventory.json").write_text(json.dumps({"all": every}))
        task = {"ansible.builtin.include_role": {"name": PREFIX + self.role, "tasks_from": entry}}
        (folder / "role.yml").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [task]}]))
        more = {"genesys_retries": 0, **({CONFIRM: sorted(self.hosts)} if entry == "teardown" else {})}
        made = self.playbooks.play(
            "role.yml",
            *("-i", str(folder / "inventory.json"), "--forks", "10", "-e", json.dumps(more)),
            warnings=True,
            env=dict(self.world.emulator.env, **self.world.database.env),
        )
        told = {name: [] for name in self.hosts}
        for line in made.lines:
            told[line["host"]].append(self._plain(line))
        assert all(told.values()), made.output[-4000:]
        return told

    def _centers(self):
        """The contact centers that the role needs."""
        there = {one["id"] for one in self.world.state()["contact_centers"]}
        ids = {name: identity_of(name) for name in self.hosts if identity_of(name) not in there}
        server = {"primaryAddress": "cfg.example.com", "primaryPort": 8888}
        self.world.control.seed(
            environments=[{"id": i, "username": "u", "password": "p", "configServers": [server]} for i in ids.values()],
            contact_centers=[{"id": i, "environmentId": i, "domains": [name]} for name, i in ids.items()],
        )

    def _connection(self):
        """The variables that connect a role to Genesys Cloud; the others have environment variables."""
        if self.role != "cloud_oauth_clients":
            return {}
        return {"cxops_genesys_variables": True, **{"genesys_" + name: one for name, one in self.world.cloud.items()}}

    @staticmethod
    def _plain(line):
        text = json.dumps([line["kind"], line["task"], {key: line["result"].get(key) for key in TOLD}])
        text = text.replace(identity_of(line["host"]), "ID").replace(line["host"], "HOST")
        return NUMBERED.sub("", text)


def is_tried(role, number, entry, long):
    """All in the long form; else each variable by one entry point."""
    return long or ENTRIES[number % len(ENTRIES)] == entry


def survey(world, playbooks, role, entries, long):
    """Play the entry points one after the other. Yields (entry point, variable, answer, what came of it, what of its absence)."""
    every, cases = Survey(world, playbooks, role), []
    for (number, name), answer in zip(enumerate(variables(role)), cycle(ANSWERS)):
        if name != "tenant_id" and any(is_tried(role, number, entry, long) for entry in entries):
            absent = every.host(**{name: ...})
            for one in ANSWERS if long else (answer,):
                cases.append((name, one, every.host(**{name: ANSWERS[one]}), absent))
    for entry in entries:
        told = every.play(entry)
        for name, answer, host, absent in cases:
            yield entry, name, answer, told[host], told[absent]


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("role", [role for role in ROLES if role != WHOLE])
def test_an_answer_that_is_null_or_empty_is_none(world, playbooks, role, entry):
    for _entry, name, answer, found, expected in survey(world, playbooks, role, [entry], False):
        assert found == expected, (name, answer)


@pytest.mark.nightly
@pytest.mark.parametrize("role", ROLES)
def test_each_answer_by_one_entry_point_after_the_other(world, playbooks, role):
    """On a platform that the first one has changed."""
    for entry, name, answer, found, expected in survey(world, playbooks, role, ENTRIES, True):
        assert found == expected, (entry, name, answer)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("role", ["tenant", "digital_channels"])
def test_a_tenant_without_id_is_refused_by_name(world, playbooks, role, entry):
    every = Survey(world, playbooks, role)
    hosts = [every.host(tenant_id=answer) for answer in (None, "", ...)]
    told = every.play(entry)
    for host in hosts:
        assert "tenant_id" in told[host][-1] and '"failed"' in told[host][-1]
    assert world.log() == []


def containers(role):
    """{variable: its default, a list or a dict}"""
    found = {name: option.get("default") for name, option in options(role).items()}
    return {name: value for name, value in found.items() if isinstance(value, (list, dict))}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("role", [role for role in ROLES if role != WHOLE])
def test_a_list_or_dict_of_another_shape_is_refused_by_name(world, playbooks, role, entry):
    every, cases = Survey(world, playbooks, role), []
    for name, right in containers(role).items():
        for wrong in (0, True, "a text, of two", {} if isinstance(right, list) else []):
            cases.append((name, wrong, every.host(**{name: wrong})))
    told = every.play(entry)
    for name, wrong, host in cases:
        kind = "list" if isinstance(containers(role)[name], list) else "dict"
        assert re.search(r"%s\b[^.]*\ba %s\b" % (name, kind), told[host][-1]), (name, wrong, told[host][-1])
        assert '"failed"' in told[host][-1]
    assert world.log() == []
