# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of Genesys Cloud: OAuth clients with their roles, scopes, secrets and credentials, made by this module or by others."""

from __future__ import annotations

import time

from hypothesis import strategies as st

from emulator import cloud_catalogue, defaults
from emulator.cloud_state import iso, seconds

from . import values
from .meaning import alike
from .promise import AMBIGUOUS, Subject
from .rows import without_records
from .scene import Scene

DAY = 86400
PROPERTY = "allowedAddresses"  # a member that the table does not know; the emulator learns it from its seed
NAMES = ("app", "App", "app 2", "\u00fcn\u00efc\u00f6de app")
CREDENTIALS = ("data actions", "other")
IDS = tuple("c5000000-0000-4000-8000-%012d" % number for number in range(1, 4))
ROLES, DIVISIONS = defaults.CLOUD_ROLES, defaults.CLOUD_DIVISIONS
MACHINE = "CLIENT-CREDENTIALS"
GRANTS = ("CODE", "TOKEN", "SAML2-BEARER", "PASSWORD")
OLD = {"SAML2BEARER": "SAML2-BEARER", "CLIENT_CREDENTIALS": MACHINE}
HELD = ("employee", "admin", "Employee", ROLES["employee"], ROLES["admin"].upper(), "SCIM Integration")
NOT_HELD = ("supervisor", "SCIM copy", "nobody", IDS[0])
PLACES = (None, "Home", "sales", "Support", "*", DIVISIONS["Sales"].upper(), "")
DATES = ("2099-12-31T00:00:00Z", "2099-12-31T01:00:00+01:00", "2098-01-01 00:00:00.500Z")
URIS = ("https://one.example.com/callback", "https://two.example.com/callback", "app://desktop/callback")
SCOPES = tuple(cloud_catalogue.SCOPES)[:6]


def role_id(role):
    """The id of a role that is given by its name or id."""
    return next((key for name, key in ROLES.items() if name.lower() == role.lower()), role.lower())


def division_id(division):
    """The id of a division that is given by its name or id, or by nothing."""
    if not division:
        return defaults.CLOUD_HOME_ID
    return next((key for name, key in DIVISIONS.items() if name.lower() == division.lower()), division.lower())


def granted(roles):
    """The roles as pairs of ids."""
    return {(role_id(one["role"]), division_id(one.get("division"))) for one in roles}


def pairs(row):
    """The roles of a client as pairs of ids."""
    return {(one["roleId"], one["divisionId"]) for one in row.get("roleDivisions") or ()}


