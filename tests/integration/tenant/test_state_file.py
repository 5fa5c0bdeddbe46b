# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: ids that a platform chose are found again, and memory decides nothing against the declaration or against what is there."""

from __future__ import annotations

import json
import shutil

import pytest

from emulator import server
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection, document

THIRD_ID = "3f1e9d4a-60d8-4f0a-8a55-7b1c9f0e2d33"
CHOSEN = dict(OFFERED, server_chosen_ids=True)


class Tenant:
    """One tenant of a platform that chooses the ids, with a folder for the state."""

    def __init__(self, world, folder):
        self.world, self.folder = world, folder
        self.lines = {}
        world.control.switches(CHOSEN)

    def run(self, check=False, **given):
        """Run its document, or what of it ``parts`` names."""
        self.world.clear_log()
        options = {**connection(self.world), **document(self.world), "state_dir": str(self.folder), **given}
        for name, identity in self.lines.items():
            options[name] = dict(options[name], id=identity)
        return self.world.run("genesys_tenant", check, **options)

    def made(self):
        """Make it; returns the ids of environment and contact center."""
        done = self.run()
        assert not done.get("failed"), done["msg"]
        return done["tenant"]["environment_id"], done["tenant"]["contact_center_id"]

    @property
    def file(self):
        (path,) = self.folder.glob("*.json")
        return path


@pytest.fixture
def tenant(world, tmp_path):
    return Tenant(world, tmp_path / "state")


def changed(result):
    assert not result.get("failed"), result.get("msg")
    return [part["name"] for part in result["resources"] if part["changed"]]


def warned(result, *words):
    return [text for text in result.get("warnings", ()) if all(word in text for word in words)]


def test_the_ids_are_kept_and_found_again_until_the_teardown(world, tenant):
    first = tenant.run(check=True)
    assert not first.get("failed") and not tenant.folder.exists()
    environment, center = tenant.made()
    assert CCID not in (environment, center)
    content = json.loads(tenant.file.read_text())
    assert content == {
        "format": 1,
        "environment_url": world.emulator.url,
        "tenant_id": CCID,
        "environment_id": environment,
        "contact_center_id": center,
    }
    assert tenant.file.stat().st_mode & 0o777 == 0o600 and tenant.file.name.startswith(CCID + "-")
    state, text = world.state(), tenant.file.read_text()
    for check in (True, False):
        again = tenant.run(check)
        assert changed(again) == [] and not warned(again)
        assert again["tenant"] == {"environment_id": environment, "contact_center_id": center}
    for parts in (["environment"], ["contact_center"], ["cors", "settings"], ["chat"], ["services"], ["nexus_tenant"]):
        part = tenant.run(parts=parts, state="checked")
        assert not part.get("failed") and part["differences"] == [] and not warned(part), part
        assert changed(tenant.run(parts=parts)) == []
    assert world.state() == state and tenant.file.read_text() == text
    foretold = tenant.run(check=True, state="absent")
    assert world.state() == state and tenant.file.read_text() == text
    gone = tenant.run(state="absent")
    assert gone["diff"] == foretold["diff"] and not warned(gone)
    left = world.state()
    assert not (left["environments"] or left["contact_centers"] or left["tenants"] or left["services"])
    assert list(tenant.folder.glob("*.*")) == []
    assert changed(tenant.run(state="absent")) == []


def test_a_teardown_by_parts_forgets_what_is_gone(world, tenant):
    environment, _center = tenant.made()
    for parts in (["nexus_tenant"], ["services"], ["chat"], ["cors", "settings"], ["contact_center"]):
        assert changed(tenant.run(parts=parts, state="absent")) != []
    assert json.loads(tenant.file.read_text())["contact_center_id"] is None
    assert json.loads(tenant.file.read_text())["environment_id"] == environment
    assert changed(tenant.run(parts=["environment"], state="absent")) == ["environment " + environment]
    assert list(tenant.folder.glob("*.*")) == []


def test_an_environment_that_stays_is_remembered(world, tenant):
    environment, _center = tenant.made()
    world.control.seed(contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=environment, domains=["other"])])
    gone = tenant.run(state="absent")
    assert any("used by contact center" in text for text in gone["left_over"])
    assert json.loads(tenant.file.read_text())["environment_id"] == environment


@pytest.mark.parametrize("check", [True, False])
def test_without_the_folder_a_later_run_refuses_before_any_write(world, tenant, check):
    environment, center = tenant.made()
    shutil.rmtree(tenant.folder)
    state = world.state()
    refused = tenant.run(check)
    assert (
        refused["failure"]["code"] == "ambiguous" and "'tenant_environment: {id: %s}'" % environment in refused["msg"]
    )
    tenant.lines = {"tenant_environment": environment}
    refused = tenant.run(check)
    assert "'tenant_contact_center: {id: %s}'" % center in refused["msg"]
    tenant.lines["tenant_contact_center"] = center
    again = tenant.run(check)
    assert changed(again) == [] and not warned(again) and world.state() == state
    assert not list(tenant.folder.glob("*")), "the lines need no file"


