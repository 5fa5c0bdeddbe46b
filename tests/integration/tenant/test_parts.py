# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a tenant's document: drift in each is mended, real ids are taken, what others share stays, policies reach every part."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import OPTIONS_OF
from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection, document

FIRST, SECOND = "nexus_client", "t100_client"


def run(world, check=False, no_log=False, **given):
    """Run the document, with these things of it changed."""
    folder = given.pop("folder", None)
    return world.run("genesys_tenant", check, no_log, **{**connection(world), **document(world, folder), **given})


def changed(result):
    """The names of the parts that (would) change."""
    assert not result.get("failed"), result.get("msg")
    return [part["name"] for part in result["resources"] if part["changed"]]


def changes(world):
    """For each part: the document with another value in it, and the name of the part."""
    base = document(world)
    clients, url = base["auth_clients_list"], world.emulator.url
    tenant = base["digital_channels_tenant"]
    return {
        "client": (
            {"auth_clients_list": [clients[0], {**clients[1], "description": "second"}]},
            "API client " + SECOND,
        ),
        "environment": (
            {"tenant_environment": {**base["tenant_environment"], "app_name": "Other"}},
            "environment " + CCID,
        ),
        "center": ({"tenant_contact_center": {"domains": ["t100", "t101"]}}, "contact center " + CCID),
        "data center": (
            {"tenant_data_centers": [{"location": "/usw1", "entry_point": "https://other.example.com"}]},
            "data center /usw1",
        ),
        "cors": ({"tenant_cors_origins": ["https://new.example.com"]}, "setting cors-origins /"),
        "setting": ({"tenant_settings": [{"name": "some-setting", "value": "two"}]}, "setting some-setting /"),
        "list": (
            {"tenant_settings": [{"name": "a-list", "values": ["c"], "list_mode": "replace"}]},
            "setting a-list /",
        ),
        "gapi": (
            {"digital_channels_gapis": [{"url": url, "region": "/usw1"}]},
            "row of nex_gapis %s %s" % (url, FIRST),
        ),
        "chat": ({"digital_channels_chat_service_uri": "https://chat.example.com"}, "setting chat-service-uri /"),
        "service": (
            {"digital_channels_services": [{"name": "PlatformUCS", "url": url + "/ucs2", "secret": {"k": "Canary-k"}}]},
            "service connection PlatformUCS",
        ),
        "tenant": ({"digital_channels_tenant": {**tenant, "genesys_tenant_id": 2}}, "tenant " + CCID),
    }


PARTS = (
    "client", "environment", "center", "data center", "cors", "setting", "list", "gapi", "chat", "service", "tenant",
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_drift_of_each_part_is_mended_and_nothing_else_is_written(world, part):
    world.control.switches(OFFERED)
    run(world)
    assert changed(run(world)) == []
    other, name = changes(world)[part]
    foretold = run(world, check=True, **other)
    before = world.state()
    assert changed(foretold) == [name] and world.state() == before
    mended = run(world, **other)
    assert changed(mended) == [name] and mended["diff"] == foretold["diff"]
    (step,) = [step for step in mended["resources"] if step["changed"]]
    assert step["action"] == "update" and step["observed"]
    assert step.get("statements") or step["requests"]
    assert changed(run(world, **other)) == []


def test_an_item_that_is_declared_absent_is_removed(world):
    run(world)
    item = document(world)["auth_clients_list"][1]
    clients = [document(world)["auth_clients_list"][0], {"client_id": item["client_id"], "state": "absent"}]
    settings = [{"name": "some-setting", "state": "absent"}]
    result = run(world, auth_clients_list=clients, tenant_settings=settings)
    assert changed(result) == ["API client " + SECOND, "setting some-setting /"]
    assert [client["client_id"] for client in world.state()["clients"]] == [FIRST]


def with_ids(world, identity, **more):
    """The lines that say that the environment and the contact center have this id."""
    base = document(world)
    lines = {name: dict(base[name], id=identity) for name in ("tenant_environment", "tenant_contact_center")}
    return {**lines, **more}


def test_a_tenant_that_was_registered_under_another_id_is_taken_when_the_declaration_says_so(world):
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=OTHER_ID, password="Canary-configuration")],
        contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID)],
    )
    world.control.switches(dict(OFFERED))
    before = world.state()
    for given, line in (
        ({}, "'tenant_environment: {id: %s}'" % OTHER_ID),
        (
            {"tenant_environment": with_ids(world, OTHER_ID)["tenant_environment"]},
            "'tenant_contact_center: {id: %s}'" % OTHER_ID,
        ),
    ):
        for check in (True, False):
            refused = run(world, check, auth_clients_list=[], **given)
            assert refused["failure"]["code"] == "ambiguous" and line in refused["msg"]
            assert world.state() == before
    given = with_ids(world, OTHER_ID)
    foretold = run(world, check=True, **given)
    result = run(world, **given)
    assert foretold["diff"] == result["diff"] and foretold["tenant"] == result["tenant"]
    assert result["tenant"] == {"environment_id": OTHER_ID, "contact_center_id": OTHER_ID}
    state = world.state()
    assert len(state["environments"]) == len(state["contact_centers"]) == 1
    assert {row["contactCenterId"] for row in state["settings"]} == {OTHER_ID}
    assert [tenant["id"] for tenant in state["tenants"]] == [OTHER_ID]
    assert changed(run(world, **given)) == []
    gone = run(world, state="absent", **given)
    assert gone["tenant"] == result["tenant"]
    assert {one["code"] for one in gone["stays"]} == {"platform", "vendor_client", "by_hand", "kept_file"}
    left = world.state()
    assert not (left["environments"] or left["contact_centers"] or left["tenants"] or left["services"])


