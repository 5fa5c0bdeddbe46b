# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a teardown keeps, and what it says of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Conflict
from ansible_collections.cxops.genesys.plugins.module_utils.resources import nexus_tenant
from ansible_collections.cxops.genesys.plugins.module_utils.resources._auth_fields import VENDOR_CLIENTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_stays import (
    DATA_CENTERS,
    FOREIGN,
    VENDOR,
    VENDOR_ROW,
    Files,
    Stays,
    may_go,
    of_client,
    of_environment,
    of_row,
    person,
)

OURS, OTHER = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
STEP = SimpleNamespace(task=SimpleNamespace(kind="API client"), title="API client c")


def declared(*hosts, **what):
    return [dict(what, host=host) for host in hosts]


@pytest.mark.parametrize(
    ("item", "elsewhere", "reason"),
    [
        ({"shared": False}, [], None),
        ({"shared": False}, declared("h", client_id="other"), None),
        ({"shared": False}, declared("h", client_id="c", url="https://a"), None),
        ({"shared": False}, declared("h", client_id="c"), ("declared_elsewhere", "the host h declares it, too")),
        (
            {"shared": False},
            declared("h2", "h1", "h2", client_id="c"),
            ("declared_elsewhere", "the hosts h1, h2 declare it, too"),
        ),
        ({"shared": False}, declared(None, client_id="c"), ("declared_elsewhere", "another tenant declares it, too")),
        ({"shared": True}, [], ("shared", "its item says shared: true, so other tenants may use it")),
        ({}, [], ("shared", "its item does not say shared: false, so other tenants may use it")),
        ({"shared": None}, [], ("shared", "its item does not say shared: false, so other tenants may use it")),
    ],
    ids=str,
)
def test_why_a_client_stays(item, elsewhere, reason):
    assert of_client(dict(item, client_id="c"), elsewhere) == reason
    assert may_go(item) is (item.get("shared") is False)


def test_the_vendor_s_clients_stay_whatever_is_said_of_them():
    for name in VENDOR_CLIENTS:
        assert of_client({"client_id": name, "shared": False}, []) is VENDOR
        assert of_row({"url": "https://a.example.com", "shared": False}, name, []) is VENDOR_ROW


@pytest.mark.parametrize(
    ("other", "stays"),
    [
        ({"url": "https://A.example.com/", "client_id": "c"}, True),
        ({"url": "https://b.example.com", "client_id": "c"}, False),
        ({"url": "https://a.example.com", "client_id": "other"}, False),
        ({"client_id": "c"}, False),
    ],
)
def test_why_a_row_stays(other, stays):
    reason = of_row({"url": "https://a.example.com", "shared": False}, "c", declared("h", **other))
    assert (reason is not None and reason.code == "declared_elsewhere") is stays and (stays or reason is None)
    assert of_row({"url": "https://a.example.com"}, "c", declared("h", **other)) is not None


@pytest.mark.parametrize(("other", "stays"), [(OURS.upper(), True), (OTHER, False), (None, False)])
def test_why_an_environment_stays(other, stays):
    assert bool(of_environment(OURS, declared("h", environment_id=other))) is stays


def test_what_is_said_of_what_stays():
    stays = Stays()
    stays.object(STEP, DATA_CENTERS)
    stays.object(STEP, DATA_CENTERS)
    stays.object(STEP, VENDOR, is_seen=False)
    stays.failed(STEP, Conflict("It is used.", "Look."))
    stays.failed(STEP, Conflict("It is used by others."), "Nobody can log in. Remove it by hand.")
    stays.file("/x", "the secret", FOREIGN)
    assert stays.sentences == [
        "API client c stays: %s." % DATA_CENTERS.text,
        "API client c stays: %s; it was not looked at, so whether it is there is not known." % VENDOR.text,
        "It is used. Look.",
        "Nobody can log in. Remove it by hand.",
        "The file /x with the secret stays: it is of another contact center.",
    ]
    assert [(one["code"], one.get("path")) for one in stays.entries] == [
        ("platform", None),
        ("vendor_client", None),
        ("conflict", None),
        ("conflict", None),
        ("another_contact_center", "/x"),
    ]
    assert [one["reason"] for one in stays.entries[2:4]] == ["It is used. Look", "Nobody can log in. Remove it by hand"]
    assert {one["kind"] for one in stays.entries} == {"API client", "file"}
    stays.object(SimpleNamespace(task=STEP.task, title="environment x"), VENDOR)
    assert stays.entries[-1]["name"] == "Environment x"


