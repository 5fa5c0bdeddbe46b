# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant needs and what is missing or does not work is said before the first write, in check mode as in a real run, in the
same words. Here by one task, in test_roles_known_before.py by roles.
"""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import postgres
from integration.support.bare_tenant import OTHER, ROWS, Tenant, spoilt, wrong_database_password
from integration.support.sample import OFFERED


@pytest.mark.parametrize("row", ROWS)
def test_one_task_says_it_before_the_first_write_in_the_same_words_in_check_mode(world, tmp_path, row):
    tenant, code, words = spoilt(world, tmp_path, row)
    before = world.state()
    looked, done = (world.run("genesys_tenant", check, **tenant.options()) for check in (True, False))
    for result in (looked, done):
        assert result["failed"] and not result["changed"] and result["failure"]["code"] == code, result["msg"]
        assert words in result["msg"] and "Nothing was written." in result["msg"], result["msg"]
        assert result["failure"]["problems"] and "the person" not in result["msg"].lower().split("give")[0]
    assert looked["msg"] == done["msg"] and looked["failure"] == done["failure"]
    assert world.writes() == [] and world.state() == before


def test_one_message_names_everything_by_option_variable_and_environment_variable(world, tmp_path):
    tenant, _code, _words = spoilt(world, tmp_path, "several")
    result = world.run("genesys_tenant", **tenant.options())
    assert result["failure"]["fields"] == ["auth_username", "nexus_url", "login_host"] and world.log() == []
    for names in (
        ("auth_username", "genesys_auth_username", "GENESYS_AUTH_USERNAME"),
        ("nexus_url", "nexus_url", "GENESYS_NEXUS_URL"),
        ("login_host", "nexus_db_host", "PGHOST"),
    ):
        assert "%s: is not given (variable %s, environment variable %s)." % names in result["msg"]
    assert [problem["variables"] for problem in result["failure"]["problems"]] == [
        ["genesys_auth_username"],
        ["nexus_url"],
        ["nexus_db_host"],
    ]


def test_a_database_of_which_nothing_is_given_is_named_whole(world, tmp_path):
    tenant = Tenant(world, tmp_path)
    for name in ("login_host", "login_user", "login_password", "login_db"):
        tenant.connection.pop(name)
    result = world.run("genesys_tenant", **tenant.options())
    assert result["failure"]["fields"] == ["login_host"] and world.log() == []
    for names in (
        ("nexus_db_host", "PGHOST"),
        ("nexus_db_user", "PGUSER"),
        ("nexus_db_password", "PGPASSWORD"),
        ("nexus_db_name", "PGDATABASE"),
    ):
        assert "(variable %s, environment variable %s)" % names in result["msg"]


def test_a_library_that_is_missing_is_said_first(world, tmp_path, monkeypatch):
    tenant = Tenant(world, tmp_path)
    monkeypatch.setattr(postgres, "psycopg2", None)
    before = world.state()
    for check in (True, False):
        result = world.run("genesys_tenant", check, **tenant.options())
        assert result["failure"]["code"] == "missing_library" and "psycopg2" in result["msg"]
    assert world.log() == [] and world.state() == before


def test_a_teardown_needs_the_database_before_its_first_deletion(world, tmp_path):
    world.control.switches(OFFERED)
    tenant = Tenant(world, tmp_path)
    assert world.run("genesys_tenant", **tenant.options())["changed"]
    world.clear_log()
    before = world.state()
    wrong_database_password(tenant)
    world.canaries.add("Canary-wrong-sql")
    tenant.connection["nexus_url"] = None
    first = [world.run("genesys_tenant", check, state="absent", **tenant.options()) for check in (True, False)]
    tenant.connection["nexus_url"] = world.emulator.url
    for name in ("digital_channels_tenant", "digital_channels_services"):  # the address of the chat service comes next
        del tenant.document[name]
    second = [world.run("genesys_tenant", check, state="absent", **tenant.options()) for check in (True, False)]
    for (looked, done), code in ((first, "invalid_input"), (second, "bad_credentials")):
        assert looked["failure"]["code"] == code and looked["msg"] == done["msg"], looked["msg"]
    assert world.writes() == [] and world.state() == before


def test_what_the_same_run_makes_is_not_missing(world, tmp_path):
    """A client that does not exist yet, and its file; check mode says the same."""
    tenant = Tenant(world, tmp_path)
    tenant.file.unlink()
    with world.store.lock:
        del world.store.clients[tenant.client]
    foretold = world.run("genesys_tenant", True, **tenant.options())
    done = world.run("genesys_tenant", **tenant.options())
    assert not foretold.get("failed") and not done.get("failed"), (foretold.get("msg"), done.get("msg"))
    assert foretold["diff"] == done["diff"]


HOW = [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}, "the client is gone, too"]


@pytest.mark.parametrize("how", HOW, ids=str)
def test_a_lost_secret_that_is_made_anew_is_not_missing(world, tmp_path, how):
    """The row gets it in the same run, as check mode foretells."""
    world.control.switches(OFFERED)
    tenant = Tenant(world, tmp_path)
    if isinstance(how, dict):
        tenant.document["auth_clients_list"][1].update(how)
    made = world.run("genesys_tenant", **tenant.options())  # which records that the secret was in its file
    assert not made.get("failed"), made["msg"]
    tenant.file.unlink()
    if not isinstance(how, dict):
        with world.store.lock:
            del world.store.clients[tenant.client]
    foretold = world.run("genesys_tenant", True, **tenant.options())
    done = world.run("genesys_tenant", **tenant.options())
    assert not foretold.get("failed") and not done.get("failed"), (foretold.get("msg"), done.get("msg"))
    assert [diff["after_header"].split()[0] for diff in done["diff"]] == ["API", "row"]
    assert foretold["diff"] == done["diff"]
    assert not world.run("genesys_tenant", **tenant.options())["changed"]


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("wrong_secret", {"regenerate_secret": "always"}),
        ("no_secret_file", {"regenerate_secret": "when_lost", "regenerate_secret_confirm": "client_of_no_secret_file"}),
    ],
)
def test_the_lines_of_the_message_are_all_that_it_takes(world, tmp_path, row, lines):
    world.control.switches(OFFERED)
    tenant, _code, words = spoilt(world, tmp_path, row)
    refused = world.run("genesys_tenant", **tenant.options())
    assert words in refused["msg"]
    assert all("%s: %s" % line in refused["msg"] for line in lines.items()), refused["msg"]
    tenant.document["auth_clients_list"][1].update(lines)
    made = world.run("genesys_tenant", True, **tenant.options())
    assert not made.get("failed"), made["msg"]


def test_that_nothing_was_done_is_said_once(world, tmp_path):
    tenant, _code, _words = spoilt(world, tmp_path, "no_secret_file")
    tenant.document["auth_clients_list"][1]["regenerate_secret"] = "when_lost"
    refused = world.run("genesys_tenant", parts=["auth_clients"], **tenant.options())
    assert "set regenerate_secret_confirm: " in refused["msg"]
    assert refused["msg"].count("Nothing was") == 1


def test_a_refused_secret_that_is_given_can_be_written(world, tmp_path):
    tenant = Tenant(world, tmp_path)
    tenant.document["auth_clients_list"][1]["client_secret"] = OTHER
    refused = world.run("genesys_tenant", parts=["auth_clients"], **tenant.options())
    assert "or set update_secret: always in the client's item of auth_clients_list for one run" in refused["msg"]
    tenant.document["auth_clients_list"][1]["update_secret"] = "always"
    assert not world.run("genesys_tenant", True, parts=["auth_clients"], **tenant.options()).get("failed")


def test_a_client_that_is_not_declared_gets_no_secret_by_a_line_of_its_own(world, tmp_path):
    tenant, _code, words = spoilt(world, tmp_path, "wrong_secret")
    del tenant.document["auth_clients_list"][1]
    refused = world.run("genesys_tenant", **tenant.options())
    assert words + " Put the client's present secret there. Nothing" in refused["msg"]


def test_only_the_parts_that_run_are_looked_at(world, tmp_path):
    tenant, _code, _words = spoilt(world, tmp_path, "database_password")
    tenant.connection["nexus_url"] = None
    parts = ["environment", "contact_center", "cors", "chat"]
    assert not world.run("genesys_tenant", parts=parts, **tenant.options()).get("failed")
    refused = world.run("genesys_tenant", parts=["gapis"], **tenant.options())
    assert refused["failure"]["code"] == "bad_credentials"
