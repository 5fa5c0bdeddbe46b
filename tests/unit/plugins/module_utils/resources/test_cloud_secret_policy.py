# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the secret of an OAuth client is made anew or its file removed, and that nothing ends a secret that others use."""

from __future__ import annotations

import os
import time
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    InvalidInput,
    SecretFileError,
    VerificationFailed,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_begun as begun
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_rules import date
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_secret import Custody
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_secret_policy import SecretPolicy
from ansible_collections.cxops.genesys.plugins.module_utils.resources._secret_record import SecretRecord
from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file

ID, OTHER, URL = (
    "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd",
    "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11",
    "https://api.example.com",
)
STORED = "the-stored-secret"
NEVER, LOST, ALWAYS = ({"regenerate_secret": how} for how in ("never", "when_lost", "always"))
VERIFY, CONFIRM = {"verify_secret": True}, {"regenerate_secret_confirm": ID.upper()}


class World:
    """A client for machines, its file, and a service. works: what the token endpoint says of the stored secret."""

    def __init__(self, folder):
        self.path = str(folder / "app.secret")
        self.client = {
            "client_id": ID,
            "name": "app",
            "client_state": "active",
            "authorized_grant_type": "CLIENT-CREDENTIALS",
        }
        self.name = "app"  # of a client that is there
        self.works, self.tried, self.warnings, self.there, self.organization = True, [], [], [ID], "org"
        cloud = SimpleNamespace(
            api=SimpleNamespace(base_url=URL),
            secret_works=self._secret_works,
            organization_id=lambda: self.organization,
        )
        self.services = SimpleNamespace(cloud=cloud, secrets=set(), reveals=False)

    def _secret_works(self, client_id, secret, anew=False):
        assert (client_id, secret) == (ID, STORED)
        self.tried.append(anew)
        return self.works

    def _of_id(self, identity):
        return {"name": self.name} if identity in self.there else None

    def stores(self, record=None, age=None, secret=STORED):
        """Have a file. record: (client, organisation, secret) of the record beside it. age: in days."""
        secret_file.store_secret(self.path, secret)
        if record:
            SecretRecord(self.path).write(record[0], "app", record[1], record[2])
        if age is not None:
            os.utime(self.path, (time.time() - age * 86400,) * 2)

    def policy(self, check_mode=False, **options):
        given = {"name": "app", "secret_file": self.path, "regenerate_secret": "never", **options}
        custody = Custody(self.services, given, check_mode, self.warnings.append)
        return SecretPolicy(self.services, given, check_mode, self.warnings.append, self._of_id, custody)

    @property
    def said(self):
        return " ".join(self.warnings)


OURS = (ID, "org", STORED)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


# Before a client is made


@pytest.mark.parametrize(
    ("grant", "options", "reveals", "told"),
    [
        ("CLIENT-CREDENTIALS", {}, False, InvalidInput),
        ("CLIENT-CREDENTIALS", {}, True, ""),
        ("CLIENT-CREDENTIALS", {"integration_credential_name": "x"}, False, ""),
        ("CODE", {}, False, "keeps it nowhere"),
        ("CODE", {}, True, ""),
        ("TOKEN", {}, False, ""),
    ],
)
def test_a_secret_that_nobody_would_keep(world, grant, options, reveals, told):
    world.services.reveals = reveals
    policy = world.policy(secret_file=None, **options)
    if told is InvalidInput:
        with pytest.raises(InvalidInput, match="this task would lose it") as refused:
            policy.before_creation("client app", grant)
        assert "Nothing was changed" in refused.value.hint
        return
    policy.before_creation("client app", grant)
    assert not policy.is_kept and told in world.said and bool(told) is bool(world.warnings)


@pytest.mark.parametrize(
    ("how", "there", "refused"),
    [
        (NEVER, [], "may hold the only copy"),
        (NEVER, [OTHER], "holds the secret of another client"),
        (NEVER, None, ""),
        (LOST, [], ""),
        (LOST, [OTHER], "holds the secret of another client"),
        (ALWAYS, [OTHER], "holds the secret of another client"),
    ],
    ids=str,
)
def test_a_file_that_is_there_before_its_client(world, how, there, refused):
    if there is not None:
        world.there = there
        world.stores((OTHER, "org", STORED))
    policy = world.policy(**how)
    if not refused:
        policy.before_creation("client app", "CLIENT-CREDENTIALS")
        assert policy.is_kept and policy.reason == "generated for the new client"
        return
    with pytest.raises(SecretFileError, match=refused) as error:
        policy.before_creation("client app", "CLIENT-CREDENTIALS")
    assert error.value.details["path"] == world.path and "Nothing was changed" in error.value.hint


@pytest.mark.parametrize("how", [NEVER, LOST, ALWAYS], ids=str)
def test_of_a_client_that_was_renamed_the_new_name_is_told_at_once(world, how):
    world.there, world.name = [OTHER], "CRM"
    world.stores((OTHER, "org", STORED))
    with pytest.raises(SecretFileError, match="it was renamed, and is called CRM now") as error:
        world.policy(**how).before_creation("client app", "CLIENT-CREDENTIALS")
    assert "when_lost" not in error.value.hint


