# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""state: checked: what differs is said with both values, what is there is tried, nothing is written."""

from __future__ import annotations

import pytest

from emulator import defaults
from integration.support.sample import CCID, OFFERED, SECRET
from integration.support.tenant_sample import connection, document

SHOWN = dict(OFFERED, cors_preflight="on")
CLIENT = "API client nexus_client"
CORS = "setting cors-origins /"
PERSON = "tenant " + CCID


@pytest.fixture
def made(world, tmp_path):
    """A tenant as its document declares it, at services that tell everything; returns how to check it."""
    folder = tmp_path / "secrets"
    world.control.switches(SHOWN)
    assert not world.run("genesys_tenant", **connection(world), **document(world, folder)).get("failed")

    def check(**given):
        before = world.state()
        given = {**connection(world), **document(world, folder), "state": "checked", **given}
        result = world.run("genesys_tenant", **{name: value for name, value in given.items() if value is not None})
        assert world.state() == before and not result["changed"]
        return result

    check.folder = folder
    return check


def said(result, name):
    """The line of the report about this object."""
    (line,) = [line for line in result["report"] if line.startswith(name + ": ")]
    return line[len(name) + 2 :]


def test_a_tenant_that_is_as_declared_and_works(world, made):
    result = made()
    assert not result.get("failed") and result["differences"] == result["not_verified"] == []
    assert len(result["report"]) == len(result["resources"]) == 12
    path = made.folder / "nexus_client.secret"
    assert said(result, CLIENT) == "as declared; its secret in %s obtains a token." % path
    assert said(result, CORS) == "as declared; the preflight request is allowed for each origin."
    assert said(result, PERSON) == "as declared; the person %s logs in." % defaults.PERSON_USERNAME
    row = "row of nex_gapis %s nexus_client" % world.emulator.url
    assert said(result, row) == "as declared; the secret in its row obtains a token."
    preflights = [entry for entry in world.log() if entry["method"] == "OPTIONS"]
    assert len(preflights) == 2, "one for each origin"


def test_every_difference_is_told_at_once_with_both_values(world, made):
    with world.store.lock:
        rows = world.store.settings.rows
        next(row for row in rows.values() if row["name"] == "cors-origins")["value"] = (
            "https://gws.example.com,https://x.example.com"
        )
        for key in [key for key, row in rows.items() if row["name"] == "some-setting"]:
            del rows[key]
        world.store.clients["t100_client"]["description"] = "other"
    clients = document(world, made.folder)["auth_clients_list"] + [{"client_id": "new", "client_secret": SECRET}]
    gone = {"name": "a-list", "state": "absent"}
    settings = [document(world)["tenant_settings"][0], gone]
    origins = ["https://gws.example.com", "https://wwe.example.com"]
    result = made(
        auth_clients_list=clients,
        tenant_settings=settings,
        tenant_cors_origins=origins,
        tenant_cors_list_mode="replace",
    )
    assert result["failure"]["code"] == "not_as_declared"
    assert not [text for text in result.get("warnings", ()) if "real run" in text], "there is none"
    expected = {
        "API client t100_client": ("changed", "description is other, declared first"),
        "API client new": ("missing", "does not exist"),
        CORS: ("changed", "value: missing https://wwe.example.com; not declared https://x.example.com"),
        "setting some-setting /": ("missing", "does not exist"),
        "setting a-list /": ("unwanted", "exists, but is declared absent"),
    }
    found = {one["name"]: (one["problem"], one["text"]) for one in result["differences"]}
    refused = found.pop(CORS) if found[CORS][0] == "refused" else None
    assert found | {CORS: expected[CORS]} == expected, refused
    lines = result["msg"].splitlines()
    assert lines[0].endswith("between the declaration and what is there.") and lines[1:] == result["failure"]["lines"]
    for name, (_problem, text) in expected.items():
        assert "%s: %s." % (name, text) in lines
    (cors,) = [one for one in result["differences"] if one["name"] == CORS and one["problem"] == "changed"]
    assert cors["fields"] == [
        {"field": "value", "missing": ["https://wwe.example.com"], "extra": ["https://x.example.com"]}
    ]


LACKING = {
    "auth_url": ("genesys_auth_url", "GENESYS_AUTH_URL"),
    "nexus_url": ("nexus_url", "GENESYS_NEXUS_URL"),
    "login_host": ("nexus_db_host", "PGHOST"),
}


