# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that cannot be meant: found before any request, for every option of every module that has a check."""

from __future__ import annotations

import re

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core import checks, expected_platform
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_rules, cloud_client
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_clients import KNOWN_MEMBERS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport import cloud_hosts
from emulator import defaults
from integration.support.good import GOOD, assert_failure
from integration.support.sample import OTHER_ID
from integration.support.tenant_sample import document

# For every check values that it has to refuse. A new check needs some.
BAD = {
    checks.uuid: ["9350e2fc", "343dd264-7c26-4f9e-82c5-26baedbc7970\n", "343dd264-7c26-4f9e-82c5-26baedbc797", "not-a-uuid"],
    checks.port: [0, 65536],
    checks.duration: [0, -1],
    checks.days: [0, -1],
    checks.wait: [0, -1, float("inf"), float("nan"), 1e7],
    checks.not_negative: [-1],
    checks.header: ["Canary-in-url\r\nX-Injected: 1", "Canary-in-url\n", " Canary-in-url", "Canary-in-url-\u20ac"],
    checks.url: ["gauth.example.com"],
    checks.base_url: ["gauth.example.com", "ftp://gauth.example.com", "https://", "https://gauth.example.com:0",
                      "https://gauth.example.com/#x", "https://ops:Canary-in-url@gauth.example.com", "https://gauth example.com",
                      "https://gauth.example.com/\x07", "ht\ttps://gauth.example.com"],
    checks.database_host: ["nexus:Canary-in-url@db.example.com", "db1,nexus@db2"],
    checks.redirect_uri: ["https://gws.example.com/#fragment", "https://gws.example.com#", "/relative", "gws.example.com"],
    checks.client_encoding: ["utf-8"],
    checks.environment_login: ["both"],
    checks.basic_name: ["a:b", "ops\n"],
    checks.basic_segment: ["a:b", "a b"],
    checks.origin: ["https://gws.example.com/path"],
    checks.segment: ["a/b", "a b", "../x", "", "x\n"],
    checks.location: ["usw1", "/a b"],
    checks.domain: ["t.100", "t100\\x"],
    checks.plain_password: [defaults.OPS_BCRYPT],
    expected_platform.pattern: [5, [" "], ["https://gauth.example.com", None]],
    cloud_hosts.unknown_region: ["eu-west-9", "mypurecloud", "api.mypurecloud.ie", "https://mypurecloud.ie", "eu_west_1"],
    cloud_hosts.wrong_proxy: ["proxy.example.com:8080", "socks5://proxy.example.com", "http://", "ht\ttp://proxy.example.com",
                              "http://ops:Canary-in-url@proxy.example.com:0"],
    cloud_client._name: ["", "  ", "a ", "a\n"],
    checks.name: ["a ", " a", "a\n", "a\tb", "a\u2028b"],
    cloud_client._a_positive_number: [0, -1],
    _cloud_rules.validity: [0, 299, 38880001],
    _cloud_rules.moment: ["tomorrow", "2099-12-31", "2099-12-31T00:00:00", "2099-13-31T00:00:00Z"],
}  # fmt: skip


def checked(fields, path=()):
    """(path of options, field) of each field that has a check, nested ones too."""
    for field in fields:
        if field.option and field.check:
            yield path + (field,), field
        yield from checked(field.fields, path + (field,))


def given(path, bad, good):
    """The options with this one value spoilt, however deep it is."""
    top, rest = path[0], path[1:]
    if not rest:
        return {top.arg: [bad] if top.type == "list" else bad}
    if top.type == "dict":
        return {top.arg: {**good[top.arg], **given(rest, bad, good[top.arg])}}
    first, *others = good.get(top.arg) or [{part.arg: "x" for part in top.fields if part.required}]
    return {top.arg: [{**first, **given(rest, bad, first)}, *others]}


CASES = [
    pytest.param(True, good, path, bad, id="%s %s=%s" % (good.name, ".".join(part.arg for part in path), bad))
    for good in GOOD
    for path, field in checked(TASKS[good.module].options)
    for bad in BAD[field.check]
]


@pytest.mark.parametrize(("world", "good", "path", "bad"), CASES, indirect=["world"])
def test_a_value_that_cannot_be_meant(world, good, path, bad):
    world.canaries |= {"Canary-in-url", defaults.OPS_BCRYPT}
    before = world.state()
    whole = document(world) if good.module == "genesys_tenant" else {}
    options = given(path, bad, {**whole, **good.options(world)})
    for check in (True, False):
        world.clear_log()
        result = good.run(world, check, **options)
        assert_failure(result, "invalid_input")
        assert re.split(r"[\[.]", result["failure"]["field"])[0] == path[0].arg
        assert path[-1].arg in result["msg"]
        assert world.log() == []
        assert not result.get("requests") and not result.get("statements")
    assert world.state() == before


def secret_fields(fields, path=()):
    """The path of each option that is a secret, nested ones too."""
    for field in fields:
        if field.option and field.secret:
            yield path + (field,)
        yield from secret_fields(field.fields, path + (field,))


