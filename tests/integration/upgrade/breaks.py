# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How somebody with release 1.3.0 runs things, for the tests of what release 2.0 refuses.

``python tests/integration/upgrade/breaks.py FOLDER`` runs the former lines with the collections of a folder that holds release 1.3.0.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [
        str(Path(__file__).resolve().parents[2]),
        str(Path(__file__).resolve().parents[3] / "build/collections"),
    ]

from emulator import database, defaults, server
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.playbooks import Play, Playbooks
from integration.support.sample import CCID, SECRET
from integration.support.world import World

PYTHON = "{{ ansible_playbook_python }}"
TENANT = {
    "tenant_id": CCID,
    "tenant_environment": {
        "username": "default",
        "password": SECRET,
        "config_servers": [{"primary_address": "cfg.example.com", "primary_port": 8888}],
    },
    "tenant_contact_center": {"domains": ["t100"]},
    "tenant_cors_origins": ["https://gws.example.com"],
}
CHANNELS = {
    "tenant_id": CCID,
    "auth_clients_list": [{"client_id": "nexus_client", "client_secret": SECRET}],
    "tenant_environment": TENANT["tenant_environment"],
    "tenant_contact_center": TENANT["tenant_contact_center"],
    "digital_channels_client_secret": SECRET,
    "digital_channels_gapis": [{"url": "https://digital.example.com"}],
    "digital_channels_tenant": {
        "name": "t100",
        "backend_url": "https://digital.example.com",
        "username": defaults.PERSON_USERNAME,
        "password": defaults.PERSON_PASSWORD,
    },
}


class Operator:
    """Runs playbooks over hosts with variables. collections: where the collection comes from, if not from this tree."""

    def __init__(self, world, folder, collections=None):
        self.world, self.folder = world, folder
        self.playbooks = Playbooks(folder, world)
        self.url = world.emulator.url
        self.env = dict(world.emulator.env, **world.database.env)
        if collections:
            self.env["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
        self.hosts: dict[str, Any] = {"t100": dict(TENANT)}
        self.everybody = {"ansible_python_interpreter": PYTHON}
        self.sources: tuple[str, ...] = ()
        self.cloud = {
            "cloud_api_url": self.url,
            "cloud_login_url": self.url,
            "cloud_client_id": defaults.CLOUD_CLIENT_ID,
            "cloud_client_secret": defaults.CLOUD_CLIENT_SECRET,
        }
        world.canaries |= {SECRET, defaults.PERSON_PASSWORD, defaults.CLOUD_CLIENT_SECRET, defaults.OPS_PASSWORD}

    def declare(self, host="t100", **variables):
        """Change the variables of a host; None takes one away."""
        mine = {**self.hosts.get(host, {}), **variables}
        self.hosts[host] = {name: value for name, value in mine.items() if value is not None}

    def channels(self, **variables):
        """Declare Digital Channels, too."""
        self.hosts["t100"] = {**CHANNELS, **variables}

    def there(self, center=CCID, environment=None, domain="t100", address="cfg.example.com"):
        """Have an environment and a contact center."""
        environment = environment or center
        servers = [dict(ENVIRONMENT["configServers"][0], primaryAddress=address)]
        self.world.control.seed(
            environments=[dict(ENVIRONMENT, id=environment, configServers=servers)],
            contact_centers=[dict(CENTER, id=center, environmentId=environment, domains=[domain])] if domain else [],
        )

    def _sources(self):
        path = self.folder / "hosts.json"
        path.write_text(json.dumps({"all": {"hosts": self.hosts, "vars": self.everybody}}))
        return [word for source in self.sources or (str(path),) for word in ("-i", source)]

    def play(self, playbook, *words, **extra) -> Play:
        """Run a playbook of the collection, with more words and extra variables."""
        self.world.clear_log()
        given = ("-e", json.dumps(extra)) if extra else ()
        return self.playbooks.play(
            "cxops.genesys." + playbook, *self._sources(), *words, *given, warnings=True, env=self.env
        )

    def own(self, *tasks, words=(), hosts="t100", **play) -> Play:
        """Run a playbook of their own."""
        self.world.clear_log()
        play = {"hosts": hosts, "connection": "local", **play}
        play = {name: value for name, value in play.items() if value is not None}
        return self.playbooks.run(list(tasks), *self._sources(), *words, warnings=True, env=self.env, **play)

    def module(self, module, **options) -> Play:
        """Run one task of their own; the connection of Genesys Cloud comes with its modules."""
        connection = self.cloud if "cloud" in module else {}
        return self.own({"cxops.genesys." + module: {**connection, **options}})

    def role(self, role, entry="main", **more) -> Play:
        """Run an entry point of a role in a playbook of their own."""
        task = {"ansible.builtin.import_role": {"name": "cxops.genesys." + role, "tasks_from": entry}}
        return self.own(task, vars={"cxops_genesys_variables": True}, **more)

    def secret(self, name, content=SECRET, mode=0o600):
        """A file with a secret, in the folder of secrets."""
        path = self.folder / "secrets" / name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        path.write_text(content + "\n")
        path.chmod(mode)
        return path


@dataclass(frozen=True)
class Break:
    """Something that release 2.0 refuses. says: its message, as the page has it, with three dots for what differs.

    run: makes the plays: the former line, then the new one. ran: whether release 1.3.0 took the former line with exit code 0.
    writes: whether the refused play may have written, such as by another host.
    """

    says: str
    run: Callable[[Operator], Iterator[Play]]
    ran: bool = True
    writes: bool = False

    @property
    def name(self):
        """Of the test."""
        return self.run.__name__


BREAKS: list[Break] = []


def refused(says, **more):
    """Register the function as a Break."""

    def register(run):
        BREAKS.append(Break(says, run, **more))
        return run

    return register


def former(collections, *names):
    """Run the former lines with release 1.3.0."""
    from integration.upgrade import breaks_channels, breaks_cloud, breaks_tenant  # noqa: F401, PLC0415 (they add their rows)

    with database.start() as nexus, server.start(database=nexus.dsn) as emulator:
        for one in BREAKS:
            if names and one.name not in names:
                continue
            emulator.control.reset()
            with tempfile.TemporaryDirectory() as folder:
                made = next(one.run(Operator(World(emulator, nexus), Path(folder).resolve(), collections)))
            print("ok " if (made.code == 0) is one.ran else "BAD", one.name, made.code)
            if (made.code == 0) is not one.ran:
                print(made.output[-1500:])


if __name__ == "__main__":
    sys.modules["integration.upgrade.breaks"] = sys.modules["__main__"]
    former(Path(sys.argv[1]).resolve(), *sys.argv[2:])
