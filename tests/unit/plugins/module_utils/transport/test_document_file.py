# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in files: private, whole or not at all, never over another one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import DocumentFileError
from ansible_collections.cxops.genesys.plugins.module_utils.transport import document_file


def test_each_gets_the_next_free_name(tmp_path):
    folder = tmp_path / "a" / "b"
    paths = []
    for number in range(3):
        foretold = document_file.next_path(str(folder), "t")
        paths.append(document_file.store(str(folder), "t", "text %d\n" % number))
        assert paths[-1] == foretold and stat.S_IMODE(os.stat(foretold).st_mode) == 0o600
    assert [Path(path).name for path in paths] == ["t.yml", "t.2.yml", "t.3.yml"]
    assert [Path(path).read_text() for path in paths] == ["text 0\n", "text 1\n", "text 2\n"]
    assert sorted(os.listdir(folder)) == sorted(os.path.basename(path) for path in paths)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_task_that_is_faster_keeps_its_own(tmp_path, monkeypatch):
    link = os.link

    def late(source, target):
        if not os.path.exists(target) and target.endswith("t.yml"):
            Path(target).write_text("theirs")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    path = document_file.store(str(tmp_path), "t", "ours")
    assert Path(path).name == "t.2.yml" and (tmp_path / "t.yml").read_text() == "theirs"


@pytest.mark.parametrize("failing", ["link", "fsync"])
def test_what_cannot_be_written_whole_is_not_there(tmp_path, monkeypatch, failing):
    def fails(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, fails)
    with pytest.raises(DocumentFileError, match="No space left") as raised:
        document_file.store(str(tmp_path), "t", "text")
    assert "Nothing was deleted" in str(raised.value) and list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_known_before(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DocumentFileError, match="is no folder"):
        document_file.next_path(str(tmp_path / "file" / "x"), "t")


def test_a_folder_that_nobody_may_write_to_is_known_before_for_root_too(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o555)
    for folder in (tmp_path / "closed", tmp_path / "closed" / "new", Path("/proc/new")):
        with pytest.raises(DocumentFileError, match="is not writable"):
            document_file.next_path(str(folder), "t")


@pytest.mark.parametrize(
    ("state", "expected"), [("/var/x", "/var/x"), ("", "/home/me/.local/state"), ("here", "/home/me/.local/state")]
)
def test_the_default_folder(monkeypatch, state, expected):
    monkeypatch.setenv("XDG_STATE_HOME", state)
    monkeypatch.setenv("HOME", "/home/me")
    assert document_file.default_folder() == expected + "/cxops-genesys/teardown"


def test_the_head_of_a_document(tmp_path):
    path = tmp_path / "t.yml"
    path.write_text("# Words.\n#\n# Tenant: a\n# Parts: x y\n#   Other: z\n---\n# Platform: later\n")
    assert document_file.head(str(path)) == {"Tenant": "a", "Parts": "x y"}
    assert document_file.head(str(tmp_path / "none")) == {}


def test_a_document_is_found_by_its_head(tmp_path):
    for name, said in (("a.yml", "x"), ("b.yml", "y"), ("c.txt", "z")):
        (tmp_path / name).write_text("# Run: %s\n---\n" % said)
    (tmp_path / "d.yml").mkdir()
    os.mkfifo(str(tmp_path / "e.yml"))

    def find(said, folder=tmp_path):
        return document_file.find(str(folder), lambda head: head.get("Run") == said)

    assert find("y") == str(tmp_path / "b.yml")
    assert find("z") == find("y", tmp_path / "none") == ""