@pytest.mark.parametrize("option", LACKING)
def test_a_connection_that_is_not_given_is_told_once_and_not_by_its_consequences(world, made, option):
    world.clear_log()
    result = made(**{option: None}, environment_url=None)
    assert result["failure"]["fields"] == [option] and "differences" not in result and world.log() == []
    for name in (option, *LACKING[option]):
        assert name in result["msg"]
    both = made(nexus_url=None, login_host=None)
    assert both["failure"]["fields"] == ["nexus_url", "login_host"] and world.log() == []
    for option in both["failure"]["fields"]:
        assert "%s: is not given (variable %s, environment variable %s)" % (option, *LACKING[option]) in both["msg"]


def test_parts_that_do_not_need_a_connection_are_compared_without_it(world, made):
    result = made(nexus_url=None, login_host=None, parts=["auth_clients", "environment", "cors"])
    assert not result.get("failed") and len(result["report"]) == 4, result["msg"]


def test_a_secret_that_is_refused_and_one_that_is_not_known_here(world, made):
    wrong = document(world, made.folder)["auth_clients_list"]
    wrong[1]["client_secret"] = "Canary-wrong-secret"
    (made.folder / "nexus_client.secret").rename(made.folder / "moved")
    result = made(auth_clients_list=wrong)
    assert [one["name"] for one in result["differences"] if one["problem"] == "refused"] == ["API client t100_client"]
    lost = "its secret is not in %s" % (made.folder / "nexus_client.secret")
    assert said(result, CLIENT) == lost + "."
    assert [one["text"] for one in result["differences"] if one["name"] == CLIENT] == [lost]
    assert CLIENT not in [one["name"] for one in result["not_verified"]]


def test_a_secret_that_was_never_known_here_is_not_verified(world, made):
    clients = document(world, made.folder)["auth_clients_list"]
    del clients[1]["client_secret"]
    result = made(auth_clients_list=clients, auth_clients_secret_dir="", parts=["auth_clients"])
    assert not result.get("failed"), result.get("msg")
    assert said(result, "API client t100_client") == "as declared; not verified, because its secret is not known here."


def test_a_secret_that_is_made_on_every_run_is_no_difference(world, made):
    clients = document(world, made.folder)["auth_clients_list"]
    result = made(auth_clients_list=[dict(clients[0], regenerate_secret="always")], parts=["auth_clients"])
    assert not result.get("failed"), result["msg"]


def test_a_row_with_a_secret_that_lets_nobody_in(world, made):
    with world.store.lock:
        world.store.clients["nexus_client"]["client_secret"] = "Canary-another-one"
    result = made(parts=["gapis"])
    (row,) = result["differences"]
    assert row["problem"] == "refused" and row["text"] == "the secret in its row is refused"


def test_a_person_of_another_contact_center_and_one_who_cannot_log_in(world, made):
    wrong = dict(document(world)["digital_channels_tenant"], password="Canary-wrong-password")
    result = made(digital_channels_tenant=wrong, parts=["nexus_tenant"])
    assert "cannot log in" in result["msg"] and {one["name"] for one in result["differences"]} == {PERSON}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("on", "the preflight request is refused for https://wwe.example.com"),
        ("405", "not verified, because the service does not answer preflight requests"),
    ],
)
def test_an_origin_that_the_service_does_not_let_in(world, made, monkeypatch, answer, outcome):
    """The environment service has the origin, but who reads it has not done so yet."""
    from emulator import preflight

    world.control.switches(dict(SHOWN, cors_preflight=answer))
    monkeypatch.setattr(preflight, "_allowed", lambda call: {"https://gws.example.com"})
    result = made(parts=["cors"])
    assert outcome in said(result, CORS)
    assert bool(result.get("failed")) is (answer == "on") and bool(result["not_verified"]) is (answer == "405")


def test_what_cannot_be_looked_at_is_said_and_is_no_failure(world, made):
    world.control.switches(dict.fromkeys(("data_center_get", "service_get", "cors_preflight"), "405"))
    result = made()
    assert not result.get("failed"), result.get("msg")
    assert {one["name"] for one in result["not_verified"]} == {
        "data center /usw1",
        "service connection PlatformUCS",
        CORS,
    }
    line = "not verified, because the service offers no way to look at it."
    assert said(result, "data center /usw1") == line


def test_of_a_tenant_that_only_its_key_proves_it_is_said_what_was_not_seen(world, made):
    world.control.switches(tenant_get="404")
    other = dict(document(world, made.folder)["digital_channels_tenant"], backend_url="https://other.example.com")
    result = made(digital_channels_tenant=other)
    assert not result.get("failed"), result.get("msg")
    text = "backend_url and username not seen"
    logs_in = "the person %s logs in" % defaults.PERSON_USERNAME
    assert said(result, PERSON) == "id and name as declared; %s; %s." % (text, logs_in)
    assert [(one["name"], one["text"]) for one in result["not_verified"]] == [(PERSON, text)]


