# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users of release 1.3.0 have: its documents (v1_3_0), and what its runs left on the services and on disk (v1_3_0/left.json).

``python tests/integration/upgrade/former.py FOLDER`` records the latter with the collections of a folder that holds release 1.3.0.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [
        str(Path(__file__).resolve().parents[2]),
        str(Path(__file__).resolve().parents[3] / "build/collections"),
    ]

import yaml

from emulator import cloud_control, database, defaults, server
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.playbooks import Playbooks
from integration.support.world import World

HERE = Path(__file__).parent
DATA = HERE / "v1_3_0"
LEFT = DATA / "left.json"
ACME = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
T300 = "0e4f2b1c-6d3a-4b8e-9f57-2a1c8d7e6f50"
VAULT = {
    "vault_configuration_server_password": "Canary-vault-server",
    "vault_ops_password": defaults.OPS_PASSWORD,
    "vault_config_server_password": "Canary-vault-server",
    "vault_person_password": defaults.PERSON_PASSWORD,
    "vault_acme_nexus_password": defaults.PERSON_PASSWORD,
    "vault_cloud_client_id": defaults.CLOUD_CLIENT_ID,
    "vault_cloud_client_secret": defaults.CLOUD_CLIENT_SECRET,
}


@dataclass(frozen=True)
class Journey:
    """What somebody runs. source: file or folder of the documents. words: of each call, {here} is where they are.

    plays: verb to playbook. extra: names of the connection's variables that are given, too. asks: whether release 2.0 asks before a
    teardown. seed: what the services have before.
    """

    name: str
    source: str
    words: tuple[str, ...] = ()
    plays: dict[str, str] = field(default_factory=lambda: dict(TENANT))
    extra: tuple[str, ...] = ()
    asks: bool = True
    seed: dict[str, Any] = field(default_factory=dict)


TENANT = {verb: "cxops.genesys." + verb for verb in ("provision", "verify", "teardown")}
CLOUD = {
    "provision": "cxops.genesys.cloud_oauth_clients",
    "verify": "cxops.genesys.cloud_oauth_clients_verify",
    "teardown": "cxops.genesys.cloud_oauth_clients_teardown",
}
OWN = {verb: "{here}/%s.yml" % verb for verb in TENANT}
EVERYWHERE = ("genesys_auth_url", "genesys_environment_url", "nexus_url", "nexus_db_host", "nexus_db_port") + (
    "nexus_db_password",
    "nexus_db_name",
    "nexus_db_ssl_mode",
)
REGISTERED = {
    "environments": [dict(ENVIRONMENT, id=T300)],
    "contact_centers": [dict(CENTER, id=T300, environmentId=T300, domains=["t300"])],
}
FOUND = {
    "environments": [dict(ENVIRONMENT, id=one) for one in (ACME, T300)],
    "contact_centers": [
        dict(CENTER, id=one, environmentId=one, domains=[name]) for one, name in ((ACME, "acme"), (T300, "t300"))
    ],
}
CLOUD_URLS = ("genesys_cloud_api_url", "genesys_cloud_login_url")
JOURNEYS = {
    one.name: one
    for one in (
        Journey("demo", "demo", ("-i", "{here}/inventory.yml")),
        Journey("guide", "tenant.yml", ("-e", "@{here}/tenant.yml")),
        Journey(
            "samples",
            "samples/inventory",
            ("-i", "{here}/hosts.yml"),
            extra=EVERYWHERE,
            seed=REGISTERED,
        ),
        Journey("fleet", "samples/fleet", ("-i", "{here}/tenants.yml"), seed=FOUND),
        Journey("readme", "playbook.yml", plays=OWN),
        Journey("molecule", "molecule", ("-i", "{here}/inventory.yml")),
        Journey("molecule, Genesys Cloud", "molecule", ("-i", "{here}/inventory.yml"), CLOUD, asks=False),
        Journey(
            "Genesys Cloud",
            "samples/genesys_cloud",
            ("-e", "@{here}/oauth_clients.yml", "-e", "cloud_oauth_clients_confirm_delete=true"),
            CLOUD,
            CLOUD_URLS,
            asks=False,
            seed={"cloud_organization": [{"name": "Example"}]},
        ),
    )
}


