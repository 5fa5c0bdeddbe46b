# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of Digital Channels: rows of nex_gapis, service connections, tenants."""

from __future__ import annotations

import hashlib
import hmac
import json

from hypothesis import strategies as st

from emulator import defaults
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import SECRET

from . import values
from .meaning import alike, lower, url
from .promise import Subject
from .rows import STATES, ops
from .scene import NOTE, Scene

KEY_SALT = "5a17"
GWS = ("http://gws", "http://GWS/", "http://gws/path", "http://gws/path/", "http://one.example.com")
LATE = ("region", "authinturl", "authexturl")
MISSING = ("404", "405")


def record_of(contact_center_id, key):
    """The record that binds a key to a contact center."""
    digest = hmac.new(KEY_SALT.encode(), key.encode(), hashlib.sha256).hexdigest()
    content = {"contact_center_id": contact_center_id, "name": "t", "salt": KEY_SALT, "fingerprint": digest}
    return json.dumps(content) + "\n"


class GapiRows(Subject):
    """Rows of nex_gapis. Each row that was there has its number in a column that the table does not know."""

    module = "nexus_gapi_db"
    database = True
    kind = "nex_gapis"
    loose = {"url": url, "auth_internal_url": url, "auth_external_url": url}

    def scenes(self):
        @st.composite
        def scene(draw):
            clients = st.sampled_from(("nexus_client", "NEXUS_CLIENT", "other"))
            apart = {"url": st.sampled_from(GWS), "client_id": clients}
            options = draw(values.options_of(self.fields, apart, draw(st.sampled_from((("client_secret",), ())))))
            options["state"] = draw(STATES)
            if "client_secret" in options and draw(st.integers(0, 9)):
                options.pop("secret_file", None)
            if draw(st.booleans()):
                options.pop("region", None)
            service = draw(values.switches())
            ages = draw(st.lists(st.one_of(st.none(), st.integers(1, 10**6)), max_size=4, unique=True))
            rows = []
            for number, age in enumerate(ages):
                row = self._row(draw, options, clients)
                if service.get("late_columns") == "absent":
                    row = {name: value for name, value in row.items() if name not in LATE}
                rows.append(dict(row, age=age, **{NOTE: "row %d" % number}))
            files = {}
            if draw(st.integers(0, 3)):
                files["one.secret"] = (draw(st.sampled_from(values.SECRETS)), draw(st.sampled_from((0o600, 0o644))))
            return Scene(options, service, {"gapis": rows}, files)

        return scene()

    def _row(self, draw, options, clients):
        row, ways = {}, values.ways(draw)
        for field in self.fields:
            if field.wire and field.option:
                way, wanted = draw(ways), options.get(field.arg)
                if way == "same" and wanted is not None:
                    row[field.wire] = draw(values.spelt_otherwise(wanted, self.loose.get(field.arg)))
                elif way != "none":
                    row[field.wire] = draw(values.value_of(field, {"url": st.sampled_from(GWS), "client_id": clients}))
        row.setdefault("url", options["url"])
        row.setdefault("clientid", options["client_id"])
        if row["url"].count("/path") and not row["url"].rstrip("/").endswith("/path"):
            row["url"] = "http://gws/path"
        return row

    def connection(self, stage, scene):
        return {**ops(stage, scene), **stage.world.sql}

    def _group(self, scene, rows):
        given = scene.options
        return [row for row in rows if url(row["url"]) == url(given["url"]) and row["clientid"] == given["client_id"]]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        del wanted["url"], wanted["clientid"]
        return wanted

    def verify(self, promise, done):
        """Every row of the URL and client is as desired; of duplicates, where that is wanted, just the newest is left."""
        scene, given = promise.scene, promise.scene.options
        rows, now = promise.before[self.kind], promise.after[self.kind]
        group, mine = self._group(scene, rows), self._group(scene, now)
        assert [row for row in now if row not in mine] == [row for row in rows if row not in group], "other rows"
        promise.others(kinds=[kind for kind in promise.before if kind != self.kind])
        diff, wanted = done["diff"], self.named(scene, None)
        path = (given.get("secret_file") or "").removeprefix(values.FOLDER)
        if path and not given.get("client_secret") and given["state"] == "present":
            wanted["clientsecret"] = promise.files[path][0].rstrip("\n")
        if given["state"] == "absent":
            assert mine == [] and diff["after"] == {}
            return
        if not group:
            (row,) = mine
            assert row[NOTE] is None and row["created"] and diff["before"] == {}
            assert url(row["url"]) == url(given["url"])
            wanted = {"apikey": "NA", **wanted}
            assert all(row.get(name) is None for name in (*LATE, "apikey", "clientsecret") if name not in wanted)
        elif given.get("remove_duplicates"):
            ages = [row["created"] for row in group if row["created"]]
            assert len(mine) == 1 and mine[0]["created"] == (max(ages) if ages else None)
        else:
            assert len(mine) == len(group)
        old = {row[NOTE]: row for row in group}
        for row in mine:
            for name, value in wanted.items():
                assert alike(value, row[name], url if "url" in name else None), (name, value, row[name])
            for name, value in old.get(row[NOTE], {}).items():
                assert name in wanted or row[name] == value, "%s was not named" % name
        if len(group) == 1:
            promise.truth("before", diff["before"], group[0])
        if len(group) < 2 and done["changed"]:
            promise.truth("after", diff["after"], mine[0])

    def excuse(self, scene, foretold, result, before):
        if result["failure"]["code"] == "secret_file" and "one.secret" not in scene.files:
            return "an earlier task may have to store the secret"
        if result["failure"]["code"] == "secret_file" and "new/" in scene.options["secret_file"]:
            return "an earlier task may have to store the secret"
        return ""


