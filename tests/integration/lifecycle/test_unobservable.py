# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the service offers no way to look: the user decides what is done, and it is said plainly."""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import DATA_CENTER
from integration.support.nexus_samples import SERVICE, TENANT
from integration.support.sample import CCID

CASES = [pytest.param(sample.database, sample, id=sample.name) for sample in (DATA_CENTER, SERVICE, TENANT)]
UNSEEN = ("data_center_get", "service_get", "tenant_get")


def run(world, sample, check=False, **given):
    options = sample.options(world, world.store.switches)
    if sample is TENANT:  # without the table nothing proves the tenant
        options = {
            name: value for name, value in options.items() if not name.startswith("login_") and name != "ssl_mode"
        }
    return world.run(sample.module, check, **{**options, **sample.create, **given})


@pytest.fixture(params=["404", "405"])
def blind(request):
    """No service lets anyone look."""
    return dict.fromkeys(UNSEEN, request.param)


@pytest.mark.parametrize(("world", "sample"), CASES, indirect=["world"])
def test_fail(world, sample, blind):
    world.control.switches(blind)
    sample.prepare(world)
    before = world.state()
    for check in (True, False):
        result = run(world, sample, check, when_unobservable="fail")
        assert result["failure"]["code"] == "not_observable"
        assert "no way to look" in result["msg"]
        assert "when_unobservable" in result["failure"]["hint"]
    assert world.state() == before


@pytest.mark.parametrize(("world", "sample"), CASES, indirect=["world"])
def test_assume_present(world, sample, blind):
    world.control.switches(blind)
    sample.prepare(world)
    before = world.state()
    for check in (True, False):
        result = run(world, sample, check, when_unobservable="assume_present")
        assert (result["changed"], result["observed"]) == (False, False)
    assert world.state() == before


@pytest.mark.parametrize(("world", "sample"), CASES, indirect=["world"])
def test_send(world, sample, blind):
    world.control.switches(blind)
    sample.prepare(world)
    looked = run(world, sample, True, when_unobservable="send")
    assert looked["changed"] and sample.stored(world.state()) is None
    result = run(world, sample, when_unobservable="send")
    assert (result["changed"], result["observed"]) == (True, False)
    assert "no way to look" in result["warnings"][0]
    assert looked["diff"] == result["diff"]
    assert sample.stored(world.state()) is not None


@pytest.mark.parametrize(("position", "changed"), [("same_key", True), ("new_key", True), ("error", False)])
def test_a_second_creation_of_a_tenant(world, position, changed):
    world.control.switches(second_tenant=position)
    TENANT.prepare(world)
    run(world, TENANT, when_unobservable="send")
    before = world.state()["tenants"][0]["xapikey"]
    again = run(world, TENANT, when_unobservable="send")
    assert again["changed"] is changed
    after = world.state()["tenants"][0]["xapikey"]
    assert (after != before) is (position == "new_key")
    with_table = world.run("nexus_tenant", **{**TENANT.options(world, Switches()), **TENANT.create})
    assert with_table["changed"] is False
    assert world.state()["tenants"][0]["xapikey"] == after


def test_a_login_that_is_refused_ends_a_removal_in_check_mode_too(world):
    """For making the tenant an earlier task may make the person as well; nothing that comes before a removal does."""
    TENANT.prepare(world)
    options = {**TENANT.options(world, Switches()), **TENANT.create}
    assert world.run("nexus_tenant", **options)["changed"]
    before = world.state()
    told = [
        world.run("nexus_tenant", check, **{**options, "password": "wrong", "state": "absent"})
        for check in (True, False)
    ]
    assert told[0]["failure"] == told[1]["failure"] and told[0]["failure"]["code"] == "bad_credentials"
    assert world.state() == before


def test_check_mode_says_that_nobody_can_log_in_yet(world):
    """What differs is seen only by who can log in; the API key in the table is seen without."""
    world.control.switches(tenant_get="on", tenant_put="on")
    TENANT.prepare(world)
    options = {**TENANT.options(world, Switches()), **TENANT.create}
    assert not world.run("nexus_tenant", True, **{**options, "password": "wrong"}).get("warnings")  # it is made
    assert world.run("nexus_tenant", **options)["changed"]
    other = {**options, "backend_url": "http://other.example.com"}
    looked = world.run("nexus_tenant", True, **{**other, "password": "wrong"})
    assert looked["changed"] is False
    assert len(looked["warnings"]) == 1 and "cannot log in yet" in looked["warnings"][0]
    looked, done = (world.run("nexus_tenant", check, **other) for check in (True, False))
    assert looked["changed"] and looked["diff"] == done["diff"]
    assert not any("cannot log in" in text for text in looked["warnings"])


