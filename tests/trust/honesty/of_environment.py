# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of Genesys Authentication and of the environment service: environments, contact centers, data centers, settings."""

from __future__ import annotations

from hypothesis import strategies as st

from emulator import auth, defaults, environment, settings

from . import values
from .meaning import alike, lower, url
from .promise import AMBIGUOUS, Subject
from .scene import NEWER, Scene

STATES = st.sampled_from(("present", "present", "present", "absent"))
OTHER_ANSWERS = {"put_environment": ("on", "merge", "replace", "405")}
ADDRESSES = ("cfg.example.com", "CFG.example.com", "two.example.com", "three.example.com")
DOMAINS = ("t100", "T100", "t200", "tenant-3", "tenant_4")


def ops(stage, scene):
    """The ops credentials, with the key for the gateway where one stands in front."""
    return dict(stage.world.ops, **({"api_key": defaults.GATEWAY_API_KEY} if scene.service.gateway else {}))


def as_texts(draw, row):
    """Tell some numbers and flags as texts."""
    for name, value in row.items():
        if isinstance(value, (bool, int)) and draw(st.integers(0, 5)) == 0:
            row[name] = str(value).lower()


def near(draw, fields, options, loose, must=(), nulls=True):
    """A row in the service's form: each member as the options want it, perhaps spelt otherwise, or another one, or none."""
    row, ways = {}, values.ways(draw)
    for field in fields:
        if not field.wire or field.fields or (not field.option):
            continue
        wanted, way = options.get(field.arg), draw(ways)
        if way == "same" and wanted is not None:
            row[field.wire] = draw(values.spelt_otherwise(wanted, loose.get(field.arg)))
        elif way != "none" or field.wire in must:
            row[field.wire] = draw(values.value_of(field))
        elif nulls and draw(st.booleans()):
            row[field.wire] = None
    if draw(st.booleans()):
        row[NEWER] = draw(values.OBJECTS)
    return row


