# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that trim or rewrite names and texts: no twin, no secret lost, and no change that comes again on every run."""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, CCID, CENTER, ENVIRONMENT, ops
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import OTHER_ID, SECRET

MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
STORES = ("keep", "trim", "squeeze")
BLOCK = "Wallboard of Berlin\r\nand Vienna\n"
MADE = "The service accepted %s of the %s, but made %s of it."
plain = pytest.mark.parametrize("world", [False], indirect=True)


def auth(world, check=False, **given):
    return world.run("genesys_auth_client", check, **{**ops(world, Switches()), **AUTH_CLIENT.create, **given})


@pytest.mark.parametrize(
    "name", ["wallboard ", " wallboard", "wallboard\n", "wall\tboard", "wall\u2028board", "wall\x1bboard"]
)
def test_a_name_that_a_service_trims_is_refused(cloud, name):
    for option in ({"name": name}, {"name": "app", "new_name": name}):
        result = cloud.client(secret_file=str(cloud.secret_file), **option, **MACHINE)
        assert result["failure"]["code"] == "invalid_input", result["msg"]
        assert result["failure"]["field"] == list(option)[-1]
    assert cloud.log() == [] and cloud.clients() == []


@pytest.mark.parametrize("store", STORES)
def test_a_client_whose_name_is_rewritten_is_made_once(cloud, store):
    cloud.control.switches(stored_texts=store)
    given = dict(MACHINE, name="wall  board", secret_file=str(cloud.secret_file), description="a  b")
    done = cloud.client(**given)
    assert done["changed"] and not done.get("failed"), done["msg"]
    assert len(cloud.writes()) == 1
    assert cloud.kept() == cloud.one()["secret"]
    told = [text for text in done.get("warnings", []) if "made" in text]
    expected = [
        MADE % ("name", "OAuth client wall board", "wall board"),
        MADE % ("description", "OAuth client wall board", "a b"),
    ]
    assert told == (expected if store == "squeeze" else [])
    cloud.clear_log()
    for check in (True, False):
        again = cloud.client(check, **given)
        assert again["changed"] is False and "warnings" not in again, again
    assert [entry for entry in cloud.writes() if entry["path"].startswith("/api")] == []
    assert cloud.client(**dict(given, description="c  d"))["changed"]
    assert cloud.client(**dict(given, description="c  d"))["changed"] is False
    assert cloud.client(**dict(given, description="a  b"))["changed"]
    assert cloud.client(name="wall  board", state="absent", confirm_delete=True)["changed"]
    assert cloud.clients() == []


def test_no_twin_is_made_by_a_machine_that_does_not_know_the_spelling(cloud):
    cloud.control.switches(stored_texts="squeeze")
    given = dict(MACHINE, name="wall  board", secret_file=str(cloud.secret_file))
    cloud.client(**given)
    cloud.forget_tasks()
    for check in (True, False):
        result = cloud.client(check, **given)
        assert result["failure"]["code"] == "ambiguous" and "'wall board'" in result["msg"]
    assert len(cloud.clients()) == 1


def test_a_lost_answer_and_a_rewritten_name_leave_one_client(cloud):
    cloud.control.switches(stored_texts="squeeze")
    cloud.control.fault("reset", method="POST", path="/api/v2/oauth/clients$", when="after")
    result = cloud.client(name="wall  board", secret_file=str(cloud.secret_file), **MACHINE)
    assert result["failure"]["code"] == "ambiguous"
    assert len(cloud.clients()) == 1


@pytest.mark.parametrize("store", STORES)
def test_a_final_line_break_of_a_description_is_no_difference(cloud, store):
    cloud.control.switches(stored_texts=store)
    given = {"authorized_grant_type": "CODE", "scopes": ["users"], "description": "Wallboard of Berlin\n"}
    cloud.twice(**given)
    if store != "squeeze":  # which is no longer a matter of line breaks
        cloud.twice(**dict(given, description=BLOCK))


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("note", ["one\n", "a  b"])
def test_members_without_an_option(cloud, store, note):
    cloud.control.switches(stored_texts=store)
    cloud.control.seed(cloud_fields=["note"])
    given = {"authorized_grant_type": "CODE", "scopes": ["users"], "extra_properties": {"note": note}}
    done = cloud.client(**given)
    rewritten = store == "squeeze" and note == "a  b"
    assert any("made" in text for text in done.get("warnings", [])) is rewritten
    for check in (True, False):
        assert cloud.client(check, **given)["changed"] is False


@plain
@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("echo", [False, True])
def test_texts_of_an_api_client(world, store, echo):
    world.control.switches(stored_texts=store, client_put_echo=echo)
    auth(world, description="one\n")
    assert auth(world, description="one\n")["changed"] is False
    for given in ({"description": "a  b\n"}, {"name": "wall  board"}):
        assert auth(world, True, **given)["changed"]
        done = auth(world, **given)
        assert done["changed"] and not done.get("failed")
        (field,) = given
        assert [text.startswith("The service accepted %s" % field) for text in done.get("warnings", [])] == (
            [True] if store == "squeeze" else []
        )
        for check in (True, False):
            assert auth(world, check, **given)["changed"] is False
            assert "warnings" not in auth(world, check, **given)
    assert auth(world, name="wallboard", description="other")["changed"], "another value is written"
    assert auth(world, name="wallboard", description="other")["changed"] is False


@plain
def test_a_value_that_somebody_else_changed_is_written_again(world):
    world.control.switches(stored_texts="squeeze")
    auth(world, description="a  b")
    assert auth(world, description="a  b")["changed"] is False
    auth(world, description="by somebody else")
    assert auth(world, description="a  b")["changed"]


