# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: bound to its platform and tenant, for its owner alone, whole or not at all."""

from __future__ import annotations

import json
import os

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.transport import state_file
from ansible_collections.cxops.genesys.plugins.module_utils.transport.state_file import StateFile

URL, TENANT, OTHER = (
    "https://g.example.com",
    "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd",
    "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11",
)


@pytest.fixture
def made(tmp_path):
    found = StateFile(str(tmp_path / "deep" / "state"), URL, TENANT)
    found.write({"environment_id": OTHER, "contact_center_id": None, "more": [1]})
    return found


def test_what_was_written_is_read_and_the_folder_is_for_its_owner(made):
    content, problem = made.read()
    assert problem is None and (content["environment_id"], content["more"]) == (OTHER, [1])
    assert os.stat(made.path).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(made.path)).st_mode & 0o777 == 0o700
    assert os.listdir(os.path.dirname(made.path)) == [os.path.basename(made.path)]
    made.write(dict(content, environment_id=None))
    assert made.read()[0]["environment_id"] is None
    made.remove()
    made.remove()
    assert made.read() == (None, None)


def test_a_file_is_bound_to_its_platform_and_tenant(made):
    folder = os.path.dirname(made.path)
    assert StateFile(folder, URL, TENANT.upper()).read()[0]
    for other in (StateFile(folder, URL + "/x", TENANT), StateFile(folder, URL, OTHER)):
        assert other.path != made.path and other.read() == (None, None)
        os.link(made.path, other.path)
        content, problem = other.read()
        assert content is None and ("platform " + URL in problem or "tenant " + TENANT in problem)


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1]", "{}", '"x"', '{"format": 2}', '{"format": 1}', "\x00", "9" * 70000, "{" * 70000]
)
def test_what_is_no_state_file_does_not_count(made, text):
    with open(made.path, "w", encoding="utf-8") as stream:
        stream.write(text)
    content, problem = made.read()
    assert content is None and problem


def test_bytes_that_are_no_text_do_not_count(made):
    with open(made.path, "wb") as stream:
        stream.write(b"\xff\xfe\x00")
    assert made.read() == (None, "it is damaged")


def test_what_cannot_be_read_or_written_is_said_with_the_path(made, tmp_path):
    os.remove(made.path)
    os.mkdir(made.path)
    for act in (made.read, lambda: made.write({}), made.remove):
        with pytest.raises(SecretFileError, match="state file .* cannot be") as raised:
            act()
        assert raised.value.details["path"] == made.path
    (tmp_path / "file").touch()
    blocked = StateFile(str(tmp_path / "file"), URL, TENANT)
    assert blocked.read() == (None, None)
    with pytest.raises(SecretFileError, match="folder .* of the state file"):
        blocked.check_writable()


def test_a_write_that_fails_leaves_the_old_file(made, monkeypatch):
    before = json.dumps(made.read()[0])

    def broken(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(SecretFileError, match="No space left"):
        made.write({"environment_id": TENANT})
    assert json.dumps(made.read()[0]) == before


def test_the_folder_may_be_that_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_file.base_path("~/state", URL, TENANT).startswith(str(tmp_path) + "/state/" + TENANT + "-")


def test_a_file_of_an_earlier_version_counts(made):
    with open(made.path, "w", encoding="utf-8") as stream:
        stream.write(
            '{"contact_center_id": null, "environment_id": "%s", "environment_url": "%s", "format": 1, "tenant_id": "%s"}'
            % (OTHER, URL, TENANT)
        )
    content, problem = made.read()
    assert problem is None and content["environment_id"] == OTHER
    assert os.path.basename(made.path) == TENANT + "-10c6413a3c9c.json", "another name would be another tenant's"