def centers(ids=values.IDS[:2]):
    """Contact centers with their environments."""
    servers = [{"primaryAddress": "cfg.example.com", "primaryPort": 8888}]
    return {
        "environments": [
            {"id": one, "username": "default", "password": values.SECRETS[0], "configServers": servers} for one in ids
        ],
        "contact_centers": [
            {"id": one, "environmentId": one, "domains": ["t-%s" % one[0]], "auth": "configServer"} for one in ids
        ],
    }


class Services(Subject):
    """Service connections."""

    module = "nexus_service"
    database = True
    kind = "services"
    loose = {"url": url}
    moving = ("secret",)
    never_told = ("secret",)

    def scenes(self):
        @st.composite
        def scene(draw):
            apart = {
                "contact_center_id": st.sampled_from(
                    (values.IDS[0], values.IDS[0], values.IDS[0].upper(), values.IDS[1], values.IDS[1], values.IDS[2])
                ),
                "name": st.sampled_from(("PlatformUCS", "PlatformUCS", "platformucs")),
                "secret": st.dictionaries(st.sampled_from("ab"), st.sampled_from(values.SECRETS), max_size=2),
                "tenant_name": st.sampled_from(("t100", "t200")),
                "api_key_name": st.sampled_from(("Cluster API Key",) * 8 + ("no such key",)),
                "tenant_api_key_file": st.just(values.FOLDER + "one.key"),
            }
            options = draw(
                values.options_of(self.fields, apart, draw(st.sampled_from((("url", "secret"), ("url",), ()))))
            )
            options["state"] = draw(STATES)
            rows = []
            places = draw(st.sets(st.tuples(st.sampled_from(values.IDS[:2]), apart["name"]), max_size=3))
            if draw(st.booleans()) and options["contact_center_id"] != values.IDS[2]:
                places.add((options["contact_center_id"].lower(), options["name"]))
            for one in sorted(places):
                wanted = {name: options[name] for name in ("url", "data", "secret") if name in options}
                other = draw(values.options_of(self.fields[2:5], apart, ("url", "data", "secret")))
                same = values.ways(draw)
                mixed = {name: wanted.get(name, other[name]) if draw(same) == "same" else other[name] for name in other}
                mixed["url"] = draw(values.spelt_otherwise(mixed["url"], url))
                rows.append(dict(mixed, ccid=one[0], name=one[1]))
            owner = st.sampled_from((options["contact_center_id"].lower(), values.IDS[1], None))
            keys = [{"id": values.IDS[3], "name": "t100", "tenant": draw(owner)}] if draw(st.booleans()) else []
            files = {"one.key": (draw(st.sampled_from(values.IDS[2:4])) + "\n", 0o600)} if draw(st.booleans()) else {}
            verbs = dict.fromkeys(("service_get", "service_put", "service_delete"), ("on",) * 6 + ("404", "405"))
            verbs["apikey_column"] = ("none", "tenant", "ccid")
            stored = {**centers(), "services": rows, "apikeys": keys}
            return Scene(options, draw(values.switches(**verbs)), stored, files)

        return scene()

    def connection(self, stage, scene):
        return {**ops(stage, scene), **stage.world.sql, "nexus_url": stage.world.emulator.url}

    def target(self, scene, state):
        return next((row for row in state["services"] if self.key(row) == self._place(scene)), None)

    def _place(self, scene):
        return scene.options["contact_center_id"].lower(), scene.options["name"]

    def key(self, row):
        return row["ccid"], row["name"]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        if row is not None:
            wanted.pop("secret", None)  # see more()
        return wanted

    def more(self, promise, done, row, now):
        given = promise.scene.options
        if row is not None and now is not None and done["observed"]:
            rewritten = given.get("secret") is not None and done["changed"]
            assert now["secret"] == (given["secret"] if rewritten else row["secret"])

    def excuse(self, scene, foretold, result, before):
        code, service, present = result["failure"]["code"], scene.service, scene.options["state"] == "present"
        if scene.options["contact_center_id"].lower() not in [row["id"] for row in before["contact_centers"]]:
            return "an earlier task may have to make the contact center"
        if code == "not_offered" and present and service.service_put in MISSING:
            return "that service connections can be changed is not documented"
        unseen = not foretold["observed"]
        if code == "not_offered" and not present and (unseen or service.service_delete in MISSING):
            return "that service connections can be deleted is not documented"
        return ""

    def restless(self, scene, result, after):
        if not result["observed"] or scene.options["state"] == "absent":
            return "what is not there and what nobody can look at is answered the same"
        always = scene.options.get("update_secret") == "always" and scene.options.get("secret")
        return "the secret cannot be compared" if always else ""