def test_ids_that_the_service_chooses_are_used_in_that_run_and_to_be_given_from_then_on(world):
    world.control.switches(dict(OFFERED, server_chosen_ids=True))
    made = run(world)
    assert not made.get("failed"), made["msg"]
    environment, center = made["tenant"]["environment_id"], made["tenant"]["contact_center_id"]
    state = world.state()
    assert {row["contactCenterId"] for row in state["settings"]} == {center} and state["tenants"][0]["id"] == center
    assert sum("From now on, give its id" in text for text in made["warnings"]) == 2
    assert run(world)["failure"]["ids"] == [environment] and world.state() == state
    base = document(world)
    given = {
        "tenant_environment": dict(base["tenant_environment"], id=environment),
        "tenant_contact_center": dict(base["tenant_contact_center"], id=center),
    }
    assert changed(run(world, **given)) == []
    for check in (True, False):
        refused = run(world, check, state="absent")
        assert refused["failure"]["code"] == "ambiguous" and refused["failure"]["ids"] == [center], refused["msg"]
    assert world.state() == state
    assert run(world, state="absent", **given)["changed"] is True
    assert not (world.state()["environments"] or world.state()["contact_centers"])


def test_a_copied_document_touches_nothing_of_the_tenant_that_it_was_copied_from(world):
    """With a new id and domain, but with the other's Configuration Server; and its teardown."""
    run(world)
    before = world.state()
    copied = {"tenant_id": OTHER_ID, "tenant_contact_center": {"domains": ["t200"]}, "auth_clients_list": []}
    refused = run(world, **copied)
    assert refused["failure"]["code"] == "ambiguous" and world.state() == before
    digital = {name: None for name in document(world) if name.startswith("digital_channels")}
    given = {name: value for name, value in {**document(world), **copied, **digital}.items() if value is not None}
    gone = world.run("genesys_tenant", **connection(world), **given, state="absent")
    assert gone["changed"] is False and not gone.get("failed") and world.state() == before
    given["tenant_contact_center"] = {"domains": ["T100"]}
    given["auth_clients_list"] = document(world)[
        "auth_clients_list"
    ]  # one of them is only this tenant's, says the copy
    for more in ({}, {"keep_only": True}):
        for check in (True, False):
            refused = world.run("genesys_tenant", check, **connection(world), **given, state="absent", **more)
            assert refused["failure"]["code"] == "ambiguous" and refused["failure"]["ids"] == [CCID], refused["msg"]
            assert world.state() == before


@pytest.mark.parametrize("parts", [None, ["cors", "settings", "contact_center", "environment"]])
def test_a_copied_document_whose_id_was_forgotten_takes_nothing_down(world, parts):
    """The contact center of the declared id has other login domains than the declared one."""
    run(world)
    before = world.state()
    for keep in (False, True):
        for check in (True, False):
            given = {
                "state": "absent",
                "parts": parts,
                "keep_only": keep,
                "tenant_contact_center": {"domains": ["gamma"]},
            }
            refused = run(world, check, **{name: value for name, value in given.items() if value is not None})
            assert refused["failure"]["code"] == "ambiguous" and "none of the declared gamma" in refused["msg"]
            assert world.state() == before
    one_of_two = run(world, state="absent", tenant_contact_center={"domains": ["gamma", "T100"]})
    assert one_of_two["changed"] and not world.state()["contact_centers"]


