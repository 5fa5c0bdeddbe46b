# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests and tools are made of is pinned, every file of it by its hash, and nothing else is ever installed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import lock
import node
import pins
import pytest
import venvs
from common import ROOT, Failed
from packaging.requirements import Requirement

LOCKS = sorted(venvs.REQUIREMENTS.glob("*.txt"))
SOURCES = sorted(venvs.REQUIREMENTS.glob("*.in"))
NODE = venvs.REQUIREMENTS / lock.NODE
ENVIRONMENTS = venvs.names()
PLACES = re.compile(r"https?://|file:|\bgit\+|(?<![\w./])/\w|@ |index-url|find-links")
each_lock = pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)


def direct(path):
    """The packages that a source, and one that it takes in, names: name -> requirement, of its overriding file where there is one."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found.update(direct(path.parent / line.removeprefix("-r ")))
        elif line.strip() and not line.startswith(("#", "-c ")):
            one = Requirement(line)
            found[pins.normal(one.name)] = one
    other = path.with_suffix(".override")
    return {**found, **direct(other)} if other != path and other.exists() else found


def named_in(path):
    """How a lock tells that a source, or what it takes in, names a package."""
    names = [path.stem, *re.findall(r"^-r (\S+)\.in$", path.read_text(encoding="utf-8"), re.MULTILINE)]
    return {f"-r tools/requirements/{name}.in" for name in names} | {
        f"--override tools/requirements/{path.stem}.override"
    }


def test_every_lock_has_its_source():
    assert [path.stem for path in LOCKS] == [path.stem for path in SOURCES] == sorted(lock.names())


@each_lock
def test_everything_has_its_hashes(path, cases):
    found = pins.read(path)  # which refuses all other lines: options, addresses, ranges
    assert found
    for pin in found:
        with cases(pin.name):
            assert pin.hashes and len(set(pin.hashes)) == len(pin.hashes)
            assert re.fullmatch(r"[0-9][0-9a-z.+!]*", pin.version), pin.version
    assert len({(pin.name, pin.marker) for pin in found}) == len(found)


@each_lock
def test_a_lock_names_no_place(path):
    for file in (path, path.with_suffix(".in")):
        assert PLACES.search(file.read_text(encoding="utf-8")) is None, PLACES.search(file.read_text(encoding="utf-8"))


@each_lock
def test_a_lock_is_that_of_its_source(path, cases):
    """As far as can be told without an index: what the source asks for is there in that version, and nothing is there that nothing asks for."""
    wanted = direct(path.with_suffix(".in"))
    found = {pin.name: pin for pin in pins.read(path)}
    for name, requirement in wanted.items():
        with cases("asked for: %s" % name):
            assert [one.operator for one in requirement.specifier] == ["=="], "a source pins what it names"
            assert found[name].version in requirement.specifier
            assert named_in(path.with_suffix(".in")) & set(found[name].via)
    elsewhere = {pins.normal(name) for name in lock.ELSEWHERE.get(path.stem, ())}
    for name, pin in found.items():
        with cases("there: %s" % name):
            why = {via for via in pin.via if not via.startswith("-c ")}
            assert why, "nothing says why it is there"
            for via in why:
                if via.startswith(("-r ", "--override ")):
                    assert name in wanted
                else:
                    assert pins.normal(via.partition("[")[0]) in set(found) | elsewhere


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_locks_of_an_environment_agree(name):
    versions = {}
    for path in venvs.requirement_files(name):
        for pin in pins.read(path):
            assert versions.setdefault(pin.name, (pin.version, pin.hashes)) == (pin.version, pin.hashes), pin.name
    assert versions


def test_what_users_are_told_contains_what_is_tested(cases):
    tested = {pin.name: pin.version for pin in pins.read(venvs.REQUIREMENTS / "common.txt")}
    for file in ("meta/ee-requirements.txt", "tests/emulator/requirements.txt"):
        for name, requirement in direct(ROOT / file).items():
            with cases("%s: %s" % (file, name)):
                assert [one.operator for one in requirement.specifier] == [">="], "a range, for others choose"
                assert tested[name] in requirement.specifier


def test_what_runs_here_is_what_is_locked(cases):
    name = Path(sys.prefix).name
    if name not in ENVIRONMENTS:
        pytest.skip("%s is no environment of the tools" % sys.prefix)
    locked = {pin.name: pin.version for path in venvs.requirement_files(name) for pin in pins.read(path)}
    for one in metadata.distributions():
        if pins.normal(one.name) not in ("pip", "setuptools"):  # those of the interpreter itself
            with cases(one.name):
                assert locked.get(pins.normal(one.name)) == one.version


def test_packages_of_node_are_pinned_too(cases):
    asked = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    text = (NODE / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert packages.pop("")["dependencies"] == asked
    for name, version in asked.items():
        with cases("asked for: %s" % name):
            assert packages["node_modules/%s" % name]["version"] == version
    for where, package in packages.items():
        with cases(where):
            kind, digest = package["integrity"].split("-", 1)
            assert kind == "sha512" and len(base64.b64decode(digest)) == 64
            assert "resolved" not in package and not package.get("link") and not package.get("hasInstallScript")
    assert len(pins.read_node(NODE / "package-lock.json")) == len(packages)


def test_the_lock_command():
    for name in lock.names():
        words = lock.command(name, venvs.REQUIREMENTS, ["--upgrade"])
        assert {"--generate-hashes", "--universal", "--no-config", "--upgrade"} <= set(words)
        assert words[-1] == "tools/requirements/%s.in" % name
        assert not {"--emit-index-url", "--emit-find-links", "--index-url"} & set(words)
    assert [lock.oldest(name) for name in ("common", "ansible-2.18", "ansible-2.20", "tools")] == [
        "3.11",
        "3.11",
        "3.12",
        "3.11",
    ]
    words = lock.node_command(NODE)
    assert words is None or {"--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts"} <= set(
        words
    )


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_are_made_of_locks_alone(name, tmp_path, monkeypatch):
    """Each command that makes an environment, without running it."""
    ran = []
    monkeypatch.setattr(venvs, "VENVS", tmp_path)
    monkeypatch.setattr(venvs, "BUILD", tmp_path)
    monkeypatch.setattr(venvs, "_logged", lambda words, output: ran.append(words))
    monkeypatch.setattr(node, "install", lambda *where: ran.append(where))
    monkeypatch.setattr(venvs, "python_for", lambda core, minors=(): sys.executable)
    venvs.ensure(name)
    make, install, *more = ran
    assert make[1] == "venv" and make[-1] == str(tmp_path / name) and "--system-site-packages" not in make
    assert install[1:3] == ["pip", "sync"] and {"--require-hashes", "--no-build"} <= set(install)
    files = [str(path) for path in venvs.requirement_files(name)]
    assert install[-len(files) :] == files and install[-len(files) - 1] == str(tmp_path / name / "bin/python")
    assert bool(more) == (name == venvs.SERVERS)


def test_nothing_else_is_installed():
    """Where the tools, the tests and the proofs call an installer: with locks, or as a tool of others does it with its own."""
    known = {
        "tools/run",
        "tools/venvs.py",
        "tools/node.py",
        "tools/lock.py",
        "tools/pythons.py",
        "tools/sanity_packages.py",
    }
    pattern = re.compile(
        r"""pip["']?,?\s+["']?(?:install|sync)|\bnpm\b["']?,?\s+["']?(?:ci|install)|"-m", "pip"|-m pip\b"""
    )
    found = set()
    for folder in ("tools", "extensions", "tests", "roles", "playbooks", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".sh", ".yml", ".yaml", "") and path.is_file() and path != Path(__file__):
                if pattern.search(path.read_text(encoding="utf-8", errors="replace")):
                    found.add(str(path.relative_to(ROOT)))
    assert {name for name in found if not name.startswith("tests/")} == known
    (install,) = re.findall(r"-m pip install (?:.*\\\n)?.*", (ROOT / "tools/run").read_text(encoding="utf-8"))
    assert "--require-hashes" in install and "--only-binary :all:" in install and '-r "$lock"' in install