@pytest.mark.parametrize("which", ["environment", "contact_center"])
def test_the_declaration_s_own_lines_go_before_the_state(world, tenant, which):
    environment, center = tenant.made()
    state, text = world.state(), tenant.file.read_text()
    tenant.lines = {"tenant_" + which: THIRD_ID}
    for check in (True, False):
        refused = tenant.run(check)
        assert refused["failure"]["code"] == "ambiguous" and world.state() == state
        kept = {"environment": environment, "contact_center": center}[which]
        assert warned(refused, kept, "the declaration %s, which counts" % THIRD_ID)
        assert tenant.file.read_text() == text, "a run that was refused forgets nothing"
    tenant.lines = {"tenant_environment": environment, "tenant_contact_center": center}
    again = tenant.run()
    assert changed(again) == [] and not warned(again)


def test_lines_that_are_there_are_kept_instead(world, tenant):
    """Somebody made it anew by hand, and wrote down the ids."""
    environment, _center = tenant.made()
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=OTHER_ID, password="Canary-configuration")],
        contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID)],
    )
    tenant.lines = {"tenant_environment": OTHER_ID, "tenant_contact_center": OTHER_ID}
    given = {"parts": ["environment", "contact_center"]}
    for check in (True, False):
        assert warned(tenant.run(check, **given), "the declaration %s, which counts" % OTHER_ID)
    content = json.loads(tenant.file.read_text())
    assert (content["environment_id"], content["contact_center_id"]) == (OTHER_ID, OTHER_ID) != (environment, None)
    assert not warned(tenant.run(**given))


@pytest.mark.parametrize("which", ["environments", "contact_centers"])
def test_memory_of_what_is_gone_is_dropped_and_said(world, tenant, which):
    environment, center = tenant.made()
    gone = environment if which == "environments" else center
    with world.store.lock:
        getattr(world.store, which).rows.clear()
    text = tenant.file.read_text()
    given = {"parts": ["environment", "contact_center"]}
    foretold = tenant.run(check=True, **given)
    assert warned(foretold, gone, "not there any more") and tenant.file.read_text() == text
    done = tenant.run(**given)
    assert warned(done, gone, "not there any more") == warned(foretold, gone, "not there any more")
    assert len(world.state()[which]) == 1
    again = tenant.run(**given)
    assert changed(again) == [] and not warned(again) and gone not in tenant.file.read_text()


def other_tenant(world, tenant):
    """Another tenant, with an environment, a domain and a contact center of its own."""
    base = document(world)
    return {
        "tenant_id": OTHER_ID,
        "tenant_environment": {
            **base["tenant_environment"],
            "config_servers": [{"primary_address": "other.example.com"}],
        },
        "tenant_contact_center": {"domains": ["t200"]},
        "parts": ["environment", "contact_center"],
    }


@pytest.mark.parametrize("how", ["copied", "edited", "of another platform"])
def test_a_copied_state_file_decides_nothing(world, tenant, how):
    """A file of another tenant or platform under this one's name, also with the head changed by hand."""
    environment, center = tenant.made()
    content = json.loads(tenant.file.read_text())
    other = other_tenant(world, tenant)
    tenant.run(**other)
    before = world.state()
    (mine,) = tenant.folder.glob(OTHER_ID + "*")
    theirs = json.loads(mine.read_text())
    if how == "edited":
        content["tenant_id"] = OTHER_ID
    if how == "of another platform":
        content = dict(theirs, environment_url="https://other.example.com")
    mine.write_text(json.dumps(content))
    for check in (True, False):
        result = tenant.run(check, **other)
        assert result["failure"]["code"] == "ambiguous" and theirs["environment_id"] in result["failure"]["ids"]
        assert warned(result, "does not count") and world.state() == before
    gone = tenant.run(state="absent", **other)
    assert gone["failure"]["code"] == "ambiguous" and gone["failure"]["ids"] == [theirs["contact_center_id"]]
    assert warned(gone, "does not count") and world.state() == before
    mine.unlink()
    assert changed(tenant.run()) == [] and environment in tenant.file.read_text() and center in tenant.file.read_text()


