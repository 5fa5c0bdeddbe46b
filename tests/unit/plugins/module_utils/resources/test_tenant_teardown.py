# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A teardown: what was there is kept before the first deletion, nothing else is deleted, and what stays is told."""

from __future__ import annotations

import os
import uuid
from types import SimpleNamespace

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    Ambiguous,
    Conflict,
    DocumentFileError,
    Forbidden,
    NotOffered,
    ServiceError,
    Unauthorized,
)
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources import contact_center, nexus_tenant, setting
from ansible_collections.cxops.genesys.plugins.module_utils.resources._key_record import KeyRecord
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Steps
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_teardown import UNREACHABLE, Teardown
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE
from ansible_collections.cxops.genesys.plugins.module_utils.transport import document_file

CCID, OTHER = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
KEY = "11111111-aaaa-4bbb-8ccc-000000000001"
ENVIRONMENT, CENTER = {"id": CCID, "username": "u"}, {"id": CCID, "environment_id": CCID, "domains": ["t100"]}
BOTH = {"environment": ENVIRONMENT, "contact_center": CENTER}
TENANT = {
    "digital_channels_tenant": {"name": "t", "username": "u", "password": "p"},
    "digital_channels_client_secret": "s3cret-of-the-client",
    "digital_channels_remove_secret_files": True,
}
CLIENTS = {"auth_clients_list": [{"client_id": "c", "shared": False}]}
DATA_CENTERS = {"tenant_data_centers": [{"location": "/a"}]}


class World:
    """there: part to its object. failing: (what, part) to the error, what: look or delete. settings: of the contact center, or an error.
    unseen: parts that no service lets anybody look at. others: contact centers of the platform.
    """

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.there, self.failing, self.unseen, self.gone = dict(BOTH), {}, set(), False
        self.settings, self.others = [], []
        monkeypatch.setattr(setting, "INFO", SimpleNamespace(filters=(), run=self._settings))
        monkeypatch.setattr(contact_center, "INFO", SimpleNamespace(filters=(), run=self._others))

    def _settings(self, params, _services):
        assert params["contact_center_id"] == CCID
        self.done.append(("look", "all settings"))
        if isinstance(self.settings, Exception):
            raise self.settings
        return Report(values={"settings": self.settings})

    def _others(self, _params, _services):
        return Report(values={"contact_centers": self.others})

    def _do(self, step, check_mode):
        self.course.at = step.title
        if step.task.kind == "file":
            self.done.append(("look" if check_mode else "delete", "file"))
            return step.task.run(step.params, None, check_mode)
        what = "look" if check_mode else "delete"
        self.done.append((what, step.part))
        if not check_mode:
            self.kept_before = self.kept_before and bool(self.documents)
        if (what, step.part) in self.failing:
            raise self.failing[what, step.part]
        found = self.there.get(step.part, {})
        if not check_mode:
            self.there.pop(step.part, None)
        values = {"resource": {}, "observed": step.part not in self.unseen}
        diff = {"before": found, "after": {}, "after_header": step.title}
        return Report(bool(found) or step.part in self.unseen, values, diff)

    def _locate(self):
        if ("look", "locate") in self.failing:
            raise self.failing["look", "locate"]
        looked = {}
        for owner in ("environment", "contact_center"):
            found = self.there.get(owner, {})
            looked[owner] = Report(
                bool(found), {"observed": True}, {"before": found, "after": {}, "after_header": owner}
            )
            if found:
                self.course.ids[owner] = found["id"]
        return looked if self.is_located else None

    def run(self, *parts, check_mode=False, located=True, **given):
        options = {
            "tenant_id": CCID,
            "state": "absent",
            "auth_url": "https://a.example.com",
            "teardown_dir": str(self.folder / "kept"),
        }
        result = ArgumentSpecValidator(argument_spec(MODULE.options)).validate(
            {**options, "parts": list(parts), **given}
        )
        assert not result.error_messages, result.error_messages
        steps = Steps(result.validated_parameters)
        services = SimpleNamespace(options=steps.doc, secrets=set(), requests=[], conceal=None)
        self.course = SimpleNamespace(
            steps=steps, services=services, check_mode=check_mode, ids={}, asked=steps.ids, at="", state=None
        )
        self.done, self.kept_before, self.is_located, self.reported = [], True, located, []
        self.teardown = Teardown(
            self.course, self._do, lambda step, report: self.reported.append((step.part, report.changed))
        )
        self.teardown.run(self._locate, lambda looked: self.gone)
        assert self.kept_before, "what was there is kept before anything is deleted"
        return self.teardown

    @property
    def documents(self):
        folder = self.folder / "kept"
        return sorted(os.listdir(folder)) if folder.exists() else []

    @property
    def document(self):
        (name,) = self.documents
        return (self.folder / "kept" / name).read_text()

    @property
    def deleted(self):
        return [part for what, part in self.done if what == "delete"]

    def file(self, name, text="s"):
        path = self.folder / name
        path.write_text(text)
        return str(path)