def test_a_place_where_no_secret_can_be_kept_is_known_before_the_client_is_made(world):
    (folder := os.path.dirname(world.path)) and open(os.path.join(folder, "file"), "w", encoding="utf-8").close()
    policy = world.policy(secret_file=os.path.join(folder, "file", "x.secret"))
    with pytest.raises(SecretFileError):
        policy.before_creation("client app", "CLIENT-CREDENTIALS")


# When a new one is due


@pytest.mark.parametrize(
    ("record", "options", "works", "due", "told"),
    [
        (OURS, NEVER, True, False, ""),
        (None, NEVER, True, False, ""),
        (OURS, ALWAYS, True, True, ""),
        (OURS, {**LOST, **VERIFY}, True, False, ""),
        (OURS, {**NEVER, **VERIFY}, None, False, ""),
        ((ID, "org", "other"), {**LOST, **VERIFY}, False, True, ""),
        ((ID, "org", None), {**LOST, **VERIFY}, False, True, ""),
        (None, {**LOST, **VERIFY, **CONFIRM}, False, True, ""),
        (None, LOST, False, False, "it is not that of the client app"),
        (OURS, CONFIRM, True, False, "has no effect any more"),
    ],
    ids=str,
)
def test_a_secret_that_is_in_its_file(world, record, options, works, due, told):
    world.stores(record)
    world.works = works
    policy = world.policy(**options)
    assert policy.is_due("client app", world.client) is due and policy.is_kept
    assert told in world.said and bool(told) is bool(world.warnings)
    if due:
        assert policy.reason.startswith("regenerated")


@pytest.mark.parametrize(
    ("record", "options", "error", "message"),
    [
        (OURS, {**NEVER, **VERIFY}, VerificationFailed, "Somebody else gave the client app a new secret"),
        (OURS, {**LOST, **VERIFY}, VerificationFailed, "Somebody else gave the client app a new secret"),
        (None, {**NEVER, **VERIFY}, VerificationFailed, "is not that of the client app"),
        (None, {**LOST, **VERIFY}, InvalidInput, "there is no record that it ever was there"),
        (None, {**LOST, **VERIFY, "regenerate_secret_confirm": OTHER}, InvalidInput, "there is no record"),
        ((OTHER, "org", STORED), {**LOST}, InvalidInput, "there is no record"),
        ((OTHER, "org", STORED), {**ALWAYS}, SecretFileError, "holds the secret of another client"),
    ],
    ids=str,
)
def test_a_secret_that_somebody_else_may_use_is_not_ended(world, record, options, error, message):
    world.stores(record)
    world.works, world.there = False, [ID, OTHER]
    with pytest.raises(error, match=message) as refused:
        world.policy(**options).is_due("client app", world.client)
    assert "Nothing was changed" in refused.value.hint and secret_file.read_secret(world.path) == STORED


def test_the_file_of_a_client_that_is_gone_may_be_written(world):
    world.stores((OTHER, "org", STORED))
    policy = world.policy(**ALWAYS)
    assert policy.is_due("client app", world.client) and policy.is_kept
    assert policy.reason == "regenerated (regenerate_secret: always)"


@pytest.mark.parametrize(
    ("record", "options", "client", "due"),
    [
        (OURS, LOST, {}, True),
        (None, {**LOST, **CONFIRM}, {}, True),
        (None, LOST, {}, InvalidInput),
        (OURS, NEVER, {}, "is not in"),
        (OURS, {**NEVER, **VERIFY}, {}, VerificationFailed),
        (OURS, {**NEVER, **VERIFY}, {"client_state": "inactive"}, "is not in"),
        (OURS, {**NEVER, **VERIFY}, {"authorized_grant_type": "CODE"}, "is not in"),
    ],
    ids=str,
)
def test_a_secret_that_is_lost(world, record, options, client, due):
    if record:
        SecretRecord(world.path).write(record[0], "app", record[1], record[2])
    policy, client = world.policy(**options), dict(world.client, **client)
    if isinstance(due, type):
        with pytest.raises(due) as refused:
            policy.is_due("client app", client)
        assert refused.value.details["missing"] == "secret" and "Nothing was changed" in refused.value.hint
        return
    assert policy.is_due("client app", client) is (due is True) and policy.is_kept is (due is True)
    assert (due is True) is (not world.warnings) and policy.reason == "regenerated, for its file was not there"


@pytest.mark.parametrize(("days", "due"), [(6, False), (8, True)])
@pytest.mark.parametrize("state", ["active", "inactive"])
def test_a_secret_is_rotated_by_age(world, days, due, state):
    world.stores(OURS, days)
    policy = world.policy(secret_max_age=7)
    assert policy.is_due("client app", dict(world.client, client_state=state)) is due
    assert world.tried == ([True] if due and state == "active" else []), "a secret's age ends it: it is asked anew"
    if due:
        assert policy.reason == "rotated by age (secret_max_age: 7)"


