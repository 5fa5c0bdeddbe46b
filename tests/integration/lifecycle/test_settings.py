# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings, above all the list of CORS origins: merged, reduced or replaced without touching what is not named."""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, OTHER_ID, SECRET

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
START = "https://gws.example.com, https://gauth.example.com"


def seed(world, value=START, **more):
    row = {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "shared": "true", "value": value}
    world.control.seed(
        environments=[ENVIRONMENT], contact_centers=[CENTER], settings=[dict(row, **more)] if value is not None else []
    )


def run(world, check=False, **given):
    given.setdefault("name", "cors-origins")
    return world.run("genesys_setting", check=check, **ops(world, Switches()), contact_center_id=CCID, **given)


def value(world):
    return world.state()["settings"][0]["value"]


@pytest.mark.parametrize(
    ("mode", "values", "result"),
    [
        ("merge", ["https://wwe.example.com"], START + ", https://wwe.example.com"),
        ("merge", ["https://WWE.example.com/", "https://wwe.example.com:443"], START + ", https://wwe.example.com"),
        ("merge", ["HTTPS://GWS.example.com/"], START),
        ("merge", [], START),
        ("remove", ["https://GWS.EXAMPLE.com:443/"], "https://gauth.example.com"),
        ("remove", ["https://none.example.com"], START),
        ("replace", ["https://gauth.example.com", "https://gws.example.com/"], START),
        (
            "replace",
            ["https://gauth.example.com", "https://new.example.com"],
            "https://gauth.example.com, https://new.example.com",
        ),
        ("replace", [], ""),
    ],
)
def test_list_modes(world, mode, values, result):
    seed(world)
    foretold = run(world, check=True, values=values, list_mode=mode)
    assert value(world) == START
    done = run(world, values=values, list_mode=mode)
    assert value(world) == result
    assert done["changed"] is foretold["changed"] is (result != START)
    assert done["diff"] == foretold["diff"]
    writes = len(world.writes())
    assert run(world, values=values, list_mode=mode)["changed"] is False
    assert len(world.writes()) == writes


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example.com,https://b.example.com",
        "https://a.example.com ,  https://b.example.com",
        "https://a.example.com, https://b.example.com,",
    ],
)
def test_the_service_s_own_spelling_stays_when_nothing_changes(world, text):
    seed(world, text)
    assert (
        run(world, values=["https://B.example.com", "https://a.example.com/"], list_mode="replace")["changed"] is False
    )
    assert run(world, values=["https://b.example.com"])["changed"] is False
    assert value(world) == text
    assert not world.writes()


def test_merging_leaves_shared_and_other_settings_alone(world):
    seed(world)
    other = {
        "contactCenterId": CCID,
        "name": "cors-origins",
        "location": "/USW1",
        "shared": False,
        "value": "https://x.example.com",
    }
    world.control.seed(settings=[other])
    assert run(world, values=["https://wwe.example.com"])["changed"]
    by_place = {row["location"]: row for row in world.state()["settings"]}
    assert by_place["/"]["shared"] is True
    assert by_place["/USW1"] == other


@pytest.mark.parametrize("shown", ["bool", "string"])
@pytest.mark.parametrize("shared", [True, False])
def test_shared_as_text_is_the_same(world, shown, shared):
    world.control.switches(settings_shared=shown)
    seed(world, shared=shared)
    assert run(world, value=START, shared=shared)["changed"] is False
    assert run(world, value=START, shared=not shared)["changed"] is True
    assert run(world, value=START, shared=not shared)["changed"] is False


@pytest.mark.parametrize("deletion", ["404", "405", "on"])
def test_absent_removes_or_empties(world, deletion):
    world.control.switches(setting_delete=deletion)
    seed(world)
    result = run(world, state="absent")
    assert result["changed"]
    assert bool(result.get("warnings")) is result.get("emptied", False) is (deletion != "on")
    assert [row["value"] for row in world.state()["settings"]] == ([] if deletion == "on" else [""])
    assert run(world, state="absent")["changed"] is False