def test_check_mode_says_that_what_it_assumes_could_be_seen_with_a_login(world):
    """Without the login a real run would fail; with it the service still does not show the tenant, which is no news."""
    world.control.switches(tenant_get="on")
    TENANT.prepare(world)
    for password, warned in (("wrong", 1), (defaults.PERSON_PASSWORD, 0)):
        looked = run(world, TENANT, True, when_unobservable="assume_present", password=password)
        assert (looked["changed"], looked["observed"]) == (False, False)
        assert sum("cannot log in yet" in text for text in looked.get("warnings", ())) == warned


@pytest.mark.parametrize("name", ["t100", "other"])
def test_a_tenant_is_removed_whatever_its_name(world, name):
    """No key of that name is in the table, but the service shows the tenant by its id."""
    world.control.switches(tenant_get="on", tenant_delete="on")
    TENANT.prepare(world)
    options = {**TENANT.options(world, Switches()), **TENANT.create}
    assert world.run("nexus_tenant", **options)["changed"]
    gone = {**options, "name": name, "state": "absent"}
    for check in (True, False):
        assert world.run("nexus_tenant", check, **gone)["changed"]
    assert world.state()["tenants"] == []
    for check in (True, False):  # the person is gone, too, after a whole teardown
        assert world.run("nexus_tenant", check, **{**gone, "password": "wrong"})["changed"] is False


def test_the_tenant_s_key_proves_that_its_services_were_sent(world):
    TENANT.prepare(world)
    given = {**world.sql, **SERVICE.options(world, Switches()), **SERVICE.create}
    given.update(when_unobservable="send_until_tenant", tenant_name="t100", tenant_record_file=world.record_file)
    assert world.run("nexus_service", **given)["changed"]
    assert world.run("nexus_service", **given)["changed"]
    assert world.run("nexus_tenant", **{**TENANT.options(world, Switches()), **TENANT.create})["changed"]
    writes = len(world.writes())
    assert world.run("nexus_service", **given)["changed"] is False
    assert world.run("nexus_service", check=True, **given)["changed"] is False
    assert len(world.writes()) == writes


@pytest.mark.parametrize(
    ("name", "code"), [(None, None), ("iWD Cluster API Key", None), ("No such key", "invalid_input")]
)
def test_the_api_key_is_read_from_the_table(world, name, code):
    SERVICE.prepare(world)
    given = {**SERVICE.options(world, Switches()), **world.sql, **SERVICE.create}
    del given["nexus_api_key"]
    world.canaries |= {defaults.CLUSTER_API_KEY, defaults.IWD_CLUSTER_API_KEY}
    result = world.run("nexus_service", **given, **({"api_key_name": name} if name else {}))
    assert result.get("failure", {}).get("code") == code
    assert bool(world.state()["services"]) is (code is None)


def test_two_keys_of_one_name_are_not_guessed_at(world):
    SERVICE.prepare(world)
    world.control.seed(apikeys=[{"name": "Cluster API Key"}])
    given = {**SERVICE.options(world, Switches()), **world.sql, **SERVICE.create}
    del given["nexus_api_key"]
    result = world.run("nexus_service", **given)
    assert result["failure"]["code"] == "ambiguous"
    assert not world.state()["services"]


@pytest.mark.parametrize("option", ["genesysenantid", "genesystenantid"])
@pytest.mark.parametrize("service", ["either", "genesysenantid", "genesystenantid"])
def test_both_spellings_of_the_tenant_number(world, option, service):
    world.control.switches(tenant_id_field=service)
    TENANT.prepare(world)
    result = world.run(
        "nexus_tenant", **{**TENANT.options(world, Switches()), **TENANT.create, "tenant_id_field": option}
    )
    fits = service in ("either", option)
    assert result.get("failure", {}).get("code") == (None if fits else "refused")
    assert fits or option in result["msg"]
    assert bool(world.state()["tenants"]) is fits


@pytest.mark.parametrize("username", ["nexus", "%s\\nexus" % CCID])
def test_the_person_with_or_without_the_contact_center(world, username):
    TENANT.prepare(world)
    looked = run(world, TENANT, True, when_unobservable="send", username=username)
    assert looked["changed"]