ENDS = ["%s\n", "%s\r\n", "\n%s", "%s\0", "%s\u2028"]
SECRETS = [
    pytest.param(True, good, path, end, id="%s %s %r" % (good.name, ".".join(part.arg for part in path), end))
    for good in GOOD
    for path in secret_fields(TASKS[good.module].options)
    for end in ENDS
]


@pytest.mark.parametrize(("world", "good", "path", "end"), SECRETS, indirect=["world"])
def test_a_secret_that_ends_with_a_line_break(world, good, path, end):
    """As files and secret stores give it: it would be written to the service, and nobody could log in with it."""
    bad = end % "ab-Cd-Ef-12345678"
    whole = document(world) if good.module == "genesys_tenant" else {}
    options = given(path, {"key": bad} if path[-1].type == "dict" else bad, {**whole, **good.options(world)})
    for check in (True, False):
        world.clear_log()
        result = good.run(world, check, **options)
        assert_failure(result, "invalid_input")
        assert [re.sub(r"\[.*", "", part) for part in result["failure"]["field"].split(".")] == [
            part.arg for part in path
        ]
        assert "ab-Cd-Ef" not in str(result)
        assert world.log() == [] and not result.get("statements")


@pytest.mark.parametrize("option", ["auth_username", "auth_client_id"])
def test_a_colon_in_the_user_name_of_http_basic(world, option):
    result = GOOD[0].run(world, **{option: "ops:Canary-in-url"})
    assert_failure(result, "invalid_input")
    assert result["failure"]["field"] == option and "colon" in result["msg"] and world.log() == []


def test_an_api_client_that_could_never_log_in_is_not_made(world):
    good = next(one for one in GOOD if one.name == "auth_client")
    result = good.run(world, client_id="a:b")
    assert_failure(result, "invalid_input")
    assert result["failure"]["field"] == "client_id" and "colon" in result["msg"]


def test_every_check_has_bad_values():
    used = {field.check for task in TASKS.values() for _path, field in checked(task.options)}
    assert used <= set(BAD)


def test_every_module_is_tried():
    assert {good.module for good in GOOD} == set(TASKS)


@pytest.mark.parametrize(
    "good",
    [good for good in GOOD if "auth_password" in {f.arg for f in TASKS[good.module].connection}],
    ids=lambda good: good.name,
)
def test_a_bcrypt_hash_given_as_password_is_named_as_such(world, good):
    result = good.run(world, auth_password=defaults.OPS_BCRYPT, auth_username="ops")
    assert_failure(result, "invalid_input")
    assert "bcrypt" in result["msg"] and "plain password" in result["msg"]


def test_the_hash_of_another_form_is_refused_by_the_service_with_the_hint(world):
    good = GOOD[0]
    result = good.run(world, auth_password="$2a$10$truncated-hash")
    assert_failure(result, "bad_credentials")
    assert "bcrypt" in result["failure"]["hint"]