@pytest.fixture
def world(tmp_path, monkeypatch):
    for option in MODULE.connection:
        for name in option.env:
            monkeypatch.delenv(name, raising=False)
    return World(tmp_path, monkeypatch)


OWN = {"tenant_environment": {"config_servers": [{"primary_address": "cs"}]}}


def test_what_was_there_is_kept_and_then_deleted(world):
    world.there["auth_clients"] = {"client_id": "c", "name": "found"}
    world.settings = [{"name": "undeclared", "location": "/", "value": "v"}]
    made = world.run("auth_clients", "environment", "contact_center", **CLIENTS)
    assert world.deleted == ["contact_center", "environment", "auth_clients"] and world.there == {}
    assert made.document == str(world.folder / "kept" / world.documents[0]) and made.token in world.document
    assert "found" in world.document and "undeclared" in world.document and "t100" in world.document
    assert [(one, name) for one, name in world.reported if name] == [(part, True) for part in world.deleted]
    assert made.stays.entries == []
    (note,) = made.told["teardown_notes"]
    assert note == "What was there is kept in %s. It is a file of variables, to be applied again." % made.document
    assert made.told["teardown_run"] == made.token and made.told["teardown_document"] == made.document


@pytest.mark.parametrize("check_mode", [True, False], ids=["foretold", "done"])
@pytest.mark.parametrize("failing", ["folder", "disk"])
def test_of_a_document_that_cannot_be_kept_nothing_says_that_it_is(world, monkeypatch, check_mode, failing):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    if failing == "disk" and check_mode:
        pytest.skip("nobody can foretell it")
    folder = world.folder / "kept"
    if failing == "disk":
        monkeypatch.setattr(os, "fsync", full)
    else:
        folder.mkdir(mode=0o555)
    with pytest.raises(DocumentFileError, match="cannot be kept"):
        world.run("environment", "contact_center", check_mode=check_mode, teardown_dir=str(folder / "x"))
    assert world.deleted == []
    assert world.teardown.told == {"teardown_document": "", "teardown_run": "", "teardown_notes": []}


def test_where_nothing_is_there_nothing_is_kept(world):
    world.there.clear()
    made = world.run("auth_clients", "environment", "contact_center", **CLIENTS)
    assert world.deleted == [] and world.documents == [] and made.document == made.token == ""
    assert made.told["teardown_notes"] == []
    assert world.done == [("look", "auth_clients")], "what is gone with its owner is not looked for, and nothing twice"
    assert [part for part, changed in world.reported if not changed] == [
        "contact_center",
        "environment",
        "auth_clients",
    ]


def test_check_mode_tells_the_same_and_does_nothing(world):
    world.there["auth_clients"] = {"client_id": "c"}
    path = world.file("c.secret")
    given = {"auth_clients_secret_dir": str(world.folder), "auth_clients_remove_secret_files": True, **CLIENTS}
    foretold = world.run("auth_clients", "environment", "contact_center", check_mode=True, **given)
    assert world.documents == [] and world.deleted == [] and os.path.exists(path)
    assert "would be kept in" in foretold.told["teardown_notes"][0]
    planned = world.reported
    made = world.run("auth_clients", "environment", "contact_center", **given)
    assert made.document == foretold.document and world.reported == planned and not os.path.exists(path)
    assert made.stays.sentences == foretold.stays.sentences == []
    assert planned[-2:] == [("auth_clients", True), ("auth_clients", True)], "the client, and the file of its secret"


