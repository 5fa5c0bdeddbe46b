# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a tenant's document, and what can fail on the way: said with its place, and what was done is not lost."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.setting import Settings
from integration.support.good import assert_failure
from integration.support.sample import CCID
from integration.support.tenant_sample import connection, document

# Which request fails, and the part that it belongs to.
STEPS = {
    "API client t100_client": ("POST", "/auth/v3/ops/clients$", 2),
    "environment %s" % CCID: ("POST", "/environment/v3/environments$", 1),
    "contact center %s" % CCID: ("POST", "/environment/v3/contact-centers$", 1),
    "data center /usw1": ("POST", "/environment/v3/data-centers$", 1),
    "setting cors-origins /": ("POST", "/settings$", 1),
    "setting chat-service-uri /": ("POST", "/settings$", 4),
    "service connection PlatformUCS": ("POST", "/provisioning/services/", 1),
    "tenant %s" % CCID: ("POST", "/provisioning/tenants$", 1),
}


def run(world, check=False, **given):
    """Run the document, with these things of it changed."""
    return world.run("genesys_tenant", check, **{**connection(world), **document(world), **given})


@pytest.mark.parametrize("part", STEPS)
def test_a_failure_in_the_middle_ends_there_and_the_next_run_goes_on(world, part):
    foretold = [step["name"] for step in run(world, check=True)["resources"]]
    method, path, nth = STEPS[part]
    world.control.fault("status", method=method, path=path, status=400, times=0, nth=nth)
    failed = run(world)
    done = foretold[: foretold.index(part)]
    assert failed["failed"] and failed["changed"] is bool(done)
    assert [step["name"] for step in failed["resources"]] == done
    assert [diff["after_header"] for diff in failed["diff"]] == done
    failure = failed["failure"]
    assert failure["part"] == part and failure["message"].startswith(part + ": ") and failure["http_status"] == 400
    assert failed["msg"].startswith(failure["message"])
    assert [entry["method"] for entry in failed["requests"] if entry["status"] == 400] == [method]
    world.control.clear_faults()
    rest = run(world)
    assert not rest.get("failed"), rest["msg"]
    assert {step["name"] for step in rest["resources"] if step["changed"]} >= set(foretold) - set(done)
    assert not run(world)["changed"]


def test_a_defect_in_the_middle_keeps_what_was_done(world, monkeypatch):
    def broken(self, desired):
        raise ZeroDivisionError("with a value: Canary-value")

    monkeypatch.setattr(Settings, "find", broken)
    options = world.options("genesys_tenant", **{**connection(world), **document(world)})
    result = execute(TASKS["genesys_tenant"], options)
    assert result["failed"] and result["changed"] and result["failure"]["code"] == "internal"
    assert result["failure"]["part"] == "setting cors-origins /" and "ZeroDivisionError" in result["msg"]
    assert "Canary-value" not in str(result)
    assert [step["kind"] for step in result["resources"]][-1] == "data center"


def test_a_teardown_that_fails_keeps_what_was_done(world):
    run(world)
    world.control.fault("status", method="DELETE", path="/contact-centers/[^/]+$", status=400, times=0)
    failed = run(world, state="absent")
    assert failed["failed"] and failed["changed"] and failed["failure"]["part"] == "contact center %s" % CCID
    assert failed["left_over"] and failed["resources"][-1]["name"] == "setting cors-origins /"
    world.control.clear_faults()
    assert not run(world, state="absent").get("failed")


def test_a_teardown_right_after_one_that_failed_at_its_end_on_a_service_that_lags_behind(world):
    """The contact center is gone, so that its person cannot log in, but the service goes on showing it for a moment."""
    run(world)
    world.control.switches(visible_after_gets=2)
    world.control.fault("code", method="DELETE", path="/ops/clients/")
    assert run(world, state="absent")["failure"]["part"] == "API client t100_client"
    done = run(world, state="absent")
    assert not done.get("failed"), done["msg"]
    assert any("nobody can log in" in text for text in done["left_over"])
    assert [part["name"] for part in done["resources"] if part["action"] == "delete"] == [
        "environment %s" % CCID,
        "API client t100_client",
    ]
    world.settle()
    assert not run(world, state="absent")["changed"]