def test_what_the_user_changes_is_no_reason_to_forget(world, tenant):
    """A new address or a new domain of a tenant that is known by the other one is drift, and mended."""
    environment, center = tenant.made()
    base = document(world)
    servers = [{"primary_address": "new.example.com", "primary_port": 8888}]
    moved = {"tenant_environment": {**base["tenant_environment"], "config_servers": servers}}
    done = tenant.run(**moved)
    assert changed(done) == ["environment " + environment] and not warned(done, "state file")
    for domains in (["t100", "t300"], ["t300"]):
        moved["tenant_contact_center"] = {"domains": domains}
        assert changed(tenant.run(**moved)) == ["contact center " + center]
    assert len(world.state()["environments"]) == len(world.state()["contact_centers"]) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "tenant_id": "%s"}' % CCID])
def test_a_damaged_file_does_not_count(world, tenant, text):
    environment, _center = tenant.made()
    tenant.file.write_text(text)
    state = world.state()
    refused = tenant.run()
    assert refused["failure"]["ids"] == [environment] and warned(refused, "does not count") and world.state() == state
    tenant.file.write_text(
        json.dumps({"format": 1, "environment_url": world.emulator.url, "tenant_id": CCID, "environment_id": "../x"})
    )
    assert warned(tenant.run(), "it is damaged") and world.state() == state


@pytest.mark.parametrize("check", [True, False])
def test_a_folder_that_cannot_be_written_is_said_before_any_request(world, tenant, check):
    tenant.folder.write_text("a file")
    refused = tenant.run(check)
    assert refused["failure"]["code"] == "secret_file" and "state file" in refused["msg"]
    assert world.log() == []


@pytest.mark.parametrize("lag", [{"visible_after_gets": 3}, {"visible_after_seconds": 2}])
def test_a_service_that_shows_late_gets_no_twin(world, tenant, lag):
    world.control.switches(dict(CHOSEN, **lag))
    given = {"parts": ["environment", "contact_center"]}
    assert not tenant.run(**given).get("failed")
    again = tenant.run(**given)
    assert changed(again) == [] and not warned(again, "any more")
    world.settle()
    assert len(world.state()["environments"]) == len(world.state()["contact_centers"]) == 1


def test_a_platform_that_takes_the_ids_leaves_no_file(world, tenant):
    world.control.switches(server_chosen_ids=False)
    assert tenant.made() == (CCID, CCID)
    assert changed(tenant.run()) == [] and not list(tenant.folder.glob("*"))


def test_find_only_tells_which_ones_are_meant_and_writes_nothing(world, tenant):
    given = {"find_only": True}
    url = world.emulator.url
    assert tenant.run(**given)["tenant"] == {
        "tenant_id": CCID, "environment_id": CCID, "contact_center_id": CCID, "environment_url": url,
    }  # fmt: skip
    environment, center = tenant.made()
    before = world.state()
    found = tenant.run(**given)["tenant"]
    assert (found["environment_id"], found["contact_center_id"]) == (environment, center)
    tenant.file.unlink()
    assert tenant.run(**given)["failure"]["ids"] == [environment]
    assert world.writes() == [] and world.state() == before
    wrong = tenant.run(find_only=True, state="absent")
    assert wrong["failure"]["code"] == "invalid_input" and world.log() == []


def test_the_same_id_on_two_platforms_are_two_tenants(world, tenant):
    """What one platform chose says nothing about the other, in one folder and with one document."""
    given = {"parts": ["environment", "contact_center", "cors"]}
    with server.start() as other:
        other.control.switches(CHOSEN)
        there = dict(given, auth_url=other.url, environment_url=other.url)
        first = tenant.run(**given)["tenant"]
        second = tenant.run(**there)["tenant"]
        assert not set(first.values()) & set(second.values()) and len(list(tenant.folder.glob("*.*"))) == 2
        for where, ids in ((given, first), (there, second), (given, first)):
            again = tenant.run(**where)
            assert changed(again) == [] and again["tenant"] == ids and not warned(again)
        assert {row["contactCenterId"] for row in other.control.state()["settings"]} == {second["contact_center_id"]}
        here = world.state()
        assert changed(tenant.run(state="absent", **there)) != [] and world.state() == here
        assert [json.loads(path.read_text())["environment_url"] for path in tenant.folder.glob("*.*")] == [
            world.emulator.url
        ]
        assert not other.control.state()["contact_centers"]


@pytest.mark.parametrize("declared", [False, True])
def test_that_the_id_is_to_be_declared_is_said_only_where_the_file_does_not_tell_it(world, tenant, declared):
    """A declared id goes before the file."""
    if declared:
        tenant.lines = {"tenant_environment": OTHER_ID, "tenant_contact_center": THIRD_ID}
    foretold, made = tenant.run(True), tenant.run()
    assert not made.get("failed"), made["msg"]
    assert len(warned(made, "From now on, give its id")) == (2 if declared else 0)
    assert len(warned(made, "The state file %s remembers it: where that is not found" % tenant.file)) == (
        0 if declared else 2
    )
    assert not warned(foretold, "The service made")