def test_a_secret_is_as_old_as_it_may_become(world, monkeypatch):
    world.stores(OURS)
    monkeypatch.setattr(secret_file, "age", lambda path: 7 * 86400.0)
    assert not world.policy(secret_max_age=7).is_due("client app", world.client)


@pytest.mark.parametrize("record", [OURS, None], ids=str)
def test_an_old_secret_that_somebody_else_changed_is_not_rotated(world, record):
    world.stores(record, 8)
    world.works = False
    with pytest.raises(VerificationFailed, match="Somebody else gave"):
        world.policy(secret_max_age=7, **LOST).is_due("client app", world.client)


@pytest.mark.parametrize(
    ("options", "client", "works", "check_mode", "recorded"),
    [
        (LOST, {}, True, False, True),
        (LOST, {}, True, True, False),
        (LOST, {}, None, False, False),
        (LOST, {"authorized_grant_type": "CODE"}, True, False, False),
        (NEVER, {}, True, False, False),
        (NEVER, {"date_created": "now"}, None, False, True),
        (NEVER, {"date_created": "now"}, None, True, False),
        (NEVER, {"date_created": "2001-01-01T00:00:00.000Z"}, None, False, False),
    ],
    ids=str,
)
def test_a_file_of_an_earlier_version_gets_a_record_when_it_is_the_client_s(
    world, options, client, works, check_mode, recorded
):
    world.stores()
    world.works = works
    client = dict(world.client, **client)
    if client.get("date_created") == "now":
        client["date_created"] = date(time.time())
    assert not world.policy(check_mode, **options).is_due("client app", client)
    assert SecretRecord(world.path).is_of(ID) is recorded and (not recorded or SecretRecord(world.path).matches(STORED))


def test_a_run_that_was_broken_off_is_made_up_for(world):
    world.stores(OURS)
    with begun.Begun(world.path, {"service": URL, "client_id": ID}):
        pass
    world.works = False
    policy = world.policy()
    assert (
        policy.is_due("client app", world.client) and policy.reason == "regenerated, for an earlier run was broken off"
    )
    assert "nobody has it: it is made anew" in world.said
    world.works = True
    assert not world.policy().is_due("client app", world.client)


@pytest.mark.parametrize(("reveals", "options"), [(True, {}), (False, {"secret_file": "given"})])
def test_a_new_secret_needs_a_place(world, reveals, options):
    world.services.reveals = reveals
    options = {"secret_file": world.path} if options else {"secret_file": None}
    assert world.policy(**options, **ALWAYS).is_due("client app", world.client)


def test_a_new_secret_that_nobody_would_keep_is_not_made(world):
    with pytest.raises(InvalidInput, match="would be lost, and the present one ended"):
        world.policy(secret_file=None, **ALWAYS).is_due("client app", world.client)
    policy = world.policy(secret_file=None)
    assert not policy.is_due("client app", world.client) and not policy.is_kept


# When the file goes


@pytest.mark.parametrize(
    ("record", "client", "goes"),
    [
        (OURS, ID, True),
        (None, ID, True),
        ((OTHER, "org", STORED), ID, "holds the secret of another client, " + OTHER),
        ((OTHER, "org", STORED), None, "holds the secret of another client, " + OTHER),
        (("gone", "org", STORED), ID, True),
        (("gone", "org", STORED), None, True),
        (("gone", "elsewhere", STORED), None, "no record beside it shows"),
        (("gone", None, STORED), None, "no record beside it shows"),
        (None, None, "no record beside it shows"),
    ],
    ids=str,
)
def test_the_file_goes_with_its_client_alone(world, record, client, goes):
    world.stores(record)
    world.there = [ID, OTHER]
    assert world.policy(remove_secret_file=True).is_removable("client app", client) is (goes is True)
    assert not world.warnings if goes is True else "stays: " in world.said and goes in world.said


def test_a_file_goes_only_where_that_is_wanted_and_it_is_there(world):
    assert not world.policy(remove_secret_file=True).is_removable("client app", ID)
    world.policy(remove_secret_file=True).keep_until_gone("client app", ID)
    world.stores(OURS)
    assert not world.policy().is_removable("client app", ID)
    world.policy().keep_until_gone("client app", ID)
    world.organization = None
    SecretRecord(world.path).write("gone", "app", None, STORED)
    assert world.warnings == []
    assert not world.policy(remove_secret_file=True).is_removable("client app"), "of which organisation, nobody knows"


@pytest.mark.parametrize(("check_mode", "recorded"), [(False, ID), (True, "")])
def test_a_file_stays_while_its_client_can_be_restored(world, check_mode, recorded):
    world.stores()
    world.policy(check_mode, remove_secret_file=True).keep_until_gone("client app", ID)
    assert "stays until the client app is gone for good" in world.said
    assert SecretRecord(world.path).client_id == recorded
    SecretRecord(world.path).write(OTHER, "app", "org")
    world.policy(check_mode, remove_secret_file=True).keep_until_gone("client app", ID)
    assert SecretRecord(world.path).client_id == OTHER
