# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin as users run it: ansible-inventory and ansible-playbook on a source file, against the emulator."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from emulator import defaults
from integration.support.playbooks import WARNING, Playbooks
from integration.support.world import assert_clean

FIRST = "11111111-aaaa-4c65-8d40-1f75a2e080dd"
SECOND = "22222222-aaaa-4c65-8d40-1f75a2e080dd"
THIRD = "33333333-aaaa-4c65-8d40-1f75a2e080dd"
CONFIG_PASSWORD = "Canary-config-server"


class Listed:
    """What ansible-inventory --list said. code, output, warnings: of the process."""

    def __init__(self, done):
        self.code = done.returncode
        self.output = done.stdout + done.stderr
        self.warnings = [" ".join(line.split()) for line in WARNING.findall(self.output)]
        told = done.stdout[done.stdout.index("\n{") if "\n{" in done.stdout else 0 :]
        self.data = json.loads(
            told, object_hook=lambda one: one.get("__ansible_unsafe", one)
        )  # before ansible-core 2.19

    @property
    def hosts(self):
        """Host -> variables, in the inventory's order."""
        return self.data["_meta"]["hostvars"]

    @property
    def groups(self):
        """Group -> hosts."""
        return {name: group.get("hosts", []) for name, group in self.data.items() if name not in ("_meta", "all")}


class Sources(Playbooks):
    """Writes source files and reads them by Ansible, with the addresses and the user in the environment."""

    def __init__(self, folder, world):
        super().__init__(folder, world)
        world.canaries |= {defaults.OPS_PASSWORD, CONFIG_PASSWORD}
        self.given = {
            "GENESYS_AUTH_URL": world.emulator.url,
            "GENESYS_AUTH_USERNAME": defaults.OPS_USERNAME,
            "GENESYS_AUTH_PASSWORD": defaults.OPS_PASSWORD,
            "GENESYS_RETRIES": "0",
        }

    def write(self, name="tenants.yml", **options):
        """A source file with these options. Its hosts have no prefix; ``host_prefix=None`` leaves that unstated."""
        path = self.folder / name
        content = {"plugin": "cxops.genesys.tenants", "host_prefix": "", **options}
        content = {option: value for option, value in content.items() if (option, value) != ("host_prefix", None)}
        path.write_text(yaml.safe_dump(content, sort_keys=False))
        return str(path)

    def environment(self, **more):
        """With what reaches the services."""
        return super().environment(**{**self.given, **more})

    def ansible_inventory(self, source, *arguments, env=None):
        """Run ansible-inventory; no secret and no traceback may be in what it prints."""
        self.world.clear_log()
        command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", source, *arguments]
        done = subprocess.run(
            command,
            check=False,
            env=self.environment(**(env or {})),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert_clean(done.stdout + done.stderr, self.world.canaries)
        assert "-vvvv" in arguments or "Traceback" not in done.stderr
        return done

    def list(self, *arguments, env=None, **options):
        """What a source with these options gives, without a warning."""
        listed = Listed(self.ansible_inventory(self.write(**options), "--list", *arguments, env=env))
        assert listed.code == 0, listed.output
        return listed

    def asked(self):
        """The paths that were asked for since the last run began."""
        return [entry["path"].removeprefix("/environment/v3/") for entry in self.world.log()]


def environment(identity, location="/USW1", **more):
    """An environment as the service keeps it."""
    server = {"primaryAddress": "cfg-%s.example.com" % identity[:4], "primaryPort": 8888, "locations": location}
    return {"id": identity, "username": "default", "password": CONFIG_PASSWORD, "configServers": [server], **more}


def center(identity, *domains, **more):
    """A contact center as the service keeps it."""
    return {"id": identity, "environmentId": identity, "domains": list(domains), **more}


@pytest.fixture
def platform(world):
    """Three tenants in two regions."""
    world.control.seed(
        environments=[environment(FIRST), environment(SECOND, "/USE1"), environment(THIRD, "/usw1", tlsEnabled=True)],
        contact_centers=[center(THIRD, "t300"), center(FIRST, "t100", "acme"), center(SECOND, "t200")],
        settings=[
            {
                "contactCenterId": FIRST,
                "name": name,
                "location": "/",
                "value": "https://a.example.com, https://b.example.com",
                "shared": True,
            }
            for name in ("cors-origins", "another")
        ],
    )
    return world


@pytest.fixture
def sources(tmp_path, world):
    return Sources(tmp_path, world)
