# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copies of the collection, the choice of interpreters and environments, and the launcher."""

from __future__ import annotations

import json
import os
import shutil
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


def test_a_copy_follows_changes_and_what_a_check_left_in_it_is_gone(clone):
    copied(clone)
    place = clone / "build/tree/try" / tree.PLACE
    (clone / "plugins/new.py").write_text("x = 1234\n")
    (clone / "roles").mkdir()
    (clone / "roles/r.yml").write_text("")
    (place / "tests/output").mkdir(parents=True)
    (place / "tests/output/left.txt").write_text("left behind by a check")
    assert copied(clone) == {"galaxy.yml", ".gitignore", "plugins/new.py", "roles/r.yml"}
    assert (place / "plugins/new.py").read_text() == "x = 1234\n"
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
    with pytest.raises(common.Failed, match=r"2\.15 is none.*2\.16, 2\.17"):
        venvs.checked("2.15")
    with pytest.raises(common.Failed, match="make PYTHON="):
        venvs.default_core((3, 10))


def test_every_core_has_pinned_requirements():
    for name in venvs.names():
        for path in venvs.requirement_files(name):
            assert pins.read(path) and all(pin.hashes for pin in pins.read(path)), path.name


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Environments and locks below tmp_path, and the commands that would make them."""
    ran = []
    monkeypatch.setattr(venvs, "VENVS", tmp_path / "venvs")
    monkeypatch.setattr(venvs, "BUILD", tmp_path / "build")
    monkeypatch.setattr(venvs.node, "install", lambda *where: ran.append(where[:2]))
    monkeypatch.setattr(venvs, "_logged", lambda words, output: ran.append(words))
    return ran


def made(name: str, interpreter: str) -> None:
    (venvs.folder(name) / "bin").mkdir(parents=True)
    venvs.python(name).symlink_to(interpreter)
    (venvs.folder(name) / "pyvenv.cfg").touch()


def test_an_environment_is_made_once_and_brought_up_to_date_each_time(place):
    core = f"core-{venvs.default_core()}"
    venvs.ensure(core)
    assert [words[1] for words in place] == ["venv", "pip"]
    made(core, pythons.current()[1])
    place.clear()
    venvs.ensure(core)
    assert [words[1] for words in place] == ["pip"]


def test_an_environment_of_another_python_is_made_anew(place):
    core = f"core-{venvs.default_core()}"
    made(core, "/bin/sh")
    venvs.ensure(core)
    assert [words[1] for words in place] == ["venv", "pip"]


def test_an_environment_that_is_reached_by_a_link_is_not_made_anew(place, tmp_path):
    core = f"core-{venvs.default_core()}"
    made(core, pythons.current()[1])
    venvs.VENVS.rename(tmp_path / "elsewhere")
    venvs.VENVS.symlink_to(tmp_path / "elsewhere")
    venvs.ensure(core)
    assert [words[1] for words in place] == ["pip"]
    (tmp_path / "elsewhere" / core).rename(tmp_path / core)
    venvs.folder(core).symlink_to(tmp_path / core)
    venvs.ensure(core)
    assert [words[1] for words in place] == ["pip", "pip"]


def test_a_core_without_its_python_is_refused_with_the_pythons_that_it_needs(place, monkeypatch):
    monkeypatch.setattr(pythons, "find", dict)
    monkeypatch.setattr(pythons, "current", lambda: ((3, 11), sys.executable))
    assert not venvs.missing_python("2.19")
    with pytest.raises(common.Failed, match=r"2\.21 needs Python 3\.12 or 3\.13 or 3\.14, and none was found"):
        venvs.ensure("core-2.21")
    assert place == []


def test_the_oldest_libraries_are_installed_with_the_oldest_core_and_its_python(place, monkeypatch):
    monkeypatch.setattr(pythons, "find", lambda: {(3, 11): sys.executable, (3, 12): "/bin/sh"})
    venvs.ensure(venvs.LOWEST)
    assert sys.executable in place[0]
    assert [Path(word).name for word in place[1][-2:]] == ["lowest-libraries.txt", f"ansible-{venvs.OLDEST}.txt"]
    monkeypatch.setattr(pythons, "find", lambda: {(3, 12): "/bin/sh"})
    monkeypatch.setattr(pythons, "current", lambda: ((3, 12), "/bin/sh"))
    with pytest.raises(common.Failed, match=r"needs Python 3\.11, and none was found"):
        venvs.ensure(venvs.LOWEST)


def test_the_packages_of_node_belong_to_the_servers(place):
    venvs.ensure(venvs.SERVERS)
    assert place[-1] == (venvs.REQUIREMENTS / "node", venvs.folder(venvs.SERVERS) / "node")


def test_an_index_that_is_set_for_pip_counts_for_uv_too(monkeypatch):
    told = {"index-url": "https://mirror.example.com/simple", "cert": "/certs.pem"}
    monkeypatch.setattr(pythons, "pip_settings", lambda: told)
    settings = venvs.settings()
    assert settings["UV_DEFAULT_INDEX"] == told["index-url"] and settings["SSL_CERT_FILE"] == "/certs.pem"
    assert settings["UV_PYTHON_DOWNLOADS"] == "never"


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


def test_shims_are_no_places_for_interpreters_but_what_managers_have_installed_is(tmp_path):
    (tmp_path / "versions/3.11.9/bin").mkdir(parents=True)
    found = pythons.folders({"PATH": f"{tmp_path}/shims:{tmp_path}/bin", "PYENV_ROOT": str(tmp_path)})
    assert found[:2] == [f"{tmp_path}/bin", f"{tmp_path}/versions/3.11.9/bin"]


def test_the_newest_patch_level_of_each_minor_version_is_taken(monkeypatch):
    def one(minor, patch):
        return {"version_parts": {"major": 3, "minor": minor, "patch": patch}, "path": f"/python3.{minor}.{patch}"}

    monkeypatch.setattr(pythons, "listed", lambda path: [one(12, 1), one(12, 10), one(12, 9), one(8, 3)])
    found = pythons.find.__wrapped__()
    assert found[3, 12] == "/python3.12.10" and found[3, 8] == "/python3.8.3"
    assert found[pythons.current()[0]] == pythons.current()[1]


def test_links_lead_to_the_interpreters_and_old_ones_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(pythons, "find", lambda: {(3, 11): os.path.realpath(sys.executable)})
    (tmp_path / "python3.7").symlink_to("/gone")
    assert pythons.link_folder(tmp_path) == tmp_path
    assert [(entry.name, os.path.realpath(entry)) for entry in tmp_path.iterdir()] == [
        ("python3.11", os.path.realpath(sys.executable))
    ]


def launched(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess:
    """Start a copy of the launcher whose installer only notes what it is told, and whose nox says what it is asked for."""
    launcher = executable(tmp_path / "tools/run", (common.ROOT / "tools/run").read_text())
    (tmp_path / "tools/requirements").mkdir(exist_ok=True)
    (tmp_path / "tools/requirements/nox.txt").write_text("nox==1 --hash=sha256:0\n")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **variables}
    return subprocess.run(
        ["/bin/sh", launcher, "demo", "a b"], env=environment, capture_output=True, text=True, check=False
    )


FAKE = """#!/bin/sh
case "$*" in
    *"-m venv"*) mkdir -p .venvs/nox/bin; cp "$0" .venvs/nox/bin/python; echo venv >&2 ;;
    *"-m pip"*) printf '#!/bin/sh\\necho nox "$@"\\n' >.venvs/nox/bin/nox; chmod +x .venvs/nox/bin/nox; echo "$*" >&2 ;;
    *) exec {python} "$@" ;;