class Steps:
    """Of a document whose files lie in a folder."""

    def __init__(self, folder, *parts):
        self.parts = set(parts)
        self.folder = folder
        self.doc = {
            "auth_clients_list": [{"client_id": "a"}, {"client_id": "b"}, {"client_id": "public"}],
            "digital_channels_designer_env_file": str(folder / "env"),
        }

    def file_of_client(self, item):
        return None if item["client_id"] == "public" else str(self.folder / item["client_id"])

    def key_files(self):
        return str(self.folder / "key"), str(self.folder / ".key.tenant")


def told(files, staying=()):
    stays = Stays()
    files.tell(stays, set(staying))
    return {entry.get("path", entry["name"]).rpartition("/")[2]: entry["reason"] for entry in stays.entries}, stays


OF_CLIENTS, OF_DIGITAL = (
    "auth_clients_remove_secret_files is not true",
    "digital_channels_remove_secret_files is not true",
)


def test_the_files_that_stay_and_why(tmp_path):
    for name in ("a", "b.previous", "b.refused", "key", ".key.tenant", "env"):
        (tmp_path / name).write_text("x")
    files = Files(Steps(tmp_path, "auth_clients", "nexus_tenant", "designer_env"))
    files.staying[str(tmp_path / ".key.tenant")] = FOREIGN
    found, stays = told(files, ["b"])
    assert found == {
        "a": OF_CLIENTS,
        "b.previous": "its client stays",
        "b.refused": "its client stays",
        "key": OF_DIGITAL,
        ".key.tenant": "it is of another contact center",
        "env": OF_DIGITAL,
        "The transaction DesignerEnv": "no service deletes it; remove it in Agent Setup",
    }
    assert "The file %s with a previous secret of the API client b stays: its client stays." % (
        tmp_path / "b.previous"
    ) in (stays.sentences)
    assert [one["code"] for one in stays.entries] == [
        "kept_file",
        "client_stays",
        "client_stays",
        "kept_file",
        "another_contact_center",
        "kept_file",
        "by_hand",
    ]


def test_files_that_were_removed_and_those_of_other_parts_are_not_told(tmp_path):
    for name in ("a", "key", "env"):
        (tmp_path / name).write_text("x")
    assert told(Files(Steps(tmp_path)))[0] == {}
    files = Files(Steps(tmp_path, "auth_clients", "nexus_tenant", "designer_env"))
    files.removed.update(str(tmp_path / name) for name in ("a", "key", "env"))
    assert set(told(files)[0]) == {"The transaction DesignerEnv"}
    (tmp_path / "env").unlink()
    assert told(Files(Steps(tmp_path, "designer_env")))[0] == {}, "without its file nobody knows of the transaction"


@pytest.mark.parametrize(
    ("path", "status", "name", "expected"),
    [
        (nexus_tenant.PATH + "/x", 200, "u", "u"),
        (nexus_tenant.PATH + "/x", 404, "u", "u"),
        (nexus_tenant.PATH + "/x", 401, "u", None),
        (nexus_tenant.PATH + "/x", 403, "u", None),
        (nexus_tenant.PATH + "/x", None, "u", None),
        (nexus_tenant.PATH + "/x", 200, None, None),
        ("/environment/v3/environments", 200, "u", None),
    ],
)
def test_the_person_is_one_that_could_log_in(path, status, name, expected):
    services = SimpleNamespace(requests=[{"path": path, "status": status}])
    assert person(services, {"digital_channels_tenant": {"username": name}}) == expected