def test_a_tenant_that_is_not_there(world, tmp_path):
    result = world.run("genesys_tenant", **connection(world), **document(world), state="checked")
    assert result["failure"]["code"] == "not_as_declared" and world.writes() == []
    problems = {one["name"]: one["problem"] for one in result["differences"]}
    assert problems["environment " + CCID] == problems["contact center " + CCID] == problems[CLIENT] == "missing"


def test_what_the_declaration_cannot_make_is_one_difference_among_others(world):
    given = document(world, tenant_environment={"username": "default"})
    result = world.run("genesys_tenant", **connection(world), **given, state="checked")
    (environment,) = [one for one in result["differences"] if one["kind"] == "environment"]
    assert environment["problem"] == "failed" and "creating it needs" in environment["text"]
    assert len(result["differences"]) > 5


@pytest.mark.parametrize(
    "wrong", [{"auth_password": "Canary-wrong"}, {"login_password": "Canary-wrong"}, {"auth_url": "http://127.0.0.1:9"}]
)
def test_a_connection_that_fails_ends_the_comparison(world, wrong):
    options = {**connection(world), **wrong}
    if "auth_url" in wrong:
        options["environment_url"] = wrong["auth_url"]
    result = world.run("genesys_tenant", **{**options, **document(world)}, state="checked")
    assert result["failed"] and result["failure"]["code"] in ("bad_credentials", "database", "unreachable")
    assert "report" not in result


PARTS = ("auth_clients", "environment", "contact_center", "data_centers", "cors", "settings", "gapis", "chat", "services", "nexus_tenant")  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_part_alone_is_all_that_is_looked_at_and_written(world, part):
    """In each state. The options of the others need not be given, nor do they count."""
    world.control.switches(SHOWN)
    whole = world.run("genesys_tenant", **connection(world), **document(world))
    objects = {line["name"] for line in whole["resources"]}
    checked = world.run("genesys_tenant", **connection(world), **document(world), state="checked", parts=[part])
    mine = {line["name"] for line in checked["resources"]}
    assert mine and mine < objects and not checked.get("failed"), checked.get("msg")
    before = world.state()
    again = world.run("genesys_tenant", **connection(world), **document(world), parts=[part])
    assert {line["name"] for line in again["resources"]} == mine and not again["changed"]
    gone = world.run(
        "genesys_tenant",
        **connection(world),
        **document(world, tenant_remove_data_centers=True),
        state="absent",
        parts=[part],
    )
    assert not gone.get("failed"), gone.get("msg")
    removed = {line["name"] for line in gone["resources"] if line["changed"]}
    if part == "gapis":  # the row of the vendor's client, which other tenants may use
        assert not removed and world.state() == before
    else:
        assert removed and removed <= mine and world.state() != before
    back = world.run("genesys_tenant", **connection(world), **document(world))
    assert not back.get("failed"), back.get("msg")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"parts": []}, "parts"),
        ({"parts": ["designer_env"]}, "parts"),
        ({"parts": ["cors"], "tenant_id": None}, "tenant_id"),
        ({"tenant_id": None}, "tenant_id"),
        ({"tenant_id": None, "parts": ["chat"]}, "tenant_id"),
    ],
)
@pytest.mark.parametrize("state", ["present", "checked"])
def test_parts_that_cannot_be_meant(world, state, given, wrong):
    options = {**connection(world), **document(world), "state": state, **given}
    result = world.run("genesys_tenant", **{name: value for name, value in options.items() if value is not None})
    assert result["failure"]["code"] == "invalid_input" and result["failure"]["fields"] == [wrong]
    assert world.log() == []


@pytest.mark.parametrize("parts", [["auth_clients"], ["gapis"], ["data_centers"], ["chat", "services", "nexus_tenant"]])
def test_parts_that_need_no_tenant_id(world, parts):
    world.control.switches(SHOWN)
    world.run("genesys_tenant", **connection(world), **document(world))
    options = {**connection(world), **document(world), "parts": parts, "digital_channels_contact_center_id": CCID}
    del options["tenant_id"]
    assert world.run("genesys_tenant", **options, state="checked")["differences"] == []
    assert world.run("genesys_tenant", **options)["changed"] is False
    gone = world.run("genesys_tenant", **options, state="absent", tenant_remove_data_centers=True)
    assert gone["changed"] is (parts != ["gapis"]) and not gone.get("failed"), gone.get("msg")  # the vendor's row stays
