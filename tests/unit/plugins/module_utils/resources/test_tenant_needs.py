# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which options each part of a document needs, and how what is missing becomes one message. Nothing is asked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, Unauthorized
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_needs import (
    CLIENT_SECRET,
    Problem,
    Problems,
    as_error,
    missing,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Steps
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE

CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OPS = {"auth_username": "ops", "auth_password": "p"}
URL = {"auth_url": "https://a.example.com"}
TENANT = {"digital_channels_tenant": {"name": "t", "username": "u", "password": "p"}}
PERSON, NAMED = "digital_channels_tenant.", {"digital_channels_tenant": {"name": "t"}}
SERVICE = {"digital_channels_services": [{"name": "s"}], "digital_channels_tenant": {"name": "t"}}
SECRET = {"digital_channels_client_secret": "s"}
DECLARED = {
    "auth_clients": {"auth_clients_list": [{"client_id": "c"}]},
    "environment": {},
    "contact_center": {},
    "data_centers": {"tenant_data_centers": [{"location": "/a"}]},
    "cors": {"tenant_cors_origins": ["https://a.example.com"]},
    "settings": {"tenant_settings": [{"name": "n", "value": "v"}]},
    "gapis": {"digital_channels_gapis": [{"url": "https://a.example.com"}]},
    "chat": {"digital_channels_chat_service_uri": "https://a.example.com"},
    "services": SERVICE,
    "nexus_tenant": {**TENANT, **SECRET},
}
OF_THE_PLATFORM = ["auth_url", "auth_username", "auth_password"]
# Part -> what is missing where nothing of the connection is given.
NEEDS = {
    "auth_clients": ["auth_url", "auth_username", "auth_password"],
    **dict.fromkeys(("environment", "contact_center", "data_centers", "cors", "settings", "chat"), OF_THE_PLATFORM),
    "gapis": ["login_host"],
    "services": ["nexus_url", "login_host"],
    "nexus_tenant": ["auth_url", "nexus_url"],
}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for option in MODULE.connection:
        for name in option.env:
            monkeypatch.delenv(name, raising=False)


def lacks(parts, state="present", **given):
    """The options that are missing for these parts."""
    spec = ArgumentSpecValidator(argument_spec(MODULE.options))
    result = spec.validate({"tenant_id": CCID, "parts": parts, "state": state, **given})
    assert not result.error_messages, result.error_messages
    steps = list(Steps(result.validated_parameters).chosen())
    assert steps, "there is something to need it"
    return [name for problem in missing(steps, "nexus_client") for name in problem.options]


@pytest.mark.parametrize("part", NEEDS)
def test_what_a_part_needs(part):
    assert lacks([part], **DECLARED[part]) == NEEDS[part]
    enough = {**URL, **OPS, "login_host": "h", "nexus_url": "https://n.example.com"}
    assert lacks([part], **DECLARED[part], **enough) == []


@pytest.mark.parametrize(
    ("parts", "given", "expected"),
    [
        (["environment"], {**URL, "access_token": "t"}, []),
        (["environment"], {**URL, "auth_client_id": "c"}, []),
        (["data_centers"], {**URL, "access_token": "t", **DECLARED["data_centers"]}, ["auth_username", "auth_password"]),
        (["environment"], {**URL, "access_token": "t", "environment_login": "basic"}, ["auth_username", "auth_password"]),
        (["environment", "data_centers"], {**URL, **OPS, "environment_login": "token", **DECLARED["data_centers"]}, ["access_token"]),
        (["data_centers"], {**URL, "auth_client_id": "c", "environment_login": "token", **DECLARED["data_centers"]}, []),
        (["services"], {"nexus_url": "https://n", "nexus_api_key": "k", **SERVICE}, ["login_host"]),
        (["services"], {"nexus_url": "https://n", "nexus_api_key": "k", "when_unobservable": "send", **SERVICE}, []),
        (["nexus_tenant"], {"nexus_url": "https://n", **TENANT}, [*CLIENT_SECRET, "auth_client_id"]),
        (["nexus_tenant"], {"nexus_url": "https://n", **TENANT, "auth_client_id": "c"}, ["auth_url"]),
        (["nexus_tenant"], {"nexus_url": "https://n", **TENANT, **URL, "auth_client_id": "c"}, []),
        (["nexus_tenant"], {"nexus_url": "https://n", **SECRET, **NAMED}, [PERSON + "username", PERSON + "password"]),
        (["nexus_tenant"], {"nexus_url": "https://n", "access_token": "t", **NAMED}, []),
        (["auth_clients", "environment"], {**DECLARED["auth_clients"], **OPS}, ["auth_url"]),
    ],
    ids=str,
)  # fmt: skip
def test_alternatives(parts, given, expected):
    assert lacks(parts, **given) == expected


@pytest.mark.parametrize("part", [part for part in NEEDS if part != "data_centers"])
def test_a_teardown_needs_the_same_of_the_connection(part):
    expected = [name for name in NEEDS[part] if name != "login_host" or part == "gapis"]
    expected += ["nexus_api_key"] if part == "services" else []
    assert lacks([part], "absent", **DECLARED[part]) == expected


@pytest.mark.parametrize(
    ("details", "title", "options"),
    [
        ({"operation": "Reading the API client", "http_status": 401}, "connection", ("auth_username", "auth_password")),
        ({"operation": "Connecting", "database": "nexus"}, "connection", ("login_user", "login_password")),
        ({"operation": "Asking for a token"}, "row x", ("client_secret",)),
    ],
    ids=str,
)
def test_a_user_who_is_refused_is_no_fault_of_the_object(details, title, options):
    problems = Problems()
    with problems.noted(SimpleNamespace(title="row x"), "client_secret"):
        raise Unauthorized("Refused.", **details)
    assert [(one.title, one.options) for one in problems.found] == [(title, options)]


def test_one_problem_is_its_own_error_and_several_are_one():
    first = Problem("row x", InvalidInput("login_host: is not given.", "Or else."), ("login_host",))
    title, error = as_error([first])
    assert (title, str(error)) == ("row x", "login_host: is not given. Or else. Nothing was written.")
    assert error.failure()["fields"] == ["login_host"]
    assert error.failure()["problems"] == [
        {
            "part": "row x",
            "code": "invalid_input",
            "message": "login_host: is not given.",
            "options": ["login_host"],
            "variables": ["nexus_db_host"],
            "environment": ["PGHOST"],
        }
    ]
    other = Problem("tenant y", Unauthorized("Refused.", "Look."), ("digital_channels_tenant.username",), ["tenant z"])
    title, error = as_error([other, first])
    assert title == "" and error.code == "bad_credentials"
    assert error.details["lines"][0] == "tenant y (and 1 more): Refused. Look."
    assert [entry["variables"] for entry in error.details["problems"]] == [
        ["digital_channels_tenant"],
        ["nexus_db_host"],
    ]