def test_a_task_that_only_keeps_deletes_nothing(world):
    made = world.run("environment", "contact_center", keep_only=True)
    assert world.deleted == [] and made.document and len(world.documents) == 1


def test_a_task_that_only_keeps_goes_on_where_it_cannot_look(world):
    world.failing["look", "locate"] = Unauthorized("no")
    world.there["auth_clients"] = {"client_id": "c"}
    world.failing["look", "data_centers"] = ServiceError("no")
    world.run("auth_clients", "environment", "data_centers", keep_only=True, **CLIENTS, **DATA_CENTERS)
    assert "Parts: auth_clients\n" in world.document and "not looked at (bad_credentials)" in world.document
    assert "not looked at (service_error)" in world.document
    with pytest.raises(Unauthorized):
        world.run("auth_clients", "environment", **CLIENTS)
    assert world.deleted == []


@pytest.mark.parametrize("part", ["auth_clients", "data_centers"])
def test_what_cannot_be_looked_at_ends_the_teardown_before_it_deletes(world, part):
    world.failing["look", part] = ServiceError("The service is broken.")
    with pytest.raises(ServiceError):
        world.run(
            "auth_clients", "contact_center", "data_centers", tenant_remove_data_centers=True, **CLIENTS, **DATA_CENTERS
        )
    assert world.deleted == [] and world.documents == []


# One document for the tasks of a run


def test_later_tasks_of_a_run_have_one_document(world):
    first = world.run("auth_clients", "contact_center", "environment", keep_only=True, **CLIENTS)
    later = world.run("contact_center", teardown_run=first.token)
    assert world.deleted == ["contact_center"] and len(world.documents) == 1
    assert (later.document, later.token, later.told["teardown_notes"]) == (first.document, first.token, [])


@pytest.mark.parametrize(
    ("parts", "given"),
    [
        (["environment", "contact_center"], {}),
        (["environment"], {"teardown_run": "another"}),
        (["environment"], {"auth_url": "https://other.example.com"}),
        (["environment"], {"tenant_id": OTHER}),
    ],
    ids=str,
)
def test_a_document_of_another_run_or_of_less_is_none(world, parts, given):
    first = world.run("environment", keep_only=True, **OWN)
    world.run(*parts, **{"teardown_run": first.token, **OWN, **given})
    assert len(world.documents) == 2 and world.teardown.document != first.document


def test_in_check_mode_the_document_of_an_earlier_task_is_foretold(world):
    made = world.run("environment", check_mode=True, teardown_run="token")
    assert made.token == "token" and made.document.endswith(".yml") and made.told["teardown_notes"] == []
    assert ("look", "all settings") not in world.done and world.documents == []


def test_the_place_of_documents(world, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(world.folder / "home"))
    made = world.run("environment", keep_only=True, teardown_dir=None)
    assert os.path.dirname(made.document) == document_file.default_folder()
    assert made.document.startswith(str(world.folder / "home"))
    made = world.run("environment", keep_only=True, teardown_dir=None, state_dir=str(world.folder / "state"))
    assert made.document.startswith(str(world.folder / "state" / "teardown") + "/a.example.com-" + CCID)


def test_a_secret_in_the_path_is_told_to_be_masked(world):
    made = world.run("environment", auth_password=CCID)
    assert "it is masked" in made.told["teardown_notes"][0]


def test_what_tasks_hand_over_has_no_secret_in_it(world, monkeypatch):
    made = iter([SimpleNamespace(hex="a-secret-b"), SimpleNamespace(hex="fine")])
    monkeypatch.setattr(uuid, "uuid4", lambda: next(made))
    assert world.run("environment", auth_password="secret").token == "fine"