esac
"""


def test_the_launcher_passes_by_what_does_not_run_and_installs_nox_once_as_it_is_locked(tmp_path):
    executable(tmp_path / "bin/python3", "#!/bin/sh\nexit 127\n")
    executable(tmp_path / "bin/python3.13", "#!/bin/sh\necho old 3.9.1\n")
    executable(tmp_path / "bin/python3.12", FAKE.format(python=sys.executable))
    answer = launched(tmp_path, PATH=f"{tmp_path}/bin:/usr/bin:/bin")
    assert answer.stdout.splitlines()[-1] == "nox -f noxfile.py -s demo -- a b", answer.stderr
    assert "--require-hashes" in answer.stderr and "--only-binary :all:" in answer.stderr
    again = launched(tmp_path, PATH=f"{tmp_path}/bin:/usr/bin:/bin")
    assert again.stdout == "nox -f noxfile.py -s demo -- a b\n" and again.stderr == ""
    (tmp_path / ".venvs/nox/made-from").write_text("another lock")
    assert "venv" in launched(tmp_path, PATH=f"{tmp_path}/bin:/usr/bin:/bin").stderr


@pytest.fixture
def launch(tmp_path):
    """Start a copy of the launcher in a folder below tmp_path; tells whether it made the environment of nox."""
    executable(tmp_path / "bin/python3", FAKE.format(python=sys.executable))

    def run(root):
        (tmp_path / root).mkdir(exist_ok=True)
        answer = launched(tmp_path / root, PATH=f"{tmp_path}/bin:/usr/bin:/bin")
        assert answer.stdout.splitlines()[-1] == "nox -f noxfile.py -s demo -- a b", answer.stderr
        return "venv" in answer.stderr

    return run


def test_the_environment_of_nox_is_made_once_by_whichever_link_or_clone_it_is_reached(launch, tmp_path):
    assert launch("clone") and not launch("clone")
    (tmp_path / "link").symlink_to("clone")
    assert not launch("link")
    for name, where in (("second", ".venvs"), ("third", ".venvs/nox")):
        (tmp_path / name / where).parent.mkdir(parents=True)
        (tmp_path / name / where).symlink_to(tmp_path / "clone" / where)
        assert not launch(name)
    assert not launch("clone")


def test_what_is_made_through_a_link_stands_where_the_link_is_gone(launch, tmp_path):
    (tmp_path / "second").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "second/.venvs").symlink_to(tmp_path / "shared")
    assert launch("second")
    assert (tmp_path / "shared/nox/made-at").read_text() == f"{tmp_path}/shared/nox\n"
    shutil.rmtree(tmp_path / "second")
    (tmp_path / "clone").mkdir()
    (tmp_path / "shared").rename(tmp_path / "clone/.venvs")
    assert launch("clone"), "its programs name a folder that is gone"
    (tmp_path / "shared").symlink_to(tmp_path / "clone/.venvs")
    assert not launch("clone")


@pytest.mark.parametrize("how", [shutil.copytree, shutil.move])
def test_the_environment_of_a_clone_that_was_moved_or_copied_is_made_anew(launch, tmp_path, how):
    assert launch("clone")
    how(tmp_path / "clone", tmp_path / "other", **({"symlinks": True} if how is shutil.copytree else {}))
    assert launch("other") and not launch("other")


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


@pytest.mark.parametrize("given", ["C", "POSIX", "xx_XX.UTF-8", "C.UTF-8"])
def test_children_get_a_utf8_locale_whatever_the_person_has(given):
    """ansible-core starts in no other one."""
    program = "import common, json; print(json.dumps(common.clean_environment()))"
    environment = dict(os.environ, LC_ALL=given, PYTHONPATH=str(common.ROOT / "tools"))
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["LC_ALL"].upper().endswith("UTF-8")