@pytest.fixture
def index(tmp_path):
    """A folder with one tiny package, as a wheel and as a source, and no way to any other."""
    folder = tmp_path / "index"
    folder.mkdir()
    info = "tiny-1.0.dist-info"
    members = {
        "tiny.py": "VALUE = 1\n",
        info + "/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        info + "/WHEEL": "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        info + "/RECORD": "",
    }
    with zipfile.ZipFile(folder / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in members.items():
            wheel.writestr(name, text)
    source = tmp_path / "tiny-1.0"
    source.mkdir()
    (source / "setup.py").write_text("open(%r, 'w')\n" % str(tmp_path / "ran"))
    with tarfile.open(folder / "tiny-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "tiny-1.0")
    return folder


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def only_this_index(index, monkeypatch):
    """uv and pip know no place but the folder."""
    if not Path(venvs.uv()).exists():
        pytest.skip("uv is not installed in .venvs/nox: make setup")
    told = {"no-index": "1", "find-links": str(index)}
    monkeypatch.setattr(venvs.pythons, "pip_settings", lambda: told)


def installed(tmp_path, requirement):
    """What the command for locks does with this requirement; (exit code, output). The package goes to a folder of its own."""
    file = tmp_path / "lock.txt"
    file.write_text(requirement + "\n")
    words = venvs.install_command(Path(sys.executable), [file])
    words += ["--target", str(tmp_path / "target"), "--no-cache"]
    done = subprocess.run(words, env=venvs.settings(), cwd=tmp_path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_wrong_hash_stops_the_installation(tmp_path, index, only_this_index, cases):
    wheel = index / "tiny-1.0-py3-none-any.whl"
    target = tmp_path / "target" / "tiny.py"
    with cases("a wrong hash"):
        code, output = installed(tmp_path, "tiny==1.0 --hash=sha256:" + "0" * 64)
        assert code and "Hash mismatch" in output and not target.exists()
    with cases("the right hash"):
        code, output = installed(tmp_path, "tiny==1.0 --hash=sha256:" + digest(wheel))
        assert code == 0 and target.exists(), output


@pytest.mark.long
def test_what_is_not_locked_is_not_installed(tmp_path, index, only_this_index, cases):
    wheel, source = index / "tiny-1.0-py3-none-any.whl", index / "tiny-1.0.tar.gz"
    target = tmp_path / "target" / "tiny.py"
    known = digest(wheel)
    with cases("no hash"):
        code, output = installed(tmp_path, "tiny==1.0")
        assert code and "hash" in output and not target.exists()
    with cases("no version"):
        code, output = installed(tmp_path, "tiny --hash=sha256:" + known)
        assert code and "==" in output and not target.exists()
    with cases("a file that was changed after it was locked"):
        with zipfile.ZipFile(wheel, "a") as changed:
            changed.writestr("more.py", "")
        code, output = installed(tmp_path, "tiny==1.0 --hash=sha256:" + known)
        assert code and "Hash mismatch" in output and not target.exists()
    with cases("a source with the right hash is not built, for what builds it has none"):
        wheel.unlink()
        code, output = installed(tmp_path, "tiny==1.0 --hash=sha256:" + digest(source))
        assert code and not target.exists() and not (tmp_path / "ran").exists()


@pytest.mark.long
def test_an_environment_with_a_wrong_hash_is_not_made(tmp_path, index, only_this_index, monkeypatch):
    """The whole way that make setup goes."""
    for name in ("VENVS", "BUILD", "REQUIREMENTS"):
        monkeypatch.setattr(venvs, name, tmp_path / name.lower())
    venvs.REQUIREMENTS.mkdir()
    core = venvs.default_core()
    name = f"core-{core}"
    (venvs.REQUIREMENTS / "common.txt").write_text("tiny==1.0 --hash=sha256:%s\n" % ("0" * 64))
    (venvs.REQUIREMENTS / f"ansible-{core}.txt").write_text("")
    with pytest.raises(Failed, match="Hash mismatch"):
        venvs.ensure(name)
    assert not list(venvs.folder(name).rglob("tiny.py"))
    hashed = digest(index / "tiny-1.0-py3-none-any.whl")
    (venvs.REQUIREMENTS / "common.txt").write_text("tiny==1.0 --hash=sha256:%s\n" % hashed)
    venvs.ensure(name)
    assert list(venvs.folder(name).rglob("tiny.py"))