class Tenants(Subject):
    """Tenants of Digital Channels."""

    module = "nexus_tenant"
    database = True
    kind = "tenants"
    loose = {"backend_url": url, "id": lower}
    moving = ("token",)
    never_told = ("password",)
    backends = ("http://gws", "http://one.example.com")

    def scenes(self):
        @st.composite
        def scene(draw):
            apart = {
                "id": st.sampled_from((values.IDS[0], values.IDS[0].upper(), values.IDS[1])),
                "name": st.sampled_from(("t100", "T100", "t200")),
                "type": st.just("PureEngage"),
                "backend_url": st.sampled_from(self.backends),
                "username": st.sampled_from((defaults.PERSON_USERNAME, "second")),
                "password": st.just(defaults.PERSON_PASSWORD),
                "api_key_file": st.sampled_from((values.FOLDER + "one.key", values.FOLDER + "new/two.key")),
                "record_file": st.just(values.FOLDER + "one.record"),
            }
            whole = ("name", "backend_url", "username", "password")
            most = draw(st.sampled_from((whole, whole, ("name", "username", "password"), ("username", "password"))))
            options = draw(values.options_of(self.fields, apart, most))
            options["state"] = draw(STATES)
            rows, keys = [], []
            for one in sorted(draw(st.sets(st.sampled_from(values.IDS[:2])))):
                row = draw(values.options_of(self.fields[:7], apart, [field.arg for field in self.fields[:7]]))
                row = {field.wire: row[field.arg] for field in self.fields[:7]}
                same = values.ways(draw)
                for field in self.fields[1:7]:
                    if options.get(field.arg) is not None and draw(same) == "same":
                        row[field.wire] = options[field.arg]
                row.update(id=one, xapikey=one[:35] + "f")
                rows.append(row)
                keys.append({"id": row["xapikey"], "name": row["name"], "tenant": one})
            if options["id"].lower() in [row["id"] for row in rows]:
                options.pop("contact_center_is_new", None)  # a new one has no tenant yet
            files, record = {}, None
            content = draw(st.sampled_from((None, None, values.IDS[2], "Canary-no-api-key")))
            if rows and draw(st.booleans()):
                content = draw(st.sampled_from(rows))["xapikey"]
            if rows and "record_file" not in options and draw(st.booleans()):
                record = (draw(st.sampled_from(values.IDS[:2])), draw(st.sampled_from(rows))["xapikey"])
                files[".one.key.tenant"] = (record_of(*record), 0o600)
            if content:
                files["one.key"] = (content + "\n", draw(st.sampled_from((0o600, 0o600, 0o644))))
            gapis = [
                {"url": one, "clientid": "nexus_client", "clientsecret": SECRET, "apikey": "NA", "age": 1, NOTE: one}
                for one in self.backends
            ]
            client = dict(
                GAPI_CLIENT,
                accessTokenExpirationTimeout=43200,
                refreshTokenExpirationTimeout=43200,
                scope=["*"],
                authorities=[],
                redirectURIs=[],
            )
            verbs = dict.fromkeys(("tenant_get", "tenant_put", "tenant_delete"), ("on", "on", "404"))
            verbs["tenant_get"] += ("on_without_key",)
            verbs["apikey_column"] = ("none", "none", "tenant", "ccid")
            stored = {
                **centers(),
                "tenants": rows,
                "apikeys": keys,
                "gapis": gapis,
                "clients": [client],
                "persons": [{"username": "second", "password": defaults.PERSON_PASSWORD}],
            }
            made = Scene(options, draw(values.switches(**verbs)), stored, files)
            made.with_table = draw(st.integers(0, 3)) > 0
            made.record = record
            return made

        return scene()

    def connection(self, stage, scene):
        return {
            **ops(stage, scene),
            **(stage.world.sql if scene.with_table else {}),
            "nexus_url": stage.world.emulator.url,
            "auth_client_id": "nexus_client",
            "auth_client_secret": SECRET,
        }

    def target(self, scene, state):
        return next((row for row in state["tenants"] if row["id"] == scene.options["id"].lower()), None)

    def key(self, row):
        return row["id"]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        wanted.pop("id")
        return wanted

    def only_named(self, scene):
        """Nothing but its row in nex_apikeys tells of the tenant."""
        return scene.service.tenant_get in MISSING

    def proven(self, promise):
        """The keys of this name that are the contact center's: by the table's column, by what files say, by the user's word.

        Of what files say, all that could; whoever takes one of these has a reason.
        """
        scene, given = promise.scene, promise.scene.options
        rows = [row["id"] for row in promise.before["nex_apikeys"] if row["name"] == given.get("name")]
        owners = {row["xapikey"]: row["id"] for row in promise.before["tenants"]}
        if scene.service.apikey_column != "none":
            return {key for key in rows if owners.get(key) == given["id"].lower()}
        path = given.get("api_key_file", "").removeprefix(values.FOLDER)
        held = scene.files[path][0].strip() if path in scene.files else None
        record = scene.record if path == "one.key" else None
        said = {record[1]} if record and record[0] == given["id"].lower() else set()
        if not record or said:
            said |= {held} if not given.get("contact_center_is_new") or said else set()
        if given.get("adopt_by_name") and not given.get("contact_center_is_new"):
            said |= set(rows)
        return said & set(rows)

    def failed(self, promise, foretold, done):
        """As for any other; and "unproven" is said only where there is a row and nothing speaks for it."""
        super().failed(promise, foretold, done)
        if done["failure"]["code"] != "unproven":
            return
        given = promise.scene.options
        assert given["state"] == "present" and promise.scene.with_table
        assert any(row["name"] == given["name"] for row in promise.before["nex_apikeys"])
        assert self.only_named(promise.scene) or self.target(promise.scene, promise.before) is None
        assert promise.scene.record or len(promise.scene.rows["tenants"]) > 1 or not self.proven(promise)

    def verify(self, promise, done):
        """As for any other; but of a tenant that only its key proves, nothing is known but its name.

        No key but its own gets into its file, or the one that the user's files or word say is its own.
        """
        scene, given = promise.scene, promise.scene.options
        before, after = self.target(scene, promise.before), self.target(scene, promise.after)
        key = given.get("api_key_file", "").removeprefix(values.FOLDER)
        files, present = promise.stage.files(), given["state"] == "present"
        own = {after["xapikey"]} if after else set()
        stored = present and key and done["resource"].get("api_key_stored")
        if present and key and done["observed"] and not stored:
            assert any("Nobody tells the API key" in text for text in done["warnings"])
        if stored:
            assert files[key][0].rstrip("\n") in own | self.proven(promise), "the key of another tenant was stored"
            assert not files[key][1] & 0o077
        records = (".one.key.tenant", "one.record", "new/.two.key.tenant")
        kept = [name for name in promise.files if name not in records and (name != key or not stored)]
        assert all(files[name] == promise.files[name] for name in kept)
        for name in records:
            assert name not in files or not files[name][1] & 0o077
        taken = present and before is None and done["observed"] and done["diff"]["before"]
        named_only = self.only_named(scene) and present and done["observed"] and done["diff"]["before"]
        if taken or named_only:
            assert self.proven(promise), "nothing proves the row of this name"
        if taken:
            assert after is None
        known = not self.only_named(scene) and (scene.service.tenant_get != "on_without_key" or scene.with_table)
        if known and not taken:
            promise.verify_object(done)
            return
        kinds = [kind for kind in promise.before if kind not in ("tenants", "nex_apikeys")]
        promise.others(kinds=kinds)
        others = [row for row in promise.before["tenants"] if row["id"] != given["id"].lower()]
        assert others == [row for row in promise.after["tenants"] if row["id"] != given["id"].lower()]
        if before is not None and present and not done["changed"]:
            assert after == before

    def strays(self, scene, before, after):
        """Its key goes with it."""
        left = [row["xapikey"] for row in after["tenants"]]
        known = [row["xapikey"] for row in before["tenants"]]
        gone = [row for row in before["nex_apikeys"] if row["id"] in known and row["id"] not in left]
        return {"nex_apikeys": gone}

    def newcomers(self, scene, before, after):
        """Its key comes with it."""
        known = [row["xapikey"] for row in after["tenants"]]
        return {"nex_apikeys": [r for r in after["nex_apikeys"] if r["id"] in known and r not in before["nex_apikeys"]]}

    def excuse(self, scene, foretold, result, before):
        code, service, present = result["failure"]["code"], scene.service, scene.options["state"] == "present"
        if (
            code == "refused"
            and present
            and scene.service.tenant_id_field
            not in (
                "either",
                scene.options.get("tenant_id_field", "genesysenantid"),
            )
        ):
            return "how the service spells the field is not documented"
        unseen = not foretold["observed"]
        if code == "not_offered" and (unseen or (present and service.tenant_put or service.tenant_delete) in MISSING):
            return "that tenants can be changed or deleted is not documented"
        return ""

    def restless(self, scene, result, after):
        named = [row["name"] for row in after["nex_apikeys"]]
        if self.only_named(scene) and scene.options.get("name") not in named:
            return "its name in nex_apikeys is all that proves it, and the service has kept another"
        given = scene.options
        kept = given.get("api_key_file") or given.get("record_file") or given.get("adopt_by_name")
        if self.only_named(scene) and scene.service.apikey_column == "none" and not kept:
            return "nothing was kept that proves whose the row of this name is"
        if scene.options["state"] == "absent" and not (scene.with_table and scene.options.get("name")):
            return "what is not there and what nobody can look at is answered the same"
        if scene.options["state"] == "absent" and scene.service.apikey_column == "none" and given.get("name") in named:
            return "a row of this name is left, and nothing proves that it is another tenant's"
        return "" if result["observed"] else "nobody can look at it"


SUBJECTS = [GapiRows, Services, Tenants]
