# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copies of the collection, the choice of interpreters and environments, and the launcher."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import common
import node
import pins
import pytest
import pythons
import tree
import venvs


@pytest.fixture
def clone(tmp_path):
    """A small repository: one committed file, one new, one ignored, one deleted."""
    root = tmp_path / "clone"
    root.mkdir()
    for name, text in (("galaxy.yml", "name: x\n"), (".gitignore", "/build/\n*.pyc\n"), ("gone.py", "")):
        (root / name).write_text(text)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], cwd=root, check=True, env=common.clean_environment())
    (root / "gone.py").unlink()
    (root / "plugins").mkdir()
    (root / "plugins" / "new.py").write_text("x = 1\n")
    (root / "plugins" / "old.pyc").write_text("")
    return root


def copied(clone: Path) -> set[str]:
    base = tree.copied("try", clone, clone / "build")
    place = base / tree.PLACE
    return {str(path.relative_to(place)) for path in place.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize("with_git", [True, False])
def test_a_copy_has_what_belongs_to_the_repository(clone, with_git):
    if not with_git:
        subprocess.run(["rm", "-r", ".git"], cwd=clone, check=True)
    assert copied(clone) == {"galaxy.yml", ".gitignore", "plugins/new.py"}


def test_a_copy_follows_changes_and_keeps_what_is_unchanged(clone):
    copied(clone)
    place = clone / "build/tree/try" / tree.PLACE
    before = (place / "galaxy.yml").stat().st_ino
    (clone / "plugins/new.py").write_text("x = 1234\n")
    (clone / "roles").mkdir()
    (clone / "roles/r.yml").write_text("")
    (place / "tests/output").mkdir(parents=True)
    (place / "tests/output/left.txt").write_text("left behind by a check")
    assert copied(clone) == {"galaxy.yml", ".gitignore", "plugins/new.py", "roles/r.yml"}
    assert (place / "plugins/new.py").read_text() == "x = 1234\n"
    assert (place / "galaxy.yml").stat().st_ino == before
    (clone / "plugins/new.py").unlink()
    assert "plugins/new.py" not in copied(clone)
    assert not (place / "plugins").exists()


def test_the_link_leads_to_the_clone(clone):
    base = tree.linked(clone, clone / "build")
    assert (base / tree.PLACE / "galaxy.yml").samefile(clone / "galaxy.yml")
    assert tree.linked(clone, clone / "build") == base


@pytest.mark.parametrize(
    ("minor", "core"), [((3, 11), "2.19"), ((3, 12), "2.21"), ((3, 13), "2.21"), ((3, 14), "2.21")]
)
def test_the_default_is_the_newest_core_that_runs(minor, core):
    assert venvs.default_core(minor) == core


def test_an_unknown_core_is_refused_with_the_known_ones():
    with pytest.raises(common.Failed, match=r"2\.17 is none.*2\.18, 2\.19"):
        venvs.checked("2.17")
    with pytest.raises(common.Failed, match="make PYTHON="):
        venvs.default_core((3, 10))


def test_every_core_has_pinned_requirements():
    for name in (*(f"core-{core}" for core in venvs.CORES), venvs.TOOLS, venvs.SERVERS):
        for path in venvs.requirement_files(name):
            assert pins.read(path) and all(pin.hashes for pin in pins.read(path)), path.name


def test_a_changed_requirement_or_a_moved_clone_makes_an_environment_stale(tmp_path, monkeypatch):
    monkeypatch.setattr(venvs, "VENVS", tmp_path / "venvs")
    monkeypatch.setattr(venvs, "REQUIREMENTS", tmp_path)
    for name in ("common.txt", "ansible-2.19.txt"):
        (tmp_path / name).write_text("a==1\n")
    place = tmp_path / "venvs/core-2.19"
    (place / "bin").mkdir(parents=True)
    assert not venvs.ready("core-2.19")
    (place / "bin/python").symlink_to(sys.executable)
    (place / "made-from.json").write_text(venvs.json.dumps(venvs.fingerprint("core-2.19")))
    assert venvs.ready("core-2.19")
    (tmp_path / "common.txt").write_text("a==2\n")
    assert not venvs.ready("core-2.19")
    (tmp_path / "common.txt").write_text("a==1\n")
    assert venvs.ready("core-2.19")
    (tmp_path / "venvs").rename(tmp_path / "moved")
    monkeypatch.setattr(venvs, "VENVS", tmp_path / "moved")
    assert not venvs.ready("core-2.19")


def test_the_packages_of_node_belong_to_the_servers(tmp_path, monkeypatch):
    monkeypatch.setattr(venvs, "REQUIREMENTS", tmp_path)
    (tmp_path / "node").mkdir()
    for name in ("servers.txt", "common.txt", "ansible-2.19.txt", "node/package.json", "node/package-lock.json"):
        (tmp_path / name).write_text("a==1\n")
    servers, core = venvs.fingerprint(venvs.SERVERS), venvs.fingerprint("core-2.19")
    (tmp_path / "node/package-lock.json").write_text("{}")
    assert venvs.fingerprint(venvs.SERVERS) != servers and venvs.fingerprint("core-2.19") == core


@pytest.mark.parametrize("npm", [None, "#!/bin/sh\nexit 7\n"])
def test_without_npm_the_environment_is_made_and_the_reason_kept(tmp_path, monkeypatch, npm):
    monkeypatch.setattr(node, "VENVS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    if npm:
        executable(tmp_path / "bin/npm", npm)
        executable(tmp_path / "bin/node", npm)
    for name in node.FILES:
        (tmp_path / name).write_text("{}")
    with open(tmp_path / "log", "w") as log:
        node.install(tmp_path, tmp_path / "target", log)
    reason = (tmp_path / "target" / node.MISSING).read_text()
    assert ("ended with 7" if npm else "was not found") in reason


def executable(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_interpreters_that_do_not_run_are_no_candidates(tmp_path):
    broken = executable(tmp_path / "shims/python3", "#!/bin/sh\nexit 127\n")
    real = tmp_path / "bin/python3.11"
    real.parent.mkdir()
    real.symlink_to(sys.executable)
    assert pythons.probe(broken) is None
    assert pythons.probe(str(real)).minor == sys.version_info[:2]
    found = list(pythons.candidates({"PATH": f"{tmp_path}/shims:{tmp_path}/bin"}))
    assert found[0] == str(real) and broken not in found


def launched(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess:
    """Start a copy of the launcher whose tools only say which Python runs them."""
    launcher = executable(tmp_path / "tools/run", (common.ROOT / "tools/run").read_text())
    (tmp_path / "tools/cli.py").write_text("import sys\nprint('started', sys.argv[1:])\n")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **variables}
    return subprocess.run(
        ["/bin/sh", launcher, "demo", "a b"], env=environment, capture_output=True, text=True, check=False
    )


def test_the_launcher_passes_by_what_does_not_run(tmp_path):
    executable(tmp_path / "bin/python3", "#!/bin/sh\nexit 127\n")
    executable(tmp_path / "bin/python3.13", "#!/bin/sh\necho old 3.9.1\n")
    executable(tmp_path / "bin/python3.12", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    answer = launched(tmp_path, PATH=f"{tmp_path}/bin:/usr/bin:/bin")
    assert answer.stdout == "started ['demo', 'a b']\n", answer.stderr


def test_the_launcher_says_what_is_wrong_with_a_chosen_python(tmp_path):
    old = executable(tmp_path / "old", "#!/bin/sh\necho old 3.9.1\n")
    bare = executable(tmp_path / "bare", "#!/bin/sh\necho novenv 3.12.1\n")
    for python, words in (
        (old, "Python 3.9.1 is too old"),
        (bare, "apt install python3-venv"),
        ("/no/such", "not found"),
    ):
        answer = launched(tmp_path, PYTHON=python)
        assert answer.returncode == 2
        assert words in answer.stderr and "make PYTHON=" in answer.stderr


def test_children_get_nothing_of_the_users_settings(monkeypatch):
    names = {"ANSIBLE_CONFIG", "GENESYS_AUTH_PASSWORD", "GENESYSCLOUD_ACCESS_TOKEN", "PGHOST", "PYTHONPATH"}
    for name in names:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("CXOPS_TEST_POSTGRES", "kept")
    environment = common.clean_environment(ANSIBLE_HOME="given")
    assert names.isdisjoint(environment)
    assert environment["CXOPS_TEST_POSTGRES"] == "kept" and environment["ANSIBLE_HOME"] == "given"
    assert "127.0.0.1" in environment["NO_PROXY"]


def test_ending_a_child_ends_what_it_started(tmp_path):
    mark = tmp_path / "pid"
    script = f"trap '' TERM; sleep 300 & echo $! > {mark}; wait"
    process = subprocess.Popen(["/bin/sh", "-c", script], start_new_session=True)
    while not mark.exists() or not mark.read_text().strip():
        assert process.poll() is None
    common.stop(process, patience=0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
