# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The software bills of materials: they say what the locks say, they are valid, and the shipped one is in the archive."""

from __future__ import annotations

import json
import subprocess
import uuid

import pins
import pytest
import venvs
import yaml
from common import ROOT, clean_environment

SHIPPED = ROOT / "sbom.cdx.json"
DEVELOPMENT = venvs.REQUIREMENTS / "development.cdx.json"
CORE = "ansible-core"


def document(path):
    return json.loads(path.read_text(encoding="utf-8"))


def locked():
    """(name, version) -> pin, of all locks."""
    return {(pin.name, pin.version): pin for path in venvs.REQUIREMENTS.rglob("*.txt") for pin in pins.read(path)}


def components(path, kind="pypi"):
    """(name, version) -> component."""
    found = document(path)["components"]
    return {(one["name"], one["version"]): one for one in found if one["purl"].startswith("pkg:%s/" % kind)}


def hashes(component):
    return {one["content"] for one in component["hashes"] if one["alg"] == "SHA-256"}


def test_they_are_current_and_valid():
    """The library writes and validates them anew."""
    python = venvs.python(venvs.TOOLS)
    assert python.exists(), "make setup"
    done = subprocess.run(
        [python, ROOT / "tools" / "sbom.py", "--check"],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stderr


@pytest.mark.parametrize("path", [SHIPPED, DEVELOPMENT], ids=lambda path: path.name)
def test_the_frame(path, cases):
    """What every reader looks for, and nothing that changes from one making to the next."""
    told = document(path)
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    about = told["metadata"]["component"]
    with cases("CycloneDX"):
        assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    with cases("the collection"):
        assert about["name"] == "%(namespace)s.%(name)s" % galaxy and about["version"] == galaxy["version"]
        assert [one["license"]["id"] for one in about["licenses"]] == galaxy["license"]
        assert about["purl"].startswith("pkg:generic/%s@%s?" % (about["name"], about["version"]))
        urls = {one["url"] for one in about["externalReferences"]}
        assert urls == {galaxy[key] for key in ("repository", "documentation", "homepage", "issues")}
    with cases("no time, no chance"):
        assert "timestamp" not in told["metadata"]
        number = told.pop("serialNumber")
        expected = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(told, sort_keys=True))
        assert number == expected.urn
    references = {about["bom-ref"], *(one["bom-ref"] for one in told["components"])}
    with cases("the graph is whole"):
        assert len(references) == len(told["components"]) + 1
        edges = {one["ref"]: set(one.get("dependsOn", ())) for one in told["dependencies"]}
        assert set(edges) == references and set().union(*edges.values()) <= references
        assert edges[about["bom-ref"]]
    with cases("no place"):
        assert "://" not in json.dumps([told["components"], told["dependencies"]])


def test_the_shipped_one_names_what_runs(cases):
    found, of = components(SHIPPED), locked()
    ranges = {CORE: yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["requires_ansible"]}
    for line in (ROOT / "meta/ee-requirements.txt").read_text(encoding="utf-8").splitlines():
        name = line.partition(">=")[0]
        ranges[pins.normal(name)] = line.removeprefix(name)
    for (name, version), one in found.items():
        with cases("%s %s" % (name, version)):
            assert one["scope"] == "required" and one["licenses"]
            assert hashes(one) == set(of[name, version].hashes)
            told = {each["name"]: each["value"] for each in one.get("properties", [])}
            assert told.get("cxops:required") == ranges.get(name)
    names = {name for name, _version in found}
    with cases("all that is needed"):
        assert set(ranges) <= names
        assert {version for name, version in found if name == CORE} == {version for name, version in of if name == CORE}
        assert len({version for name, version in found if name == CORE}) == len(venvs.CORES)
    with cases("what those bring in, and nothing else"):
        brought = {pin.name for pin in pins.read(venvs.REQUIREMENTS / "common.txt") if "requests" in pin.via}
        assert brought and names == set(ranges) | brought


def test_the_other_one_names_everything_that_is_locked(cases):
    found, of = components(DEVELOPMENT), locked()
    assert set(found) == set(of)
    for key, one in found.items():
        with cases("%s %s" % key):
            assert one["scope"] == "excluded"
            assert hashes(one) == set(of[key].hashes)
    node = components(DEVELOPMENT, "npm")
    for name, version, _integrity in pins.read_node(venvs.REQUIREMENTS / "node" / "package-lock.json"):
        with cases("npm %s %s" % (name, version)):
            one = node[name.rpartition("/")[2], version]
            assert one["scope"] == "excluded" and one["hashes"][0]["alg"] == "SHA-512"
