# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services and a folder with secrets: put back to where they were, compared with another run's, and looked at whether they are sound."""

from __future__ import annotations

import copy
import os
import re
import shutil
from dataclasses import dataclass
from typing import Any

import requests

from emulator import defaults
from integration.support.sample import CCID

KEPT_APART = ("lock", "log", "calls")  # what a Store holds beside what is provisioned
MOVING = ("createdAt", "encrypted_client_secret", "created", "dateCreated", "dateModified", "dateToDelete")
MOVING += ("createdDate", "modifiedDate")
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
KNOWN = re.compile(r"c[0-9]000000-0000-4000-8000-|" + CCID)  # ids that a fresh emulator has, and the tenant's own
TABLES = {"nex_gapis": None, "nex_apikeys": ("id", "name")}
UNIQUE = {  # kind -> what no two of it have in common
    "clients": lambda one: [one["client_id"].lower()],
    "environments": lambda one: [one["id"].lower(), one["configServers"][0]["primaryAddress"].lower()],
    "contact_centers": lambda one: [one["id"].lower(), *(domain.lower() for domain in one["domains"])],
    "settings": lambda one: [(one["contactCenterId"].lower(), one["name"], one["location"])],
    "data_centers": lambda one: [one["location"].lower()],
    "tenants": lambda one: [one["id"].lower(), one["name"]],
    "services": lambda one: [(one["ccid"].lower(), one["name"])],
    "nex_gapis": lambda one: [(one["url"].lower().rstrip("/"), one["clientid"])],
    "nex_apikeys": lambda one: [one["name"]],
    "cloud clients": lambda one: [one["id"], one["name"]],
    "cloud credentials": lambda one: [one["id"], one["name"]],
}


@dataclass(frozen=True)
class Saved:
    """Where the services and the folders were: what the emulator holds, the tables, those of their rows that it has read, the files, and
    what the state folder beside them remembers of the platform.
    """

    store: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]
    rows: list[dict[str, Any]]
    files: dict[str, tuple[bytes, int, float]]
    remembered: dict[str, bytes]