class User:
    """Runs a journey. collections: where the collection comes from, if not from this tree."""

    def __init__(self, world, folder, journey, collections=None):
        self.world, self.journey, self.home = world, journey, folder
        self.playbooks = Playbooks(folder, world)
        world.canaries |= {defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
        self.here = folder / "documents"
        self._documents()
        params = dict(world.database.params)
        self.connection = {
            **dict.fromkeys(
                ("genesys_auth_url", "genesys_environment_url", "nexus_url", *CLOUD_URLS), world.emulator.url
            ),
            "nexus_db_host": params["host"],
            "nexus_db_port": params["port"],
            "nexus_db_password": params["password"],
            "nexus_db_name": params["dbname"],
            "nexus_db_ssl_mode": params.get("sslmode", "prefer"),
        }
        self.env = dict(
            world.emulator.env,
            **world.database.env,
            CXOPS_DEMO_FOLDER=str(folder),
            MOLECULE_EPHEMERAL_DIRECTORY=str(folder),
        )
        (folder / "emulator.json").write_text(json.dumps(dict(self.env, CXOPS_EMULATOR_URL=world.emulator.url)))
        if collections:
            self.env["ANSIBLE_COLLECTIONS_PATH"] = str(collections)

    def _documents(self):
        source = DATA / self.journey.source
        if source.is_dir():
            shutil.copytree(source, self.here)
        else:
            self.here.mkdir()
            text = source.read_text(encoding="utf-8").replace("/etc/genesys", str(self.home))
            (self.here / source.name).write_text(text, encoding="utf-8")
        if self.journey.plays is OWN:
            (play,) = yaml.safe_load((self.here / "playbook.yml").read_text(encoding="utf-8"))
            (self.here / "provision.yml").write_text(yaml.safe_dump([play]))
            (role,) = play.pop("roles")
            for verb in ("verify", "teardown"):
                play["tasks"] = [{"ansible.builtin.import_role": {"name": role, "tasks_from": verb}}]
                (self.here / (verb + ".yml")).write_text(yaml.safe_dump([play]))

    def seed(self):
        """Have what the services have before the first run."""
        if self.journey.seed:
            self.world.control.seed(**self.journey.seed)

    def run(self, verb, *more):
        """Run a playbook as users of release 1.3.0 do, with some words more; the log holds its requests alone."""
        self.world.clear_log()
        words = [word.format(here=self.here) for word in self.journey.words]
        extra = dict(VAULT, **{name: self.connection[name] for name in self.journey.extra})
        words += ["-e", json.dumps(extra), *more]
        return self.playbooks.play(
            self.journey.plays[verb].format(here=self.here), *words, warnings=True, env=self.env, timeout=300
        )

    def left(self):
        """What is on the services and on disk, in a form that fits another run."""
        files = {}
        for path in sorted(self.home.rglob("*")):
            name = str(path.relative_to(self.home))
            if path.is_file() and name.startswith(("secrets/", ".genesys")):
                about = path.stat()
                files[name] = [path.read_text(encoding="utf-8"), oct(about.st_mode & 0o777), about.st_mtime]
        state = self.world.state()
        for name in ("roles", "divisions"):  # which nobody made
            del state["cloud"][name]
        text = json.dumps({"state": state, "files": files})
        for word, placeholder in ((self.world.emulator.url, "@url@"), (str(self.home), "@home@")):
            text = text.replace(word, placeholder)
        return json.loads(text)

    def put(self, left):
        """Have what an earlier run left, as if it had left it a second ago: secrets grow old."""
        passed = time.time() - 1 - max([mtime for _text, _mode, mtime in left["files"].values()], default=0)
        text = json.dumps(left).replace("@url@", self.world.emulator.url).replace("@home@", str(self.home))
        text = MOMENT.sub(lambda found: _later(found[0], passed), text)
        left, store, app = json.loads(text), self.world.store, self.world.emulator.app
        state = left["state"]
        with store.lock:
            for row in state["clients"]:
                store.clients[row["client_id"]] = row
            for kind in ("environments", "contact_centers"):
                getattr(store, kind).rows.update({row["id"]: row for row in state[kind]})
            store.settings.rows.update(
                {(row["contactCenterId"], row["name"], row["location"]): row for row in state["settings"]}
            )
            store.data_centers.rows.update({row["location"].lower(): row for row in state["data_centers"]})
            store.tenants.update({row["id"]: row for row in state["tenants"]})
            store.services.update({(row["ccid"], row["name"]): row for row in state["services"]})
            cloud_control.SEEDS["cloud_organization"](app, state["cloud"]["organization"])
            store.cloud.clients.update({row["id"]: row for row in state["cloud"]["clients"]})
            store.cloud.credentials.update({row["id"]: row for row in state["cloud"]["credentials"]})
        for table, rows in state["database"].items():
            self.world.database.query("DELETE FROM " + table)
            for row in rows:
                marks = ", ".join(["%s"] * len(row))
                sql = "INSERT INTO %s (%s) VALUES (%s)" % (table, ", ".join(row), marks)
                self.world.database.query(sql, list(row.values()))
        for name, (content, mode, mtime) in left["files"].items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_text(content, encoding="utf-8")
            path.chmod(int(mode, 8))
            os.utime(path, (mtime + passed, mtime + passed))


def _later(moment, seconds):
    then = datetime.fromisoformat(moment) + timedelta(seconds=seconds)
    return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record(collections):
    """Run the journeys with release 1.3.0, and keep what they leave."""
    found = {}
    with database.start() as nexus, server.start(database=nexus.dsn) as emulator:
        for name, journey in JOURNEYS.items():
            emulator.control.reset()
            with tempfile.TemporaryDirectory() as folder:
                user = User(World(emulator, nexus), Path(folder).resolve(), journey, collections)
                user.seed()
                found[name] = {}
                for verb in ("provision", "again", "verify", "teardown"):
                    made = user.run("provision" if verb == "again" else verb)
                    assert made.code == 0, made.output[-4000:]
                    found[name][verb] = {
                        "changed": made.changed,
                        "writes": [[entry["method"], entry["path"]] for entry in user.world.writes()],
                        **(user.left() if verb in ("provision", "teardown") else {}),
                    }
                print(name, {verb: one["changed"] for verb, one in found[name].items()})
    LEFT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(Path(sys.argv[1]).resolve())