@plain
@pytest.mark.parametrize("store", STORES)
def test_value_of_a_setting(world, store):
    world.control.switches(stored_texts=store)
    world.control.seed(contact_centers=[CENTER])
    given = dict(ops(world, Switches()), contact_center_id=CCID, name="greeting", value="Good  day\n")
    assert world.run("genesys_setting", **given)["changed"]
    assert world.run("genesys_setting", True, **given)["changed"] is False
    assert world.run("genesys_setting", **given)["changed"] is False


@plain
@pytest.mark.parametrize(
    ("module", "given", "option"),
    [
        ("genesys_auth_client", {"client_id": "c", "client_secret": "Canary-1", "name": "n "}, "name"),
        ("genesys_auth_client", {"client_id": "c", "client_secret": "Canary-1", "authorities": ["A\n"]}, "authorities"),
        ("genesys_environment", {"id": CCID, "app_name": "Cloud\n"}, "app_name"),
        (
            "genesys_environment",
            {"id": CCID, "config_servers": [{"primary_address": "cfg "}]},
            "config_servers[0].primary_address",
        ),
        ("genesys_contact_center", {"id": CCID, "domains": ["t100\n"]}, "domains"),
        ("nexus_tenant", {"id": CCID, "name": "t100 ", "username": "n"}, "name"),
        ("nexus_tenant", {"id": CCID, "name": "t100", "username": "n\n"}, "username"),
        ("nexus_gapi_db", {"url": "http://g", "client_id": "c", "region": "r\n", "login_host": "h"}, "region"),
        (
            "genesys_token",
            {"auth_client_id": "c", "grant_type": "password", "username": " u", "password": "Canary-1"},
            "username",
        ),
        ("genesys_auth_client", {"client_id": "c", "auth_username": "ops\n"}, "auth_username"),
        ("genesys_token", {"auth_client_id": "c\n"}, "auth_client_id"),
    ],
)
def test_names_of_every_module(world, module, given, option):
    result = world.run(module, **{**ops(world, Switches()), **given})
    assert result["failure"]["code"] == "invalid_input", result["msg"]
    assert result["failure"]["field"].endswith(option), result["msg"]
    assert world.log() == []


def connect(world):
    """The options of the API of Digital Channels; the contact center and what its tenant needs are there."""
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], clients=[GAPI_CLIENT])
    world.run("nexus_gapi_db", **world.sql, url=world.emulator.url, client_id="nexus_client", client_secret=SECRET)
    world.canaries |= {defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
    return dict(world.ops, **world.sql, nexus_url=world.emulator.url)


def told_otherwise(result):
    return [text for text in result.get("warnings", []) if text.startswith("The service accepted")]


@pytest.mark.parametrize("store", STORES)
def test_a_service_connection(world, store):
    given = dict(connect(world), contact_center_id=CCID, name="PlatformUCS", url="https://ucs.example.com")
    given["secret"] = {"token": "Canary-of-ucs"}
    world.control.switches(stored_texts=store, service_get="on", service_put="on")
    for data in ({"a": "b  c"}, {"a": "d  e"}):
        done = world.run("nexus_service", data=data, **given)
        assert done["changed"] and not done.get("failed"), done
        kept = {name: " ".join(text.split()) for name, text in data.items()}
        made = MADE % ("data", "service connection PlatformUCS", kept)
        assert told_otherwise(done) == ([made] if store == "squeeze" else [])
        world.clear_log()
        for check in (True, False):
            again = world.run("nexus_service", check, data=data, **given)
            assert again["changed"] is False and told_otherwise(again) == [], again
        assert world.writes() == []
    assert world.run("nexus_service", data={"a": "f"}, **given)["changed"], "another value is written"


@pytest.mark.parametrize("kept_in", ["api_key_file", "record_file"])
@pytest.mark.parametrize("get", ["on", "on_without_key", "404"])
@pytest.mark.parametrize("store", ["keep", "squeeze", "lower"])
def test_two_tenants_whose_names_a_service_makes_equal(world, tmp_path, store, get, kept_in):
    """Each is found again by what binds its key to its contact center, whatever the service has made of its name."""
    given = connect(world)
    others = dict(ENVIRONMENT, id=OTHER_ID), dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["t200"])
    world.control.seed(environments=[others[0]], contact_centers=[others[1]])
    world.control.switches(stored_texts=store, tenant_get=get)
    names = {CCID: "Acme  of Berlin", OTHER_ID: "ACME  of Berlin"}

    def run(ccid, check=False):
        login = {"username": defaults.PERSON_USERNAME, "password": defaults.PERSON_PASSWORD}
        client = {"auth_client_id": "nexus_client", "auth_client_secret": SECRET}
        own = {"id": ccid, "name": names[ccid], kept_in: str(tmp_path / ccid), "backend_url": world.emulator.url}
        return world.run("nexus_tenant", check, **given, **login, **client, **own)

    for ccid, name in names.items():
        done = run(ccid)
        assert done["changed"] and not done.get("failed"), done
        kept = {"keep": name, "squeeze": " ".join(name.split()), "lower": " ".join(name.lower().split())}[store]
        made = MADE % ("name", "tenant %s" % ccid, kept)
        assert told_otherwise(done) == ([] if store == "keep" else [made])
    before = world.state()["tenants"]
    world.clear_log()
    for check in (True, False, True):
        for ccid in names:
            again = run(ccid, check)
            assert again["changed"] is False and told_otherwise(again) == [], again
    assert [one["path"] for one in world.writes() if "oauth" not in one["path"]] == []
    assert world.state()["tenants"] == before
