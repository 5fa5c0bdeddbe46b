# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of a whole tenant: documents with random parts, over what an earlier document, other tenants and people made."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from emulator import defaults
from integration.support.sample import SECRET

from . import values
from .of_auth import AuthClients
from .of_contact_center import ContactCenters, Settings
from .of_environment import DataCenters, Environments
from .of_nexus import MISSING, GapiRows, Services, Tenants, centers
from .promise import ASSUMED, SHUT_OUT, Subject
from .rows import ops
from .scene import NEWER, NOTE, Scene

TENANT, OTHER = values.IDS[:2]
OTHER_KEY = OTHER[:35] + "f"
CLIENT = "nexus_client"
PARTS = {
    "API client": AuthClients(),
    "environment": Environments(),
    "contact center": ContactCenters(),
    "data center": DataCenters(),
    "setting": Settings(),
    "row of nex_gapis": GapiRows(),
    "service connection": Services(),
    "tenant": Tenants(),
}
GWS = "http://gws"
ORIGINS = Settings.origins[:5]
DRIFTS = ("description", "grant", "setting", "more settings", "server", "domain", "row", "newer", "twin")


def _members(part, without=(), **apart):
    """Options of one part as the document has them."""
    fields = [f for f in PARTS[part].fields if f.option and f.arg not in without]
    return values.options_of(fields, apart)


