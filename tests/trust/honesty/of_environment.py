# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of the environment service: environments and data centers."""

from __future__ import annotations

from hypothesis import strategies as st

from emulator import environment, settings

from . import values
from .meaning import alike, lower, url
from .promise import AMBIGUOUS, Subject
from .rows import STATES, as_texts, near, ops, setting_row, to_change
from .scene import Scene

OTHER_ANSWERS = {"put_environment": ("on", "merge", "replace", "405")}
ADDRESSES = ("cfg.example.com", "CFG.example.com", "two.example.com", "three.example.com")


class Environments(Subject):
    """Environments."""

    module = "genesys_environment"
    kind = "environments"
    shapes = (environment.ENVIRONMENT, environment.CONFIG_SERVER)
    loose = {"id": lower}
    server = {"primary_address": lower, "backup_address": lower, "locations": lower}
    never_told = ("password",)

    def scenes(self):
        @st.composite
        def scene(draw):
            address = st.sampled_from(ADDRESSES)
            apart = {
                "id": st.sampled_from(values.IDS[:2] + (values.IDS[0].upper(),)),
                "primary_address": address,
                "backup_address": st.sampled_from(ADDRESSES),
            }
            full = ("username", "password", "config_servers")
            most = draw(st.sampled_from((full, full, ("config_servers",), ("id",), ())))
            options = draw(values.options_of(self.fields, apart, most))
            if draw(st.integers(0, 19)):
                for server in options.get("config_servers", ()):
                    if ("backup_address" in server) != ("backup_port" in server):
                        server.update(backup_address="backup.example.com", backup_port=8888)
                if "id" not in options and not options.get("config_servers"):
                    options["id"] = values.IDS[0]
            options["state"] = draw(STATES)
            ids = draw(st.sets(st.sampled_from(values.IDS), max_size=3))
            if {"username", "password", "config_servers"} <= set(options) or options["state"] == "absent":
                ids = to_change(draw, options, ids, str(options.get("id") or values.IDS[0]).lower())
            rows = [self._row(draw, options, one) for one in sorted(ids)]
            centers = [
                {"id": one, "environmentId": one, "domains": ["d-%s" % one[0]], "auth": "configServer"}
                for one in sorted(ids)
                if draw(st.booleans())
            ]
            extra = [setting_row(one["id"], "kept") for one in centers]
            return Scene(
                options,
                draw(values.switches(**OTHER_ANSWERS)),
                {"environments": rows, "contact_centers": centers, "settings": extra},
            )

        return scene()

    def _row(self, draw, options, one):
        row = near(draw, self.fields, options, self.loose, must=("username",))
        if draw(st.integers(0, 9)) == 0:
            row["password"] = draw(st.sampled_from((None, "********")))
        servers = [
            self._server(draw, server) for server in options.get("config_servers") or () if draw(st.integers(0, 3))
        ]
        if draw(st.booleans()):
            servers = draw(st.permutations(servers))
        other = draw(st.sampled_from((None, None, "two.example.com", "other.example.com")))
        if other and other not in [server["primaryAddress"].lower() for server in servers]:
            servers = [*servers, {"primaryAddress": other, "primaryPort": 2020, "initDb": True}]
        row.update(id=one, configServers=servers or [{"primaryAddress": "own.example.com", "primaryPort": 8888}])
        as_texts(draw, row)
        for server in row["configServers"]:
            as_texts(draw, server)
        return row

    def _server(self, draw, wanted):
        given = {part.arg: part for part in next(f for f in self.fields if f.arg == "config_servers").fields}
        server = near(draw, given.values(), wanted, self.server, must=("primaryPort",))
        server["primaryAddress"] = draw(values.spelt_otherwise(wanted["primary_address"], lower)).rstrip("/")
        if server.get("primaryPort") is None:
            server["primaryPort"] = 8888
        return dict(server, readFromDb=draw(st.booleans()))

    connection = staticmethod(ops)

    def target(self, scene, state):
        rows, given = state["environments"], scene.options
        found = [row for row in rows if row["id"] == str(given.get("id")).lower()]
        servers = given.get("config_servers") or []
        if not found and servers:
            address = servers[0]["primary_address"].lower()
            found = [row for row in rows if row["configServers"][0]["primaryAddress"].lower() == address]
            if given.get("id"):  # another one that only looks like it is neither taken nor deleted
                return AMBIGUOUS if found and given["state"] == "present" else None
            if given["state"] == "absent":
                return AMBIGUOUS if found else None
        return AMBIGUOUS if len(found) > 1 else found[0] if found else None

    def key(self, row):
        return row["id"]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        wanted.pop("id", None)
        return wanted

    def member_is(self, wire, wanted, actual, row):
        if wire == "password" and row and not (row.get(wire) or "").strip("*") and actual == row.get(wire):
            return True  # the service does not tell it, so nobody can know whether it is the one
        if wire != "configServers":
            return super().member_is(wire, wanted, actual, row)
        before = {server["primaryAddress"].lower(): server for server in (row or {}).get("configServers") or ()}
        now = {server["primaryAddress"].lower(): server for server in actual}
        if set(now) != {server["primaryAddress"].lower() for server in wanted} or len(now) != len(actual):
            return False
        for server in wanted:
            place = server["primaryAddress"].lower()
            given = {name: value for name, value in server.items() if value is not None}
            known = {name: value for name, value in before.get(place, {}).items() if value is not None}
            for name, value in {**known, **given}.items():
                if not alike(value, now[place].get(name), lower if name.endswith(("Address", "locations")) else None):
                    return False
        return True

    def kept(self, scene, wire, value, actual):
        if wire != "configServers":
            return super().kept(scene, wire, value, actual)
        return len(value) == len(actual) and all(
            alike(member, other.get(name))
            for one, other in zip(value, actual, strict=True)
            for name, member in one.items()
            if member is not None
        )

    def tells(self, side, arg, told, actual):
        if arg != "config_servers":
            return super().tells(side, arg, told, actual)
        return len(told) == len(actual) and all(
            alike(value, other.get(name), self.server.get(name))
            for one, other in zip(told, actual, strict=True)
            for name, value in one.items()
        )

    def restless(self, scene, result, after):
        return "the service chose another id, which has to be given" if "requested_id" in result else ""

    def unknown(self, scene):
        return ("id",) if scene.service.server_chosen_ids else ()

    def only_done(self, scene):
        return ("From now on, give its id",) if scene.service.server_chosen_ids else ()

    def strays(self, scene, before, after):
        """A service may take the contact centers of an environment with it."""
        if scene.service.environment_delete != "cascade" or scene.options["state"] != "absent":
            return {}
        gone = {row["id"] for row in before["environments"]} - {row["id"] for row in after["environments"]}
        centers = [row for row in before["contact_centers"] if row["environmentId"] in gone]
        ids = {row["id"] for row in centers}
        settings_gone = [row for row in before["settings"] if row["contactCenterId"] in ids]
        orphans = scene.service.contact_center_delete == "orphan"
        return {"contact_centers": centers, "settings": [] if orphans else settings_gone}

    def excuse(self, scene, foretold, result, before):
        code, service = result["failure"]["code"], scene.service
        present = scene.options["state"] == "present"
        if present and code == "not_offered" and service.put_environment in ("404", "405"):
            return "that environments can be changed is not documented"
        if present and service.backup_server_fields == "refuse" and "backup" in result["msg"]:
            return "that a Configuration Server may have a backup is not documented"
        if not present and service.environment_delete == "refuse" and "is used by" in result["msg"]:
            return "what becomes of contact centers is not documented"
        return ""