class Clients(Subject):
    """OAuth clients."""

    module = "genesys_cloud_oauth_client"
    kind = "cloud_clients"
    moving = ("dateModified", "modifiedBy", "secret", "state", "dateToDelete")
    never_told = ("date_modified",)

    def scenes(self):
        @st.composite
        def scene(draw):
            options = self._options(draw)
            rows, files, ages = [("cloud_fields", PROPERTY)], {}, {}
            if draw(st.integers(0, 3)) == 0:
                rows.append(("cloud_organization", {"features": {"hipaa": True}}))
            for number, one in enumerate(IDS[: draw(st.sampled_from((0, 1, 1, 1, 2, 3)))]):
                rows.append(("cloud_clients", self._row(draw, options, one, number)))
            for number, name in enumerate(draw(st.lists(st.sampled_from(CREDENTIALS), max_size=2))):
                rows.append(
                    ("cloud_credentials", {"id": "ca00000%d-0000-4000-8000-000000000000" % number, "name": name})
                )
            if draw(st.booleans()):
                content = draw(st.sampled_from((values.SECRETS[0], values.SECRETS[0], values.SECRETS[2])))
                files["one.secret"] = (content + "\n", draw(st.sampled_from((0o600, 0o600, 0o644))))
                ages["one.secret"] = draw(st.sampled_from((0, 5 * DAY, 500 * DAY)))
            made = Scene(options, draw(values.switches()), {"cloud": rows}, files)
            made.ages, made.no_log = ages, draw(st.integers(0, 3)) == 0
            return made

        return scene()

    def _options(self, draw):
        machine = draw(st.booleans())
        role = st.fixed_dictionaries(
            {"role": st.sampled_from(HELD * 4 + NOT_HELD)}, optional={"division": st.sampled_from(PLACES)}
        )
        apart = {
            "name": st.sampled_from(NAMES),
            "new_name": st.sampled_from(NAMES[1:]),
            "client_id": st.sampled_from((IDS[0], IDS[0].upper(), IDS[1], values.IDS[0])),
            "description": st.sampled_from(("", "first", "\u00fcn\u00efc\u00f6de")),
            "authorized_grant_type": st.sampled_from(
                (MACHINE, MACHINE, "CLIENT_CREDENTIALS") if machine else (*GRANTS, "SAML2BEARER")
            ),
            "access_token_validity_seconds": st.sampled_from((300, 900, 86400, 172800, 200000)),
            "registered_redirect_uris": st.lists(st.sampled_from(URIS), max_size=3),
            "scopes": st.lists(st.sampled_from(SCOPES), min_size=1, max_size=3),
            "roles": st.lists(role, min_size=1, max_size=3),
            "date_to_delete": st.sampled_from(DATES),
            "extra_properties": st.dictionaries(
                st.just(PROPERTY), st.sampled_from(([], ["192.0.2.0/24"], None)), max_size=1
            ),
            "integration_credential_name": st.sampled_from(CREDENTIALS),
            "secret_max_age": st.sampled_from((1, 30)),
            "regenerate_secret_confirm": st.sampled_from((IDS[0], IDS[0].upper(), IDS[1])),
        }
        whole = ("name", "authorized_grant_type", "roles" if machine else "scopes")
        options = draw(
            values.options_of(self.fields, apart, draw(st.sampled_from((whole, whole, ("name",), ("client_id",)))))
        )
        options["state"] = draw(st.sampled_from(("present", "present", "present", "inactive", "absent")))
        if draw(st.integers(0, 9)):  # else as it was drawn: most of it is refused
            options.pop("scopes" if machine else "roles", None)
            if draw(st.booleans()):
                options.pop("client_id" if "name" in options else "name", None)
            if "client_id" in options:
                options.pop("new_name", None)
            if options["state"] != "inactive":
                options.pop("date_to_delete", None)
            if "secret_file" not in options:
                for name in ("secret_max_age", "verify_secret", "regenerate_secret"):
                    options.pop(name, None)
            if "secret_file" not in options or options["state"] != "absent":
                options.pop("remove_secret_file", None)
            options["confirm_delete"] = True
        return options

    def _row(self, draw, options, one, number):
        """A client of the service: near what is wanted, or made by others."""
        ways = values.ways(draw)
        row = {"id": one, "secret": values.SECRETS[0] if number == 0 else values.SECRETS[1]}
        row["name"] = options.get("name") if number == 0 or draw(st.integers(0, 5)) == 0 else None
        row["name"] = row["name"] or draw(st.sampled_from(NAMES))
        grant = OLD.get(options.get("authorized_grant_type"), options.get("authorized_grant_type"))
        row["authorizedGrantType"] = (
            grant if draw(ways) == "same" and grant else draw(st.sampled_from((*GRANTS, MACHINE)))
        )
        plain = {"description": "description", "access_token_validity_seconds": "accessTokenValiditySeconds"}
        plain["registered_redirect_uris"] = "registeredRedirectUri"
        for arg, wire in plain.items():
            way = draw(ways)
            if way == "same" and options.get(arg) is not None:
                row[wire] = draw(values.spelt_otherwise(options[arg]))
            elif way == "other":
                row[wire] = {
                    "description": "other",
                    "accessTokenValiditySeconds": 600,
                    "registeredRedirectUri": [URIS[2]],
                }[wire]
        if row["authorizedGrantType"] == MACHINE:
            roles = granted(options.get("roles") or ()) if draw(ways) == "same" else set()
            known = {pair for pair in roles if pair[0] in ROLES.values()}
            known = known or {(ROLES[draw(st.sampled_from(("employee", "admin", "supervisor")))], DIVISIONS["Sales"])}
            row["roleDivisions"] = [
                {"roleId": role, "divisionId": place} for role, place in draw(st.permutations(sorted(known)))
            ]
        else:
            same = options.get("scopes") if draw(ways) == "same" else None
            row["scope"] = draw(st.permutations(sorted(set(same or [draw(st.sampled_from(SCOPES))]))))
        held = {pair["roleId"] for pair in row.get("roleDivisions", ())}
        if row.get("accessTokenValiditySeconds", 0) > 2 * DAY and held != {ROLES["SCIM Integration"]}:
            row["accessTokenValiditySeconds"] = 2 * DAY  # no service keeps what it refuses
        if draw(st.booleans()):
            row[PROPERTY] = draw(st.sampled_from((["192.0.2.0/24"], [], ["198.51.100.7"])))
        age = draw(st.sampled_from((1, 1, 10, 400)))
        row["dateCreated"] = iso(time.time() - age * DAY)
        row["state"] = draw(st.sampled_from(("active",) * 5 + ("inactive", "inactive", "disabled")))
        if row["state"] == "inactive":
            row["dateToDelete"] = draw(st.sampled_from((iso(time.time() + 3 * DAY), "2099-12-31T00:00:00.000Z")))
        return row

    def connection(self, stage, scene):
        return stage.world.cloud

    def target(self, scene, state):
        given, rows = scene.options, state[self.kind]
        if given.get("client_id"):
            return next((row for row in rows if row["id"] == given["client_id"].lower()), None)
        names = (
            {given["name"], given["new_name"]} if given.get("new_name") and given["state"] != "x" else {given["name"]}
        )
        found = [row for row in rows if row["name"] in names]
        return AMBIGUOUS if len(found) > 1 else found[0] if found else None

    def key(self, row):
        return row["id"]

    def named(self, scene, row):
        given = scene.options
        if given["state"] == "absent" or row is None and given["state"] == "inactive":
            return {}
        wanted = {"state": "inactive" if given["state"] == "inactive" else "active"}
        for field in self.fields:
            value = given.get(field.arg)
            if field.wire and field.option and value is not None and field.arg not in ("client_id", "roles"):
                wanted[field.wire] = value
        if given.get("new_name"):
            wanted["name"] = given["new_name"]
        grant = given.get("authorized_grant_type")
        if grant:
            wanted["authorizedGrantType"] = OLD.get(grant, grant)
        if given.get("roles") is not None:
            wanted["roleDivisions"] = [{"roleId": one, "divisionId": place} for one, place in granted(given["roles"])]
        if scene.service.cloud_date_to_delete == "ignore":
            wanted.pop("dateToDelete", None)
        return {**wanted, **(given.get("extra_properties") or {})}

    def member_is(self, wire, wanted, actual, row):
        if wire == "dateToDelete":
            return seconds(wanted.replace(" ", "T")) == seconds(actual)
        if wire == "accessTokenValiditySeconds" and actual == DAY:
            return True  # the service takes no longer time for some roles; a warning says so
        if wanted in ("", [], None) and actual in ("", [], None):
            return True
        return super().member_is(wire, wanted, actual, row)

    def kept(self, scene, wire, value, actual):
        grant = scene.options.get("authorized_grant_type")
        if grant and wire in ("scope", "roleDivisions") and actual is None:
            return (wire == "scope") is (OLD.get(grant, grant) == MACHINE)  # they go with the grant type
        if wire == "accessTokenValiditySeconds" and actual == DAY and value > 2 * DAY:
            return True
        return value in ("", []) and actual in (None, "", []) or super().kept(scene, wire, value, actual)

    def may_be_none(self, scene):
        return scene.options["state"] == "inactive"

    def is_there(self, scene, row):
        """An old client that is to be absent cannot go any further than to wait for its day."""
        if scene.options["state"] != "absent" or row["state"] != "inactive":
            return True
        old = time.time() - seconds(row["dateCreated"]) >= 30 * DAY
        return not old or seconds(row["dateToDelete"]) > time.time() + 8 * DAY

    def cannot_go(self, scene, row):
        return scene.service.cloud_date_to_delete == "ignore" and row["state"] == "inactive"

    def shown(self, field, row):
        if field.arg == "roles":
            return pairs(row) or None
        if field.arg in ("scopes", "registered_redirect_uris", "description"):
            return row.get(field.wire) or None
        return row.get(field.wire)

    def tells(self, side, arg, told, actual):
        if arg == "roles":
            return {(one["role_id"], one["division_id"]) for one in told or ()} == (actual or set())
        if side == "after" and arg in ("date_modified", "modified_by", "self_uri", "date_created", "created_by"):
            return True  # the service's own; what check mode foretells cannot have it
        if arg == "date_to_delete":
            if side == "after" and (told is None) is not (actual is None):
                return told is None or actual is None
            return (told is None and actual is None) or abs(seconds(told.replace(" ", "T")) - seconds(actual)) < 1
        return told in ("", [], None) and actual in ("", [], None) or alike(told, actual)

    def unknown(self, scene):
        ignored = scene.service.cloud_date_to_delete == "ignore"
        return ("client_id", *(("date_to_delete",) if ignored else ()))

    def lasting(self, files):
        return without_records(files)

    def spared(self, scene, kind, row):
        return kind == "cloud_credentials" and row["name"] == scene.options.get("integration_credential_name")

    def more(self, promise, done, row, now):
        """Secrets change when that was asked for, and only then; the file holds the client's, the credential the file's."""
        given, files = promise.scene.options, without_records(promise.stage.files())
        name = given.get("secret_file", "").removeprefix(values.FOLDER)
        anew = now is not None and (row is None or row["secret"] != now["secret"])
        if not anew:
            before = without_records(promise.files)
            if given.get("remove_secret_file") and now is None:
                before.pop(name, None)  # stays where nothing shows that it is of a client that is gone
                files.pop(name, None)
            assert files == before
        elif name:
            assert files[name][0] == now["secret"] + "\n" and not files[name][1] & 0o077
        if row is not None and anew:
            assert given.get("regenerate_secret", "never") != "never" or given.get("secret_max_age")
            assert given["state"] == "present"
        mine = [
            one for one in promise.after["cloud_credentials"] if self.spared(promise.scene, "cloud_credentials", one)
        ]
        old = [
            one for one in promise.before["cloud_credentials"] if self.spared(promise.scene, "cloud_credentials", one)
        ]
        if given["state"] == "inactive":
            assert mine == old
        elif given["state"] == "present" and given.get("integration_credential_name"):
            assert len(mine) == 1
            if anew or mine != old:
                held = now["secret"] if anew else files[name][0].removesuffix("\n")
                assert mine[0]["credentialFields"] == {"clientId": now["id"], "clientSecret": held}
                tried = given.get("verify_secret") and now["authorizedGrantType"] == MACHINE
                assert held == now["secret"] or not tried  # whose file holds another one was told so

    def only_done(self, scene):
        return ("but made",) if scene.service.cloud_date_to_delete == "ignore" else ()

    def excuse(self, scene, foretold, result, before):
        if scene.service.cloud_tokens_me == "404" and "role" in result["msg"]:
            return "which roles the caller has is not told"
        return ""

    def restless(self, scene, result, after):
        if scene.options.get("regenerate_secret") == "always" and scene.options["state"] == "present":
            return "a new secret at each run is what was asked for"
        if scene.options.get("date_to_delete") and scene.service.cloud_date_to_delete == "ignore":
            return "the service takes another date; a warning said so"
        return ""


SUBJECTS = [Clients]