# Another tenant


def test_another_tenant_s_contact_center_is_not_deleted(world):
    with pytest.raises(Ambiguous, match="may be another tenant's"):
        world.run("contact_center", "environment", tenant_contact_center={"domains": ["acme"]})
    assert world.done == [] and world.documents == [] and world.course.at == "contact center"
    world.run("contact_center", tenant_contact_center={"domains": ["T100"]})
    assert world.deleted == ["contact_center"]


@pytest.mark.parametrize("domains", [["acme"], ["globex"]])
def test_a_domain_that_another_contact_center_has_ends_the_teardown(world, domains):
    del world.there["contact_center"]
    world.others = [{"id": OTHER, "domains": ["globex"]}]
    given = {"tenant_contact_center": {"domains": domains}}
    if domains == ["globex"]:
        with pytest.raises(Ambiguous, match=OTHER):
            world.run("contact_center", "environment", **given)
        assert world.deleted == []
    else:
        world.run("contact_center", "environment", **given)
        assert world.deleted == ["environment"]


# What stays


def test_an_environment_that_others_use_stays(world):
    world.there = {"environment": ENVIRONMENT}
    conflict = Conflict("It is used by contact center x.", "Delete that first.")
    world.failing = {("look", "environment"): conflict}
    made = world.run("environment")
    assert world.documents == [], "nothing is deleted, so nothing has to be kept"
    assert world.deleted == [], "nor is it tried, for the contact center may be gone by now"
    assert made.stays.sentences == ["It is used by contact center x. Delete that first."]
    world.failing["look", "environment"] = ServiceError("no")
    with pytest.raises(ServiceError):
        world.run("environment")


def test_a_client_that_others_use_stays_with_its_secret(world):
    path = world.file("c.secret")
    world.there["auth_clients"] = {"client_id": "c", "name": "in use"}
    found, looks = world._do, []

    def do(step, check_mode):
        if step.part == "auth_clients" and step.task.kind != "file":
            looks.append(step.params.get("deleted_contact_center_ids"))
            if looks[-1]:
                raise Conflict("It is used.")
        return found(step, check_mode)

    world._do = do
    given = {"auth_clients_secret_dir": str(world.folder), "auth_clients_remove_secret_files": True, **CLIENTS}
    made = world.run("auth_clients", "contact_center", **given)
    assert looks == [[CCID, CCID], None] and "in use" in world.document, "it is kept as it is"
    assert os.path.exists(path) and made.stays.sentences[0] == "It is used."
    assert "The file %s with the secret of the API client c stays: its client stays." % path in made.stays.sentences


def test_what_belongs_to_the_platform_is_only_looked_at(world):
    world.there["data_centers"] = {"location": "/a"}
    made = world.run("data_centers", **DATA_CENTERS)
    assert world.done == [("look", "data_centers")] and world.documents == []
    assert len(made.stays.entries) == 1 and made.stays.entries[0]["code"] == "platform"
    world.there.clear()
    assert world.run("data_centers", **DATA_CENTERS).stays.entries == []
    world.there = {"data_centers": {"location": "/a"}, **BOTH}
    first = world.run("environment", "data_centers", keep_only=True, **OWN, **DATA_CENTERS)
    later = world.run("data_centers", teardown_run=first.token, **DATA_CENTERS)
    assert world.done == [("look", "data_centers")] and later.stays.entries[0]["code"] == "platform"
    world.there["data_centers"] = {"location": "/a"}
    world.run("data_centers", tenant_remove_data_centers=True, **DATA_CENTERS)
    assert world.deleted == ["data_centers"]


@pytest.mark.parametrize(("was_there", "told"), [(True, True), (False, False)])
def test_what_nobody_can_look_at_is_told_if_the_tenant_was_there(world, was_there, told):
    world.failing["look", "data_centers"] = Forbidden("no")
    if not was_there:
        world.there.clear()
    made = world.run("data_centers", "contact_center", **DATA_CENTERS)
    assert [("was not looked at" in text) for text in made.stays.sentences] == [True] * told
    world.failing.clear()
    world.unseen, world.there = {"data_centers"}, {**BOTH} if was_there else {}
    made = world.run("data_centers", "contact_center", **DATA_CENTERS)
    assert [("was not looked at" in text) for text in made.stays.sentences] == [True] * told