class AuthClients(Subject):
    """API clients of Genesys Authentication."""

    module = "genesys_auth_client"
    kind = "clients"
    moving = ("client_secret", "encrypted_client_secret", "createdAt")
    loose = {"contact_center_ids": lower}
    names = ("client-a", "CLIENT-A", "client.b", "nexus_client")
    never_told = ("client_secret",)

    def scenes(self):
        @st.composite
        def scene(draw):
            names = st.sampled_from(self.names)
            options = draw(values.options_of(self.fields, {"client_id": names}))
            options["state"] = draw(STATES)
            if draw(st.integers(0, 9)):  # else as it was drawn: some of it is refused
                for name in draw(
                    st.sampled_from((("client_secret",), ("secret_file",), ("client_secret", "secret_file")))
                ):
                    options.pop(name, None)
                if "client_secret" not in options and "secret_file" not in options:
                    options.pop("update_secret", None)
                elif options.get("client_type") == "PUBLIC":
                    options["client_type"] = "CONFIDENTIAL"
            rows = [self._row(draw, options, name) for name in draw(st.sets(names, max_size=3))]
            files = {}
            content = draw(st.sampled_from((*values.SECRETS[:3], None, None)))
            if content is not None:
                files["one.secret"] = (content + "\n", draw(st.sampled_from((0o600, 0o644))))
            elif draw(st.integers(0, 9)) == 0:
                files[draw(st.sampled_from(("one.secret/", "new")))] = ("", 0o700)
            return Scene(options, draw(values.switches()), {"clients": rows}, files)

        return scene()

    def _row(self, draw, options, name):
        row = near(draw, self.fields, options, self.loose, nulls=False)
        row.update(client_id=name, internalClient=draw(st.booleans()), scope=row.get("scope", ["*"]))
        row.setdefault("authorizedGrantTypes", draw(st.sampled_from(([], ["client_credentials"], ["password"]))))
        row.setdefault("client_secret", draw(st.sampled_from((*values.SECRETS, "", "********"))))
        row.setdefault("accessTokenExpirationTimeout", 43200)
        row.setdefault("refreshTokenExpirationTimeout", draw(st.sampled_from((43200, "43200"))))
        for member in ("name", "description"):
            if member not in row and draw(st.booleans()):
                row[member] = None
        return dict(row, createdAt=1, encrypted_client_secret=auth.encrypt(row["client_secret"]))

    connection = staticmethod(ops)

    def target(self, scene, state):
        return next((row for row in state["clients"] if row["client_id"] == scene.options["client_id"]), None)

    def key(self, row):
        return row["client_id"]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        wanted.pop("client_secret", None)
        return wanted

    def member_is(self, wire, wanted, actual, row):
        if wire == "authorizedGrantTypes":
            return set(wanted) <= set(actual)
        return super().member_is(wire, wanted, actual, row)

    def kept(self, scene, wire, value, actual):
        if wire == "authorizedGrantTypes":
            return set(value) <= set(actual) <= {*value, auth.TOKEN_EXCHANGE, auth.JWT_BEARER}
        return super().kept(scene, wire, value, actual)

    def tells(self, side, arg, told, actual):
        if arg == "authorized_grant_types" and side == "after":
            return set(told) <= set(actual) <= {*told, auth.TOKEN_EXCHANGE, auth.JWT_BEARER}
        return super().tells(side, arg, told, actual)

    def more(self, promise, done, row, now):
        """The secret: what was given or kept in the file at creation or on demand; else it stays, and so do the files."""
        options, files = promise.scene.options, promise.stage.files()
        kept = files.get((options.get("secret_file") or "").removeprefix(values.FOLDER), ("",))[0].rstrip("\n")
        if now is None:
            assert files == promise.files
            return
        public = options.get("client_type") == "PUBLIC"
        rewritten = row is not None and options.get("update_secret") == "always" and not public
        if row is None and not public or rewritten:
            assert now["client_secret"] == (options.get("client_secret") or kept)
        elif row is not None:
            assert now["client_secret"] == row["client_secret"]
            assert files == promise.files
        for name, about in promise.files.items():
            assert name.startswith("new") or files[name] == about, "%s was touched" % name
        for name in set(files) - set(promise.files):
            assert not files[name][1] & 0o077, "%s may be read by others" % name

    def excuse(self, scene, foretold, result, before):
        code, how = result["failure"]["code"], scene.service.client_put_secret
        rewrites = scene.options.get("update_secret") == "always"
        if rewrites and (how, code) in (("refuse", "refused"), ("ignore", "verification_failed")):
            return "whether secrets can be changed is not documented"
        return ""

    def restless(self, scene, result, after):
        grants = scene.options.get("authorized_grant_types")
        internal = (auth.TOKEN_EXCHANGE, auth.JWT_BEARER)
        if scene.options.get("strict") and grants is not None and not set(internal) <= set(grants):
            return "the service adds the grants again" if scene.service.add_internal_grants else ""
        return ""


class Environments(Subject):
    """Environments."""

    module = "genesys_environment"
    kind = "environments"
    shapes = (environment.ENVIRONMENT, environment.CONFIG_SERVER)
    loose = {"id": lower}
    server = {"primary_address": lower, "backup_address": lower}
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
            most = draw(st.sampled_from((("username", "password", "config_servers"), ("config_servers",), ("id",), ())))
            options = draw(values.options_of(self.fields, apart, most))
            if draw(st.integers(0, 19)):
                for server in options.get("config_servers", ()):
                    if ("backup_address" in server) != ("backup_port" in server):
                        server.update(backup_address="backup.example.com", backup_port=8888)
                if "id" not in options and not options.get("config_servers"):
                    options["id"] = values.IDS[0]
            options["state"] = draw(STATES)
            ids = draw(st.sets(st.sampled_from(values.IDS), max_size=3))
            rows = [self._row(draw, options, one) for one in sorted(ids)]
            centers = [
                {"id": one, "environmentId": one, "domains": ["d-%s" % one[0]], "auth": "configServer"}
                for one in sorted(ids)
                if draw(st.booleans())
            ]
            extra = [_setting(one["id"], "kept") for one in centers]
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
            if given["state"] == "absent" and given.get("id"):
                wanted = self.named(scene, None)
                whole = all(given.get(name) for name in ("username", "password", "config_servers"))
                found = [row for row in found if whole and self._agrees(wanted, row)]
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
                if not alike(value, now[place].get(name), lower if name.endswith("Address") else None):
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
        twin = scene.options["state"] == "absent" and self.target(scene, after)
        return "another one is just as the options say" if twin else ""

    def _agrees(self, wanted, row):
        return all(self.member_is(wire, value, row.get(wire), None) for wire, value in wanted.items())

    def unknown(self, scene):
        return ("id",) if scene.service.server_chosen_ids else ()

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