class Documents(Subject):
    """Whole tenants."""

    module = "genesys_tenant"
    database = True
    shapes = Environments.shapes + ContactCenters.shapes + DataCenters.shapes

    def scenes(self):
        @st.composite
        def scene(draw):
            folder = draw(st.sampled_from((None, values.FOLDER + "secrets")))
            first, other = self.document(draw, folder), self.document(draw, folder)
            taken = [name for name in other if "secret" not in name and draw(st.integers(0, 2)) == 0]
            wanted = {**first, **{name: other[name] for name in taken}}
            wanted["state"] = draw(st.sampled_from(("present", "present", "present", "absent")))
            if draw(st.integers(0, 9)) == 0:
                wanted["validate_only"] = True
            if draw(st.integers(0, 3)) == 0:
                wanted["when_unobservable"] = draw(st.sampled_from(("send", "assume_present")))
            others = self.others("t100" if draw(st.integers(0, 5)) == 0 else "other")
            made = Scene(wanted, draw(values.switches(**self.answers())), others)
            if draw(st.booleans()):
                made.first = first
                made.drifts = draw(st.sets(st.sampled_from(DRIFTS), max_size=3))
            return made

        return scene()

    @staticmethod
    def answers():
        """The positions of those switches that are to be more often as a whole tenant needs them."""
        offered = dict.fromkeys(OFFERED, ("on", "on", "on", "404"))
        return {
            **offered,
            "put_environment": ("on", "merge", "replace", "405"),
            "put_contact_center": ("on", "replace", "merge", "405"),
            "tenant_id_field": ("either", "genesysenantid"),
            "gateway": (False, False, True),
            "cors_api": (False, False, False, True),
            "server_chosen_ids": (False, False, False, True),
            "gapis_cached": (False, False, False, True),
            "second_tenant": ("same_key", "new_key"),
            "late_columns": ("keep", "present"),
            "apikey_column": ("none", "none", "tenant", "ccid"),
        }

    def document(self, draw, folder):
        """A document: the parts of the environment service always, those of Digital Channels often."""
        secret = {} if folder else {"client_secret": SECRET}
        client = {
            "client_id": CLIENT,
            "redirect_uris": draw(st.lists(st.sampled_from(values.URLS), max_size=2)),
            **secret,
        }
        made = {"tenant_id": TENANT, "auth_clients_list": [client]}
        without = ("client_secret", "secret_file", "update_secret", "client_type", "strict")
        for name in draw(st.sampled_from(((), ("second",), ("second", "third")))):
            item = draw(_members("API client", without, client_id=st.just(name)))
            shared, state = draw(st.booleans()), draw(st.sampled_from(("present", "present", "absent")))
            made["auth_clients_list"].append(dict(item, shared=shared, state=state, client_secret=values.SECRETS[1]))
        made.update({"auth_clients_secret_dir": folder} if folder else {"digital_channels_client_secret": SECRET})
        made["auth_clients_remove_secret_files"] = draw(st.booleans())
        server = {
            "primary_address": st.sampled_from(("cfg.example.com", "CFG.example.com")),
            "locations": st.just("/USW1"),
        }
        environment = draw(_members("environment", ("id", "config_servers"), username=st.just("default")))
        servers = next(field for field in PARTS["environment"].fields if field.arg == "config_servers")
        one = draw(values.options_of([part for part in servers.fields if "backup" not in part.arg], server))
        environment.update(username="default", password="Canary-configuration", config_servers=[one])
        made["tenant_environment"] = environment
        domains = st.lists(st.sampled_from(("t100", "T100", "t200")), min_size=1, max_size=2)
        made["tenant_contact_center"] = {"domains": draw(domains)}
        places = draw(st.sets(st.sampled_from(("/usw1", "/USE1")), max_size=2))
        made["tenant_data_centers"] = [
            {"location": place, "entry_point": draw(st.sampled_from(values.URLS[:4])), **self._state(draw)}
            for place in sorted(places)
        ]
        made["tenant_remove_data_centers"] = draw(st.booleans())
        made["tenant_cors_origins"] = draw(st.lists(st.sampled_from(ORIGINS), max_size=3))
        made["tenant_cors_list_mode"] = draw(st.sampled_from(("merge", "merge", "replace", "remove")))
        made["tenant_settings"] = [
            self._setting(draw, name) for name in sorted(draw(st.sets(st.sampled_from(("one", "two", "a.list")))))
        ]
        if draw(st.integers(0, 3)):
            self._digital_channels(draw, made)
        return made

    @staticmethod
    def _state(draw):
        return draw(st.sampled_from(({}, {}, {"state": "absent"}, {"state": "present"})))

    def _setting(self, draw, name):
        kind = draw(
            st.sampled_from(({"value": "one"}, {"value": "two, three"}, {"values": ["b", "a"]}, {"values": []}))
        )
        place = draw(st.sampled_from(({}, {"location": "/usw1"})))
        more = draw(_members("setting", ("contact_center_id", "name", "location", "value", "values")))
        return {"name": name, **kind, **place, **more, **self._state(draw)}

    def _digital_channels(self, draw, made):
        made["digital_channels_gapis"] = [
            {"url": one, **self._row(draw)} for one in draw(st.sampled_from(((GWS,), (GWS, "http://two"))))
        ]
        made["digital_channels_chat_service_uri"] = draw(st.sampled_from(("", values.URLS[0], values.URLS[4])))
        names = sorted(draw(st.sets(st.sampled_from(("PlatformUCS", "Other")))))
        made["digital_channels_services"] = [
            {
                "name": name,
                "url": draw(st.sampled_from(values.URLS[:3])),
                "data": draw(values.OBJECTS),
                "secret": {"a": values.SECRETS[2]},
            }
            for name in names
        ]
        made["digital_channels_tenant"] = {
            "name": "t100",
            "backend_url": GWS,
            "username": defaults.PERSON_USERNAME,
            "password": defaults.PERSON_PASSWORD,
        }
        if draw(st.booleans()):
            made["digital_channels_api_key_file"] = values.FOLDER + "secrets/t100.key"
            made["digital_channels_remove_secret_files"] = draw(st.booleans())
        else:
            proof = ({"record_file": values.FOLDER + "t100.record"}, {"adopt_by_name": True}, {})
            made["digital_channels_tenant"].update(draw(st.sampled_from(proof)))

    @staticmethod
    def _row(draw):
        return {
            **draw(st.sampled_from(({}, {"region": "/usw1"}, {"gapi_key": values.SECRETS[3]}))),
            **draw(st.sampled_from(({}, {"shared": False}, {"shared": True}, {"remove_duplicates": True}))),
        }

    @staticmethod
    def others(name="other"):
        """What another tenant has. name: of its tenant of Digital Channels."""
        client = {"client_id": "other_client", "client_secret": values.SECRETS[0], "name": "x", "internalClient": False}
        client.update(authorizedGrantTypes=["password"], scope=["*"], accessTokenExpirationTimeout=1, createdAt=1)
        rows = centers((OTHER,))
        rows["environments"][0].update(
            configServers=[{"primaryAddress": "other.example.com", "primaryPort": 1}], proxyPort=7
        )
        rows["settings"] = [
            {"contactCenterId": OTHER, "name": name, "location": "/", "value": "theirs", "shared": True}
            for name in ("one", "cors-origins", "chat-service-uri")
        ]
        rows["data_centers"] = [{"location": "/other", "entryPoint": "https://other.example.com", "readOnly": True}]
        key = OTHER_KEY
        rows["tenants"] = [
            {
                "id": OTHER,
                "name": name,
                "type": "PureEngage",
                "backendurl": GWS,
                "username": "u",
                "token": "t",
                "xapikey": key,
            }
        ]
        rows["tenants"][0]["genesysenantid"] = 3
        rows["apikeys"] = [{"id": key, "name": name, "tenant": OTHER}]
        rows["services"] = [
            {"ccid": OTHER, "name": "PlatformUCS", "url": GWS, "data": {}, "secret": {"a": values.SECRETS[0]}}
        ]
        rows["gapis"] = [
            {"url": GWS, "clientid": "other_client", "clientsecret": values.SECRETS[0], "age": 5, NOTE: "theirs"}
        ]
        rows["clients"] = [client]
        return rows

    def connection(self, stage, scene):
        return {**ops(stage, scene), **stage.world.sql, "nexus_url": stage.world.emulator.url}

    def prepare(self, promise):
        """What an earlier document made, and what people changed since."""
        scene, stage = promise.scene, promise.stage
        if scene.first is None:
            return
        options = {**self.connection(stage, scene), **stage.resolved(scene.first)}
        stage.world.run(self.module, **options)
        stage.settle()
        with stage.app.store.lock:
            for drift in sorted(scene.drifts):
                self.drift(stage, drift)

    @staticmethod
    def drift(stage, drift):
        store, database = stage.app.store, stage.app.database
        client, center = store.clients.get("second"), store.contact_centers.rows.get(TENANT)
        environment = store.environments.rows.get(TENANT)
        if drift == "description" and client:
            client.update(description="by hand", redirectURIs=["https://hand.example.com"])
        elif drift == "grant" and client:
            client["authorizedGrantTypes"] = ["implicit"]
        elif drift == "setting" and center:
            for key in [key for key in store.settings.rows if key[0] == TENANT][:1]:
                store.settings.rows[key]["value"] = "https://hand.example.com"
        elif drift == "more settings" and center:
            row = {"contactCenterId": TENANT, "name": "by.hand", "location": "/", "value": "x", "shared": False}
            store.settings.rows[TENANT, "by.hand", "/"] = row
        elif drift == "server" and environment:
            environment["configServers"][0].update(primaryPort=4711, initDb=True)
        elif drift == "domain" and center:
            center["domains"] = [name for name in center["domains"] if name != "by-hand"] + ["by-hand"]
        elif drift == "newer" and environment and center:
            environment[NEWER] = center[NEWER] = {"kept": [1]}
        elif drift == "twin" and environment:  # another tenant's environment on the same Configuration Server
            store.environments.rows[OTHER]["configServers"][0]["primaryAddress"] = "cfg.example.com"
        elif drift == "row":
            database.query("UPDATE nex_gapis SET region = '/hand', note = 'kept' WHERE clientid = %s", (CLIENT,))

    # -- what has to come of it

    def excuse(self, scene, foretold, result, before):
        code, service, failure = result["failure"]["code"], scene.service, result["failure"]
        part = failure.get("part", "")
        if code == "not_offered":
            return "not documented"
        if "CORS API" in result["msg"] and service.cors_api or service.gapis_cached and "GWS" in result["msg"]:
            return "not documented"
        if "is used by" in result["msg"] and service.environment_delete == "refuse":
            return "not documented"
        unsure = any("which should be unique" in text for text in foretold.get("warnings", ()))
        if code == "conflict" and unsure:
            return "check mode warned of it"
        if service.server_chosen_ids or part.startswith("tenant") and foretold["changed"]:
            return "what an earlier part makes is not known to check mode"
        return ""

    def failed(self, promise, foretold, done):
        """The same part failed; a real run has done those before it."""
        assert foretold["failure"].get("part") == done["failure"].get("part")
        self.stopped(promise, foretold, done)

    def stopped(self, promise, foretold, done):
        """What was done until then is what was foretold, but for parts that nobody could look at."""
        if not promise.scene.service.server_chosen_ids:
            later = seen_later(foretold, done)
            for step, told in zip(story(done, later), story(foretold, later), strict=False):
                assert step == told, (step, told)

    def comparable(self, scene, foretold, done):
        """As for one object: without the parts that nobody could look at, and that are there already or cannot be removed."""
        parts = foretold["resources"] if scene.options["state"] == "absent" else done["resources"]
        unseen = [part["name"] for part in parts if not part.get("observed", True)]
        unseen = [name for name in unseen if scene.options["state"] == "absent" or name not in changes(done)]
        unseen = {*unseen, *seen_later(foretold, done)}
        left = self._kept(scene)
        shut_out = any(SHUT_OUT in text for text in foretold.get("warnings", ()))
        compared = []
        for made in (foretold, done):
            diffs = [one for one in made.get("diff", []) if one["after_header"] not in unseen]
            diffs = [one for one in diffs if not one["after_header"].startswith(left)]
            diffs = [one for one in map(of_its_key, diffs) if one] if shut_out else diffs
            compared.append([without_ids(one) for one in diffs] if scene.service.server_chosen_ids else diffs)
        return compared

    @staticmethod
    def _kept(scene):
        """How those begin that the service does not remove: check mode cannot know."""
        if scene.options["state"] != "absent":
            return ()
        return tuple(kind + " " for kind, switch in REMOVED.items() if getattr(scene.service, switch) in MISSING)

    def rests(self, promise, again):
        """There is nothing to do but for what nobody can look at."""
        unseen = [part["name"] for part in again["resources"] if not part.get("observed", True)]
        moved = [diff for diff in again.get("diff", []) if diff["after_header"] not in unseen]
        moved = [diff for diff in moved if not diff["after_header"].startswith(self._kept(promise.scene))]
        assert moved == [], "changed again: %s" % moved
        refused = [one for one in again.get("stays", ()) if one["code"] == "not_offered"]
        assert unseen or refused or promise.wrote == [], "wrote again: %s" % promise.wrote

    def restless(self, scene, result, after):
        if any("From now on, give its id" in text for text in result.get("warnings", ())):
            return "the service chose another id, which has to be given"
        blind = [part for part in result["resources"] if not part.get("observed", True)]
        lost = any(scene.options["state"] == "absent" or part["action"] == "delete" for part in blind)
        return "what is not there and what nobody can look at is answered the same" if lost else ""

    blindly = "is not known. It is"  # said in one way before, and in another of what turns out to be there

    def only_done(self, scene):
        more = ("its value was emptied",) if scene.service.setting_delete in ("404", "405") else ()
        if scene.service.server_chosen_ids:
            more += ("From now on, give its id",)
        return (self.blindly, *more)

    def only_foretold(self, scene):
        return (*super().only_foretold(scene), "which should be unique", self.blindly)

    def verify(self, promise, done):
        """Each part is as it was asked for; everything else is as it was."""
        scene = promise.scene
        if scene.options.get("validate_only"):
            promise.nothing_written(done, "validation")
            return
        for kind, rows in promise.before.items():
            if isinstance(rows, list):
                left = [row for row in rows if self.is_other(kind, row)]
                now = [row for row in promise.after[kind] if self.is_other(kind, row)]
                assert now == left, "%s: %s became %s" % (kind, left, now)
        if scene.options["state"] == "present" and not scene.service.server_chosen_ids:
            for part, options in self.named(scene.options):
                self._part_is(promise, done, part, options)

    @staticmethod
    def is_other(kind, row):
        """The row belongs to another tenant, or to nobody of this document."""
        if kind in ("environments", "contact_centers", "tenants"):
            return row["id"] == OTHER
        if kind == "settings":
            return row["contactCenterId"] == OTHER
        if kind == "services":
            return row["ccid"] == OTHER
        if kind == "clients":
            return row["client_id"] == "other_client"
        if kind == "data_centers":
            return row["location"] == "/other"
        if kind == "nex_gapis":
            return row["clientid"] == "other_client"
        if kind == "nex_apikeys":
            return row["name"] != "t100" or row["id"] == OTHER_KEY
        return True

    @staticmethod
    def named(doc):
        """(kind of part, its options) for each part that is to be there."""
        for item in doc["auth_clients_list"]:
            yield "API client", item
        yield "environment", dict(doc["tenant_environment"], id=TENANT)
        yield "contact center", dict(doc["tenant_contact_center"], id=TENANT, environment_id=TENANT)
        for item in doc["tenant_data_centers"]:
            yield "data center", item
        for item in doc["tenant_settings"]:
            yield "setting", dict(item, contact_center_id=TENANT)
        if doc.get("digital_channels_chat_service_uri"):
            value = doc["digital_channels_chat_service_uri"]
            yield "setting", {"contact_center_id": TENANT, "name": "chat-service-uri", "value": value, "shared": False}
        for item in doc.get("digital_channels_services", ()):
            yield "service connection", dict(item, contact_center_id=TENANT)
        if doc.get("digital_channels_tenant"):
            yield "tenant", dict(doc["digital_channels_tenant"], id=TENANT)

    def _part_is(self, promise, done, part, options):
        subject = PARTS[part]
        scene = Scene(dict(options, state=options.get("state", "present")), promise.scene.switches)
        told = [one for one in done["resources"] if one["kind"] == part and not one.get("observed", True)]
        if told or part == "tenant" and promise.scene.service.tenant_get == "404":
            return  # nobody can look at it, so that it may have been left as it was
        row, now = subject.target(scene, promise.before), subject.target(scene, promise.after)
        if scene.options["state"] == "absent":
            assert now is None or not subject.is_there(scene, now), (part, options)
            return
        if now is None:
            assert subject.may_be_none(scene), (part, options)
            return
        wanted = subject.named(scene, row)
        for wire, value in wanted.items():
            assert subject.member_is(wire, value, now.get(wire), row), (part, wire, value, now.get(wire))
        for wire, value in (row or {}).items():
            if wire not in wanted and wire not in subject.moving and value is not None:
                assert subject.kept(scene, wire, value, now.get(wire)), (part, wire, value, now.get(wire))