MANY = ["https://a.example.com/%d" % number for number in range(126)]
TOGETHER = [
    ("environment", {"id": None, "config_servers": None}, "id"),
    ("environment", {"config_servers": [{"primary_address": "a"}, {"primary_address": "A"}]}, "config_servers"),
    ("environment", {"config_servers": [{"primary_address": "a", "backup_address": "b"}]}, "config_servers"),
    ("contact_center", {"id": None, "domains": None}, "id"),
    ("auth_client", {"client_secret": None, "update_secret": "always"}, "update_secret"),
    ("auth_client", {"client_type": "PUBLIC"}, "client_type"),
    *(("auth_client", {"client_id": dots, "state": "absent"}, "client_id") for dots in (".", "..")),
    ("setting", {"name": "..", "state": "absent"}, "name"),
    ("service", {"name": ".", "state": "absent"}, "name"),
    ("setting", {"values": ["x"]}, "value"),
    ("setting", {"value": None}, "value"),
    ("cors", {"values": ["https://a.example.com,https://b.example.com"]}, "values"),
    ("cors", {"values": ["https://a.example.com/path"]}, "values"),
    ("cors", {"values": ["a.example.com"]}, "values"),
    ("gapi", {"secret_file": "/tmp/x"}, "client_secret"),
    ("service", {"nexus_api_key": None}, "nexus_api_key"),
    ("service", {"when_unobservable": "send_until_tenant"}, "tenant_name"),
    ("service", {"when_unobservable": "send_until_tenant", "tenant_name": "t100"}, "when_unobservable"),
    ("token", {"grant_type": "password"}, "username"),
    ("token", {"auth_client_id": None}, "auth_client_id"),
    ("cloud_client", {"name": None}, "name"),
    ("cloud_client", {"client_id": OTHER_ID, "new_name": "x"}, "new_name"),
    ("cloud_client", {"state": "absent", "confirm_delete": None}, "confirm_delete"),
    ("cloud_client", {"state": "absent", "confirm_delete": False}, "confirm_delete"),
    ("cloud_client", {"date_to_delete": "2099-12-31T00:00:00Z"}, "date_to_delete"),
    ("cloud_client", {"secret_max_age": 90}, "secret_max_age"),
    ("cloud_client", {"verify_secret": True}, "verify_secret"),
    ("cloud_client", {"regenerate_secret": "when_lost"}, "regenerate_secret"),
    *(("cloud_client", {"extra_properties": {name: "x"}}, "extra_properties") for name in sorted(KNOWN_MEMBERS)),
    ("cloud_client", {"roles": []}, "roles"),
    ("cloud_client", {"scopes": ["users"]}, "scopes"),
    ("cloud_client", {"authorized_grant_type": None, "scopes": ["users"]}, "scopes"),
    ("cloud_client", {"registered_redirect_uris": MANY}, "registered_redirect_uris"),
    ("cloud_client", {"state": "inactive", "scopes": ["users"]}, "scopes"),
    *(
        (name, {"authorized_grant_type": grant}, field)
        for name, grants, field in (
            ("cloud_client", [grant for grant in _cloud_rules.GRANT_TYPES if grant != "CLIENT-CREDENTIALS"], "roles"),
            ("cloud_client", ["SAML2BEARER"], "roles"),
            ("cloud_code", ["CLIENT-CREDENTIALS", "CLIENT_CREDENTIALS"], "scopes"),
        )
        for grant in grants
    ),
    ("cloud_code", {"scopes": []}, "scopes"),
    ("cloud_code", {"roles": [{"role": "employee"}]}, "roles"),
    ("cloud_code", {"access_token_validity_seconds": 172801}, "access_token_validity_seconds"),
    (
        "cloud_code",
        {"authorized_grant_type": None, "access_token_validity_seconds": 172801},
        "access_token_validity_seconds",
    ),
    ("genesys_cloud_oauth_client_info", {"name_pattern": "("}, "name_pattern"),
    ("cloud_token", {"grant_type": "authorization_code", "redirect_uri": "https://a.example.com"}, "code"),
    ("cloud_token", {"grant_type": "authorization_code", "code": "x"}, "redirect_uri"),
    ("cloud_token", {"grant_type": "refresh_token"}, "refresh_token"),
    ("cloud_token", {"grant_type": "saml2_bearer", "assertion": "x"}, "organization_name"),
    ("cloud_token", {"grant_type": "saml2_bearer", "organization_name": "x"}, "assertion"),
    ("cloud_token", {"grant_type": "none"}, "cloud_access_token"),
    ("cloud_token", {"cloud_client_id": None}, "cloud_client_id"),
]


@pytest.mark.parametrize(("name", "options", "field"), TOGETHER, ids=lambda value: str(value)[:80])
def test_options_that_do_not_go_together(world, name, options, field):
    good = next(good for good in GOOD if good.name == name)
    good.prepare(world)
    before = world.state()
    result = good.run(world, **options)
    assert_failure(result, "invalid_input")
    assert result["failure"]["field"] == field
    assert world.log() == []
    assert world.state() == before


MISSING = [
    ("auth_client", "auth_url"), ("auth_client", "auth_username"), ("auth_client", "auth_password"),
    ("environment", "auth_username"), ("data_center", "auth_password"), ("service", "nexus_url"), ("tenant", "nexus_url"),
    ("tenant", "auth_client_id"), ("token", "auth_url"), ("genesys_setting_info", "auth_username"),
] + [
    (name, "cloud_" + option)
    for name in ("cloud_client", "cloud_code", "genesys_cloud_oauth_client_info", "cloud_token")
    for option in ("client_id", "client_secret", "login_url", *(["api_url"] if name != "cloud_token" else []))
]  # fmt: skip


@pytest.mark.parametrize(("name", "option"), MISSING, ids=str)
def test_a_connection_option_that_is_missing(world, name, option):
    good = next(good for good in GOOD if good.name == name)
    good.prepare(world)
    before = world.state()
    for absence in (None, ""):
        result = good.run(world, **{option: absence})
        assert_failure(result, "invalid_input")
        assert option in result["msg"]
        if option.startswith("cloud_"):
            assert result["failure"]["field"] == option or option in result["failure"]["hint"]
            assert world.log() == []
    assert world.state() == before


NEEDED = [
    ("environment", name) for name in ("username", "password", "config_servers")
] + [("contact_center", "environment_id"), ("contact_center", "domains"), ("data_center", "entry_point"), ("gapi", "client_secret")] + [
    ("tenant", name) for name in ("backend_url",)
] + [("service", "url"), ("cloud_client", "authorized_grant_type"), ("cloud_client", "roles"), ("cloud_code", "scopes")]  # fmt: skip


@pytest.mark.parametrize(("name", "option"), NEEDED, ids=str)
def test_creating_without_what_creation_needs(world, name, option):
    good = next(good for good in GOOD if good.name == name)
    good.prepare(world)
    before = world.state()
    for check in (True, False):
        result = good.run(world, check, **{option: None})
        assert_failure(result, "invalid_input")
        assert option in result["failure"].get("fields", [result["failure"]["field"]])
        assert not world.writes()
    assert world.state() == before