def _setting(center, name, location="/", value="one", shared=False):
    return {"contactCenterId": center, "name": name, "location": location, "value": value, "shared": shared}


class ContactCenters(Subject):
    """Contact centers."""

    module = "genesys_contact_center"
    kind = "contact_centers"
    shapes = (environment.CENTER,)
    loose = {
        "id": lower,
        "domains": lower,
        "environment_id": lower,
        "auth": lambda text: lower(text).replace("configserver", "config"),
    }

    def scenes(self):
        @st.composite
        def scene(draw):
            ids = st.sampled_from(values.IDS[:3] + (values.IDS[0].upper(),))
            apart = {
                "id": ids,
                "environment_id": ids,
                "domains": st.lists(st.sampled_from(DOMAINS), min_size=int(draw(st.integers(0, 9)) > 0), max_size=3),
                "auth": st.sampled_from(("configServer", "config")),
            }
            most = draw(st.sampled_from((("environment_id", "domains"), ("id",), ("id", "domains"), ())))
            options = draw(values.options_of(self.fields, apart, most))
            options["state"] = draw(STATES)
            if draw(st.integers(0, 9)) and not (options.get("environment_id") and options.get("domains")):
                options.setdefault("id", values.IDS[0])
            environments = draw(st.sets(st.sampled_from(values.IDS[:3]), min_size=2))
            free, rows = list(dict.fromkeys(map(str.lower, DOMAINS))), []
            for one in sorted(draw(st.sets(st.sampled_from(values.IDS), max_size=3))):
                rows.append(self._row(draw, options, one, free))
            extra = [
                _setting(one["id"], name, place)
                for one in rows
                for name, place in draw(
                    st.sets(st.sampled_from((("kept", "/"), ("kept", "/usw1"), ("cors-origins", "/"))))
                )
            ]
            answers = {"put_contact_center": ("on", "merge", "replace", "404")}
            return Scene(
                options,
                draw(values.switches(**answers)),
                {
                    "environments": [_plain_environment(one) for one in sorted(environments)],
                    self.kind: rows,
                    "settings": extra,
                },
            )

        return scene()

    def _row(self, draw, options, one, free):
        row = near(draw, self.fields, options, self.loose, must=("environmentId",))
        mine = [name for name in free if draw(st.integers(0, 2)) == 0]
        for name in mine:
            free.remove(name)
        row.update(id=one, domains=[draw(values.spelt_otherwise(name, lower)).rstrip("/") for name in mine])
        row["environmentId"] = (row.get("environmentId") or values.IDS[0]).rstrip("/").lower()
        if row["environmentId"] not in values.IDS or draw(st.booleans()):
            row["environmentId"] = str(options.get("environment_id") or values.IDS[1]).lower()
        if row.get("auth") not in (None, "configServer", "config"):
            row["auth"] = "config"
        return row

    connection = staticmethod(ops)

    def target(self, scene, state):
        rows, given = state[self.kind], scene.options
        found = [row for row in rows if row["id"] == str(given.get("id")).lower()]
        if not found and given.get("environment_id"):
            wanted = {name.lower() for name in given.get("domains") or ()}
            place = given["environment_id"].lower()
            found = [
                row
                for row in rows
                if row["environmentId"] == place and wanted & {name.lower() for name in row["domains"]}
            ]
            if given["state"] == "absent" and given.get("id"):
                found = [row for row in found if wanted <= {name.lower() for name in row["domains"]}]
        return AMBIGUOUS if len(found) > 1 else found[0] if found else None

    def key(self, row):
        return row["id"]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        wanted.pop("id", None)
        return wanted

    def only_foretold(self, scene):
        return (*super().only_foretold(scene), "which should be unique")

    def restless(self, scene, result, after):
        twin = scene.options["state"] == "absent" and self.target(scene, after)
        return "another one is just as the options say" if twin else ""

    def unknown(self, scene):
        return ("id",) if scene.service.server_chosen_ids else ()

    def strays(self, scene, before, after):
        """Its settings go with it, where the service does not keep them."""
        left = {row["id"] for row in after[self.kind]}
        gone = [row for row in before["settings"] if row["contactCenterId"] not in left]
        return {} if scene.service.contact_center_delete == "orphan" else {"settings": gone}

    def excuse(self, scene, foretold, result, before):
        code, service, given = result["failure"]["code"], scene.service, scene.options
        if given["state"] == "absent":
            kept = code == "not_offered" and service.contact_center_delete == "refuse"
            return (
                "that settings can be deleted is not documented"
                if kept and service.setting_delete in ("404", "405")
                else ""
            )
        if code == "not_offered" and service.put_contact_center in ("404", "405"):
            return "that contact centers can be changed is not documented"
        there = [row["id"] for row in before["environments"]]
        if code == "conflict" and "which should be unique" in "".join(foretold.get("warnings", ())):
            return "an earlier task may have to take the domain from another; check mode warned of it"
        if "names no environment" in result["msg"] and str(given.get("environment_id")).lower() not in there:
            return "an earlier task may have to make the environment"
        return ""


