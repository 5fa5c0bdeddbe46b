# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene: what the services hold and how they behave, which files there are, and the options of a task. And its stage."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from typing import Any

from emulator import cloud_control, defaults
from emulator.shapes import Prop
from emulator.switches import Switches

from .values import FOLDER

NEWER = "newerThanTheTable"  # a member that the module's table does not know
NOTE = "note"  # a column of nex_gapis that the module's table does not know


@dataclass
class Scene:
    """options: of the task, without the connection. rows: kind of object to the rows in the services' own form.

    files: name below the example's folder to (content, mode); a name that ends in a slash is a folder.
    """

    options: dict[str, Any]
    switches: dict[str, Any]
    rows: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    with_table: bool = True  # the task is told of the database
    record: tuple[str, str] | None = None  # contact center and key in the record of the tenant's key
    no_log: bool = False
    first: dict[str, Any] | None = None  # the options of a task that was run before
    drifts: set[str] = field(default_factory=set)  # what people did since
    ages: dict[str, float] = field(default_factory=dict)  # of files, in seconds

    @property
    def service(self):
        """The switches with all defaults."""
        return Switches().changed(self.switches)


def take_what_they_tell(monkeypatch, shape):
    """Let a service take members that are newer than the table, nulls, and numbers and flags as texts, as it tells them."""

    def lenient(prop):
        def check(value):
            if value is None or (isinstance(value, str) and (value.isdigit() or value in ("true", "false"))):
                return None
            return prop.check(value)

        return Prop(check, prop.schema, prop.required)

    for name, prop in shape.props.items():
        monkeypatch.setitem(shape.props, name, lenient(prop))
    monkeypatch.setitem(shape.props, NEWER, Prop(lambda value: None, {}))


class Stage:
    """Where scenes are put: one world and one folder for all examples of a test."""

    def __init__(self, world, folder):
        self.world = world
        self.folder = folder
        self.app = world.emulator.app
        self._late = None

    def put(self, scene):
        """Make the world and the folder those of the scene, whatever was there before."""
        store, world = self.app.store, self.world
        with store.lock:
            store.switches = scene.service
            store.clear()
            store.log.clear()
            if world.database:
                self._put_tables(scene)
            for kind, rows in scene.rows.items():
                for row in rows:
                    getattr(self, "_put_" + kind)(store, row)
            if world.database:
                self.app.database.load()
        world.canaries.clear()
        world.slept.clear()
        world.forget_tasks()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for name, (content, mode) in scene.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith("/"):
                path.mkdir(exist_ok=True)
            else:
                path.write_text(content, encoding="utf-8")
            path.chmod(mode)
            if name in scene.ages:
                moment = time.time() - scene.ages[name]
                os.utime(path, (moment, moment))

    def resolved(self, value):
        """The options with the folder in its place."""
        if isinstance(value, dict):
            return {name: self.resolved(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.resolved(member) for member in value]
        if isinstance(value, str) and value.startswith(FOLDER):
            return str(self.folder / value[len(FOLDER) :])
        return value

    def settle(self):
        """Let every write be seen."""
        store = self.app.store
        with store.lock:
            for table in (store.environments, store.contact_centers, store.settings, store.data_centers, store.cors):
                table._pending.clear()
            store.cloud.unseen.clear()

    def state(self):
        """All that the services hold, by kind, with the tables of the database beside the others."""
        state = self.world.state()
        tables = state.pop("database", {})
        cloud = state.pop("cloud")
        return {**state, **tables, **{"cloud_" + name: rows for name, rows in cloud.items()}}

    def files(self):
        """Name to (content, mode, time of change) of all that is in the folder."""
        found = {}
        for place, folders, names in os.walk(self.folder):
            for name in [*folders, *names]:
                path = os.path.join(place, name)
                content = ""
                if os.path.isfile(path):
                    with open(path, encoding="utf-8") as stream:
                        content = stream.read()
                about = os.stat(path)
                found[os.path.relpath(path, self.folder)] = (
                    content,
                    about.st_mode,
                    about.st_mtime_ns if os.path.isfile(path) else 0,
                )
        return found

    def _put_tables(self, scene):
        database = self.app.database
        late = scene.service.late_columns != "absent"
        if late is not self._late:
            database.create(late)
            database.query("ALTER TABLE nex_gapis ADD COLUMN %s text" % NOTE)
            self._late = late
        else:
            database.query("DELETE FROM nex_gapis")
            database.set_owner_column(scene.service.apikey_column)
            database.query("DELETE FROM nex_apikeys WHERE NOT id = ANY(%s::uuid[])", (list(defaults.SEEDED_API_KEYS),))

    @staticmethod
    def _put_clients(store, row):
        store.clients[row["client_id"]] = dict(row)

    @staticmethod
    def _put_environments(store, row):
        store.environments.rows[row["id"]] = dict(row)

    @staticmethod
    def _put_contact_centers(store, row):
        store.contact_centers.rows[row["id"]] = dict(row)

    @staticmethod
    def _put_settings(store, row):
        store.settings.rows[row["contactCenterId"], row["name"], row.get("location") or "/"] = dict(row)

    @staticmethod
    def _put_data_centers(store, row):
        store.data_centers.rows[row["location"].lower()] = dict(row)

    @staticmethod
    def _put_tenants(store, row):
        store.tenants[row["id"]] = dict(row)

    @staticmethod
    def _put_services(store, row):
        store.services[row["ccid"], row["name"]] = dict(row)

    @staticmethod
    def _put_persons(store, row):
        from emulator.store import Person

        store.persons.append(Person(**row))

    def _put_apikeys(self, store, row):
        self.app.database.add_key(row["id"], row["name"], row.get("tenant"), store.switches.apikey_column)

    def _put_gapis(self, store, row):
        """row: as the table's columns; ``age`` is in seconds, None for a row that does not tell when it was made."""
        row, age = dict(row), row.get("age")
        row.pop("age", None)
        names = [*row, "created"]
        moment = "now() - interval '%d seconds'" % age if age is not None else "NULL"
        sql = "INSERT INTO nex_gapis (%s) VALUES (%s)"
        marks = [*(["%s"] * len(row)), moment]
        self.app.database.query(sql % (", ".join(names), ", ".join(marks)), list(row.values()))

    def _put_cloud(self, store, row):
        """row: (kind of seed, object)."""
        kind, given = row
        cloud_control.SEEDS[kind](self.app, dict(given) if isinstance(given, dict) else given)