def test_a_wrong_password_of_the_person_of_a_contact_center_that_is_there_is_said(world):
    run(world)
    person = dict(document(world)["digital_channels_tenant"], password="Canary-wrong")
    before = world.state()
    result = run(world, state="absent", digital_channels_tenant=person)
    assert result["failure"]["code"] == "bad_credentials" and result["failure"]["part"] == "tenant %s" % CCID
    assert world.state() == before and 3 < sum(world.slept) < 4


WRONG = {
    "tenant_id": "acme",
    "auth_clients_list": [
        {"client_id": "a", "redirect_uris": ["/callback"], "client_secret": "Canary-a"},
        {"client_id": "b", "client_type": "PUBLIC", "client_secret": "Canary-b"},
    ],
    "tenant_environment": {"config_servers": [{"primary_address": "a", "backup_address": "b"}], "local_timeout": 0},
    "tenant_contact_center": {"domains": ["t.100"]},
    "tenant_cors_origins": ["https://gws.example.com/path"],
    "tenant_settings": [{"name": "x"}],
    "digital_channels_gapis": [{"url": "gws"}],
    "digital_channels_services": [{"name": "a b", "url": "https://ucs.example.com"}],
    "digital_channels_tenant": {},
}
PLACES = [
    "tenant_id",
    "auth_clients_list[0].redirect_uris",
    "tenant_environment.local_timeout",
    "tenant_contact_center.domains",
    "digital_channels_gapis[0].url",
    "digital_channels_services[0].name",
    "auth_clients_list[1].client_type",
    "tenant_environment.config_servers",
    "tenant_cors_origins",
    "tenant_settings[0].value",
    "digital_channels_tenant.name",
]


@pytest.mark.parametrize("check", [True, False])
def test_everything_that_is_wrong_is_told_at_once_with_its_place_before_any_request(world, check):
    before = world.state()
    result = run(world, check, **WRONG)
    assert result["failure"]["code"] == "invalid_input" and result["failure"]["fields"] == PLACES
    for place in PLACES:
        assert place + ": " in result["msg"]
    assert result["failure"]["hint"] == "No request was made."
    assert "part" not in result["failure"] and "resources" not in result and result["changed"] is False
    assert world.log() == [] and world.state() == before


def test_an_option_of_the_connection_that_parts_need_is_named_once(world):
    options = {**document(world), **world.ops, "nexus_url": world.emulator.url}
    options["digital_channels_gapis"] = [{"url": "https://a.example.com"}, {"url": "https://b.example.com"}]
    result = world.run("genesys_tenant", **options)
    assert_failure(result, "invalid_input")
    assert result["msg"].count("login_host: ") == 1 and world.log() == []


def test_what_creation_needs_is_told_with_the_part(world):
    result = run(world, tenant_environment={"username": "default"})
    assert result["failure"]["code"] == "invalid_input" and result["failure"]["part"] == "environment %s" % CCID
    assert "password" in result["failure"]["fields"]
    assert not result["changed"] and world.writes() == [], "it is known before the first write"


def test_empty_members_count_as_not_given(world):
    clients = [dict(item, name="", secret_file="") for item in document(world)["auth_clients_list"]]
    empty = {
        "auth_clients_list": clients,
        "tenant_data_centers": [{"location": "/usw1", "entry_point": "https://usw1.example.com", "state": "present"}],
        "tenant_contact_center": {"id": "", "domains": ["t100"], "auth": ""},
        "digital_channels_gapis": [{"url": world.emulator.url, "client_id": "", "region": "", "auth_internal_url": ""}],
    }
    assert not run(world, **empty).get("failed")
    assert run(world)["changed"] is False