def _plain_environment(one):
    servers = [{"primaryAddress": "cfg.example.com", "primaryPort": 8888}]
    return {"id": one, "username": "default", "password": values.SECRETS[0], "configServers": servers, "proxyPort": 0}


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
            for place in sorted(draw(st.sets(st.sampled_from(values.PLACES[1:]), max_size=3))):
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
        if present and code == "not_offered" and service.data_center_put in ("404", "405"):
            return "that data centers can be changed is not documented"
        if not present and code == "not_offered" and (unseen or service.data_center_delete in ("404", "405")):
            return "that data centers can be deleted is not documented"
        return ""

    def restless(self, scene, result, after):
        return "" if result["observed"] else "nobody can look at it"


class Settings(Subject):
    """Settings of a contact center, lists among them."""

    module = "genesys_setting"
    kind = "settings"
    texts = ("", "one", "one,two", "one, two", " one ,two,", "\u00fcn\u00efc\u00f6de", "long " * 200, "ONE,one")
    origins = (
        "https://gws.example.com",
        "https://GWS.example.com/",
        "https://gws.example.com:443",
        "https://wwe.example.com",
        "http://one.example.com:8080",
        "https://one.example.com, https://gws.example.com",
        "https://gws.example.com/,https://wwe.example.com",
    )

    def scenes(self):
        @st.composite
        def scene(draw):
            cors = draw(st.booleans())
            name = "cors-origins" if cors else draw(st.sampled_from(("chat-service-uri", "Chat-Service-Uri", "a.list")))
            members = self.origins[:5] if cors else ("one", "two", " one ", "ONE", "", "three")
            texts = self.origins + ("",) if cors else self.texts
            apart = {
                "contact_center_id": st.sampled_from(
                    (values.IDS[0], values.IDS[0].upper(), values.IDS[1], values.IDS[2])
                ),
                "name": st.just(name),
                "location": st.sampled_from(values.PLACES),
                "value": st.sampled_from(texts),
                "values": st.lists(st.sampled_from(members), max_size=4),
            }
            options = draw(values.options_of(self.fields, apart, draw(st.sampled_from((("value",), ("values",))))))
            options["state"] = draw(STATES)
            if "value" in options and "values" in options and draw(st.integers(0, 9)):
                options.pop(draw(st.sampled_from(("value", "values"))))
            centers = [
                {"id": one, "environmentId": one, "domains": [one[:1]], "auth": "config"} for one in values.IDS[:2]
            ]
            rows = []
            for center, place, other in sorted(
                draw(
                    st.sets(
                        st.tuples(st.sampled_from(values.IDS[:2]), st.sampled_from(values.PLACES), st.booleans()),
                        max_size=4,
                    )
                )
            ):
                text = draw(st.sampled_from(texts + ((options["value"],) if options.get("value") else ())))
                row = _setting(center, name + ".other" if other else name, place, text, draw(st.booleans()))
                if place == "/" and draw(st.booleans()):
                    row["location"] = None
                rows.append(row)
            environments = [_plain_environment(one) for one in values.IDS[:2]]
            rows = {"environments": environments, "contact_centers": centers, "settings": rows}
            return Scene(options, draw(values.switches(setting_delete=("on", "404", "405"))), rows)

        return scene()

    connection = staticmethod(ops)

    def target(self, scene, state):
        return next((row for row in state["settings"] if self.key(row) == self._key(scene)), None)

    def tells(self, side, arg, told, actual):
        return super().tells(side, arg, told, (actual or "/") if arg == "location" else actual)

    def _key(self, scene):
        given = scene.options
        return given["contact_center_id"].lower(), given["name"], given.get("location") or "/"

    def key(self, row):
        return row["contactCenterId"], row["name"], row.get("location") or "/"

    def is_there(self, scene, row):
        """An emptied setting is as good as absent: the vendor documents no deletion."""
        return row["value"] != "" or scene.options["state"] == "present"

    def named(self, scene, row):
        given = scene.options
        wanted = {"shared": given["shared"]} if given.get("shared") is not None else {}
        if given.get("value") is not None:
            wanted["value"] = given["value"]
        return wanted

    def may_be_none(self, scene):
        return (
            not scene.options.get("value")
            and not any(text.strip() for text in scene.options.get("values") or ())
            or (scene.options.get("list_mode") == "remove")
        )

    def kept(self, scene, wire, value, actual):
        if wire == "location":
            return (value or "/") == (actual or "/")
        return wire == "value" and scene.options.get("values") is not None or super().kept(scene, wire, value, actual)

    def more(self, promise, done, row, now):
        """A list holds what it has to hold, keeps what nobody named, and has nothing twice that it did not have."""
        given = promise.scene.options
        if given.get("values") is None or given["state"] == "absent":
            return
        plain = self._plain if given["name"] == "cors-origins" else str.strip
        named = {plain(text) for text in given["values"] if text.strip()}
        old = [plain(text) for text in ((row or {}).get("value") or "").split(",") if text.strip()]
        text = (now or {}).get("value") or ""
        new = [plain(one) for one in text.split(",") if one.strip()]
        mode = given.get("list_mode") or "merge"
        wanted = {"merge": set(old) | named, "remove": set(old) - named, "replace": named}[mode]
        assert set(new) == wanted, (mode, old, named, new)
        assert mode == "replace" or [one for one in new if one in old] == [one for one in old if one in new]
        assert len(new) - len(set(new)) <= len(old) - len(set(old))
        if set(old) == wanted:
            assert text == ((row or {}).get("value") or ""), "the text was changed although it said the same"

    @staticmethod
    def _plain(text):
        text = text.strip().lower().rstrip("/")
        return text.removesuffix(":443") if text.startswith("https:") else text

    def only_done(self, scene):
        emptied = scene.service.setting_delete in ("404", "405") and scene.options["state"] == "absent"
        return ("its value was emptied",) if emptied else ()

    def excuse(self, scene, foretold, result, before):
        if scene.service.cors_api and scene.options["name"] == "cors-origins" and "CORS API" in result["msg"]:
            return "the service has a newer API for this setting"
        there = [row["id"] for row in before["contact_centers"]]
        if "no contact center" in result["msg"] and scene.options["contact_center_id"].lower() not in there:
            return "an earlier task may have to make the contact center"
        return ""


SUBJECTS = [AuthClients, Environments, ContactCenters, DataCenters, Settings]
