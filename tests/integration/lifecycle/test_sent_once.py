# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data centers of a service that tells none: the state file remembers what was sent, so that it is sent once."""

from __future__ import annotations

import json
import threading

import pytest

from emulator.switches import Switches
from integration.support.http_samples import CENTER, DATA_CENTER, ENVIRONMENT
from integration.support.tenant_sample import document

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
NO_DATABASE = ("digital_channels_gapis", "digital_channels_services", "digital_channels_tenant", "auth_clients_list")
NOT_THERE = dict.fromkeys((*NO_DATABASE, "digital_channels_chat_service_uri", "tenant_settings", "tenant_cors_origins"))
OTHER = {"entry_point": "https://other.example.com"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state"


def run(world, folder, check=False, **given):
    options = {
        **DATA_CENTER.options(world, Switches()),
        **DATA_CENTER.create,
        "state_dir": folder and str(folder),
        **given,
    }
    return world.run(
        "genesys_data_center", check, **{name: value for name, value in options.items() if value is not None}
    )


def files(folder):
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("duplicate", ["refuse", "upsert"])
@pytest.mark.parametrize("get", ["404", "405"])
def test_it_is_sent_once(world, folder, duplicate, get):
    world.control.switches(data_center_get=get, data_center_duplicate=duplicate)
    foretold = run(world, folder, True)
    assert foretold["changed"] and not files(folder)
    made = run(world, folder)
    assert (made["changed"], made["observed"], made["diff"]) == (True, False, foretold["diff"])
    assert (
        made["warnings"] == foretold["warnings"]
        and len(made["warnings"]) == 1
        and "remembers it" in made["warnings"][0]
    )
    (path,) = files(folder)
    assert path.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    kept = json.loads(path.read_text())
    assert (kept["location"], kept["environment_url"], kept["format"]) == ("/usw1", world.emulator.url, 1)
    before = path.read_text(), world.state()
    for check in (True, False):
        world.clear_log()
        again = run(world, folder, check, location="/USW1", entry_point="HTTPS://gauth.usw1.example.com:443/")
        assert (again["changed"], again["observed"]) == (False, False) and not again.get("warnings")
        assert (
            again["remembered"] == {"since": kept["sent"], "as_declared": True, "path": str(path)}
            and not world.writes()
        )
    assert (path.read_text(), world.state()) == before


def test_without_a_folder_it_is_sent_on_every_run_and_the_ways_out_are_named(world):
    world.control.switches(data_center_duplicate="upsert")
    for _run in range(2):
        for check in (True, False):
            (text,) = run(world, None, check)["warnings"]
            assert "state_dir (genesys_state_dir)" in text and "when_unobservable to assume_present" in text


def test_another_declaration_is_sent_again(world, folder):
    world.control.switches(data_center_duplicate="upsert")
    run(world, folder)
    for check in (True, False):
        changed = run(world, folder, check, **OTHER)
        assert changed["changed"] and changed["remembered"]["as_declared"] is False
        assert len(changed["warnings"]) == 1 and "something else was sent on" in changed["warnings"][0]
    assert world.state()["data_centers"][0]["entryPoint"] == OTHER["entry_point"]
    assert run(world, folder, **OTHER)["changed"] is False
    assert run(world, folder, read_only=True, **OTHER)["changed"]


def test_one_that_is_refused_because_it_is_there_is_not_remembered(world, folder):
    """What it is like there, nobody knows."""
    run(world, None)
    for _run in range(2):
        again = run(world, folder, **OTHER)
        assert again["changed"] is False and "It is there already" in again["warnings"][0] and not files(folder)
    run(world, None)


def test_a_service_that_refuses_the_change_keeps_what_is_remembered(world, folder):
    run(world, folder)
    (path,) = files(folder)
    kept = path.read_text()
    for _run in range(2):
        again = run(world, folder, **OTHER)
        assert (again["changed"], again["observed"]) == (False, False) and path.read_text() == kept
        (text,) = again["warnings"]
        assert "(entry_point %s, read_only false) was not taken" % OTHER["entry_point"] in text
        assert text.endswith("declare what was sent, or change it on the platform and remove %s." % path)
    assert not run(world, folder).get("warnings")


@pytest.mark.parametrize("duplicate", ["refuse", "upsert"])
def test_a_lost_answer_is_remembered(world, folder, duplicate):
    world.control.switches(data_center_duplicate=duplicate)
    world.control.fault("drop", method="POST", path="/data-centers$", when="after")
    assert run(world, folder)["changed"]
    assert run(world, folder)["changed"] is False and len(files(folder)) == 1


def test_a_refused_one_is_not_remembered(world, folder):
    body = {"status": {"code": 400, "message": "The region usw1 doesn't exist"}}
    world.control.fault("status", status=400, body=body, method="POST", path="/data-centers$", times=0)
    assert run(world, folder)["failure"]["code"] == "refused" and not files(folder)


@pytest.mark.parametrize(
    "other", [{"location": "/use1"}, {"environment_url": "http://localhost"}], ids=["location", "platform"]
)
def test_it_is_of_one_location_and_platform(world, folder, other):
    if "environment_url" in other:
        other = {"environment_url": world.emulator.url.replace("127.0.0.1", "localhost")}
    world.control.switches(data_center_duplicate="upsert")
    run(world, folder)
    assert run(world, folder, **other)["changed"] and len(files(folder)) == 2
    first, second = files(folder)
    second.write_text(first.read_text())
    told = [run(world, folder, True, **given) for given in ({}, other)]
    assert sorted(one["changed"] for one in told) == [False, True]
    assert [text for one in told for text in one.get("warnings", ()) if "does not count, because it is of the" in text]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', "null", "x" * 100])
def test_a_damaged_file_does_not_count(world, folder, text):
    world.control.switches(data_center_duplicate="upsert")
    run(world, folder)
    files(folder)[0].write_text(text)
    again = run(world, folder)
    assert again["changed"] and "does not count" in again["warnings"][0]
    assert run(world, folder)["changed"] is False


def test_to_delete_the_folder_changes_only_what_is_reported(world, folder):
    world.control.switches(data_center_duplicate="upsert")
    run(world, folder)
    before = world.state()
    files(folder)[0].unlink()
    assert run(world, folder)["changed"] and world.state() == before and len(files(folder)) == 1


def test_where_it_can_be_looked_at_nothing_is_remembered(world, folder):
    world.control.switches(data_center_get="on", data_center_delete="on")
    assert run(world, folder)["changed"] and not files(folder)
    assert run(world, folder)["changed"] is False


def test_what_is_seen_goes_before_what_is_remembered(world, folder):
    run(world, folder)
    world.control.switches(data_center_get="on", data_center_put="on", data_center_delete="on")
    assert run(world, folder)["changed"] is False and len(files(folder)) == 1
    world.control.reset()
    world.control.switches(data_center_get="on")
    foretold = run(world, folder, True)
    assert foretold["changed"] and len(files(folder)) == 1
    made = run(world, folder)
    assert made["changed"] and made["warnings"] == foretold["warnings"] and "does not have it" in made["warnings"][0]
    assert not files(folder)


@pytest.mark.parametrize("delete", ["405", "on"])
def test_a_removal_is_remembered(world, folder, delete):
    world.control.switches(data_center_delete=delete)
    run(world, folder)
    gone = run(world, folder, state="absent")
    assert bool(gone.get("failed")) is (delete == "405") and bool(files(folder)) is (delete == "405")


@pytest.mark.parametrize("policy", ["assume_present", "fail"])
def test_other_policies_stay(world, folder, policy):
    run(world, folder)
    again = run(world, folder, when_unobservable=policy)
    assert again["changed"] is False and bool(again.get("failed")) is (policy == "fail")


def test_a_folder_that_cannot_be_written_is_told_before_the_request(world, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert run(world, blocked / "state")["failure"]["code"] == "secret_file" and not world.writes()


def test_two_tasks_of_one_machine_send_it_once(world, folder):
    world.control.switches(data_center_duplicate="upsert")
    results, start = [], threading.Barrier(4)

    def task():
        start.wait()
        results.append(run(world, folder, timeout=30))

    threads = [threading.Thread(target=task) for _number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one["changed"] for one in results) == [False, False, False, True], results
    assert len([entry for entry in world.writes() if entry["status"] == 200]) == 1


def tenant(world, folder, check=False, **changes):
    given = {**world.ops, **document(world, **{**NOT_THERE, **changes})}
    given["state_dir"] = folder and str(folder)
    return world.run("genesys_tenant", check, **{name: value for name, value in given.items() if value is not None})


def test_the_tenant_s_data_centers(world, folder):
    """Sent by one, remembered for all tenants of the platform; the contact center is no witness; verify says since when."""
    world.control.switches(data_center_duplicate="upsert")
    server = {"primaryAddress": "cfg.example.com", "primaryPort": 8888, "locations": "/USW1"}
    world.control.seed(
        environments=[dict(ENVIRONMENT, configServers=[server])], contact_centers=[dict(CENTER, domains=["t100"])]
    )
    more = {"tenant_environment": {}, "tenant_contact_center": {}}
    line = "data center /usw1: "
    checked = tenant(world, folder, state="checked", **more)
    assert line + "not verified, because the service offers no way to look at it." in checked["report"]
    foretold, made = tenant(world, folder, True, **more), tenant(world, folder, **more)
    assert (
        made["changed"]
        and foretold["diff"] == made["diff"]
        and [one["after_header"] for one in made["diff"]] == ["data center /usw1"]
    )
    assert tenant(world, folder, **more)["changed"] is False
    since = json.loads(files(folder)[0].read_text())["sent"]
    checked = tenant(world, folder, state="checked", **more)
    assert not checked.get("failed") and line + "remembered since %s, not seen." % since in checked["report"]
    assert [one["name"] for one in checked["not_verified"]] == ["data center /usw1"]
    changed = {"tenant_data_centers": [{"location": "/usw1", **OTHER}]}
    checked = tenant(world, folder, state="checked", **more, **changed)
    text = "something else was sent on %s: declare what was sent, or change it on the platform and remove %s."
    assert checked["failed"] and line + text % (since, files(folder)[0]) in checked["report"]
    assert tenant(world, folder, **more, **changed)["changed"]
    world.control.switches(data_center_delete="on")
    gone = tenant(world, folder, state="absent", tenant_remove_data_centers=True, parts=["data_centers"])
    assert gone["changed"] and not [one for one in files(folder) if one.is_file()]


def test_the_role_s_data_centers(world, folder, playbooks):
    world.control.switches(data_center_duplicate="upsert")
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    given = document(world)
    variables = {name: given[name] for name in ("tenant_id", "tenant_data_centers")}
    variables.update(ansible_python_interpreter="{{ ansible_playbook_python }}", genesys_state_dir=str(folder))

    def play(**include):
        task = {"name": "Role", "ansible.builtin.include_role": {"name": "cxops.genesys.tenant", **include}}
        made = playbooks.run([task], vars=variables, env=world.emulator.env, warnings=True)
        assert made.code == 0, made.output[-3000:]
        return made.output

    outputs = [play() for _run in range(2)]
    assert "changed=1 " in outputs[0] and "changed=0 " in outputs[1]
    assert "data center /usw1: remembered since " in play(tasks_from="verify")