def test_a_declared_environment_stays_and_is_told(world):
    elsewhere = [{"host": "h", "environment_id": CCID}]
    made = world.run("environment", "contact_center", declared_elsewhere=elsewhere)
    assert world.deleted == ["contact_center"] and made.stays.entries[0]["code"] == "declared_elsewhere"
    assert "username" in world.document or "tenant_environment" in world.document


# All settings


def test_settings_that_cannot_be_read_end_the_teardown_but_not_the_keeping(world):
    world.settings = Forbidden("no")
    with pytest.raises(Forbidden):
        world.run("contact_center")
    assert world.deleted == [] and world.documents == []
    world.run("contact_center", keep_only=True)
    assert "the settings of the contact center: not looked at (forbidden)" in world.document
    world.settings = []
    world.run("environment", "cors", tenant_cors_origins=["https://x"])
    assert ("look", "all settings") not in world.done, "those of the contact center go with it alone"


@pytest.mark.parametrize(("digital", "is_own"), [(None, True), (CCID.upper(), True), (OTHER, False)])
def test_the_chat_setting_of_the_contact_center_of_digital_channels(world, digital, is_own):
    world.settings = [{"name": "chat-service-uri", "location": "/", "value": "https://chat"}]
    world.run("contact_center", digital_channels_contact_center_id=digital)
    assert ("digital_channels_chat_service_uri: " in world.document) is is_own
    assert ("tenant_settings" in world.document) is not is_own


# Digital Channels


def keys(world, owner=CCID):
    path = world.file("t.key", KEY)
    os.chmod(path, 0o600)
    KeyRecord(str(world.folder / ".t.key.tenant")).write(owner, "t", KEY)
    return {"digital_channels_api_key_file": path, **TENANT}


def files(world):
    return sorted(name for name in os.listdir(world.folder) if "key" in name)


def test_a_tenant_s_key_goes_with_it(world):
    world.there["nexus_tenant"] = {"id": CCID, "name": "t"}
    made = world.run("nexus_tenant", "contact_center", **keys(world))
    assert sorted(world.deleted) == ["contact_center", "file", "nexus_tenant"]
    assert files(world) == [] and made.stays.entries == []