def test_an_environment_that_another_contact_center_uses_stays_and_is_listed(world):
    run(world)
    world.control.seed(contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=CCID, domains=["other"])])
    for check in (True, False):
        gone = run(world, check, state="absent")
        assert not gone.get("failed"), gone["msg"]
        assert any(OTHER_ID in text and "used by contact center" in text for text in gone["left_over"])
    assert [one["id"] for one in world.state()["environments"]] == [CCID]
    assert [one["id"] for one in world.state()["contact_centers"]] == [OTHER_ID]


def test_the_contact_center_of_digital_channels_can_be_another(world):
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=OTHER_ID, configServers=[{"primaryAddress": "x", "primaryPort": 1}])],
        contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["other"])],
    )
    digital = ("gapis", "chat", "services", "nexus_tenant")
    assert changed(run(world, parts=[part for part in OPTIONS_OF if part not in (*digital, "designer_env")]))
    own = {"parts": list(digital), "tenant_contact_center": {"domains": ["other"]}}
    assert changed(run(world, digital_channels_contact_center_id=OTHER_ID, **own))
    state = world.state()
    assert [tenant["id"] for tenant in state["tenants"]] == [OTHER_ID]
    owners = {row["name"]: row["contactCenterId"] for row in state["settings"]}
    assert owners["chat-service-uri"] == OTHER_ID and owners["cors-origins"] == CCID


def test_what_other_tenants_share_stays(world):
    run(world)
    clients = [dict(item, shared=True) for item in document(world)["auth_clients_list"]]
    gone = run(
        world,
        state="absent",
        auth_clients_list=clients,
        digital_channels_gapis=[{"url": world.emulator.url, "shared": True}],
    )
    assert not gone.get("failed") and gone["changed"]
    state = world.state()
    assert len(state["clients"]) == 2 and len(state["database"]["nex_gapis"]) == 1
    assert not state["contact_centers"]


@pytest.mark.parametrize("offered", [False, True])
def test_data_centers_go_only_when_that_is_asked_for(world, offered):
    world.control.switches(OFFERED if offered else {})
    run(world)
    gone = run(world, state="absent", tenant_remove_data_centers=True)
    assert not gone.get("failed")
    assert bool(world.state()["data_centers"]) is not offered
    assert any("data center" in text for text in gone["left_over"]) is not offered