def changes(result):
    """The names of what was changed."""
    return [part["name"] for part in result["resources"] if part["changed"]]


def story(result, without=()):
    """What was done to what, as far as it can be seen. without: names of what is left out."""
    parts = [part for part in result.get("resources", ()) if part.get("observed", True) and part["name"] not in without]
    return [(part["kind"], part["name"], part["action"], part["changed"]) for part in parts]


def seen_later(foretold, done):
    """Names of what a real run can look at only after it has made the contact center, or the login.

    What is sent blindly anyway may turn out to be there; what check mode takes for present it has to warn of.
    """
    center = any(
        part["kind"] == "contact center" and part["action"] == "create" for part in foretold.get("resources", ())
    )
    seen = {part["name"] for part in done.get("resources", ()) if part.get("observed", True)}
    return {
        part["name"]
        for part in foretold.get("resources", ())
        if not part.get("observed", True)
        and part["name"] in seen
        and (center if part["changed"] else _warned(part, foretold))
    }


def _warned(part, foretold):
    return any(part["name"] in text and ASSUMED in text for text in foretold.get("warnings", ()))


def of_its_key(diff):
    """A tenant's diff, of which only the key was looked at: None where it stays. Any other part's diff is whole."""
    if not diff["after_header"].startswith("tenant "):
        return diff
    told = {side: {"api_key_stored": diff[side].get("api_key_stored")} for side in ("before", "after")}
    return dict(diff, **told) if told["before"] != told["after"] else None


def without_ids(diff):
    """What can be foretold where the service chooses the ids."""
    told = {side: {k: v for k, v in diff[side].items() if not k.endswith("id")} for side in ("before", "after")}
    return dict(told, kind=UUID.sub("", diff["after_header"]))


UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
REMOVED = {"tenant": "tenant_delete", "service connection": "service_delete", "data center": "data_center_delete"}
OFFERED = (
    "get_by_id",
    "setting_delete",
    "data_center_get",
    "data_center_put",
    "data_center_delete",
    "tenant_get",
    "tenant_put",
    "tenant_delete",
    "service_get",
    "service_put",
    "service_delete",
)
SUBJECTS = [Documents]
