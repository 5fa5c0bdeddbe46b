# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of CORS origins at the location of a region, where the vendor's script writes it, and lists at several locations."""

from __future__ import annotations

import pytest
import yaml

from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.sample import CCID
from integration.support.tenant_sample import RESTORE, connection, document

ONE, TWO = "https://gws.example.com", "https://wwe.example.com"
OFF = (
    "tenant_data_centers",
    "tenant_settings",
    "auth_clients_list",
    "digital_channels_gapis",
    "digital_channels_services",
)
NOT_THERE = dict.fromkeys((*OFF, "digital_channels_tenant", "digital_channels_chat_service_uri"))


def seed(world, **lists):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    for place, value in lists.items():
        row = {"contactCenterId": CCID, "name": "cors-origins", "location": place.replace("_", "/"), "value": value}
        world.control.seed(settings=[dict(row, shared=True)])


def lists(world):
    return {one["location"]: one["value"] for one in world.state()["settings"] if one["name"] == "cors-origins"}


def tenant(world, check=False, **changes):
    given = {**connection(world), **document(world, tenant_cors_origins=[TWO], **{**NOT_THERE, **changes})}
    return world.run("genesys_tenant", check, **{name: value for name, value in given.items() if value is not None})


def warned(result):
    return [text for text in result.get("warnings", ()) if "has cors-origins at" in text]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_list_at_another_location_is_named(world):
    seed(world, _USW1=ONE, _use1=ONE)
    given = dict(ops(world, Switches()), contact_center_id=CCID, name="cors-origins", values=[TWO])
    for check in (True, False, False):
        (text,) = warned(world.run("genesys_setting", check, **given))
        assert (
            "at /USW1, /use1, too" in text and "the location of its region" in text and "tenant_cors_location" in text
        )
    assert lists(world) == {"/USW1": ONE, "/use1": ONE, "/": TWO}
    (text,) = warned(world.run("genesys_setting", **{**given, "location": "/usw1"}))
    assert "at /, /use1, too" in text, "after it, the list at / is another one"
    assert lists(world)["/USW1"] == ONE + "," + TWO


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    "other",
    [{"_USW1": ""}, {"_USW1": TWO + "/"}, {"_": "https://other.example.com"}, {}],
    ids=["empty", "same", "own", "none"],
)
def test_no_other_list(world, other):
    seed(world, **other)
    given = dict(ops(world, Switches()), contact_center_id=CCID, name="cors-origins", values=[TWO])
    assert not warned(world.run("genesys_setting", **given))
    row = {"contactCenterId": CCID, "name": "other-list", "location": "/USW1", "value": ONE, "shared": True}
    world.control.seed(settings=[row])
    assert not warned(world.run("genesys_setting", **{**given, "name": "other-list"}))


@pytest.mark.parametrize("place", ["/USW1", "/usw1"])
def test_the_tenant_s_list_is_the_one_at_its_location(world, place):
    """Made, compared and taken down there; what is at / is somebody else's."""
    server = {"configServers": [{"primaryAddress": "cfg.example.com", "primaryPort": 8888, "locations": "/USW1"}]}
    world.control.switches(setting_delete="on", contact_center_delete="orphan")
    world.control.seed(environments=[dict(ENVIRONMENT, **server)], contact_centers=[dict(CENTER, domains=["t100"])])
    for at, value in (("/USW1", ONE), ("/", "https://old.example.com")):
        row = {"contactCenterId": CCID, "name": "cors-origins", "location": at, "value": value, "shared": True}
        world.control.seed(settings=[row])
    more = {"tenant_environment": {"config_servers": document(world)["tenant_environment"]["config_servers"]}}
    foretold = tenant(world, True, tenant_cors_location=place, **more)
    made = tenant(world, tenant_cors_location=place, **more)
    assert not made.get("failed"), made["msg"]
    assert made["changed"] and foretold["diff"] == made["diff"] and warned(made) == warned(foretold) != []
    assert lists(world) == {"/USW1": ONE + "," + TWO, "/": "https://old.example.com"}
    checked = tenant(world, state="checked", tenant_cors_location=place, **more)
    assert not checked.get("failed") and any(
        one.startswith("setting cors-origins %s: as declared" % place) for one in checked["report"]
    )
    elsewhere = tenant(world, state="checked", **more)
    assert [one["name"] for one in elsewhere["differences"]] == ["setting cors-origins /"]
    gone = tenant(world, state="absent", parts=["cors"], tenant_cors_location=place)
    assert gone["changed"] and lists(world) == {"/": "https://old.example.com"}
    with open(gone["teardown_document"], encoding="utf-8") as stream:
        kept = yaml.safe_load(stream.read().replace("!unsafe", ""))
    assert (kept["tenant_cors_location"], kept["tenant_cors_origins"]) == (place, [ONE, TWO])


def test_a_kept_document_names_each_list_once(world, tmp_path):
    world.control.switches(location_case="lower", contact_center_delete="cascade")
    given = {**document(world, tmp_path), "tenant_cors_location": "/USW1", **connection(world)}
    assert not world.run("genesys_tenant", **given).get("failed")
    before = world.state()["settings"]
    gone = world.run("genesys_tenant", **{**given, "state": "absent"})
    assert not gone.get("failed"), gone["msg"]
    text = open(gone["teardown_document"], encoding="utf-8").read()
    assert text.count("cors-origins") == 0 and text.count("tenant_cors_location: ") == 1
    assert RESTORE and before


@pytest.mark.parametrize("wrong", ["USW1", "usw1/", "/ usw1"])
def test_what_is_no_location(world, wrong):
    result = tenant(world, tenant_cors_location=wrong)
    assert result["failure"]["code"] == "invalid_input" and "tenant_cors_location" in result["msg"] and not world.log()


def test_the_role_s_list(world, playbooks, tmp_path):
    """Made, compared and taken down by the role at the location; it says the same of the other list."""
    world.control.switches(setting_delete="on", cors_preflight="on")
    given = {**document(world, tenant_cors_origins=[TWO], **NOT_THERE), "tenant_cors_location": "/USW1"}
    given = {name: value for name, value in given.items() if value is not None and name.startswith("tenant_")}
    seed(world, _=ONE)
    given.update(tenant_environment={}, tenant_contact_center={}, tenant_settings=[], tenant_data_centers=[])
    variables = {
        **given,
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "genesys_teardown_dir": str(tmp_path),
    }

    def run(name, **include):
        task = {"name": name, "ansible.builtin.include_role": {"name": "cxops.genesys.tenant", **include}}
        made = playbooks.run([task], vars=variables, env=world.emulator.env, warnings=True)
        assert made.code == 0, made.output[-3000:]
        return made

    for _run in range(2):
        assert "has cors-origins at /, too" in run("provision").output
    assert lists(world) == {"/": ONE, "/USW1": TWO}
    assert "setting cors-origins /USW1: as declared" in run("verify", tasks_from="verify").output
    variables["tenant_cors_location"] = ""
    run("provision")
    assert lists(world) == {"/": ONE + "," + TWO, "/USW1": TWO}