@pytest.mark.parametrize("part", ["contact_center", "nexus_tenant"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_the_record_says_that_the_tenant_is_deleted(world, part, check_mode):
    world.there["nexus_tenant"] = {"id": CCID, "name": "t"}
    given = dict(keys(world), digital_channels_remove_secret_files=False)
    parts = [part] if part == "nexus_tenant" else [part, "gapis"]
    world.run(*parts, check_mode=check_mode, **given)
    assert KeyRecord(str(world.folder / ".t.key.tenant")).released is not check_mode


def test_the_record_of_another_tenant_is_not_released(world):
    world.run("contact_center", **keys(world, OTHER))
    assert not KeyRecord(str(world.folder / ".t.key.tenant")).released
    world.there.clear()
    world.run("contact_center", **keys(world))
    assert not KeyRecord(str(world.folder / ".t.key.tenant")).released, "nothing was deleted"


def test_another_tenant_s_key_stays(world):
    world.there["nexus_tenant"] = {"id": CCID, "name": "t"}
    made = world.run("nexus_tenant", **keys(world, OTHER))
    assert files(world) == [".t.key.tenant", "t.key"]
    assert {(entry["code"], os.path.basename(entry["path"])) for entry in made.stays.entries} == {
        ("another_contact_center", "t.key"),
        ("another_contact_center", ".t.key.tenant"),
    }
    assert all("with an API key" in text for text in made.stays.sentences)


@pytest.mark.parametrize("gone", [True, False])
def test_a_person_who_cannot_log_in_any_more(world, gone):
    refused = Unauthorized("The person is refused.")
    world.failing = {("look", "nexus_tenant"): refused, ("delete", "nexus_tenant"): refused}
    world.gone, world.there = gone, {"environment": ENVIRONMENT}
    if not gone:
        with pytest.raises(Unauthorized):
            world.run("nexus_tenant", "environment", **keys(world))
        assert world.deleted == [] and files(world) == [".t.key.tenant", "t.key"]
        return
    made = world.run("nexus_tenant", "environment", **keys(world))
    assert UNREACHABLE in made.stays.sentences and world.deleted == ["file", "environment"]
    assert files(world) == [".t.key.tenant"], "only the record proves whose key the row of the table is"
    assert [entry["code"] for entry in made.stays.entries] == ["bad_credentials", "tenant_stays"]
    assert [outcome for outcome in world.done if outcome[1] == "nexus_tenant"] == [("look", "nexus_tenant")]


def test_a_service_that_offers_no_deletion_is_no_failure(world):
    error = NotOffered("This service offers no deletion.")
    world.there["nexus_tenant"] = {"id": CCID, "name": "t"}
    world.failing["delete", "nexus_tenant"] = error
    made = world.run("nexus_tenant", "contact_center", **keys(world))
    assert made.stays.sentences[0] == "This service offers no deletion." and "contact_center" in world.deleted
    assert files(world) == [".t.key.tenant"]
    world.there = {**BOTH, "nexus_tenant": {"id": CCID}}
    world.failing["delete", "nexus_tenant"] = ServiceError("broken")
    with pytest.raises(ServiceError):
        world.run("nexus_tenant", "contact_center", **keys(world))
    assert "contact_center" in world.there


def test_values_of_designer_env_go_where_they_are_the_tenant_s(world):
    for owner, stays in ((CCID, False), (OTHER, True)):
        path = world.file("env.txt", "# (contact center %s).\nA=b\n" % owner)
        made = world.run(
            "designer_env", digital_channels_designer_env_file=path, digital_channels_remove_secret_files=True
        )
        assert os.path.exists(path) is stays
        texts = [text for text in made.stays.sentences if "the values of DesignerEnv" in text]
        assert ["it is of another contact center" in text for text in texts] == [True] * stays


def test_the_person_stays_and_is_told(world):
    world.there["nexus_tenant"] = {"id": CCID}
    found = world._do

    def do(step, check_mode):
        world.course.services.requests.append({"path": nexus_tenant.PATH + "/x", "status": 200})
        return found(step, check_mode)

    world._do = do
    assert "The person u stays: no service deletes it; remove it in Configuration Server." in (
        world.run("nexus_tenant", **TENANT).stays.sentences
    )
    world.there["auth_clients"] = {"client_id": "c"}
    assert world.run("auth_clients", **CLIENTS, **TENANT).stays.sentences == []


def test_what_its_connection_does_not_allow_is_not_looked_at(world):
    """A row of the database that stays, and no database is given: it is no reason to fail."""
    row = {"digital_channels_gapis": [{"url": "https://g.example.com", "client_id": "x", "client_secret": "s"}]}
    world.there["gapis"] = {"url": "https://g.example.com"}
    made = world.run("gapis", "contact_center", **row)
    assert ("look", "gapis") not in world.done and "was not looked at" in made.stays.sentences[0]
    made = world.run("gapis", login_host="db", **row)
    assert ("look", "gapis") in world.done and "was not looked at" not in made.stays.sentences[0]


def test_without_the_tenant_s_id_objects_are_looked_at_by_themselves(world):
    world.there["nexus_tenant"] = {"id": CCID}
    world.run("nexus_tenant", located=False, **TENANT)
    assert world.deleted == ["nexus_tenant"]
    refused = Unauthorized("no")
    world.failing = {("look", "nexus_tenant"): refused, ("delete", "nexus_tenant"): refused}
    world.gone = True
    with pytest.raises(Unauthorized):
        world.run("nexus_tenant", located=False, **TENANT)