def test_secret_files_stay_unless_their_removal_is_asked_for(world, tmp_path):
    folder = tmp_path / "secrets"
    run(world, folder=folder)
    keep = {"auth_clients_remove_secret_files": False, "digital_channels_remove_secret_files": False}
    assert not run(world, folder=folder, state="absent", **keep).get("failed")
    assert {path.name for path in folder.iterdir()} == {
        "t100.key",
        ".t100.key.tenant",
        "nexus_client.secret",
        ".nexus_client.secret.client",
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_former_secrets_go_with_the_secret_file(world, tmp_path):
    folder = tmp_path / "secrets"
    world.control.switches(OFFERED)
    clients = [dict(document(world, folder)["auth_clients_list"][0]), {"client_id": SECOND, "shared": False}]
    run(world, folder=folder, auth_clients_list=clients)
    for name in (SECOND + ".secret.previous", SECOND + ".secret.refused", "theirs"):
        (folder / name).write_text("Canary-former-secret")
    foretold = run(world, check=True, folder=folder, auth_clients_list=clients, state="absent")
    gone = run(world, folder=folder, auth_clients_list=clients, state="absent")
    assert not gone.get("failed") and gone["diff"] == foretold["diff"]
    assert {path.name for path in folder.iterdir()} == {"theirs", FIRST + ".secret", ".%s.secret.client" % FIRST}


def test_the_policy_reaches_every_part_that_cannot_be_observed(world):
    quiet = run(world, when_unobservable="assume_present")
    assert not quiet.get("failed")
    assert [part["name"] for part in quiet["resources"] if not part["observed"]] == [
        "data center /usw1",
        "service connection PlatformUCS",
    ]
    state = world.state()
    assert not (state["data_centers"] or state["services"])
    strict = run(world, when_unobservable="fail")
    assert strict["failure"]["code"] == "not_observable" and strict["failure"]["part"] == "data center /usw1"
    sent = run(world, when_unobservable="send")
    assert not sent.get("failed") and world.state()["services"]


def test_the_credentials_of_the_person_are_not_mixed_with_those_of_the_connection(world):
    """A token and a client for the other services are no use for the person, who has a client of its own."""
    other = {"access_token": None, "auth_client_id": "nobody", "auth_client_secret": "Canary-nobody"}
    assert not run(world, **{name: value for name, value in other.items() if value}).get("failed")
    missing = run(world, digital_channels_client_secret="", digital_channels_gapis=[])
    assert missing["failure"]["code"] == "invalid_input" and missing["failure"]["part"].startswith("tenant")
    connected = {"auth_client_id": FIRST, "auth_client_secret": document(world)["digital_channels_client_secret"]}
    again = run(world, digital_channels_client_secret="", digital_channels_gapis=[], **connected)
    assert changed(again) == []


def test_secrets_come_with_no_log_only(world, tmp_path):
    folder = tmp_path / "secrets"
    shown = run(world, check=True, folder=folder)
    assert "client_secrets" not in shown
    made = run(world, no_log=True, folder=folder)
    assert made["client_secrets"] == {FIRST: (folder / "nexus_client.secret").read_text().strip()}
    assert made["api_key"] == (folder / "t100.key").read_text().strip() == world.state()["tenants"][0]["xapikey"]
    world.canaries |= {made["api_key"], *made["client_secrets"].values()}
    again = run(world, folder=folder)
    assert "no_log" in again["api_key"]
    world.control.reset()
    for path in folder.iterdir():
        path.unlink()
    hidden = run(world, folder=folder)
    assert set(hidden["client_secrets"]) == {FIRST} and "no_log" in hidden["client_secrets"][FIRST]
    assert defaults.PERSON_PASSWORD not in str(hidden)


def test_a_rerun_asks_no_more_than_once_for_an_object(world):
    world.control.switches(OFFERED)
    run(world)
    world.clear_log()
    again = run(world)
    assert again["changed"] is False and world.writes() == []
    questions = [entry for entry in world.log() if "oauth/token" not in entry["path"]]
    assert len(questions) <= len(again["resources"])


def test_an_empty_document_looks_at_the_tenant_and_leaves_it_alone(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    before = world.state()
    result = world.run("genesys_tenant", tenant_id=CCID, **world.ops)
    assert [part["kind"] for part in result["resources"]] == ["environment", "contact center"]
    assert changed(result) == [] and world.state() == before


def test_a_connection_that_outlived_its_contact_center(world):
    """It cannot be looked at before the contact center is there again: check mode says so, the real run finds what differs."""
    world.control.switches(**OFFERED)
    assert not run(world).get("failed")
    digital = {name: None for name in document(world) if name.startswith("digital_channels")}
    given = {name: value for name, value in {**document(world), **digital}.items() if value is not None}
    assert not world.run("genesys_tenant", **{**connection(world), **given, "state": "absent"}).get("failed")
    url = world.emulator.url + "/other"
    looked, done, again = (
        run(world, check, digital_channels_services=[{"name": "PlatformUCS", "url": url, "secret": {}}])
        for check in (True, False, True)
    )
    name = "service connection PlatformUCS"
    assert name not in changed(looked) and name in changed(done) and not changed(again)
    warned = [sum(name in text for text in told.get("warnings", ())) for told in (looked, done, again)]
    assert warned == [1, 0, 0]


@pytest.mark.parametrize("second", ["upsert", "refuse"])
def test_a_changed_connection_that_nobody_can_look_at_is_sent_in_one_run_that_says_so(world, second):
    world.control.switches(dict(OFFERED, service_get="404", second_service=second))
    assert not run(world).get("failed")
    other = dict(document(world)["digital_channels_services"][0], url="https://ucs-new.example.com")
    for check in (True, False):
        world.clear_log()
        again = run(world, check, digital_channels_services=[other])
        assert changed(again) == [] and world.writes() == [] and not again.get("warnings")
    once = run(world, digital_channels_services=[dict(other, when_unobservable="send")])
    assert changed(once) == (["service connection PlatformUCS"] if second == "upsert" else [])
    assert any("It is there already" in text for text in once["warnings"]) is (second == "refuse")
    (kept,) = world.state()["services"]
    assert (kept["url"] == other["url"]) is (second == "upsert")


@pytest.mark.parametrize("state", ["present", "absent", "checked"])
@pytest.mark.parametrize("ready", [{}, {"ready_for": []}], ids=["alone", "ready for nothing"])
def test_a_document_that_is_only_checked_asks_nothing(world, state, ready):
    before = world.state()
    looked = run(world, state=state, validate_only=True, **ready)
    assert not looked.get("failed") and not looked["changed"] and looked["resources"] == [], looked.get("msg")
    assert looked["requests"] == [] and world.log() == [] and world.state() == before
    refused = run(world, state=state, validate_only=True, tenant_id="no UUID", **ready)
    assert refused["failure"]["code"] == "invalid_input" and world.log() == []