class DataCenters(Subject):
    """Data centers."""

    module = "genesys_data_center"
    kind = "data_centers"
    shapes = (settings.DATA_CENTER,)
    loose = {"entry_point": url, "location": lower}

    def scenes(self):
        @st.composite
        def scene(draw):
            apart = {"location": st.sampled_from(values.PLACES[1:])}
            options = draw(values.options_of(self.fields, apart, draw(st.sampled_from((("entry_point",), ())))))
            options["state"] = draw(STATES)
            rows = []
            places = draw(st.sets(st.sampled_from(values.PLACES[1:]), max_size=3))
            for place in sorted(to_change(draw, options, places, options["location"])):
                row = near(draw, self.fields, options, self.loose)
                row["location"] = draw(st.sampled_from((place, place.upper(), place.lower())))
                as_texts(draw, row)
                rows.append(row)
            verbs = dict.fromkeys(
                ("data_center_get", "data_center_put", "data_center_delete"), ("on", "on", "404", "405")
            )
            return Scene(options, draw(values.switches(**verbs)), {self.kind: rows})

        return scene()

    connection = staticmethod(ops)

    def target(self, scene, state):
        place = scene.options["location"].lower()
        return next((row for row in state[self.kind] if row["location"].lower() == place), None)

    def key(self, row):
        return row["location"].lower()

    def named(self, scene, row):
        wanted = super().named(scene, row)
        if row is not None:
            wanted.pop("location")
        return wanted

    def excuse(self, scene, foretold, result, before):
        code, service, present = result["failure"]["code"], scene.service, scene.options["state"] == "present"
        unseen = service.data_center_get in ("404", "405")
        if present and unseen and service.duplicate_status != 409 and "already exists" in result["msg"]:
            return "nobody can look at it, and the service's answer for what is there has no status of its own"
        if present and code == "not_offered" and service.data_center_put in ("404", "405"):
            return "that data centers can be changed is not documented"
        if not present and code == "not_offered" and (unseen or service.data_center_delete in ("404", "405")):
            return "that data centers can be deleted is not documented"
        return ""

    def restless(self, scene, result, after):
        return "" if result["observed"] else "nobody can look at it"


SUBJECTS = [Environments, DataCenters]