class Stand:
    """One world with one folder. proxy: what the tasks reach the database through, if it is not the database itself."""

    def __init__(self, world, folder, proxy=None):
        self.world = world
        self.folder = folder
        self.proxy = proxy

    @property
    def ops(self):
        """The connection to the private edition, with the retries that a user has by default."""
        options = {**self.world.ops, **self.world.sql, "nexus_url": self.world.emulator.url}
        if self.proxy:
            options.update(login_host=self.proxy.host, login_port=self.proxy.port)
        return _by_default(options)

    @property
    def cloud(self):
        """The connection to Genesys Cloud, with the retries that a user has by default."""
        return _by_default(self.world.cloud)

    def save(self):
        """Where all is now."""
        store, database = self.world.store, self.world.database
        with store.lock:
            held = copy.deepcopy(_held(store), {id(store): store})
        files = {
            path.name: (path.read_bytes(), path.stat().st_mode & 0o777, path.stat().st_mtime)
            for path in (self.folder.iterdir() if self.folder.exists() else ())
        }
        tables = {name: database.query("SELECT * FROM " + name) for name in TABLES} if database else {}
        remembered = {path.name: path.read_bytes() for path in self._remembered().glob("*")}
        return Saved(held, tables, list(database_of(self.world)._cache) if database else [], files, remembered)

    def _remembered(self):
        return self.folder.parent / "state"

    def restore(self, saved):
        """Put all back; faults and logs are forgotten, and what tasks left for the next one."""
        world, store = self.world, self.world.store
        world.forget_tasks()
        world.emulator.app.faults.clear()
        with store.lock:
            vars(store).update(copy.deepcopy(saved.store, {id(store): store}))
            store.log.clear()
            store.calls = 0
        for name, rows in saved.tables.items():
            world.database.query("DELETE FROM " + name)
            for row in rows:
                world.database.query(
                    "INSERT INTO %s (%s) VALUES (%s)" % (name, ", ".join(row), ", ".join(["%s"] * len(row))),
                    list(row.values()),
                )
        if world.database:
            database_of(world)._cache = list(saved.rows)
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, (content, mode, moment) in saved.files.items():
            self.folder.mkdir(exist_ok=True, mode=0o700)
            path = self.folder / name
            path.write_bytes(content)
            path.chmod(mode)
            os.utime(path, (moment, moment))
        shutil.rmtree(self._remembered(), ignore_errors=True)
        for name, content in saved.remembered.items():
            self._remembered().mkdir(exist_ok=True, mode=0o700)
            (self._remembered() / name).write_bytes(content)
            (self._remembered() / name).chmod(0o600)
        if self.proxy:
            self.proxy.clear()

    def secrets(self):
        """Name to content of the files with secrets, which belong to nobody but their owner, and of which none is half written."""
        found = {}
        for path in sorted(self.folder.iterdir()) if self.folder.exists() else ():
            assert path.stat().st_mode & 0o777 == 0o600, path
            if path.name.startswith(".") and path.name.endswith((".client", ".tenant")):
                there = path.with_name(path.name[1:].rpartition(".")[0]).exists()
                # That of an API key stays as long as the tenant of Digital Channels may be there.
                assert there or (path.name.endswith(".tenant") and self.world.state()["tenants"]), (
                    "%s was left behind" % path
                )
                continue  # says whose secret is in the file
            assert not path.name.startswith("."), "%s was left behind" % path
            found[path.name] = path.read_text(encoding="utf-8").rstrip("\n")
        return found

    def picture(self, state):
        """All that is provisioned and kept, without what differs between two runs: a secret only says which file keeps it."""
        names = {secret: "<%s>" % name for name, secret in self.secrets().items()}
        for one in state["cloud"]["clients"]:
            names.setdefault(one["secret"], "<a secret>")
        return {"state": _normal(state, names), "files": sorted(names.values())}

    @staticmethod
    def no_twins(state):
        """Nothing exists twice."""
        kinds = {
            **state,
            **state.get("database", {}),
            **{"cloud " + name: rows for name, rows in state["cloud"].items()},
        }
        for kind, marks in UNIQUE.items():
            found = [mark for one in kinds.get(kind, ()) for mark in marks(one)]
            assert len(found) == len(set(found)), "%s exist twice: %s" % (kind, sorted(found, key=repr))

    def token(self, path, client_id, secret):
        """The HTTP status with which a token endpoint answers these credentials."""
        form = {"grant_type": "client_credentials"}
        return requests.post(self.world.emulator.url + path, form, auth=(client_id, secret), timeout=10).status_code

    def secrets_work(self, state):
        """The secret in each file is that of its client (``.secret`` in the private edition, ``.cloud``) or tenant (``.key``)."""
        for file_name, secret in self.secrets().items():
            name, _dot, kind = file_name.rpartition(".")
            if kind == "secret":
                assert self.token("/auth/v3/oauth/token", name, secret) == 200, "the secret of %s does not work" % name
                for row in state["database"]["nex_gapis"]:
                    assert row["clientid"] != name or row["clientsecret"] == secret, "nex_gapis has another secret"
            elif kind == "key":
                (tenant,) = state["tenants"]
                keys = [row["id"] for row in state["database"]["nex_apikeys"] if row["name"] == tenant["name"]]
                assert (keys, tenant["name"]) == ([secret], name), "the key of %s is not that of its file" % name
            else:
                for client in state["cloud"]["clients"]:
                    if client["id"] != defaults.CLOUD_CLIENT_ID:
                        self._cloud_secret_works(state["cloud"], client, secret)

    def _cloud_secret_works(self, cloud, client, secret):
        name = client["name"]
        assert client["secret"] == secret, "the secret of %s is lost" % name
        if (client["authorizedGrantType"], client["state"]) == ("CLIENT-CREDENTIALS", "active"):
            assert self.token("/oauth/token", client["id"], secret) == 200, "the secret of %s does not work" % name
        for one in cloud["credentials"]:
            if one["credentialFields"]["clientId"] == client["id"]:
                assert one["credentialFields"]["clientSecret"] == secret, "the integrations have another secret"

    def effects(self):
        """The requests since the last clear_log() that changed something, as far as their HTTP status tells."""
        if self.world.store.switches.duplicate_code < 300:
            return []
        return [(one["method"], one["path"]) for one in self.world.writes() if one["effective"] and one["status"] < 300]


def database_of(world):
    """What the emulator's Digital Channels knows of its database."""
    return world.emulator.app.database


def _held(store):
    return {name: value for name, value in vars(store).items() if name not in KEPT_APART}


def _by_default(options):
    return {name: value for name, value in options.items() if name != "retries"}


def _normal(value, names):
    if isinstance(value, dict):
        return {
            name: "<moving>" if name in MOVING and member else _normal(member, names) for name, member in value.items()
        }
    if isinstance(value, list):
        return sorted((_normal(member, names) for member in value), key=repr)
    if isinstance(value, str):
        if value in names:
            return names[value]
        return UUID.sub(lambda found: found[0] if KNOWN.match(found[0]) else "<id>", value)
    return value