@pytest.mark.parametrize("code", [200, 404])
def test_a_contact_center_that_is_not_there(world, code):
    world.control.switches(missing_code=code)
    looked = run(world, check=True, value="x")
    assert looked["changed"]
    assert CCID in looked["warnings"][0]
    result = run(world, value="x")
    assert result["failure"]["code"] == "not_found"
    assert result["failure"]["field"] == "contact_center_id"
    assert CCID in result["msg"]
    assert run(world, state="absent")["changed"] is False


@pytest.mark.parametrize("accepted", ["refuse", "accept"])
def test_the_token_of_a_tenant_s_person(world, accepted):
    world.control.switches(person_bearer=accepted)
    seed(world)
    world.control.seed(clients=[GAPI_CLIENT])
    token = world.control.token("nexus_client", "%s\\%s" % (CCID, defaults.PERSON_USERNAME))
    given = {
        "environment_url": world.emulator.url,
        "access_token": token,
        "contact_center_id": CCID,
        "name": "cors-origins",
    }
    result = world.run("genesys_setting", values=["https://new.example.com"], **given)
    assert result.get("failure", {}).get("code") == ("forbidden" if accepted == "refuse" else None)
    assert ("new" in value(world)) is (accepted == "accept")


@pytest.mark.parametrize("how", ["ops", "client", "expired", "person and client"])
def test_every_way_to_authorise(world, how):
    """Ops by Basic, a token of the client, one that has expired and is obtained anew."""
    seed(world)
    world.control.seed(clients=[GAPI_CLIENT])
    url = {"auth_url": world.emulator.url}
    client = {"auth_client_id": "nexus_client", "auth_client_secret": SECRET}
    given = {
        "ops": ops(world, Switches()),
        "client": {**url, **client},
        "expired": {**url, **client, "access_token": OTHER_ID},
        "person and client": {**url, **client, "access_token": world.control.token("nexus_client")},
    }[how]
    result = world.run(
        "genesys_setting", contact_center_id=CCID, name="cors-origins", values=["https://new.example.com"], **given
    )
    assert result["changed"], result.get("msg")
    refused = [entry["path"] for entry in result["requests"] if entry["status"] == 401]
    assert len(refused) == (1 if how == "expired" else 0)


@pytest.mark.parametrize("mode", ["merge", "replace", "remove"])
def test_the_first_list_of_a_contact_center_whose_settings_are_empty_data(world, mode):
    """Success and no data is an empty list; check mode foretells it, and the real run does it."""
    world.control.switches(empty_lists="empty_data")
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    told = [run(world, check, values=["https://new.example.com"], list_mode=mode) for check in (True, False, False)]
    assert [one.get("failed") for one in told] == [None] * 3
    assert [one["changed"] for one in told] == ([False] * 3 if mode == "remove" else [True, True, False])
    assert told[0]["diff"] == told[1]["diff"]
    assert [row["value"] for row in world.state()["settings"]] == (
        [] if mode == "remove" else ["https://new.example.com"]
    )


@pytest.mark.parametrize(
    "body",
    [
        {"status": {"code": 0}},
        {"status": {"code": 0}, "data": None},
        {"status": {}, "data": {}},
        {"data": {}},
        {"status": {"code": 0}, "data": {"settings": None}},
        {"status": {"code": 0}, "data": {"settings": {}}},
        {"status": {"code": 0}, "data": {"setting": []}},
        {"status": {"code": 0}, "data": ""},
    ],
    ids=str,
)
def test_nothing_is_added_to_what_is_neither_a_list_nor_empty_data(world, body):
    seed(world)
    before = world.state()
    world.control.fault("status", status=200, body=body, method="GET", path="/settings$", times=0)
    assert run(world, values=["https://new.example.com"])["failure"]["code"] == "bad_response"
    assert world.state() == before
