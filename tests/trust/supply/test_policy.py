# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SECURITY.md: it says what it has to say, what it names exists, and it is shipped."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import tree
from common import ROOT, ansible_settings, clean_environment

from trust.support import tally

POLICY = ROOT / "SECURITY.md"
TEXT = POLICY.read_text(encoding="utf-8") if POLICY.exists() else ""
HEADINGS = ("Reporting", "Supported versions", "Threat model", "promised", "not promised", "How it is tested")
SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = {found["title"]: found["text"] for found in SECTION.finditer(TEXT)}


def section(words):
    """The text below the heading that has these words."""
    (found,) = [text for title, text in SECTIONS.items() if words in title and ("not" in words or " not " not in title)]
    return found


def test_it_is_there():
    assert TEXT.startswith("# Security policy\n")


@pytest.mark.parametrize("words", HEADINGS)
def test_it_has_every_part(words):
    assert len(section(words).split()) > 15


def test_it_names_each_table_and_where_its_tests_are(cases):
    tested, promised = section("How it is tested"), section("promised")
    for folder, title in tally.TABLES.items():
        with cases(title):
            (row,) = [line for line in tested.splitlines() if line.startswith("| %s |" % title)]
            _left, _title, place, what, _right = row.split("|")
            assert place.strip() == "`tests/trust/%s`" % folder and len(what.split()) > 5
        with cases("a promise of table %s" % title):
            number = title.partition(".")[0]
            assert re.search(r"\*\*[^*]*\((?:\d+, )*%s(?:, \d+)*\)\.\*\*" % number, promised)
    folders = set(re.findall(r"tests/trust/(\w+)", TEXT))
    assert folders == set(tally.TABLES)


def test_every_folder_that_it_names_has_tests(cases):
    for folder in sorted(set(re.findall(r"`(tests/[\w/]+)`", TEXT))):
        with cases(folder):
            assert list((ROOT / folder).glob("test_*.py"))


def test_every_command_that_it_names_exists(cases):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z-]+)", TEXT))
    assert {"chaos", "test"} <= named
    for target in sorted(named):
        with cases("make " + target):
            (session,) = re.findall(r"^%s:.*\n\t@\$\(RUN\) ([\w-]+)" % target, makefile, re.MULTILINE)
            assert "\ndef %s(session" % session.replace("-", "_") in sessions


def test_every_link_leads_somewhere(cases):
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXT):
        with cases(target):
            assert target.startswith("https://") or (ROOT / target.partition("#")[0]).exists()


def test_every_promise_about_the_supply_chain_can_be_checked(cases):
    with cases("pinned with hashes"):
        assert "pinned with hashes" in section("promised") and (Path(__file__).parent / "test_locks.py").exists()
    with cases("bill of materials"):
        assert "bill of materials is part of the archive" in section("promised")
    with cases("the libraries that the modules need"):
        needs = (ROOT / "meta/ee-requirements.txt").read_text(encoding="utf-8").split()
        assert {line.partition(">=")[0] for line in needs} == {"requests", "psycopg2-binary"}
        assert "need `requests` and `psycopg2`" in " ".join(section("promised").split())


def test_it_is_in_the_archive_with_the_bill_of_materials(tmp_path):
    """The archive as it is built: what users get, and nothing of the development."""
    place = tree.copied("policy", build=tmp_path) / tree.PLACE
    environment = clean_environment(ANSIBLE_CONFIG=ansible_settings(), ANSIBLE_HOME=str(tmp_path / "home"))
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    subprocess.run(
        [galaxy, "collection", "build", "--output-path", str(tmp_path)],
        cwd=place,
        env=environment,
        capture_output=True,
        check=True,
    )
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = set(tar.getnames())
        for name in ("SECURITY.md", "sbom.cdx.json"):
            assert tar.extractfile(name).read() == (ROOT / name).read_bytes()
        told = {one["name"] for one in json.load(tar.extractfile("FILES.json"))["files"]}
    assert {"SECURITY.md", "sbom.cdx.json"} <= names & told
    assert not [name for name in names if name.startswith(("tools", "tests/trust", "tests/unit", ".venvs", "build"))]
