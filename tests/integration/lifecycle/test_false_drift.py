# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service shows otherwise than it was sent, and means the same: the second run has nothing to do, and a real change has."""

from __future__ import annotations

import pytest

from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, CENTER, DATA_CENTER, ENVIRONMENT, ENVIRONMENTS, SETTING
from integration.support.nexus_samples import SERVICE, TENANT
from integration.support.sample import CCID, OFFERED

CORS = {"contact_center_id": CCID, "name": "cors-origins"}
LOCATION = {"primary_address": "cfg.example.com", "locations": "/USW1"}


def case(name, sample, switches, given, other):
    return pytest.param(sample.database, sample, switches, given, other, id=name)


CASES = [
    case("protocol", ENVIRONMENTS, {"connection_protocol": "addp"}, {"connection_protocol": "adpp"}, {"connection_protocol": "tcp"}),
    case("protocol kept", ENVIRONMENTS, {}, {"connection_protocol": "adpp"}, {"connection_protocol": "simple"}),
    case("locations", ENVIRONMENTS, {"location_case": "lower"}, {"config_servers": [LOCATION]},
         {"config_servers": [dict(LOCATION, locations="/USE1")]}),
    case("location of a setting", SETTING, {"location_case": "lower"}, {"location": "/USW1"}, {"value": "https://other.example.com"}),
    case("location of a list", SETTING, {"location_case": "lower"}, {**CORS, "location": "/UsW1", "value": None, "values": ["https://a.example.com"]},
         {"values": ["https://b.example.com"]}),
    case("data center", DATA_CENTER, {"location_case": "lower", "url_slash": "add"}, {"location": "/USW1"},
         {"entry_point": "https://other.example.com"}),
    case("setting's URL", SETTING, {"url_slash": "add"}, {"value": "https://digital.example.com"}, {"value": "https://digital.example.com/chat"}),
    case("setting's URL with a path", SETTING, {"url_slash": "add"}, {"value": "https://Digital.example.com:443/chat/v3"},
         {"value": "https://digital.example.com/chat/v4"}),
    case("origin", SETTING, {"url_slash": "add"}, {**CORS, "value": None, "values": ["https://a.example.com"]},
         {"values": ["https://b.example.com"], "list_mode": "replace"}),
    case("service's URL", SERVICE, {"url_slash": "add"}, {}, {"url": "https://other.example.com"}),
    case("tenant's URL", TENANT, {"url_slash": "add"}, {}, {}),
    case("description", AUTH_CLIENT, {"empty_texts": "leave_out"}, {"description": ""}, {"description": "x"}),
]  # fmt: skip


def run(world, sample, check=False, **given):
    options = {**sample.options(world, Switches()), **sample.create, **given}
    return world.run(sample.module, check, **{name: value for name, value in options.items() if value is not None})


@pytest.mark.parametrize(("world", "sample", "switches", "given", "other"), CASES, indirect=["world"])
def test_the_second_run_has_nothing_to_do(world, sample, switches, given, other):
    world.control.switches(dict(OFFERED, **switches))
    sample.prepare(world)
    assert run(world, sample, **given)["changed"]
    before = world.state()
    for check in (True, False):
        again = run(world, sample, check, **given)
        assert again["changed"] is False and again["diff"]["before"] == again["diff"]["after"]
    assert world.state() == before
    if other:
        foretold, done = run(world, sample, True, **{**given, **other}), run(world, sample, **{**given, **other})
        assert foretold["changed"] and done["changed"]
        if "values" not in given:  # what is read again afterwards is shown as the service writes it
            assert foretold["diff"] == done["diff"]
        assert run(world, sample, **{**given, **other})["changed"] is False
        assert len(world.state()["settings"]) == len(before["settings"]), "no second one in another spelling"
    gone = run(world, sample, **given, state="absent")
    assert gone["changed"] and run(world, sample, **given, state="absent")["changed"] is False


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    ("kept", "wanted"),
    [
        ("https://a.example.com/x?y=z/", "https://a.example.com/x?y=z"),
        ("https://a.example.com/#/", "https://a.example.com/#"),
        ("https://a.example.com/x", "https://a.example.com/X"),
        ("http://a.example.com", "https://a.example.com"),
        ("a/", "a"),
        ("/usw1", "/USW1"),
        ("Cloud", "cloud"),
    ],
)
def test_what_is_another_value(world, kept, wanted):
    SETTING.prepare(world)
    assert run(world, SETTING, value=kept)["changed"]
    assert run(world, SETTING, value=wanted)["changed"]
    assert world.state()["settings"][0]["value"] == wanted


@pytest.mark.parametrize("world", [False], indirect=True)
def test_two_spellings_of_a_location_at_a_service_that_tells_them_apart(world):
    """The one that is spelled as declared is meant; where neither is, nobody can tell."""
    SETTING.prepare(world)
    for place in ("/USW1", "/usw1"):
        row = {
            "contactCenterId": CCID,
            "name": "chat-service-uri",
            "location": place,
            "value": "https://x.example.com" + place,
        }
        world.control.seed(settings=[dict(row, shared=False)])
    before = world.state()
    for place in ("/USW1", "/usw1"):
        assert run(world, SETTING, location=place, value="https://x.example.com" + place)["changed"] is False
    result = run(world, SETTING, location="/Usw1")
    assert result["failure"]["code"] == "ambiguous" and "/USW1" in result["msg"] and "/usw1" in result["msg"]
    assert world.state() == before


@pytest.mark.parametrize("world", [False], indirect=True)
def test_what_is_there_in_another_spelling_is_changed_where_it_is(world):
    SETTING.prepare(world)
    row = {"contactCenterId": CCID, "name": "cors-origins", "location": "/USW1", "value": "https://a.example.com"}
    world.control.seed(settings=[dict(row, shared=True)])
    given = {**CORS, "location": "/usw1", "value": None, "values": ["https://b.example.com"]}
    assert run(world, SETTING, **given)["changed"] and run(world, SETTING, **given)["changed"] is False
    (found,) = world.state()["settings"]
    assert (found["location"], found["value"]) == ("/USW1", "https://a.example.com,https://b.example.com")
    told = world.run(
        "genesys_setting_info", **SETTING.options(world, Switches()), contact_center_id=CCID, location="/usw1"
    )
    assert [one["location"] for one in told["settings"]] == ["/USW1"]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    ("name", "given", "shared"),
    [
        ("cors-origins", {}, True),
        ("cors-origins", {"shared": False}, False),
        ("chat-service-uri", {}, False),
        ("chat-service-uri", {"shared": True}, True),
    ],
)
def test_shared_by_default(world, name, given, shared):
    """As the vendor's guides send it."""
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    options = {
        **SETTING.options(world, Switches()),
        "contact_center_id": CCID,
        "name": name,
        "value": "https://a.example.com",
    }
    told = [world.run("genesys_setting", check, **options, **given) for check in (True, False)]
    assert told[0]["diff"] == told[1]["diff"]
    assert world.state()["settings"][0]["shared"] is shared
    world.control.seed(settings=[dict(world.state()["settings"][0], shared=not shared)])
    again = world.run("genesys_setting", **options, **given)
    assert again["changed"] is bool(given), "what is not given stays as it is"
