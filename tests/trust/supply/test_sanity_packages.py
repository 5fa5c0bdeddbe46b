# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test, which installs packages by itself, installs those whose hash the repository holds, and no others."""

from __future__ import annotations

import configparser
import hashlib
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pins
import pytest
import sanity
import sanity_packages
import venvs
from common import Failed

CORES = list(venvs.CORES)
each_core = pytest.mark.parametrize("core", CORES)


def known(core):
    return {(pin.name, pin.version): pin.hashes for pin in pins.read(sanity_packages.lock_file(core))}


@each_core
def test_every_package_has_its_hashes(core):
    found = pins.read(sanity_packages.lock_file(core))
    assert len(found) > 10 and all(pin.hashes for pin in found)
    assert "pip" in {pin.name for pin in found}


@each_core
def test_the_lock_is_that_of_the_ansible_test_that_is_locked(core):
    if not venvs.folder("core-%s" % core).exists():
        pytest.skip("core-%s is not made: make setup CORE=%s" % (core, core))
    base = sanity_packages.package(core)
    asked = {
        (pins.normal(name), version) for name, version in (line.split("==") for line in sanity_packages.wanted(base))
    }
    assert asked == set(known(core))


@each_core
def test_its_requirement_files_get_them(core, tmp_path, monkeypatch):
    if not venvs.folder("core-%s" % core).exists():
        pytest.skip("core-%s is not made: make setup CORE=%s" % (core, core))
    copy = tmp_path / "ansible_test"
    for source in sanity_packages.requirement_files(sanity_packages.package(core)):
        lines = [line.partition(" --hash")[0] for line in source.read_text(encoding="utf-8").splitlines()]
        target = copy / "_data/requirements" / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    cached = tmp_path / "cached"  # uv links what it installs to its cache
    cached.hardlink_to(copy / "_data/requirements/sanity.pylint.txt")
    untouched = cached.read_text(encoding="utf-8")
    monkeypatch.setattr(sanity_packages, "package", lambda core: copy)
    for _time in range(2):
        sanity_packages.provide_hashes(core)
        text = "".join(path.read_text(encoding="utf-8") for path in sanity_packages.requirement_files(copy))
        named = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
        assert named and all(line.count("--hash=sha256:") == len(set(line.split()[1:])) > 0 for line in named)
    assert cached.read_text(encoding="utf-8") == untouched and "--hash" not in untouched


def test_a_package_without_a_hash_stops_it():
    with pytest.raises(Failed, match="make lock"):
        sanity_packages.with_hashes("tiny==1.0\n", {("tiny", "1.1"): ("0" * 64,)})
    text = "# pre-build requirement: x\ntiny==1.0\n"
    assert sanity_packages.with_hashes(text, {("tiny", "1.0"): ("0" * 64,)}) == text[:-1] + " --hash=sha256:%s\n" % (
        "0" * 64
    )


def test_its_pip_refuses_what_has_no_hash_and_what_has_another(tmp_path, monkeypatch, cases):
    """With the settings that it is given; from a folder in place of an index."""
    wheel, info = tmp_path / "tiny-1.0-py3-none-any.whl", "tiny-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(info + "/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr(
            info + "/WHEEL", "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(info + "/RECORD", "")
    monkeypatch.setattr(sanity.pythons, "pip_settings", lambda: {"no-index": "1", "find-links": str(tmp_path)})
    sanity._provide_pip_settings(tmp_path / "home")
    settings = tmp_path / "home/.config/pip/pip.conf"
    read = configparser.ConfigParser()
    read.read(settings)
    assert read["global"]["only-binary"] == ":all:"
    subprocess.run(
        [sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True
    )  # with the pip of the interpreter
    pip = str(tmp_path / "venv/bin/pip")
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for label, line, works in (
        ("without", "tiny==1.0", False),
        ("another", "tiny==1.0 --hash=sha256:" + "0" * 64, False),
        ("its own", "tiny==1.0 --hash=sha256:" + right, True),
    ):
        with cases(label):
            file = tmp_path / "asked.txt"
            file.write_text(line + "\n")
            done = subprocess.run(
                [pip, "install", "--target", str(tmp_path / label), "-r", str(file)],
                env={"PIP_CONFIG_FILE": str(settings), "HOME": str(tmp_path), "PATH": ""},
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode == 0) is works, done.stdout + done.stderr
            assert (tmp_path / label / "tiny.py").exists() is works


def test_the_script_that_brings_pip_asks_for_its_hash(tmp_path, monkeypatch):
    run = SimpleNamespace(core=venvs.default_core())
    sanity._provide_pip(run, tmp_path)
    (script,) = (tmp_path / ".ansible/test/cache").glob("get_pip_*.py")
    text = script.read_text(encoding="utf-8")
    assert "--require-hashes" in text and "--no-build" in text and script.stat().st_mode & 0o777 == 0o600
    (pin,) = pins.read(_unfolded(tmp_path / ".ansible/test/cache/pip.txt"))
    assert (pin.name, pin.version) in known(run.core) and script.name == "get_pip_%s.py" % pin.version.replace(".", "_")


def _unfolded(path):
    """The same in the form of a lock, one hash a line."""
    text = path.read_text(encoding="utf-8").replace(" --hash", " \\\n    --hash")
    path.write_text(text, encoding="utf-8")
    return path
