# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of the environment service: contact centers and their settings, lists among them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from emulator import environment

from . import values
from .meaning import lower, one_url
from .promise import AMBIGUOUS, Subject
from .rows import STATES, near, ops, setting_row
from .scene import Scene

DOMAINS = ("t100", "T100", "t200", "tenant-3", "tenant_4")


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
                setting_row(one["id"], name, place)
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

    def only_foretold(self, scene):
        return (*super().only_foretold(scene), "which should be unique")

    def restless(self, scene, result, after):
        return "the service chose another id, which has to be given" if "requested_id" in result else ""

    def unknown(self, scene):
        return ("id",) if scene.service.server_chosen_ids else ()

    def only_done(self, scene):
        return ("From now on, give its id",) if scene.service.server_chosen_ids else ()

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
        named = re.search(r"environment ([0-9a-f-]{36})", result["msg"].lower())
        if named and named.group(1) not in there:
            return "an earlier task may have to make the environment"
        return ""


class Settings(Subject):
    """Settings of a contact center, lists among them."""

    module = "genesys_setting"
    kind = "settings"
    loose = {"value": one_url}
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
                "location": st.sampled_from((*values.PLACES, "/USW1", "/use1")),
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
                row = setting_row(center, name + ".other" if other else name, place, text, draw(st.booleans()))
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
        """A list is told by its members."""
        if arg == "value" and isinstance(told, list):
            return told == [member.strip() for member in (actual or "").split(",") if member.strip()]
        return super().tells(side, arg, told, (actual or "/") if arg == "location" else actual)

    def _key(self, scene):
        given = scene.options
        return given["contact_center_id"].lower(), given["name"], lower(given.get("location") or "/")

    def key(self, row):
        return row["contactCenterId"], row["name"], lower(row.get("location") or "/")

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
            return lower(value or "/") == lower(actual or "/")
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


def _plain_environment(one):
    servers = [{"primaryAddress": "cfg.example.com", "primaryPort": 8888}]
    return {"id": one, "username": "default", "password": values.SECRETS[0], "configServers": servers, "proxyPort": 0}


SUBJECTS = [ContactCenters, Settings]
